"""The form of an entry: the fields are the domain's, and so is the judgement on what was typed."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import DateInput, NumberInput

from portal.domain.activity_content import (
    FIELDS,
    LIMITS,
    ActivityContent,
    ContentInvalid,
    as_json,
    digest,
    read_content,
)
from portal.domain.activity_kinds import ACTIVITY_KINDS
from portal.domain.personal_numbers import has_personal_number
from portal.domain.skills import SKILLS
from portal.forms.base import Form
from portal.labels import choices, problem

FREE_TEXTS = ("place", "note", "difficulty")
# What a correction leaves as it is.
KEPT = ("team", "on_behalf_of", "recorded_at")
# What the page shows at once; everything else is folded away.
OPEN_FIELDS = ("team", "skills", "visits")


class CountField(StringField):
    """A count, kept as it was typed so that it can be corrected; the domain reads it."""

    widget = NumberInput()

    def __init__(self, label=None, *, lowest: int = 0, highest: int = LIMITS["visits_max"], **kwargs) -> None:
        super().__init__(label, **kwargs)
        self.flags.min, self.flags.max = lowest, highest


class ActivityForm(Form):
    """What a member states about one piece of work; `content` holds it once the form is valid."""

    occurred_on = StringField(_("Day of the work"), widget=DateInput())
    kind = RadioField(
        _("Kind of work"), choices=choices("activity_kind", ACTIVITY_KINDS), validate_choice=False
    )
    skills = SelectMultipleField(_("Skills taught"), choices=choices("skill", SKILLS), validate_choice=False)
    visits = CountField(
        _("Number of visits"), lowest=1, description=_("One person helped twice is two visits.")
    )
    people = CountField(_("Different people"))
    households = CountField(_("Households"), highest=LIMITS["households_max"])
    alone = CountField(_("Did it alone in the end"))
    together = CountField(_("Did it together with you"))
    shown = CountField(_("Were shown how"))
    elderly = CountField(_("Visits by elderly people"))
    minority = CountField(_("Visits by people of ethnic minorities"))
    hamlet = SelectField(_("Hamlet"), validate_choice=False)
    place = StringField(_("Where it took place"))
    note = TextAreaField(_("Note"), description=_("Do not write names, phone numbers or identity numbers."))
    difficulty = TextAreaField(_("What was difficult"))
    send_anyway = BooleanField(_("These are not anybody's phone or identity numbers; send it."))

    # What was written in `place` before, and the days that can be chosen by one tap, with their words.
    known_places: Sequence[str] = ()
    near_days: Sequence[tuple[str, str]] = ()
    content: ActivityContent | None = None
    holds_personal_number = False

    @property
    def has_errors_in_details(self) -> bool:
        """Tell whether something is wrong that the page would fold away."""
        return any(name not in OPEN_FIELDS for name in self.errors)

    def offer_hamlets(self, hamlets: Sequence[tuple[int, str]]) -> None:
        """Set the hamlets to choose from."""
        by_id = {str(hamlet_id): name for hamlet_id, name in hamlets}
        self.hamlet.choices = [("", _("Not stated")), *by_id.items()]

    def offer_places(self, places: Sequence[str]) -> None:
        """Set the places that the box completes to."""
        self.known_places = places

    def offer_days(self, today: date | None) -> None:
        """Set the days that can be chosen by one tap; without today's date the phone puts in its own."""
        yesterday = today and today - timedelta(days=1)
        days = (str(today or "today"), str(yesterday or "yesterday"))
        self.near_days = list(zip(days, (_("Today"), _("Yesterday")), strict=True))

    def stated(self) -> dict[str, object]:
        """Return what was typed, by the names of the domain."""
        return {field.name: self[field.name].data for field in FIELDS if field.name in self}

    def validate(self, extra_validators=None) -> bool:
        """Let the domain read the entry, and point out numbers that should not be written down."""
        if not super().validate(extra_validators):
            return False
        try:
            self.content = read_content(self.stated(), lenient=True)
        except ContentInvalid as error:
            self.add_problems(error)
            return False
        return self._has_no_personal_numbers()

    def add_problems(self, error: ContentInvalid) -> None:
        """Put each of the domain's problems beside its field."""
        for name, code in error.errors.items():
            self.add_error(name, problem(name, code))

    def _has_no_personal_numbers(self) -> bool:
        found = [name for name in FREE_TEXTS if has_personal_number(getattr(self.content, name))]
        self.holds_personal_number = bool(found)
        if not found or self.send_anyway.data:
            return True
        warning = str(_("This looks like somebody's phone or identity number. Please take it out."))
        for name in found:
            self.add_error(name, warning)
        return False


class LogForm(ActivityForm):
    """A new entry; its id is made when the form opens, so that sending it twice stores it once."""

    id = HiddenField()
    team = RadioField(_("Team"), validate_choice=False)
    on_behalf_of = SelectField(_("Whose work it was"), validate_choice=False)

    def offer(self, teams: Sequence, *, may_be_own: bool) -> None:
        """Set the teams and people to choose from."""
        self.team.choices = [(team.code, team.name) for team in teams]
        myself = _("My own") if may_be_own else _("Choose")
        people = {str(one): name for team in teams for one, name in team.others}
        self.on_behalf_of.choices = [("", myself), *people.items()]

    @property
    def uuid(self) -> UUID | None:
        """The id under which the entry is stored, or None when it is no id."""
        try:
            return UUID(self.id.data or "")
        except ValueError:
            return None


class CorrectionForm(ActivityForm):
    """Other content for an entry that was sent; `version` is the one that was looked at."""

    version = HiddenField()

    send_unchanged = BooleanField(_("Send it again as it is."))
    is_unchanged = False

    def __init__(self, original: ActivityContent, version: int, *, was_returned: bool = False) -> None:
        super().__init__(data=as_json(original) | {"version": version})
        self.original, self.was_returned = original, was_returned

    def validate(self, extra_validators=None) -> bool:
        """Ask once more before a returned entry goes back with nothing corrected."""
        if not super().validate(extra_validators):
            return False
        self.is_unchanged = self.was_returned and digest(self.content) == digest(self.original)
        if not self.is_unchanged or self.send_unchanged.data:
            return True
        warning = _(
            "Nothing is changed since it was returned. Correct it, or tick below to send it as it is."
        )
        self.add_error("send_unchanged", str(warning))
        return False

    def stated(self) -> dict[str, object]:
        """Return what was typed, with what a correction leaves as it is."""
        return super().stated() | {name: getattr(self.original, name) for name in KEPT}

    @property
    def seen_version(self) -> int:
        """The version that was looked at; nought, which no entry has, when it is no number."""
        written = self.version.data or ""
        return int(written) if re.fullmatch("[0-9]{1,9}", written) else 0
