"""Forms about the people of a team: adding, another role, the end of a seat, their trainings."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import ValidationError

from portal.domain.affiliations import AFFILIATIONS, HAMLET_HEAD
from portal.domain.skills import SKILLS
from portal.domain.team_status import TeamRole
from portal.forms.base import DayField, Form, Needed, PhoneField, at_most, clean_text, plain_text
from portal.labels import choices

NEW_PERSON = 0
OTHER_TRAINING = "other"
TEXT = {"filters": [clean_text]}


class PersonForm(Form):
    """Name and number of a member; not everybody has a phone."""

    name = StringField(_("Full name"), [Needed(_("Enter the full name.")), at_most(100), plain_text], **TEXT)
    phone = PhoneField(
        _("Phone number"), description=_("They sign in with this number. Leave it empty if they have none.")
    )


class RebindForm(Form):
    """The number with which a member signs in from now on."""

    phone = PhoneField(_("Phone number from now on"), [Needed(_("Enter the phone number."))])


class SeatForm(Form):
    """Role and affiliation of a member from a day on."""

    role = RadioField(_("Role"), choices=choices("team_role", TeamRole), default=TeamRole.member, coerce=str)
    affiliation = SelectField(
        _("Where they come from"), choices=choices("affiliation", AFFILIATIONS), default=HAMLET_HEAD
    )
    since = DayField(_("From which day"), [Needed(_("Enter the day."))])
    replace_leader = BooleanField(_("The present leader becomes a member from that day"))


class MemberForm(SeatForm):
    """A seat for a person of the commune, or for somebody new."""

    person = SelectField(_("Who"), coerce=int, default=NEW_PERSON)
    name = StringField(_("Full name"), [at_most(100), plain_text], **TEXT)
    phone = PhoneField(
        _("Phone number"), description=_("They sign in with this number. Leave it empty if they have none.")
    )

    def validate_name(self, field) -> None:
        """Somebody new needs a name."""
        if self.person.data == NEW_PERSON and not field.data:
            raise ValidationError(str(_("Enter the full name.")))


class EndForm(Form):
    """The end of a seat."""

    ends_on = DayField(_("No longer a member from"), [Needed(_("Enter the day."))])


class TrainingForm(Form):
    """A training that members completed."""

    members = SelectMultipleField(_("Who completed it"), coerce=int)
    topic = RadioField(_("Training"), coerce=str)
    title = StringField(_("Title of the other training"), [at_most(200), plain_text], **TEXT)
    completed_on = DayField(_("Completed on"), [Needed(_("Enter the day."))])

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.topic.choices = [*choices("skill", SKILLS), (OTHER_TRAINING, _("Another training"))]

    def validate_members(self, field) -> None:
        """A training of nobody is none."""
        if not field.data and not field.errors:
            raise ValidationError(str(_("Choose at least one member.")))

    def validate_title(self, field) -> None:
        """Another training needs its title."""
        if self.topic.data == OTHER_TRAINING and not field.data:
            raise ValidationError(str(_("Enter the title of the training.")))

    @property
    def chosen_title(self) -> str:
        """The skill's code, or the title that was typed."""
        return self.title.data if self.topic.data == OTHER_TRAINING else self.topic.data
