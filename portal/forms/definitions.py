"""Forms of indicator 8's versions: the next version, its preview, and putting one in force."""

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import NumberRange

from portal.domain.campaign_periods import IN_PERIOD, MODES
from portal.domain.definition_drafts import MOST_ACTIVITIES, SOURCE_LENGTH
from portal.domain.indicators import LINES, Definition
from portal.forms.base import DayField, FilterForm, Form, Needed, at_most, clean_text, plain_text
from portal.labels import choices, label

TEXT = {"filters": [clean_text]}
LEAST = _("A team works from at least 1 approved entry on. Enter a whole number up to 999.")
FIELDS = {
    "definition_needs_team": "least",
    "unknown_headline": "headline",
    "source_needed": "source",
    "text_too_long": "source",
    "nothing_to_preview": "period",
}
PUT_FIELDS = {code: "day" for code in ("day_outside_campaign", "later_definition", "definition_in_force")}


def target_name(line: str) -> str:
    """Name the field with the target of a line: "target8_4"."""
    return f"target{line.replace('.', '_')}"


class PreviewForm(FilterForm):
    """In which past period two versions are compared."""

    period = SelectField(_("Compare in"), validate_choice=False)
    mode = SelectField(
        _("How it is counted"),
        choices=lambda: choices("mode", MODES),
        default=IN_PERIOD,
        validate_choice=False,
    )


class DefinitionForm(Form):
    """What may differ between versions, and the period in which it is looked at before."""

    least = IntegerField(
        _("A team works from how many approved entries in the period on"),
        [Needed(LEAST), NumberRange(1, MOST_ACTIVITIES, LEAST)],
    )
    headline = SelectField(_("Line that stands for the indicator"))
    source = TextAreaField(
        _("Where this definition comes from"),
        [
            Needed(_("Write where this definition comes from, such as a document with number and date.")),
            at_most(SOURCE_LENGTH),
            plain_text,
        ],
        **TEXT,
    )
    period = SelectField(_("Compare in"), validate_choice=False)
    mode = SelectField(
        _("How it is counted"),
        choices=lambda: choices("mode", MODES),
        default=IN_PERIOD,
        validate_choice=False,
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.headline.choices = [(line, f"{line} {label('line', line)}") for line in LINES]

    @property
    def target_fields(self) -> list[StringField]:
        """The fields with the targets, line by line."""
        return [self[target_name(line)] for line in LINES]

    @property
    def targets(self) -> dict[str, str]:
        """What was typed as targets, by line."""
        return {line: self[target_name(line)].data or "" for line in LINES}

    def show(self, definition: Definition) -> None:
        """Fill in an old version."""
        self.least.data, self.headline.data = definition.k, definition.headline
        for line in LINES:
            self[target_name(line)].data = definition.targets.get(line) or ""


for _line in LINES:
    setattr(DefinitionForm, target_name(_line), StringField(_line, [at_most(12)], **TEXT))


class PutForm(Form):
    """From which day on a campaign is counted by a version."""

    campaign = SelectField(_("Campaign"))
    day = DayField(_("In force from"), [Needed(_("Enter the day."))])
