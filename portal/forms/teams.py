"""Forms about teams: registering, decisions, status, hamlets served, and the filter of the list."""

from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    RadioField,
    SearchField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import ValidationError

from portal.domain.affiliations import AFFILIATIONS, HAMLET_HEAD
from portal.domain.team_decisions import decision_needed
from portal.domain.team_status import TeamLevel, TeamStatus
from portal.forms.base import DayField, FilterForm, Form, Needed, PhoneField, at_most, clean_text, plain_text
from portal.labels import choices

NAME_LENGTH = 200
TEXT = {"filters": [clean_text]}


class TeamForm(Form):
    """A new team; the decision and the leader may follow later."""

    level = RadioField(
        _("Level"), choices=choices("team_level", TeamLevel), default=TeamLevel.hamlet, coerce=str
    )
    hamlets = SelectMultipleField(_("Hamlets that the team serves"), coerce=int)
    name = StringField(
        _("Name of the team"),
        [at_most(NAME_LENGTH), plain_text],
        description=_("Leave it empty to name the team after its hamlets or its commune."),
        **TEXT,
    )
    number = StringField(
        _("Number of the founding decision"),
        [at_most(100), plain_text],
        description=_("For example 12/QĐ-UBND. Without a decision the team does not count yet."),
        **TEXT,
    )
    decided_on = DayField(_("Date of the founding decision"))
    signer = StringField(_("Signed by"), [at_most(100), plain_text], **TEXT)
    leader_name = StringField(_("Full name of the leader"), [at_most(100), plain_text], **TEXT)
    leader_phone = PhoneField(_("Phone number of the leader"))
    leader_affiliation = SelectField(
        _("Where the leader comes from"), choices=choices("affiliation", AFFILIATIONS), default=HAMLET_HEAD
    )

    def validate_name(self, field) -> None:
        """A hamlet team is known by its hamlet or by a name; a stray tap registers nothing."""
        if self.level.data == TeamLevel.hamlet and not self.hamlets.data and not field.data:
            raise ValidationError(str(_("Choose a hamlet above, or enter the name of the team.")))

    def validate_number(self, field) -> None:
        """A date belongs to a number."""
        if (self.decided_on.data or self.signer.data) and not field.data:
            raise ValidationError(str(_("Enter the number of the decision.")))

    def validate_decided_on(self, field) -> None:
        """A number belongs to a date."""
        if self.number.data and not field.data and not field.errors:
            raise ValidationError(str(_("Enter the date of the decision.")))

    def validate_leader_name(self, field) -> None:
        """A phone number belongs to somebody."""
        if self.leader_phone.data and not field.data:
            raise ValidationError(str(_("Enter the full name of the leader.")))


class TeamNameForm(Form):
    """Another name for a team."""

    name = StringField(
        _("Name of the team"),
        [Needed(_("Enter the name of the team.")), at_most(NAME_LENGTH), plain_text],
        **TEXT,
    )


class DecisionForm(Form):
    """A founding or re-forming decision."""

    kind = RadioField(_("Kind of decision"))
    number = StringField(
        _("Number"),
        [Needed(_("Enter the number of the decision.")), at_most(100), plain_text],
        description=_("For example 12/QĐ-UBND."),
        **TEXT,
    )
    decided_on = DayField(_("Date"), [Needed(_("Enter the date of the decision."))])
    signer = StringField(_("Signed by"), [at_most(100), plain_text], **TEXT)


class PaperForm(Form):
    """What stands on a decision."""

    number = StringField(
        _("Number of the decision"),
        [Needed(_("Enter the number of the decision.")), at_most(100), plain_text],
        description=_("For example 12/QĐ-UBND."),
        **TEXT,
    )
    decided_on = DayField(_("Date of the decision"), [Needed(_("Enter the date of the decision."))])
    signer = StringField(_("Signed by"), [at_most(100), plain_text], **TEXT)


class StatusForm(Form):
    """A status from a day on; `changes` are the team's (first day, status) so far, the latest first."""

    changes: Sequence[tuple[date, str]] = ()

    status = RadioField(_("Status"), choices=choices("team_status", TeamStatus))
    starts_on = DayField(_("From which day"), [Needed(_("Enter the day."))])
    number = StringField(_("Number of the decision"), [at_most(100), plain_text], **TEXT)
    decided_on = DayField(_("Date of the decision"))
    signer = StringField(_("Signed by"), [at_most(100), plain_text], **TEXT)
    reason = TextAreaField(_("Reason"), [at_most(1000), plain_text], **TEXT)

    @property
    def needs_decision(self) -> bool:
        """Tell whether what was chosen cannot be without a decision."""
        day = self.starts_on.data
        before = next((status for since, status in self.changes if day and since < day), "")
        return bool(day and self.status.data and decision_needed(before, self.status.data))

    def validate_number(self, field) -> None:
        """A team is not stopped or started again without a decision; what needs none has none."""
        if self.needs_decision and not field.data:
            raise ValidationError(str(_("Enter the number of the decision.")))
        if (field.data or self.decided_on.data) and self.status.data and not self.needs_decision:
            raise ValidationError(str(_("This status needs no decision. Leave number and date empty.")))

    def validate_decided_on(self, field) -> None:
        """A number belongs to a date."""
        if self.needs_decision and not field.data and not field.errors:
            raise ValidationError(str(_("Enter the date of the decision.")))

    def validate_reason(self, field) -> None:
        """Whoever reads the history later wants to know why a team stopped."""
        if self.status.data != TeamStatus.active and not field.data:
            raise ValidationError(str(_("Say why the team gets this status.")))


class HamletsForm(Form):
    """The hamlets that a team serves from a day on."""

    hamlets = SelectMultipleField(_("Hamlets that the team serves"), coerce=int)
    on = DayField(_("From which day"), [Needed(_("Enter the day."))])


class TeamFilterForm(FilterForm):
    """What the list of teams is narrowed down to."""

    unit = SelectField(_("Place"), coerce=int, default=0)
    level = SelectField(
        _("Level"), choices=[("", _("All levels")), *choices("team_level", TeamLevel)], default=""
    )
    status = SelectField(
        _("Status"), choices=[("", _("Every status")), *choices("team_status", TeamStatus)], default=""
    )
    validity = SelectField(
        _("Does it count?"),
        choices=[("", _("Valid or not")), *choices("validity", ("valid", "not_valid"))],
        default="",
    )
    needs_reform = BooleanField(_("Only teams to be re-formed"))
    words = SearchField(_("Name or code"), [at_most(100)], **TEXT)
