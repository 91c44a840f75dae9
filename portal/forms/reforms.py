"""Forms about decisions that change a team: re-forming it with its people, and merging it into another."""

from collections.abc import Sequence
from typing import NamedTuple

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import ValidationError

from portal.domain.affiliations import AFFILIATIONS, HAMLET_HEAD
from portal.domain.team_decisions import DecisionKind
from portal.domain.team_status import TeamRole
from portal.forms.base import DayField, Needed, PhoneField, at_most, clean_text, plain_text
from portal.forms.memberships import NEW_PERSON
from portal.forms.teams import NAME_LENGTH, PaperForm
from portal.labels import choices

LEAVES = "leaves"
NO_TEAM = 0
# Enough for a usual decision; more people can be added one by one afterwards.
JOINING_ROWS = 5
TEXT = {"filters": [clean_text]}
KINDS = (DecisionKind.re_forming, DecisionKind.change_of_leader)


class Seat(NamedTuple):
    """An open seat as the form lists it."""

    id: int
    name: str
    role: str


class JoiningRow(NamedTuple):
    """The fields of one person who joins."""

    person: SelectField
    name: StringField
    phone: PhoneField
    role: SelectField
    affiliation: SelectField

    @property
    def is_used(self) -> bool:
        """Tell whether somebody was chosen or named."""
        return bool(self.person.data or self.name.data)

    @property
    def is_open(self) -> bool:
        """Tell whether something stands in the row that its writer wants to see again."""
        return bool(self.is_used or getattr(self.phone, "raw", "") or any(field.errors for field in self))


class ReformForm(PaperForm):
    """A re-forming decision with what it changes; `reform_form` adds the fields of the people."""

    kind = RadioField(
        _("What the decision does"), choices=choices("decision", KINDS), default=KINDS[0], coerce=str
    )
    # Which seats were on the page, so that somebody who joined meanwhile is not passed over.
    seen = HiddenField()
    hamlets = SelectMultipleField(_("Hamlets that the team serves"), coerce=int)
    name = StringField(_("Name of the team"), [at_most(NAME_LENGTH), plain_text], **TEXT)

    seats: Sequence[Seat] = ()

    def seat_field(self, seat: Seat) -> SelectField:
        """Return the field that says what becomes of a seat."""
        return self[f"seat{seat.id}"]

    @property
    def joining(self) -> list[JoiningRow]:
        """The rows for people who join."""
        return [
            JoiningRow(*(self[f"new{number}_{name}"] for name in JoiningRow._fields))
            for number in range(1, JOINING_ROWS + 1)
        ]

    @property
    def roles(self) -> dict[int, TeamRole | None]:
        """What becomes of each seat that was on the page: its role, or None for who leaves."""
        seen = [int(part) for part in (self.seen.data or "").split(",") if part.isascii() and part.isdigit()]
        chosen = {seat.id: self.seat_field(seat).data for seat in self.seats}
        return {seat_id: _role(chosen.get(seat_id, LEAVES)) for seat_id in seen}


class MergerForm(PaperForm):
    """A decision by which a team goes into another one."""

    into = SelectField(_("Team that goes on"), coerce=int, default=NO_TEAM)
    on = DayField(_("From which day"), [Needed(_("Enter the day."))])
    seats = SelectMultipleField(_("Who goes on in that team"), coerce=int)
    leader_role = RadioField(
        _("What the leader becomes there"),
        choices=choices("team_role", (TeamRole.member, TeamRole.deputy)),
        default=TeamRole.member,
        coerce=str,
    )

    def validate_into(self, field) -> None:
        """The team that goes on is chosen, not taken as the first of the list."""
        if field.data == NO_TEAM and not field.errors:
            raise ValidationError(str(_("Choose the team that goes on.")))


def reform_form(
    seats: Sequence[Seat],
    people: Sequence[tuple[int, str]],
    hamlets: Sequence[tuple[int, str]],
    served: Sequence[int],
    **values: object,
) -> ReformForm:
    """Return the form for a team with these seats; `people` and `hamlets` are (id, words) to choose from."""
    fields = {f"seat{seat.id}": _seat_field(seat) for seat in seats}
    for number in range(1, JOINING_ROWS + 1):
        fields |= {f"new{number}_{name}": field for name, field in _joining_fields(number, people).items()}
    form = type("TeamReformForm", (ReformForm,), fields)(
        seen=",".join(str(seat.id) for seat in seats), hamlets=list(served), **values
    )
    form.seats = seats
    form.hamlets.choices = list(hamlets)
    return form


def _seat_field(seat: Seat) -> SelectField:
    return SelectField(
        seat.name,
        choices=[*choices("team_role", TeamRole), (LEAVES, _("Leaves the team"))],
        default=seat.role,
        coerce=str,
    )


def _joining_fields(number: int, people: Sequence[tuple[int, str]]) -> dict[str, object]:
    def needs_name(form, field) -> None:
        phone = form[f"new{number}_phone"]
        is_named = field.data or form[f"new{number}_person"].data != NEW_PERSON
        if getattr(phone, "raw", "").strip() and not is_named:
            raise ValidationError(str(_("Enter the full name.")))

    return {
        "person": SelectField(
            _("Who"), choices=[(NEW_PERSON, _("Somebody new")), *people], coerce=int, default=NEW_PERSON
        ),
        "name": StringField(_("Full name"), [at_most(100), plain_text, needs_name], **TEXT),
        "phone": PhoneField(_("Phone number")),
        "role": SelectField(
            _("Role"), choices=choices("team_role", TeamRole), default=TeamRole.member, coerce=str
        ),
        "affiliation": SelectField(
            _("Where they come from"), choices=choices("affiliation", AFFILIATIONS), default=HAMLET_HEAD
        ),
    }


def _role(chosen: str) -> TeamRole | None:
    return None if chosen == LEAVES else TeamRole(chosen)
