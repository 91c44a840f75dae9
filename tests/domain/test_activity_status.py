"""The table of what may be done to an entry, every cell of it."""

from itertools import product

import pytest

from portal.domain.activity_status import ActivityAct, ActivityStatus, acts_from, next_status
from portal.domain.errors import RuleBroken

# Written out by hand: for each status, the acts that fit and where they lead.
ALLOWED = {
    "draft": {"submit": "submitted"},
    "submitted": {
        "resubmit": "submitted",
        "approve": "approved",
        "return": "returned",
        "withdraw": "withdrawn",
    },
    "returned": {"resubmit": "submitted", "withdraw": "withdrawn"},
    "approved": {"reopen": "submitted"},
    "withdrawn": {},
}


@pytest.mark.parametrize(("status", "act"), list(product(ActivityStatus, ActivityAct)))
def test_each_act_leads_where_the_table_says_or_is_refused(status, act):
    expected = ALLOWED[status].get(act)

    if expected:
        assert next_status(status, act) is ActivityStatus(expected)
    else:
        with pytest.raises(RuleBroken) as refusal:
            next_status(status, act)
        assert refusal.value.code == "illegal_transition"
        assert refusal.value.details == {"status": str(status), "act": str(act)}


def test_stored_text_serves_as_well_as_the_enums():
    assert next_status("submitted", "approve") == "approved"


def test_an_unknown_status_or_act_is_refused_like_any_other():
    with pytest.raises(RuleBroken):
        next_status("lost", "approve")
    with pytest.raises(RuleBroken):
        next_status("submitted", "burn")


@pytest.mark.parametrize("status", list(ActivityStatus))
def test_the_acts_offered_are_those_allowed(status):
    assert set(acts_from(status)) == set(ALLOWED[status])
