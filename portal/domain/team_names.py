"""What a team is called when nobody names it otherwise."""

from collections.abc import Iterable

# A team's proper name is Vietnamese whatever language the page speaks.
NAME_BEGINS = "Tổ công nghệ số cộng đồng"


def team_name_after(places: Iterable[str]) -> str:
    """Name a team after the full names of its hamlets, or of its commune."""
    return " ".join([NAME_BEGINS, ", ".join(place[:1].lower() + place[1:] for place in places)]).strip()
