"""What a team is called when nobody names it otherwise, and the code that it gets."""

from collections.abc import Iterable

# A team's proper name is Vietnamese whatever language the page speaks.
NAME_BEGINS = "Tổ công nghệ số cộng đồng"


def team_name_after(places: Iterable[str]) -> str:
    """Name a team after the full names of its hamlets, or of its commune."""
    return " ".join([NAME_BEGINS, ", ".join(place[:1].lower() + place[1:] for place in places)]).strip()


def code_prefix(commune_code: str | None, commune_id: int) -> str:
    """Return what the codes of a commune's teams begin with."""
    return f"{commune_code or f'U{commune_id}'}-"


def next_code(prefix: str, codes: Iterable[str]) -> str:
    """Return the code after the highest of those that begin so, "<prefix>NN"."""
    endings = (code.removeprefix(prefix) for code in codes if code.startswith(prefix))
    highest = max((int(ending) for ending in endings if ending.isdecimal()), default=0)
    return f"{prefix}{highest + 1:02d}"
