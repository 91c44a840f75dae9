"""The lines 8.1 to 8.7 of a place, counted a second time: from the entries themselves, one by one."""

from datetime import date

from tests.stateful.cast import DAY

SKILLS = ("public_services", "shopping", "payment", "safety", "local_platform")
# What stands above and below the line, of how many places that is unknown, and what waits beside it.
Figure = tuple[int, int | None, int, int]


def count_figures(model, place: str, first: date, end: date) -> dict[str, Figure]:
    """Return each line, and the visits by skill as "8.5/payment", in the days before `end`."""
    on, entries = min(end - DAY, model.today), model.dated(place, first, end)
    communes = [place] if place in model.communes else list(model.communes)
    waiting = [one.stated["visits"] for one in entries if one.status == "submitted"]
    approved = [one for one in entries if one.status == "approved"]
    valid = [
        name for name, team in model.teams.items() if team.commune in communes and _is_valid(model, name, on)
    ]
    hamlets, lists, listed = _below(model, communes, "hamlets")
    households, uncounted, counted = _below(model, communes, "households")
    residents, unknown, known = _below(model, communes, "residents")
    done = [one.stated["team"] for one in approved]
    working = [team for team in valid if done.count(team) >= model.k]
    reached = [one.stated["households"] or 0 for one in approved if one.commune in counted]
    members = _people(model, communes, on)
    figures = {
        "8.1": (len({model.teams[one].commune for one in valid}), len(communes), 0, 0),
        "8.2": (_served(model, valid, listed), hamlets, lists, 0),
        "8.3": (len(members & model.trained), len(members), 0, 0),
        "8.4": (_served(model, working, listed), hamlets, lists, len(waiting)),
        "8.5": (sum(one.stated["visits"] for one in approved), None, 0, sum(waiting)),
        "8.6": (sum(reached), households, uncounted, len(waiting)),
        "8.7": (len(_people(model, known, on)), residents, unknown, 0),
    }
    for skill in SKILLS:
        visits = sum(one.stated["visits"] for one in approved if skill in one.stated["skills"])
        figures |= {f"8.5/{skill}": (visits, None, 0, 0)} if visits else {}
    return figures


def _below(model, communes: list[str], fact: str) -> tuple[int | None, int, list[str]]:
    """Return the known sum, how many do not know, and the communes that stand above the line."""
    known = [one for one in communes if model.communes[one][fact] is not None]
    total = sum(model.communes[one][fact] for one in known) if known else None
    return total, len(communes) - len(known), known or communes


def _served(model, teams: list[str], communes: list[str]) -> int:
    """Count the hamlets of communes that some teams serve, each once."""
    here = [model.teams[one] for one in teams]
    return len({hamlet for team in here if team.commune in communes for hamlet in team.hamlets})


def _people(model, communes: list[str], on: date) -> set[str]:
    """Return who has a seat in a team of communes on a day."""
    seats = [seat for seat in model.seats if model.teams[seat.team].commune in communes]
    return {seat.who for seat in seats if seat.since <= on < seat.until}


def _is_valid(model, name: str, on: date) -> bool:
    team = model.teams[name]
    is_led = any(
        (seat.team, seat.role) == (name, "leader") and seat.since <= on < seat.until for seat in model.seats
    )
    standing = [status for since, status in team.changes if since <= on][-1:]
    return team.founded <= on and is_led and standing != ["suspended"]
