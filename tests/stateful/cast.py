"""Two communes, their teams and people: who sits where, and so whose work each sees and decides on."""

import hmac
from datetime import date, timedelta
from types import SimpleNamespace as Row

PROVINCE, DAY, OPEN_END = "province", timedelta(days=1), date(9999, 12, 31)
FOUNDED, LATER = date(2022, 4, 1), date(2022, 6, 5)
BEGIN = date(2022, 6, 16)
# So many approved entries make a team work in 8.4; one alone is not enough.
ENOUGH = 2
# What the portal would otherwise make for itself: under it second looks are drawn.
SECRET = bytes(range(32))


class Cast:
    """The people and places at the beginning; acts change seats, standings of teams and deputies."""

    def __init__(self) -> None:
        self.today, self.now, self.k = BEGIN, None, ENOUGH
        # Nothing is known of the second commune: neither its list of hamlets nor its people.
        self.communes = {
            "A": {"hamlets": 4, "households": 100, "residents": 400},
            "B": {"hamlets": None, "households": None, "residents": None},
        }
        self.teams = {
            "A1": _team("A", {"A-1"}),
            "A23": _team("A", {"A-2", "A-3"}),
            # Serves a hamlet of the other one, too, and was founded within the first window.
            "A3": _team("A", {"A-3"}, LATER),
            "B1": _team("B", {"B-1"}),
        }
        self.seats = [
            _seat("lan", "A1", "leader"),
            _seat("minh", "A1"),
            # A coordinator who is a member as well, and a member of teams in both communes.
            _seat("tu", "A1"),
            _seat("hoa", "A23", "leader"),
            _seat("cuc", "A23"),
            _seat("cuc", "B1", "leader"),
            _seat("nga", "A3", "leader", LATER),
            _seat("nga", "B1"),
        ]
        self.coordinators = {"tu": "A", "sau": "A", "binh": "B"}
        self.staff = {"tinh"}
        self.trained = {"minh", "cuc"}
        self.handed: list[Row] = []
        # Closings under which seats or teams were changed, which no ledger explains.
        self.disturbed: set[int] = set()

    @property
    def people(self) -> list[str]:
        """Everybody, each once."""
        return sorted({seat.who for seat in self.seats} | self.coordinators.keys() | self.staff)

    def sits(self, who: str, team: str, first: date | None = None, *, leads: bool = False) -> bool:
        """Tell whether a person sat in a team on any day from the first, today unless told, until today."""
        first = first or self.today
        return any(
            seat.since <= self.today and seat.until > first
            for seat in self.seats
            if (seat.who, seat.team) == (who, team) and (seat.role == "leader" or not leads)
        )

    def standing(self, team: str, day: date) -> str:
        """Return how a team stood on a day since its founding."""
        return [status for since, status in self.teams[team].changes if since <= day][-1]

    def ever_sat(self, who: str, team: str) -> bool:
        """Tell whether a person had a seat in a team for a day at least."""
        seats = [seat for seat in self.seats if (seat.who, seat.team) == (who, team)]
        return any(seat.since < seat.until for seat in seats)

    def decides_in(self, who: str, commune: str) -> bool:
        """Tell whether a person coordinates a commune, or deputises there today."""
        handed = [one for one in self.handed if (one.to, one.commune) == (who, commune) and not one.is_ended]
        deputises = any(one.first <= self.today <= one.last for one in handed)
        return deputises or self.coordinators.get(who) == commune

    def sees(self, who: str, entry: Row) -> bool:
        """Tell whether a person sees an entry: as their own, as the team's leader, or from an office."""
        is_near = who in (entry.author, entry.logger) or self.sits(who, entry.stated["team"], leads=True)
        return is_near or who in self.staff or self.decides_in(who, entry.commune)


def is_drawn(key: int) -> bool:
    """Tell whether an approval of this entry within the reviewer's own team is looked at again."""
    return int.from_bytes(hmac.digest(SECRET, key.to_bytes(16), "sha256")[:8]) % 5 == 0


def _team(commune: str, hamlets: set[str], founded: date = FOUNDED) -> Row:
    return Row(commune=commune, hamlets=hamlets, founded=founded, changes=[(founded, "active")])


def _seat(who: str, team: str, role: str = "member", since: date = FOUNDED) -> Row:
    return Row(who=who, team=team, role=role, since=since, until=OPEN_END)
