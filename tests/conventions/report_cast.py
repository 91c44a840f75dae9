"""What the access matrix needs of reports: one of each commune, one to come, and the forms that are sent."""

from datetime import date, timedelta

from sqlalchemy import select

from portal.domain.campaign_periods import resolve_period
from portal.extensions import db
from portal.models import Report, ScheduledReport
from portal.queries.campaigns import get_campaign
from portal.services.reports import prepare_report, schedule_report

CAMPAIGN, MONTH = "kh170-2022", "2022-06"
# Kind of report -> a period that fits it.
_PERIODS = {
    "interim": MONTH, "final": "whole", "weekly": "2022-W23", "monthly": MONTH, "quarterly": "2022-Q2",
}  # fmt: skip


def build_reports(world, place) -> None:
    """Let the coordinator prepare a report, and let another one be prepared later."""
    viewer, campaign = world.viewer(place.coordinator), get_campaign(CAMPAIGN)
    period = resolve_period(MONTH, campaign.period)
    prepare_report(viewer, campaign, place.commune, period, "monthly")
    schedule_report(viewer, campaign, place.commune, period, "weekly", "weekly", date(2030, 1, 1))


def report_id(place) -> int:
    """Return the prepared report of a place."""
    found = select(Report.id).filter_by(unit_id=place.commune.id).order_by(Report.id)
    return db.session.scalars(found).first()


def scheduled_id(place) -> int:
    """Return the report of a place that is prepared later."""
    return db.session.scalar(select(ScheduledReport.id).filter_by(unit_id=place.commune.id))


def prepare_form(cast) -> dict[str, object]:
    """Return a report of the own commune, of another kind than the one that was prepared just now."""
    kinds = tuple(_PERIODS)
    kind = kinds[db.session.query(Report).count() % len(kinds)]
    return {"unit": cast.own.commune.id, "period": f"{CAMPAIGN} {_PERIODS[kind]}", "kind": kind}


def schedule_form(cast) -> dict[str, object]:
    """Return a monthly report of the own commune for a day on which none is to be prepared yet."""
    due_on = date(2030, 1, 1) + timedelta(days=db.session.query(ScheduledReport).count())
    return prepare_form(cast) | {"kind": "monthly", "repeated": "monthly", "due_on": due_on.isoformat()}


REPORT_THINGS = {"report_id": report_id, "scheduled_id": scheduled_id}
_OF_A_PLACE = ("reports.settings", "gris.index", "gris.csv", "gris.xlsx", "report_files.entries")
_DRAFTS = ("reports.preview", "report_files.draft")
REPORT_ASKED = dict.fromkeys(_OF_A_PLACE, ("unit",)) | dict.fromkeys(_DRAFTS, ("unit", "period", "kind"))
REPORT_ELSEWHERE = {(one, "period"): lambda cast: f"{CAMPAIGN} {MONTH}" for one in _DRAFTS} | {
    (one, "kind"): lambda cast: "monthly" for one in _DRAFTS
}
REPORT_FORMS = {
    "reports.create": prepare_form,
    "reports.schedule": schedule_form,
    "reports.end": lambda cast: {},
    "reports.see": lambda cast: {},
    "reports.settings": lambda cast: {
        "issuing_body": "ỦY BAN NHÂN DÂN XÃ TÂN TIẾN",
        "symbol": "BC-UBND",
        "place_name": "Tân Tiến",
        "authority": "KT.",
        "authority_body": "CHỦ TỊCH",
        "signer_title": "PHÓ CHỦ TỊCH",
        "signer_name": "Điểu K’Liêu",
        "addressees": "Ủy ban nhân dân huyện Bù Đốp",
        "recipients": "- Thường trực HĐND xã;\n- Lưu: VT.",
    },
    "gris.index": lambda cast: {"columns": "Tỷ lệ thôn có tổ | 8.4 | percent | commune"},
}
