"""The words for a place whose name alone would not tell it from another."""

from flask_babel import gettext as _


def place_name(full_name: str, origin: str | None) -> str:
    """Name a place, with the commune it came from where its own name is not enough: "Thôn 1 (xã A cũ)"."""
    if origin is None:
        return full_name
    # Within a name the type stands in small letters.
    former = origin[:1].lower() + origin[1:]
    return _("%(name)s (formerly %(origin)s)", name=full_name, origin=former)
