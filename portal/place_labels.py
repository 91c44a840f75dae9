"""The words for places: their lists, what is wrong with a file, reorganisations, and names told apart."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

PLACE_LABELS: dict[str, dict[str, LazyString]] = {
    "hamlet_list": {
        "confirmed": _("Confirmed as complete"),
        "unconfirmed": _("Not confirmed"),
        "empty": _("No hamlets yet"),
    },
    "reorganisation_count": {
        "units_ended": _("places that end"),
        "communes_ended": _("communes that end"),
        "units_created": _("places that begin"),
        "communes_created": _("communes that begin"),
        "hamlets": _("hamlets that go on in the new communes"),
        "repeated_hamlet_names": _("names of hamlets that then occur more than once in a commune"),
        "teams": _("teams"),
        "teams_flagged": _("commune teams to be re-formed"),
        "people": _("team members"),
        "waiting_entries": _("entries that wait for a decision"),
        "campaigns": _("campaigns that run or begin after that day"),
        "staff_roles": _("roles of staff"),
        "rights_gained": _("communes that somebody would see in addition"),
        "rights_lost": _("communes that somebody would no longer see"),
    },
    "succession": {
        "continued": _("goes on"),
        "merged": _("merged whole"),
        "split": _("divided"),
    },
    "reorganisation_file": {
        "roster": _("List of the new places"),
        "mapping": _("Map from old to new"),
    },
    "roster_problem": {
        "too_many_lines": _(
            "The map has more than 5,000 lines. Leave only the communes of one province in it."
        ),
        "empty_mapping": _("The map holds no line."),
        "unknown_old_code": _("No commune has this code on the day before. Correct the old code."),
        "unknown_new_code": _("The new list has no commune with this code. Correct the new code."),
        "duplicate_mapping": _("This old code goes to this new code already. Delete the line."),
        "not_mapped": _("This commune goes nowhere. Add a line for it to the map."),
        "made_of_nothing": _("This new commune comes from nowhere. Add a line for it to the map."),
        "not_utf8": _("The file is not UTF-8 text. Save it as “CSV UTF-8”."),
        "not_csv": _("This line cannot be read as CSV."),
        "missing_column": _("This column is missing from the first line."),
        "empty_roster": _("The file has no places."),
        "empty_code": _("Give the code."),
        "empty_name": _("Give the name."),
        "bad_text": _("Remove the invisible characters."),
        "too_long": _("This is too long."),
        "duplicate_code": _("An earlier line has this code already."),
        "unknown_level": _("Write province, district, commune or hamlet."),
        "unknown_type": _("This type of place is not known."),
        "type_not_of_level": _("This type does not belong to the level of the line."),
        "unknown_parent": _("No line has this code."),
        "level_not_below_parent": _("The level must be below the level of the parent."),
        "cycle": _("The place lies within itself."),
        "no_root": _("One line must have no parent: the province."),
        "several_roots": _("Only one line may have no parent."),
        "bad_number": _("Write a whole number, or leave it empty."),
        "unknown_code": _("No place had this code on that day."),
        "would_end": _("The place would end; this needs `units reorganise` with a map of old to new."),
        "code_in_use": _("Another place has this code; this needs `units reorganise` with a map."),
        "level_changed": _("A place keeps its level; this needs `units reorganise` with a map."),
        "moves_early": _("A place can move to another parent only once the day has come."),
    },
}


def place_name(full_name: str, origin: str | None) -> str:
    """Name a place, with the commune it came from where its own name is not enough: "Thôn 1 (xã A cũ)"."""
    if origin is None:
        return full_name
    # Within a name the type stands in small letters.
    former = origin[:1].lower() + origin[1:]
    return gettext("%(name)s (formerly %(origin)s)", name=full_name, origin=former)
