"""The campaign's eight indicators: seven that other systems report and one that the portal counts itself."""

from enum import StrEnum

# Plan 170/KH-UBND of 01/6/2022; their names stand in the labels.
REPORTED = ("1", "2", "3", "4", "5", "6", "7")
COUNTED = "8"
INDICATORS = (*REPORTED, COUNTED)


class FigureLevel(StrEnum):
    """Whose work a figure speaks of; without one place of that level it is all of them together."""

    province = "province"
    department = "department"
    district = "district"
    commune = "commune"


def subject_key(level: str, unit_id: int | None = None, department_id: int | None = None) -> str:
    """Name whose work is meant in one text: "district/12", "department/1/5", "commune" for all of a level."""
    return "/".join(str(part) for part in (level, unit_id, department_id) if part is not None)
