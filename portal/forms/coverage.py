"""The question that coverage answers: which campaign, place, period and mode."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField
from wtforms.validators import AnyOf, InputRequired, Optional

from portal.domain.campaign_indicators import COUNTED, INDICATORS
from portal.domain.campaign_periods import IN_PERIOD, MODES, WHOLE
from portal.forms.base import DayField, Form
from portal.labels import choices, label


class CoverageForm(Form):
    """What the address of a coverage page asks for; all of it may be left out."""

    class Meta:
        """A question changes nothing, so it needs no token."""

        csrf = False

    campaign = SelectField(_("Campaign"), validate_choice=False)
    period = SelectField(_("Period"), default=WHOLE, validate_choice=False)
    mode = SelectField(
        _("How it is counted"),
        choices=lambda: choices("mode", MODES),
        default=IN_PERIOD,
        validate_choice=False,
        validators=[AnyOf(MODES, message=_("Choose in period or cumulative."))],
    )
    unit = HiddenField()
    as_of = DayField(_("Places as of"), [Optional()])
    sort = HiddenField(default="name")


class CoverageMapForm(CoverageForm):
    """The same question for a map, which shows one line at a time."""

    line = HiddenField()


class FigureLifeForm(CoverageForm):
    """The same question about what stands behind one indicator: of the place, of a department or a level."""

    indicator = SelectField(
        _("Indicator"),
        choices=lambda: [(code, f"{code}. {label('indicator', code)}") for code in INDICATORS],
        default=COUNTED,
        validate_choice=False,
        validators=[AnyOf(INDICATORS, message=_("Choose one of the eight indicators."))],
    )
    level = HiddenField()
    department = HiddenField()


class CoverageApiForm(CoverageForm):
    """The same question from a program, which must name its campaign and place."""

    campaign = SelectField(validators=[InputRequired(_("Name the campaign."))], validate_choice=False)
    unit = HiddenField(validators=[InputRequired(_("Name the place by its official code."))])
