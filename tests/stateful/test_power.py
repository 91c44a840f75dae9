"""The power going off at each statement of an act, and just before its commit: nothing of it stays."""

import pytest

from portal.extensions import db
from tests.conventions.visitors import stored_rows
from tests.stateful.agreement import W1, check_agreement
from tests.stateful.cast import DAY
from tests.stateful.power import AT_COMMIT, PowerCut, power_cut
from tests.stateful.reference_model import ReferenceModel
from tests.stateful.stage import Stage

ENTRY = {
    "team": "A1",
    "day": W1.last_day,
    "skills": ("payment",),
    "visits": 5,
    "households": 2,
    "for_whom": None,
}
OTHER = ENTRY | {"day": W1.last_day - DAY, "visits": 7, "skills": ("payment", "safety")}
FIRST, END = W1.starts_on, W1.ends_on
# Each act needs those before it; the last three correct closed figures.
ACTS = (
    ("submit", "minh", 1, ENTRY),
    ("correct", "minh", 1, OTHER, 1),
    ("decide", "sau", 1, "return", 2, "wrong_counts", "Xem lại"),
    ("submit", "minh", 1, ENTRY),
    ("submit", "lan", 2, OTHER),
    ("withdraw", "lan", 2, 1),
    ("close", "sau", "A", FIRST, END, "Còn chờ xác minh"),
    ("close", "tinh", "province", FIRST, END, "Xã B chưa chốt"),
    ("decide", "sau", 1, "approve", 4, "", "", "Xác minh xong"),
    ("decide", "sau", 1, "reopen", 5, "new_facts", "Nhầm", "Đếm lại"),
    ("reopen_period", "tinh", "province", FIRST, END),
)


@pytest.fixture
def model(frozen_clock) -> ReferenceModel:
    """The reference at the moment of the clock."""
    model = ReferenceModel()
    model.now = frozen_clock.moment
    return model


def test_wherever_an_act_is_cut_nothing_of_it_stays(app, model):
    stage, cuts = Stage(model), 0

    for act, *args in ACTS:
        at, before = AT_COMMIT, stored_rows()
        while is_cut(stage, at, act, *args):
            assert stored_rows() == before, (act, at)
            at, cuts = at + 1, cuts + 1
        getattr(model, act)(*args)
        check_agreement(stage, model)

    assert len(model.ledger) == 4
    assert cuts > 5 * len(ACTS)


def is_cut(stage: Stage, at: int, act: str, *args) -> bool:
    """Do an act and tell whether the power went off before its end."""
    db.session.remove()
    try:
        with power_cut(db.engine, at):
            getattr(stage, act)(*args)
    except PowerCut:
        return True
    finally:
        db.session.remove()
    return False
