"""Files of outlines for the maps: take one in as a draft, publish it, remove it."""

import hashlib
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import Missing, RuleBroken
from portal.domain.outlines import OutlineFeature, OutlineProblem, read_outlines, shown_value
from portal.domain.roles import Viewer
from portal.domain.simplification import simplify
from portal.domain.text import fold
from portal.domain.units import UnitLevel, bare_name
from portal.extensions import db
from portal.models import OutlineFile, UnitOutline
from portal.policy import require
from portal.queries.units import UnitOnDate, list_units
from portal.services import audit
from portal.transaction import end_read, transactional

# Together the outlines of a province stay below 60 kB of page.
MOST_POINTS = 9_000
# Twice the area of a triangle, in squares of the grid, that is too small to be seen: some 50 by 50 metres.
LEAST_AREA = 2_500


def upload_outlines(actor: Viewer, content: bytes, *, attribution: str, valid_from: date) -> int:
    """Keep a file's outlines as a draft and return its id; the same upload a second time is the same draft.

    Codes are those of the communes on the day `valid_from`; what else the file holds is left out and noted.
    Raises RuleBroken("broken_outlines") with its `problems`.
    """
    require(actor, Action.manage_outlines)
    # Reading takes a second for a large file, so it comes before the unit of work that makes others wait.
    end_read()
    reading = read_outlines(content)
    _refuse(reading.problems)
    thinned = simplify({one.code: one.rings for one in reading.features}, LEAST_AREA, MOST_POINTS)
    if sum(len(ring) for rings in thinned.values() for ring in rings) > 2 * MOST_POINTS:
        _refuse([OutlineProblem(0, "too_detailed")])
    rings = {
        code: [[part for point in ring for part in point] for ring in kept] for code, kept in thinned.items()
    }
    sha256 = hashlib.sha256(content).hexdigest()
    return _store_draft(actor, reading.features, rings, sha256, attribution, valid_from)


@transactional
def _store_draft(
    actor: Viewer,
    features: tuple[OutlineFeature, ...],
    rings: dict[str, list[list[int]]],
    sha256: str,
    attribution: str,
    valid_from: date,
) -> int:
    communes = {unit.code: unit for unit in list_units(valid_from, UnitLevel.commune)}
    known = [one for one in features if one.code in communes]
    if not known:
        _refuse([OutlineProblem(0, "no_known_code", shown_value(features[0].code))])
    file = OutlineFile(
        attribution=attribution,
        sha256=sha256,
        valid_from=valid_from,
        remarks=_remarks(features, communes),
        uploaded_at=clock.now(),
        uploaded_by_id=actor.id,
    )
    try:
        with db.session.begin_nested():
            db.session.add(file)
    except IntegrityError:
        return _id_of(sha256, attribution, valid_from)
    db.session.add_all(
        UnitOutline(file_id=file.id, unit_id=communes[one.code].id, rings=rings[one.code]) for one in known
    )
    audit.record(actor, "upload_outlines", f"outlines:{file.id}", sha256=sha256, places=len(known))
    return file.id


@transactional
def publish_outlines(actor: Viewer, file_id: int) -> None:
    """Let maps show a draft from its day on; a published file of the same day gives way to it.

    Raises Missing for a file that is not there (any more).
    """
    require(actor, Action.manage_outlines)
    files = _lock_files()
    file = files.pop(file_id, None)
    if file is None:
        raise Missing
    if file.published_at is not None:
        return
    replaced = [one for one in files.values() if one.published_at and one.valid_from == file.valid_from]
    for one in replaced:
        _delete(one)
    file.published_at = clock.now()
    _set_ends([file, *(one for one in files.values() if one not in replaced)])
    detail = {"replaced": [one.id for one in replaced], "valid_from": str(file.valid_from)}
    audit.record(actor, "publish_outlines", f"outlines:{file_id}", sha256=file.sha256, **detail)


@transactional
def remove_outlines(actor: Viewer, file_id: int) -> None:
    """Remove a file, draft or published; maps then show the published file before it, or circles.

    Raises Missing for a file that is not there (any more).
    """
    require(actor, Action.manage_outlines)
    files = _lock_files()
    file = files.pop(file_id, None)
    if file is None:
        raise Missing
    detail = {"valid_from": str(file.valid_from), "attribution": file.attribution}
    _delete(file)
    _set_ends(list(files.values()))
    audit.record(actor, "remove_outlines", f"outlines:{file_id}", sha256=file.sha256, **detail)


def _refuse(problems) -> None:
    if problems:
        raise RuleBroken("broken_outlines", count=len(problems), problems=tuple(problems))


def _remarks(features: tuple[OutlineFeature, ...], communes: dict[str, UnitOnDate]) -> list[list[str]]:
    """Note the codes that no commune had, and names that differ: codes were used again for other places."""
    remarks = []
    for one in features:
        commune, code = communes.get(one.code), shown_value(one.code)
        if commune is None:
            remarks.append(["unknown_code", " ".join((code, shown_value(one.name))).strip()])
        elif one.name and fold(bare_name(one.name)) != fold(commune.name):
            remarks.append(["other_name", f"{code}: {shown_value(one.name)} ≠ {commune.full_name}"])
    return remarks


def _id_of(sha256: str, attribution: str, valid_from: date) -> int:
    return db.session.scalars(
        select(OutlineFile.id).where(
            OutlineFile.sha256 == sha256,
            OutlineFile.attribution == attribution,
            OutlineFile.valid_from == valid_from,
        )
    ).one()


def _lock_files() -> dict[int, OutlineFile]:
    """Return all files by id, locked: when one is published or removed, others end on another day."""
    files = select(OutlineFile).order_by(OutlineFile.id).with_for_update()
    found = db.session.scalars(files.execution_options(populate_existing=True))
    return {file.id: file for file in found}


def _delete(file: OutlineFile) -> None:
    db.session.execute(delete(UnitOutline).where(UnitOutline.file_id == file.id))
    db.session.delete(file)
    db.session.flush()


def _set_ends(files: list[OutlineFile]) -> None:
    """Let each published file end where the next one begins."""
    published = sorted((one for one in files if one.published_at), key=lambda one: one.valid_from)
    ends = [*(one.valid_from for one in published[1:]), None]
    # Without any file there is an end too many.
    for file, end in zip(published, ends, strict=False):
        file.valid_to = end
