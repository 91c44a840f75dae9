"""Forms of reports: what is prepared and when, what stands around it, and columns for another system."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf

from portal.domain.gris_columns import CODES, LEVELS, LONGEST_HEADING, MOST_COLUMNS, PARTS, GrisChoice
from portal.domain.report_settings import AUTHORITIES, LetterHead
from portal.domain.report_words import REPORT_KINDS
from portal.domain.text import fold
from portal.forms.base import DayField, Form, Needed, at_most, clean_text, plain_text
from portal.labels import choices, label

_LINE, _MOST_RECIPIENTS = 200, 2000


def _words(label, *, needed=None, most=_LINE) -> StringField:
    checks = [at_most(most), plain_text]
    return StringField(label, [Needed(needed), *checks] if needed else checks, filters=[clean_text])


def _lines(text: str | None) -> tuple[str, ...]:
    lines = [line.strip(" -;.") for line in (text or "").split("\n")]
    return tuple(line for line in lines if line)


class PrepareReportForm(Form):
    """Which report is prepared now; its kind is chosen before, since it decides on the periods."""

    unit = SelectField(_("Place"), coerce=int)
    period = SelectField(_("Period"))
    kind = HiddenField(_("Kind of report"), [AnyOf(REPORT_KINDS, _("Choose a kind of report."))])


class ScheduleReportForm(PrepareReportForm):
    """Which report is prepared by itself, and on which day."""

    repeated = SelectField(_("How often"), choices=lambda: choices("repeated", ("once", "weekly", "monthly")))
    due_on = DayField(_("First day"), [Needed(_("Enter the day on which it is prepared."))])


class ReportSettingsForm(Form):
    """What is printed around the reports of a place."""

    superior_body = _words(_("Superior body"))
    issuing_body = _words(_("Issuing body"), needed=_("Enter the body that issues the report."))
    symbol = _words(_("Symbol after the number"), needed=_("Enter the symbol, such as BC-UBND."), most=40)
    place_name = _words(_("Place name before the date"), needed=_("Enter the name of the place."))
    authority = SelectField(
        _("Signing authority"), choices=lambda: [(one, one or _("in person")) for one in AUTHORITIES]
    )
    authority_body = _words(_("On behalf of whom"))
    signer_title = _words(_("Position of who signs"), needed=_("Enter the position, such as CHỦ TỊCH."))
    signer_name = _words(_("Name of who signs"))
    addressees = TextAreaField(
        _("Addressed to (Kính gửi), one a line"),
        [at_most(_MOST_RECIPIENTS), plain_text],
        filters=[clean_text],
    )
    recipients = TextAreaField(
        _("Recipients, one a line"), [at_most(_MOST_RECIPIENTS), plain_text], filters=[clean_text]
    )

    def read(self) -> LetterHead:
        """Return what was typed."""
        lists = {name: _lines(self[name].data) for name in ("recipients", "addressees")}
        names = [name for name in LetterHead.__slots__ if name not in lists]
        return LetterHead(**{name: self[name].data or "" for name in names}, **lists)


def written_columns(columns: Iterable[GrisChoice]) -> str:
    """Write the columns of a place as a person reads them, one a line, in the words of the page."""
    return "\n".join(
        f"{one.heading} | {one.code} | {label('gris_part', one.part)} | {label('gris_level', one.level)}"
        for one in columns
    )


def _code_of(register: str, codes: Iterable[str], word: str) -> str | None:
    """Return what a word stands for, written as on the page, with or without accents, or as a code."""
    asked = fold(word)
    return next((code for code in codes if asked in (code, fold(str(label(register, code))))), None)


class GrisForm(Form):
    """The columns of a place, one a line: heading | code | part | level."""

    columns = TextAreaField(_("Columns, one a line"), [plain_text], filters=[clean_text])

    def validate(self, extra_validators=None) -> bool:
        """Check the form; a line that cannot be read is wrong, so that none is left out unsaid."""
        if not super().validate(extra_validators):
            return False
        self.read()
        return not self.columns.errors

    def read(self) -> list[GrisChoice]:
        """Return the columns, adding what is wrong to the form."""
        found = []
        for number, line in enumerate((self.columns.data or "").split("\n"), start=1):
            if not line.strip():
                continue
            if column := self._read_line([part.strip() for part in line.split("|")]):
                found.append(column)
            else:
                self.add_error("columns", str(_("Line %(number)s cannot be read.", number=number)))
        if not found and not self.columns.errors:
            self.add_error("columns", str(_("Write at least one column.")))
        if len(found) > MOST_COLUMNS:
            self.add_error("columns", str(_("Keep at most %(most)s columns.", most=MOST_COLUMNS)))
        return found

    @staticmethod
    def _read_line(parts: list[str]) -> GrisChoice | None:
        if len(parts) != 4 or not 0 < len(parts[0]) <= LONGEST_HEADING or parts[1] not in CODES:
            return None
        part, level = _code_of("gris_part", PARTS, parts[2]), _code_of("gris_level", LEVELS, parts[3])
        return GrisChoice(parts[0], parts[1], part, level) if part and level else None
