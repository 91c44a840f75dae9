"""The levels and types of places, and which place lies within which."""

from enum import StrEnum

from portal.domain.text import nfc


class UnitLevel(StrEnum):
    """A tier of places; since 01/7/2025 there is none between province and commune."""

    province = "province"
    district = "district"
    commune = "commune"
    hamlet = "hamlet"

    @property
    def depth(self) -> int:
        """Count the tiers above: 0 for a province, 3 for a hamlet."""
        return LEVELS.index(self)


LEVELS = tuple(UnitLevel)

HAMLET_TYPES = ("thôn", "ấp", "khu phố", "tổ dân phố", "sóc", "bon", "buôn")

UNIT_TYPES: dict[str, tuple[UnitLevel, ...]] = {
    "tỉnh": (UnitLevel.province,),
    "thành phố": (UnitLevel.province, UnitLevel.district),
    "quận": (UnitLevel.district,),
    "thị xã": (UnitLevel.district,),
    "huyện": (UnitLevel.district,),
    "phường": (UnitLevel.commune,),
    "thị trấn": (UnitLevel.commune,),
    "xã": (UnitLevel.commune,),
    "đặc khu": (UnitLevel.commune,),
    **{hamlet_type: (UnitLevel.hamlet,) for hamlet_type in HAMLET_TYPES},
}


class HamletListState(StrEnum):
    """How far a commune's list of hamlets can be relied on."""

    confirmed = "confirmed"
    unconfirmed = "unconfirmed"
    empty = "empty"


def hamlet_list_state(*, hamlets: int, is_confirmed: bool) -> HamletListState:
    """Tell the state of a list by its length and whether it was confirmed."""
    if is_confirmed:
        return HamletListState.confirmed
    return HamletListState.unconfirmed if hamlets else HamletListState.empty


def hamlet_name(hamlet_type: str, typed: str) -> str:
    """Return the bare name of a hamlet: people often type its type along, as in "Thôn 3"."""
    words = " ".join(nfc(typed).split())
    start = f"{nfc(hamlet_type)} "
    return words[len(start) :] if words.casefold().startswith(start) and len(words) > len(start) else words


def split_hamlet_name(typed: str) -> tuple[str | None, str]:
    """Part a hamlet's name from the type that it begins with; None where it begins with none."""
    words = " ".join(nfc(typed).split())
    for hamlet_type in HAMLET_TYPES:
        if (name := hamlet_name(hamlet_type, words)) != words:
            return hamlet_type, name
    return None, words


def hamlet_full_name(hamlet_type: str, name: str) -> str:
    """Join type and bare name: "Khu phố Ninh Thịnh"."""
    return f"{hamlet_type.capitalize()} {name}"


def bare_name(full_name: str) -> str:
    """Return the name without its type: "Tân Phú" of "Thị trấn Tân Phú"."""
    words = " ".join(nfc(full_name).split())
    kind = next((kind for kind in UNIT_TYPES if words.casefold().startswith(f"{nfc(kind)} ")), "")
    return words[len(kind) :].strip()


def is_below(lower: str, upper: str) -> bool:
    """Tell whether the first level is a smaller tier than the second."""
    return UnitLevel(lower).depth > UnitLevel(upper).depth


def path_covers(outer: str, inner: str) -> bool:
    """Tell whether a path is the other or leads to it, by whole parts: '75/26/' does not cover '75/260/'.

    An empty path covers nothing, so that a missing area never opens everything.
    """
    outer_parts = outer.strip("/")
    return bool(outer_parts) and f"{inner.strip('/')}/".startswith(f"{outer_parts}/")


def path_ids(path: str) -> list[int]:
    """Return the ids of a unit and of all that it lies in, the widest first: [75, 26] of "75/26/"."""
    return [int(part) for part in path.split("/") if part]
