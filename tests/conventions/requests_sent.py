"""What is sent for each row of the access matrix: things in the address, and a form that is accepted."""

from collections.abc import Callable
from io import BytesIO
from uuid import UUID

from flask import current_app, url_for
from uuid_utils.compat import uuid7

from portal.domain.activity_status import ActivityStatus
from tests.conventions.access_matrix import Row
from tests.conventions.campaign_requests import (
    CAMPAIGN_FORMS,
    MOVEMENT_PAGES,
    printed_plan,
    provisional_version,
)
from tests.conventions.cast import OPEN_WEEK, Cast, Place, decomposed
from tests.conventions.closing_cast import CLOSED_WEEK
from tests.conventions.figure_cast import FIGURE_FORMS, FIGURE_THINGS
from tests.conventions.forms_sent import (
    CAMPAIGN,
    DAY,
    PAPER,
    code_of,
    content,
    correction,
    decision_on,
    file_of,
    outline_form,
    paper_sheet,
    reform,
    reorganisation_form,
    role_form,
    staff_form,
    ticked,
    typed_slip,
)
from tests.conventions.meeting_cast import kept_slides
from tests.conventions.practice_cast import practice_in, unwritten_session
from tests.conventions.report_cast import REPORT_ASKED, REPORT_ELSEWHERE, REPORT_FORMS, REPORT_THINGS
from tests.conventions.session_cast import SESSION_FORMS, coming_session, held_session
from tests.conventions.spot_check_requests import SPOT_CHECK_FORMS, done_check
from tests.conventions.training_requests import TRAINING_FORMS, TRAINING_THINGS
from tests.factories import PASSWORD
from tests.import_files import csv_of
from tests.photo_files import photo, sha256_of
from tests.queue_files import DEVICE, stated_report
from tests.trainings import pdf_of

UNKNOWN_ID = 2_000_000_000
UNKNOWN_UUID = UUID(int=7)
SEAT = {"role": "member", "affiliation": "teacher", "since": DAY}
NEW_PASSWORD = "bảy con vịt lội qua sông"


# Arguments of addresses that name a thing of a commune, with the thing that each endpoint is tried on.
Find = Callable[[Place], object]
OF_PLACE: dict[str, Find] = {
    "commune_id": lambda place: place.commune.id,
    "unit_id": lambda place: place.commune.id,
    "team_id": lambda place: place.team.id,
    "membership_id": lambda place: place.seat_of(place.member),
    "decision_id": lambda place: place.decision_id,
    "uuid": lambda place: place.entries[ActivityStatus.submitted].uuid,
    "unit": lambda place: place.commune.id,
    "about_id": lambda place: place.team.id,
    "look_id": lambda place: place.look_id,
    "import_id": lambda place: place.imports["ready"].id,
    "queue_id": lambda place: place.queue_id,
    "file_sha256": lambda place: place.file_sha256,
    "draw_id": lambda place: place.draw_id,
    "check_id": lambda place: place.open_check.id,
    "team": lambda place: place.team.code,
    "session_id": lambda place: coming_session(place).id,
    "meeting_id": lambda place: kept_slides(place).id,
    "bulk_id": lambda place: place.bulk_id,
    "training_id": lambda place: place.trainings["planned"].id,
    "material_id": lambda place: pdf_of(place.trainings["planned"]),
    "plan_id": printed_plan,
    "template_id": lambda place: place.template_id,
    "hand_over_id": lambda place: place.hand_over_id,
    **REPORT_THINGS,
}
OTHERWISE: dict[tuple[str, str], Find] = {
    ("spot_checks.correct", "check_id"): lambda place: done_check(place).id,
    ("days_of_work.person", "user_id"): lambda place: place.member.id,
    ("units.rename_hamlet", "unit_id"): lambda place: place.hamlet.id,
    ("units.count_households", "unit_id"): lambda place: place.hamlet.id,
    ("units.end_hamlet", "unit_id"): lambda place: place.free_hamlet.id,
    ("units.merge_hamlet", "unit_id"): lambda place: place.free_hamlet.id,
    ("activities.correct", "uuid"): lambda place: place.entries[ActivityStatus.returned].uuid,
    ("paper_sheets.show", "uuid"): lambda place: place.sheet_id,
    ("paper_sheets.undo", "uuid"): lambda place: place.sheet_id,
    ("practices.new", "uuid"): lambda place: unwritten_session(place).uuid,
    ("community_sessions.log", "session_id"): lambda place: held_session(place).id,
    ("reviews.reopen", "uuid"): lambda place: place.entries[ActivityStatus.approved].uuid,
    **TRAINING_THINGS,
    ("decisions.undo", "team_id"): lambda place: place.successor.id,
    ("decisions.undo", "decision_id"): lambda place: place.merger_id,
    ("memberships.invite", "membership_id"): lambda place: place.seat_of(place.newcomer),
    ("memberships.wake", "membership_id"): lambda place: place.seat_of(place.sleeper),
    ("imports.undo", "import_id"): lambda place: place.imports["applied"].id,
    ("imports.marked", "import_id"): lambda place: place.imports["has_problems"].id,
    ("api_coverage.index", "unit"): lambda place: code_of(place),
    ("api_coverage.indicator", "unit"): lambda place: code_of(place),
    ("api_coverage.scoreboard", "unit"): lambda place: code_of(place),
}
# Arguments that name no thing of a commune.
ELSEWHERE: dict[str, Callable[[Cast], object]] = {
    **FIGURE_THINGS,
    "code": lambda cast: CAMPAIGN,
    "campaign": lambda cast: CAMPAIGN,
    "token": lambda cast: cast.fresh_link(),
    "digest": lambda cast: "0",
    "lang": lambda cast: "vi",
    "hamlet_id": lambda cast: cast.own.hamlet.id,
    "place_id": lambda cast: cast.own.commune.id,
    "practice_id": lambda cast: practice_in(cast.own, "proposed").id,
    "name": lambda cast: "css/portal.css",
    "user_id": lambda cast: cast.idle_staff.id,
    "grant_id": lambda cast: cast.grant_id,
    "file_id": lambda cast: cast.outline_file_id,
    "reorganisation_id": lambda cast: cast.reorganisation_id,
    "kind": lambda cast: "hamlets",
    "version": lambda cast: provisional_version(),
    "line": lambda cast: "8.5",
    "need": lambda cast: "untrained_members",
    "period": lambda cast: OPEN_WEEK,
    "device": lambda cast: DEVICE,
    "sha256": lambda cast: sha256_of(photo(1)),
}
ELSEWHERE_OTHERWISE = {
    **REPORT_ELSEWHERE,
    **{(f"movements.{name}", "code"): lambda cast: "kh162-2022" for name in MOVEMENT_PAGES},
    ("practices.show", "practice_id"): lambda cast: practice_in(cast.own, "published").id,
    ("admin.enable", "user_id"): lambda cast: cast.disabled_staff.id,
    ("citizens.answer", "token"): lambda cast: cast.fresh_slip().token,
    ("closings.reopen", "period"): lambda cast: CLOSED_WEEK,
    ("api_photos.submit", "sha256"): lambda cast: sha256_of(photo(2)),
}
# Objects that stand behind the question mark.
ASKED = {
    **REPORT_ASKED,
    "paper_sheets.new": ("team",),
    "coverage.index": ("unit",),
    "coverage.csv": ("unit",),
    "coverage.map": ("unit",),
    **dict.fromkeys(("meetings.show", "meetings.keep"), ("unit",)),
    **dict.fromkeys(("scoreboard.index", "scoreboard.csv", "scoreboard_charts.index"), ("unit",)),
    **dict.fromkeys(("days_of_work.index", "days_of_work.person", "days_of_work.print_"), ("unit",)),
    **dict.fromkeys(("days_of_work.xlsx", "outcome.index", "outcome.csv"), ("unit",)),
    **dict.fromkeys(("training_needs.index", "training_needs.csv", "training_needs.plan"), ("unit",)),
    "ledger.index": ("unit",),
    "ledger.csv": ("unit",),
    "api_coverage.index": ("unit", "campaign"),
    "audit.figure": ("unit",),
    "figure_lives.show": ("unit",),
    "api_coverage.indicator": ("unit", "campaign"),
    "api_coverage.scoreboard": ("unit", "campaign"),
}
# The id in this address is made by who sends it, so a fresh one is what is tried.
MADE_BY_CLIENT = {"api_activities.submit"}


def argument_names(endpoint: str) -> list[str]:
    """Return the names of what an address of the endpoint holds."""
    rule = next(current_app.url_map.iter_rules(endpoint))
    return [*sorted(rule.arguments), *ASKED.get(endpoint, ())]


def arguments_of(row: Row, cast: Cast, place: Place) -> dict[str, object]:
    """Return the objects of one commune for an address of the endpoint."""
    return {name: _find(row.endpoint, name, cast, place) for name in argument_names(row.endpoint)}


def things_of(row: Row) -> list[str]:
    """Return the arguments that name a thing of a commune."""
    if row.endpoint in MADE_BY_CLIENT:
        return []
    return [name for name in argument_names(row.endpoint) if name in OF_PLACE]


def unknown_like(value: object) -> object:
    """Return an id of the same kind that nothing has."""
    if isinstance(value, UUID):
        return UNKNOWN_UUID
    return UNKNOWN_ID if isinstance(value, int) else "99999"


def address_of(endpoint: str, values: dict[str, object]) -> str:
    """Return the address for these values, from the rule itself."""
    with current_app.test_request_context():
        return url_for(endpoint, **values)


def _find(endpoint: str, name: str, cast: Cast, place: Place) -> object:
    if endpoint in MADE_BY_CLIENT and name == "uuid":
        return uuid7()
    if (endpoint, name) in OTHERWISE:
        return OTHERWISE[endpoint, name](place)
    if name in OF_PLACE:
        return OF_PLACE[name](place)
    return ELSEWHERE_OTHERWISE.get((endpoint, name), ELSEWHERE.get(name))(cast)


FORMS: dict[str, Callable[[Cast], dict]] = {
    **SESSION_FORMS,
    **FIGURE_FORMS,
    **CAMPAIGN_FORMS,
    **REPORT_FORMS,
    "accounts.sign_in": lambda cast: {"phone": cast.own.member.phone, "password": PASSWORD},
    "accounts.join": lambda cast: {"password": NEW_PASSWORD},
    "accounts.sign_out": lambda cast: {},
    "accounts.change_password": lambda cast: {"current": PASSWORD, "password": NEW_PASSWORD},
    "accounts.choose_locale": lambda cast: {"locale": "en"},
    "activities.create": lambda cast: content(cast) | {"id": str(uuid7())},
    "activities.correct": correction,
    "photos.create": lambda cast: {"photos": (BytesIO(photo(3)), decomposed("ảnh.jpg"))},
    "photos.remove": lambda cast: {},
    "confirmations.issue": lambda cast: {},
    "confirmations.print_": lambda cast: {"number": "2"},
    "confirmations.switch": lambda cast: {"asks": "0"},
    "campaigns.switch_public": lambda cast: {"public": "0"},
    "citizens.answer": lambda cast: {"answer": "not_me"},
    "citizens.find": typed_slip,
    "activities.withdraw": decision_on(ActivityStatus.submitted),
    "paper_sheets.new": paper_sheet,
    "paper_sheets.undo": lambda cast: {},
    "reviews.approve": decision_on(ActivityStatus.submitted),
    "reviews.return_": decision_on(
        ActivityStatus.submitted, reason="wrong_counts", note=decomposed("Xem lại.")
    ),
    "reviews.reopen": decision_on(ActivityStatus.approved, reason="new_facts", note="Đếm hai lần."),
    "bulk_reviews.create": lambda cast: {"entries": [ticked(cast.own.entries[ActivityStatus.submitted])]},
    "bulk_reviews.approve": lambda cast: {},
    "bulk_reviews.correct": lambda cast: {
        "entries": [ticked(cast.own.entries[ActivityStatus.submitted])],
        "correction": "Xác minh xong",
    },
    "return_templates.index": lambda cast: {"reason": "wrong_date", "text": decomposed("Xem lại ngày.")},
    "return_templates.edit": lambda cast: {"reason": "other", "text": decomposed("Xem lại nhé.")},
    "return_templates.archive": lambda cast: {},
    "hand_overs.index": lambda cast: {
        "unit": cast.own.commune.id,
        "deputy": cast.people["district_coordinator"].id,
        "starts_on": "2022-06-20",
        "last_day": "2022-06-21",
    },
    "hand_overs.end": lambda cast: {},
    "teams.new": lambda cast: {
        "level": "hamlet",
        "hamlets": [cast.own.free_hamlet.id],
        "name": decomposed("Tổ 2"),
    },
    "teams.edit": lambda cast: {"name": decomposed("Tổ số 9 – K’Liêu")},
    "teams.change_status": lambda cast: {
        "status": "needs_support",
        "starts_on": DAY,
        "reason": "Thiếu người",
    },
    "teams.change_hamlets": lambda cast: {"hamlets": [cast.own.free_hamlet.id], "on": DAY},
    "decisions.new": lambda cast: {"kind": "re_forming", "number": "99/QĐ-UBND", "decided_on": DAY},
    "decisions.edit": lambda cast: {"kind": "founding", "number": "13/QĐ-UBND", "decided_on": "2022-03-31"},
    "decisions.undo": lambda cast: {},
    "reforms.new": reform,
    "mergers.new": lambda cast: PAPER | {"into": cast.own.successor.id, "on": DAY, "leader_role": "deputy"},
    "memberships.new": lambda cast: SEAT | {"person": 0, "name": "Điểu Lên", "phone": ""},
    "memberships.edit": lambda cast: SEAT | {"role": "deputy"},
    "memberships.end": lambda cast: {"ends_on": DAY},
    "memberships.correct": lambda cast: {"name": "Điểu K’Liêu Hường", "phone": "0909000111"},
    "memberships.invite": lambda cast: {},
    "memberships.rebind": lambda cast: {"rebind-phone": "0909000222"},
    "memberships.wake": lambda cast: {},
    "invitations.new": lambda cast: {"members": [cast.own.newcomer.id]},
    "trainings.new": lambda cast: {"members": [cast.own.member.id], "topic": "payment", "completed_on": DAY},
    **TRAINING_FORMS,
    "units.add_hamlet": lambda cast: {"type": "thôn", "name": decomposed("Sơn Hiệp"), "on": DAY},
    "units.rename_hamlet": lambda cast: {"rename-type": "thôn", "rename-name": "Bom Bo", "rename-on": DAY},
    "units.end_hamlet": lambda cast: {"end-on": DAY},
    "units.merge_hamlet": lambda cast: {"merge-into": cast.own.hamlet.id, "merge-on": DAY},
    "units.count_households": lambda cast: {"count-households": "120"},
    "units.confirm_hamlets": lambda cast: {"seen": "2"},
    "units.withdraw_hamlets": lambda cast: {},
    "imports.new": lambda cast: {"file": (BytesIO(csv_of("hamlets", [])), "thôn.csv")},
    "imports.confirm": lambda cast: {"digest": cast.own.imports["ready"].digest},
    "imports.undo": lambda cast: {},
    "imports.drop": lambda cast: {},
    "second_looks.show": lambda cast: {"outcome": "disagrees", "note": decomposed("Ảnh không rõ.")},
    "difficulties.answer": lambda cast: {"text": decomposed("Đã báo nhà mạng.")},
    "needs.follow_up": lambda cast: {"note": decomposed("Đã gọi tổ trưởng."), "look_again_on": "2022-06-20"},
    "meetings.keep": lambda cast: {},
    "closings.close": lambda cast: {"note": decomposed("Còn máy chưa gửi hết.")},
    "closings.reopen": lambda cast: {"reason": decomposed("Nhập nhầm danh sách.")},
    "queues.settle": lambda cast: {
        "numbers": [cast.own.missing_number],
        "reason": "other",
        "note": decomposed("Rơi xuống suối."),
    },
    "queue_files.new": lambda cast: {"file": (BytesIO(file_of(cast)), "bản ghi.json")},
    "queue_files.confirm": lambda cast: {"digest": cast.own.file_digest},
    **SPOT_CHECK_FORMS,
    "admin.new_user": staff_form,
    "admin.grant_role": role_form,
    "admin.end_role": lambda cast: {},
    "admin.change_role_end": lambda cast: {f"grant-{cast.grant_id}-last_day": "2022-12-31"},
    "admin.invite": lambda cast: {},
    "admin.disable": lambda cast: {},
    "admin.enable": lambda cast: {},
    "outlines.index": outline_form,
    "outlines.publish": lambda cast: {},
    "outlines.remove": lambda cast: {},
    "reorganisations.new": reorganisation_form,
    "reorganisations.undo": lambda cast: {},
}
# JSON, or the bytes of a photo.
BODIES: dict[str, Callable[[Cast], dict | bytes]] = {
    "api_activities.submit": content,
    "api_photos.submit": lambda cast: photo(2),
    "api_queues.report": lambda cast: stated_report(5, waiting=[5], discarded=[1]),
}


def sent_with(row: Row, cast: Cast) -> dict[str, object]:
    """Return the form or the body of a request, as Visitor.send takes it."""
    if not row.is_unsafe:
        return {}
    if row.endpoint in BODIES:
        return {"body": BODIES[row.endpoint](cast)}
    return {"form": FORMS[row.endpoint](cast)}
