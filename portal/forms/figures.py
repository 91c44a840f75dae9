"""Forms of figures of indicators 1 to 7: which are looked at, one to record, and the departments."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField
from wtforms.validators import Optional

from portal.domain.campaign_indicators import REPORTED, FigureLevel
from portal.domain.figure_entries import LABEL_LENGTH, SOURCE_LENGTH
from portal.forms.base import DayField, FilterForm, Form, Needed, at_most, clean_text, plain_text
from portal.forms.units import CountField
from portal.labels import choices, label

ALL = ""


def indicator_choices() -> list[tuple[str, str]]:
    """Return the indicators that others report, with their numbers."""
    return [(code, f"{code}. {label('indicator', code)}") for code in REPORTED]


class FiguresFilterForm(FilterForm):
    """Which campaign, indicator and level is looked at."""

    campaign = SelectField(_("Campaign"), validate_choice=False)
    indicator = SelectField(
        _("Indicator"), choices=lambda: [(ALL, _("All indicators")), *indicator_choices()], default=ALL
    )
    level = SelectField(
        _("Level"),
        choices=lambda: [(ALL, _("All levels")), *choices("figure_level", FigureLevel)],
        default=ALL,
    )


class FigureForm(Form):
    """One figure as it was published."""

    indicator = SelectField(_("Indicator"), choices=indicator_choices)
    subject = SelectField(_("Whose figure"))
    first_on = DayField(_("First day"), [Optional()])
    last_on = DayField(_("Last day"), [Needed(_("Enter the last day of the figure."))])
    published_label = StringField(
        _("Period as published"), [at_most(LABEL_LENGTH), plain_text], filters=[clean_text]
    )
    percent = StringField(_("Percentage"), [at_most(20), plain_text], filters=[clean_text])
    numerator = CountField(_("How many"))
    denominator = CountField(_("Out of how many"))
    source = StringField(
        _("Source"),
        [
            Needed(_("Say where the figure is from, such as the number and date of a report.")),
            at_most(SOURCE_LENGTH),
            plain_text,
        ],
        filters=[clean_text],
    )


class NewDepartmentForm(Form):
    """A department to be added."""

    code = StringField(
        _("Code"),
        [Needed(_("Give the department a code of letters, digits, dots and hyphens.")), at_most(20)],
        filters=[clean_text],
    )
    name = StringField(
        _("Name"),
        [Needed(_("Give the department a name.")), at_most(200), plain_text],
        filters=[clean_text],
    )


class DepartmentForm(Form):
    """A department's name, and from when on it is no more."""

    name = StringField(
        _("Name"),
        [Needed(_("Give the department a name.")), at_most(200), plain_text],
        filters=[clean_text],
    )
    ended_on = DayField(_("First day without it"), [Optional()])
