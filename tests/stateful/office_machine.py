"""Random acts that the reference is only told of: deputies, seats, standings of teams and second looks."""

from types import SimpleNamespace as Row

from hypothesis import strategies as st

from portal.extensions import db
from portal.models import SecondLook
from tests.stateful.cast import DAY, OPEN_END
from tests.stateful.desk_machine import SITTING, TEAMS, DeskMachine, deciders, picks, played, words

OFFICE_ACTS = ("hand_over", "end_seat", "add_seat", "set_status")
STANDINGS = ["active", "suspended", "suspended", "needs_support"]


def office_is_open(machine) -> bool:
    """Tell whether seats, standings and deputies may change again: one act of six."""
    return 6 * sum(machine.tried[act] for act in OFFICE_ACTS) <= machine.steps


class OfficeMachine(DeskMachine):
    """The review desk while people and teams come and go."""

    @played(
        3,
        when=office_is_open,
        who=deciders,
        deputy=deciders,
        starts=st.integers(0, 2),
        length=st.integers(0, 3),
    )
    def hand_over(self, who, deputy, starts, length):
        commune, first = self.model.coordinators.get(who, "A"), self.model.today + starts * DAY
        last = first + length * DAY
        mine = [one for one in self.model.handed if one.giver == who and not one.is_ended]
        expected = (
            "hand_over_overlaps" if any(one.first <= last and one.last >= first for one in mine) else "done"
        )
        expected = expected if deputy in {*self.model.coordinators} - {who} else "not_a_deputy"
        expected = expected if who in self.model.coordinators else "not_allowed"
        if self.settle({expected}, "hand_over", who, commune, deputy, first, last):
            handed = Row(giver=who, to=deputy, commune=commune, first=first, last=last, is_ended=False)
            self.model.handed.append(handed)
            self.model.log.append((commune, who, "hand_over", 0))

    @played(1, when=lambda self: self.model.handed, pick=picks, who=deciders)
    def end_hand_over(self, pick, who):
        number = pick % len(self.model.handed)
        handed = self.model.handed[number]
        expected = "done" if who in (handed.giver, handed.to) else "missing"
        if self.settle({expected}, "end_hand_over", who, number) and not handed.is_ended:
            handed.is_ended = True
            self.model.log.append((handed.commune, who, "end_hand_over", 0))

    @played(1, when=office_is_open, who=deciders, pick=st.integers(0, 20), back=st.integers(0, 12))
    def end_seat(self, who, pick, back):
        seat, on = self.model.seats[pick % len(self.model.seats)], self.model.today - back * DAY
        seat = [one for one in self.model.seats if (one.who, one.team) == (seat.who, seat.team)][-1]
        expected = "before_its_start" if on < seat.since else "done"
        expected = expected if seat.until == OPEN_END else "seat_ended"
        if self.change_team({expected}, "end_seat", "end_membership", who, seat.team, seat.who, on):
            seat.until = on

    @played(
        1,
        when=office_is_open,
        who=deciders,
        seat=st.sampled_from(SITTING),
        back=st.integers(0, 12),
        role=st.sampled_from(["leader", "member"]),
    )
    def add_seat(self, who, seat, back, role):
        (person, team), since = seat, self.model.today - back * DAY
        mine = [one.until for one in self.model.seats if (one.who, one.team) == (person, team)]
        led = [
            one.until
            for one in self.model.seats
            if (one.team, one.role) == (team, "leader") and one.until > since
        ]
        expected = {
            "has_leader" if until == OPEN_END else "leader_overlaps" for until in led if role == "leader"
        }
        if any(until > since for until in mine):
            expected = {"already_member" if OPEN_END in mine else "seat_overlaps"}
        if self.change_team(expected or {"done"}, "add_seat", "add_member", who, team, person, role, since):
            self.model.seats.append(Row(who=person, team=team, role=role, since=since, until=OPEN_END))

    @played(
        1,
        when=office_is_open,
        who=deciders,
        team=st.sampled_from(TEAMS),
        back=st.integers(0, 8),
        status=st.sampled_from(STANDINGS),
    )
    def set_status(self, who, team, back, status):
        changes, on = self.model.teams[team].changes, self.model.today - back * DAY
        expected = "status_before_last_change" if on < changes[-1][0] else "done"
        expected = "status_unchanged" if status == changes[-1][1] else expected
        if self.change_team({expected}, "set_status", "set_team_status", who, team, status, on):
            self.model.teams[team].changes = [one for one in changes if one[0] != on] + [(on, status)]

    def change_team(self, expected: set[str], act: str, action: str, who: str, team: str, *args) -> bool:
        """Change a team as its coordinator does; closed figures move without a line in the ledger."""
        commune = self.model.teams[team].commune
        expected = expected if self.model.coordinators.get(who) == commune else {"not_allowed"}
        if not self.settle(expected, act, who, team, *args):
            return False
        self.model.disturbed |= {one.number for one in self.model.closings}
        self.model.log.append((commune, who, action, 0))
        return True

    @played(
        2,
        when=lambda self: self.model.looks,
        pick=picks,
        who=deciders | st.just("tinh"),
        outcome=st.sampled_from(["agrees", "disagrees"]),
        note=words,
    )
    def look_again(self, pick, who, outcome, note):
        at = pick % len(self.model.looks)
        look = self.model.looks[at]
        entry = self.model.entries[look.key]
        is_part = who in (entry.author, entry.logger, look.reviewer) or self.model.sits(
            who, entry.stated["team"]
        )
        expected = "looked_meanwhile" if look.outcome else "done"
        expected = "note_needed" if outcome == "disagrees" and not note else expected
        expected = "not_allowed" if is_part else expected
        is_near = who in self.model.staff or self.model.decides_in(who, entry.commune)
        look_id = db.session.scalars(db.select(SecondLook.id).order_by(SecondLook.id)).all()[at]
        if self.settle({expected if is_near else "missing"}, "look_again", who, look_id, outcome, note):
            look.outcome = outcome
            self.model.log.append((entry.commune, who, "look_again", 0))
