"""Which target is looked at, and what it is set to for whom."""

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import NumberRange, Optional

from portal.domain.campaign_indicators import FigureLevel
from portal.forms.base import FilterForm, Form, at_most, clean_text
from portal.labels import choices

SCOPES = ("level", "chosen", "small")
FIELDS = {
    "bad_target": "target",
    "no_place_chosen": "places",
    "no_small_commune": "fewer_than",
    "residents_needed": "fewer_than",
}


class TargetFilterForm(FilterForm):
    """Which indicator and whose targets are shown."""

    indicator = SelectField(_("Indicator"), validate_choice=False)
    level = SelectField(_("Whose target"), validate_choice=False)

    def offer(self, indicators: list[tuple[str, str]], levels: list[tuple[str, str]]) -> None:
        """Offer what there is to choose."""
        self.indicator.choices, self.level.choices = indicators, levels


class TargetForm(Form):
    """One target, for all of a level or for some of it; empty is that of the level."""

    target = StringField(_("Target"), [at_most(12)], filters=[clean_text])
    scope = RadioField(_("For whom"), choices=choices("target_scope", SCOPES), default="level")
    fewer_than = IntegerField(
        _("Number of residents"),
        [Optional(), NumberRange(1, 99_999_999, _("Enter a number of residents, such as 5000."))],
    )
    places = SelectMultipleField(_("Places and departments"))

    def offer(self, level: FigureLevel, subjects: list[tuple[str, str]]) -> None:
        """Offer what there is of a level."""
        self.places.choices = subjects
        if level != FigureLevel.commune:
            self.scope.choices = choices("target_scope", SCOPES[:2])
        if level == FigureLevel.province:
            self.scope.choices = choices("target_scope", SCOPES[:1])
