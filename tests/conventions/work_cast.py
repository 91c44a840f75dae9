"""What people did in one commune of the cast: imports, a bulk approval, a queue, visits drawn."""

from datetime import date

from portal import clock
from portal.domain.activity_content import as_json, read_content
from portal.domain.activity_status import ActivityStatus
from portal.domain.campaign_periods import resolve_period
from portal.models import (
    Import,
    User,
)
from portal.queries.campaigns import get_campaign, named_windows
from portal.queries.queues import get_visible_queue
from portal.queries.spot_checks import get_visible_check
from portal.services.bulk_reviews import begin_bulk, open_drawn
from portal.services.queue_files import preview_queue_file
from portal.services.queues import settle_gap
from portal.services.spot_checks import assign_spot_check, draw_spot_checks, record_spot_check
from tests.conventions.awkward_words import LONG_HAMLET, LONG_PERSON, decomposed
from tests.factories import World, days_ago
from tests.import_files import import_rows, upload
from tests.photo_files import photo
from tests.queue_files import report, stated_entry, stated_file, upload_file


def build_imports(world: World, place) -> dict[str, Import]:
    """Upload a file in each state in which its page looks different."""
    actor, commune = world.viewer(place.coordinator), place.commune
    hamlet = {"name": decomposed("Thôn 2"), "households": "khoảng 120"}
    return {
        "applied": import_rows(actor, "hamlets", commune, [hamlet]),
        "ready": upload(actor, "hamlets", commune, [hamlet, hamlet, {"name": "Ấp mới"}]),
        "nothing": upload(actor, "hamlets", commune, [hamlet]),
        "has_problems": upload(actor, "members", commune, [{"team": "Tổ lạ", "name": LONG_PERSON}, {}]),
        "refused": upload(actor, "teams", commune, b"%PDF-1.7"),
    }


def build_bulk(world: World, place) -> int:
    """Let the coordinator choose the waiting entry for an approval of many, and open it."""
    waiting, reviewer = place.entries[ActivityStatus.submitted], world.viewer(place.coordinator)
    bulk = begin_bulk(reviewer, {waiting.uuid: waiting.version})
    open_drawn(reviewer, bulk.id, waiting)
    return bulk.id


def build_queue(world: World, place) -> None:
    """Let the member's phone miss entries, hold others and save them as a file, which is uploaded."""
    member, carrier = world.viewer(place.member), world.viewer(place.coordinator)
    report(member, 9, waiting=[8, 9], discarded=[1], photos=2, client_time=days_ago(-1), saved_at=days_ago(2))
    settle_gap(member, get_visible_queue(member, place.queue_id, clock.today(), clock.now()), [2], "on_paper")
    stated = read_content({"team": place.team.code, "occurred_on": "2022-06-14", "kind": "session",
                           "skills": ["safety"], "visits": 12, "note": LONG_HAMLET})  # fmt: skip
    entries = [
        stated_entry(as_json(stated), 8, photos=[photo()]),
        stated_entry(as_json(stated) | {"visits": 0}, 9),
        stated_entry(as_json(stated), 10, uuid=place.entries[ActivityStatus.submitted].uuid),
    ]
    place.file_sha256 = upload_file(carrier, stated_file(place.member, entries))
    place.file_digest = preview_queue_file(carrier, place.file_sha256).digest


def build_spot_checks(world: World, place, staff: User) -> None:
    """Draw four entries of the commune, on which no coordinator decided, and visit one of them."""
    for day in (3, 10, 10, 10):
        world.activity(place.team, place.member, status="approved", hamlet_id=place.hamlet.id,
                       occurred_on=date(2022, 6, day), note=LONG_HAMLET)  # fmt: skip
    campaign = get_campaign("kh170-2022")
    period = resolve_period("w1", campaign.period, named_windows(campaign))
    viewer = world.viewer(staff)
    draw_spot_checks(viewer, campaign, place.commune, period, "hạt giống <1>", 100)
    sheet = get_visible_check(viewer, place.open_check.id)
    assign_spot_check(viewer, sheet, staff.id, version=1)
    record_spot_check(viewer, sheet, "not_confirmed", date(2022, 6, 16), "Không có ai. " * 30, version=2)
