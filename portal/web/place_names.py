"""Hamlets in the words of a page or form, told apart where a merger brought two of one name together."""

from collections.abc import Sequence
from datetime import date

from portal.place_labels import place_name
from portal.queries.hamlet_origins import list_origins


def name_hamlets(hamlets: Sequence[tuple[int, str]], on: date) -> list[tuple[int, str]]:
    """Return (id, words) pairs for (id, name) pairs, with the former commune where names are shared."""
    origins = list_origins([hamlet_id for hamlet_id, _name in hamlets], on)
    return [(hamlet_id, place_name(name, origins.get(hamlet_id))) for hamlet_id, name in hamlets]
