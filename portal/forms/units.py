"""Forms about places: looking for one, and a commune's hamlets."""

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import (
    AnyOf,
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from portal.domain.units import HAMLET_TYPES, UnitLevel
from portal.forms.base import DayField, Form, clean_text, plain_text

TYPE_CHOICES = [(hamlet_type, hamlet_type.capitalize()) for hamlet_type in HAMLET_TYPES]
MOST_HOUSEHOLDS = 99_999
NO_HAMLET = 0


class CountField(IntegerField):
    """A whole number, or nothing where it is not known."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number, or say how to write one."""
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if typed and not (typed.isascii() and typed.isdigit() and len(typed) < 10):
            raise ValueError(str(_("Enter a whole number, or leave it empty if it is not known.")))
        if typed:
            self.data = int(typed)


class PlaceSearchForm(Form):
    """Part of a place's name, or its code."""

    class Meta:
        csrf = False

    words = StringField(_("Name or code"), [Length(max=100)], filters=[clean_text])


class AsOfForm(Form):
    """The day for which a place is shown."""

    class Meta:
        csrf = False

    as_of = DayField(_("Show it as on"), [Optional()])


class UnitsApiForm(AsOfForm):
    """What another system asks for: the day, one level, a place by its code on that day."""

    level = StringField(
        validators=[Optional(), AnyOf(list(UnitLevel), _("Name one of the levels: %(values)s."))]
    )
    under = StringField()


class HouseholdsForm(Form):
    """How many households a hamlet has."""

    households = CountField(
        _("Households"),
        [Optional(), NumberRange(0, MOST_HOUSEHOLDS, _("Enter a number of households up to 99,999."))],
    )


class HamletNameForm(Form):
    """What a hamlet is called from a day on."""

    type = SelectField(_("Type"), choices=TYPE_CHOICES)
    name = StringField(
        _("Name"),
        [
            DataRequired(_("Enter the name of the hamlet.")),
            Length(max=100, message=_("Enter a name of at most 100 characters.")),
            plain_text,
        ],
        filters=[clean_text],
    )
    on = DayField(_("Since which day"), [InputRequired(_("Enter the day."))])


class HamletForm(HamletNameForm, HouseholdsForm):
    """A new hamlet."""


class EndHamletForm(Form):
    """The first day without a hamlet."""

    on = DayField(_("First day without it"), [InputRequired(_("Enter the day."))])


class MergeHamletForm(Form):
    """The hamlet that another one goes into, and the first day on which it has."""

    into = SelectField(_("Hamlet that goes on"), coerce=int, default=NO_HAMLET)
    on = DayField(_("From which day"), [InputRequired(_("Enter the day."))])

    def validate_into(self, field) -> None:
        """The hamlet that goes on is chosen, not taken as the first of the list."""
        if field.data == NO_HAMLET and not field.errors:
            raise ValidationError(str(_("Choose the hamlet that goes on.")))


class ConfirmHamletsForm(Form):
    """How many hamlets the person saw when confirming the list."""

    seen = CountField(_("Hamlets on the list"))
