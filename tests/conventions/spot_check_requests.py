"""What the access matrix sends about spot-checks."""

from collections.abc import Callable

from portal.extensions import db
from portal.models import SpotCheck, SpotCheckDraw
from tests.conventions.cast import Cast, Place, decomposed

CAMPAIGN = "kh170-2022"
DAY = "2022-06-15"


def done_check(place: Place) -> SpotCheck:
    """Return the visit of a place of which the result is recorded."""
    done = db.select(SpotCheck).where(SpotCheck.draw_id == place.draw_id, SpotCheck.result.is_not(None))
    return db.session.scalars(
        done.order_by(SpotCheck.id), execution_options={"populate_existing": True}
    ).first()


def draw_form(cast: Cast) -> dict[str, object]:
    """Return a draw of a period of which the province has none yet, seen and confirmed."""
    drawn = set(db.session.scalars(db.select(SpotCheckDraw.period_code).filter_by(unit_id=cast.province_id)))
    period = next(code for code in ("w1", "2022-W23", "2022-W22") if code not in drawn)
    asked = {"period": f"{CAMPAIGN} {period}", "share": "100", "seed": decomposed("xổ số: 70135")}
    return asked | {"confirmed": "1"}


SPOT_CHECK_FORMS: dict[str, Callable[[Cast], dict]] = {
    "spot_checks.new": draw_form,
    "spot_checks.record": lambda cast: {
        "version": cast.own.open_check.version,
        "result": "partly",
        "visited_on": DAY,
        "note": decomposed("Chỉ gặp được 3 hộ."),
    },
    "spot_checks.correct": lambda cast: {
        "version": done_check(cast.own).version,
        "result": "partly",
        "visited_on": DAY,
        # Who comes second changes something, too.
        "note": decomposed(f"Đến lại lần {done_check(cast.own).version}."),
        "reason": decomposed("Ghi nhầm sang hộ khác."),
    },
    "spot_checks.assign": lambda cast: {
        "version": cast.own.open_check.version,
        "person": cast.idle_staff.id,
    },
}
