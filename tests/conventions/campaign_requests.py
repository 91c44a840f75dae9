"""What the access matrix sends about campaigns."""

from portal.extensions import db
from portal.models import Campaign, CampaignDefinition, IndicatorDefinition, IssuedPlan
from portal.queries.campaigns import get_campaign, plan_of
from tests.conventions.campaign_cast import DRAFT_SOURCE


def new_campaign(cast) -> dict[str, object]:
    """Return a campaign whose code nobody has yet."""
    number = db.session.query(Campaign).count()
    days = {"first_day": "01/09/2022", "last_day": "31/12/2022", "source": "reporting_month"}
    days |= {"spot_check_percent": 5}
    named = {"name": "Đợt thi đua cuối năm", "name_en": "The last months"}
    return days | named | {"code": f"cuoi-nam-{number}", "unit": cast.province_id}


def changed_campaign(cast) -> dict[str, object]:
    """Return the campaign with another plan number and the windows that it has."""
    plan = plan_of(get_campaign("kh170-2022"))
    windows = "01/06/2022 - 15/06/2022; 01 - 16/6/2022\n16/06/2022 - 21/06/2022"
    return {
        "seen": plan.fingerprint,
        "name": plan.name,
        "name_en": plan.name_en,
        "plan_number": plan.plan_number + "/KH",
        "first_day": "01/06/2022",
        "last_day": "31/08/2022",
        "source": "given",
        "windows": windows,
        "spot_check_percent": plan.spot_check_percent,
    }


def target(cast) -> dict[str, object]:
    """Return a target of the own commune."""
    return {"target": "82,5", "scope": "chosen", "places": [f"commune/{cast.own.commune.id}"]}


def issued_plan(cast) -> dict[str, object]:
    """Return a plan of the own commune with a number that it has not yet."""
    plans = db.session.query(IssuedPlan).filter_by(subject=f"commune/{cast.own.commune.id}").all()
    number = f"{len(plans) + sum(len(plan.number) for plan in plans)}/KH-UBND"
    return {"subject": f"commune/{cast.own.commune.id}", "number": number, "issued_on": "15/06/2022"}


def printed_plan(place) -> int:
    """Return the plan of a commune, which has a print."""
    wanted = db.select(IssuedPlan.id).filter_by(subject=f"commune/{place.commune.id}")
    return db.session.scalar(wanted.where(IssuedPlan.sha256.is_not(None))) or 0


def plan_to_remove(cast) -> dict[str, object]:
    """Return a plan that is recorded: of the own commune as long as there is one."""
    own = f"commune/{cast.own.commune.id}"
    subjects = db.session.scalars(db.select(IssuedPlan.subject).order_by(IssuedPlan.id)).all()
    return {"subject": own if own in subjects or not subjects else subjects[0]}


def provisional_version() -> int:
    """Return a version that nobody approved or put in force yet."""
    free = db.session.query(IndicatorDefinition).filter_by(source=DRAFT_SOURCE, status="provisional")
    used = db.session.query(CampaignDefinition.definition_version)
    rows = free.filter(IndicatorDefinition.version.not_in(used)).order_by(IndicatorDefinition.version)
    return rows.first().version


def definition(cast) -> dict[str, object]:
    """Return the next version of indicator 8."""
    return {"least": "2", "headline": "8.4", "source": "Công văn 12/STTTT", "act": "save", "target8_4": "80"}


MOVEMENT_PAGES = ("plans", "record", "remove", "csv", "file")
CAMPAIGN_FORMS = {
    "definitions.new": definition,
    "definitions.approve": lambda cast: {},
    "definitions.put": lambda cast: {"campaign": "kh170-2022", "day": "01/07/2022"},
    "campaigns.new": new_campaign,
    "campaigns.edit": changed_campaign,
    "targets.set_": target,
    "targets.undo": lambda cast: {},
    "movements.record": issued_plan,
    "movements.remove": plan_to_remove,
}
