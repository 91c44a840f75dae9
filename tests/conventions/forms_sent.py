"""The forms and bodies of single requests of the access matrix, made of the world that visits every page."""

import json
from collections.abc import Callable
from io import BytesIO

from uuid_utils.compat import uuid7

from portal import clock
from portal.domain.activity_status import ActivityStatus
from portal.domain.units import UnitLevel
from portal.queries.units import get_unit_on, list_units
from portal.services.reorganisations import digest_of, rehearse
from portal.web.reorganisations import read_change
from tests.conventions.cast import LONG_HAMLET, Cast, Place, decomposed
from tests.outline_files import outline, outline_file
from tests.queue_files import stated_entry, stated_file
from tests.reorganisation_files import carried, same_places_anew

CAMPAIGN = "kh170-2022"
DAY = "2022-06-15"
PAPER = {"number": "98/QĐ-UBND", "decided_on": DAY, "signer": "Chủ tịch"}


def code_of(place: Place) -> str:
    """Return the official code of the commune."""
    return get_unit_on(place.commune.id, clock.today()).code


def content(cast: Cast) -> dict[str, object]:
    """Return the work of the member, as a phone sends it; leader and coordinator send it for them."""
    return {
        "team": cast.own.team.code,
        "occurred_on": "2022-06-16",
        "kind": "assistance",
        "skills": ["payment", "safety"],
        "visits": 3,
        "on_behalf_of": cast.own.member.id,
        "note": decomposed("Giúp bà con ấp Sơn Hiệp nộp hồ sơ."),
    }


def correction(cast: Cast) -> dict[str, object]:
    """Return other content for the returned entry."""
    version = cast.own.entries[ActivityStatus.returned].version
    values = content(cast) | {"visits": "4", "version": version}
    return {name: value for name, value in values.items() if name not in ("team", "on_behalf_of")}


def paper_sheet(cast: Cast) -> dict[str, object]:
    """Return a sheet with one row of the member, the second in the list, as the page sends it."""
    cells = {"id": str(uuid7()), "occurred_on": "15", "on_behalf_of": "2", "skills": "13", "visits": "2"}
    row = {f"rows-0-{name}": value for name, value in cells.items()}
    return {"id": str(uuid7()), "month": "6/2022", "usual_hamlet": decomposed(LONG_HAMLET)} | row


def decision_on(status: ActivityStatus, **values: object) -> Callable[[Cast], dict]:
    """Return what makes the form of a decision on the entry as it is now."""
    return lambda cast: {"version": cast.own.entries[status].version, **values}


def ticked(activity) -> str:
    """Return what a ticked entry sends."""
    return f"{activity.uuid}.{activity.version}"


def staff_form(cast: Cast) -> dict[str, object]:
    """Return a new coordinator of the own commune."""
    return role_form(cast) | {"name": "Lý Thị Sáu", "phone": "0909123456"}


def role_form(cast: Cast) -> dict[str, object]:
    """Return the role of a coordinator of the own commune, seen and confirmed."""
    return {"role": "coordinator", "unit": cast.own.commune.id, "starts_on": "2022-06-16", "confirmed": "1"}


def reform(cast: Cast) -> dict[str, object]:
    """Return a decision by which the member leads the team and the leader leaves it."""
    own = cast.own
    seats = [own.seat_of(person) for person in (own.leader, own.member, own.newcomer, own.sleeper)]
    roles = dict(zip([f"seat{one}" for one in seats], ("leaves", "leader", "member", "member"), strict=True))
    return PAPER | roles | {"kind": "re_forming", "seen": ",".join(map(str, seats)), "name": ""}


def outline_form(cast: Cast) -> dict[str, object]:
    """Return a file with the outline of the own commune, as a browser sends it."""
    file = BytesIO(outline_file(outline(code_of(cast.own), name=decomposed("Xã Tân Tiến"))))
    return {"file": (file, "xã.geojson"), "attribution": decomposed("© Sở Nội vụ"), "valid_from": DAY}


def reorganisation_form(cast: Cast) -> dict[str, object]:
    """Return a change in which every commune goes on, looked at and confirmed."""
    today, basis = clock.today(), "Nghị quyết sắp xếp"
    files = same_places_anew(unit.code for unit in list_units(today, UnitLevel.commune))
    change = read_change(*files, today, basis)
    digest = digest_of(change, rehearse(None, change))
    return carried(*files, today, decomposed(basis)) | {"digest": digest, "confirmed": "1"}


def file_of(cast: Cast) -> bytes:
    """Return a queue that the member's phone saved."""
    entries = [stated_entry(content(cast) | {"on_behalf_of": None})]
    return json.dumps(stated_file(cast.own.member, entries)).encode()


def typed_slip(cast: Cast) -> dict[str, object]:
    """Return the digits of a fresh slip beside the team's code, and an answer."""
    digits = {"team": cast.own.team.code, "code": cast.fresh_slip().code, "asked": "1"}
    return digits | {"answer": "yes", "ending": "together", "again": "with_help"}
