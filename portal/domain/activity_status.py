"""The states of an entry and the acts that lead from one to the next."""

from enum import StrEnum

from portal.domain.errors import RuleBroken


class ActivityStatus(StrEnum):
    """Where an entry stands; only approved ones count."""

    draft = "draft"
    submitted = "submitted"
    returned = "returned"
    approved = "approved"
    withdrawn = "withdrawn"


class ActivityAct(StrEnum):
    """What people do to an entry."""

    submit = "submit"
    resubmit = "resubmit"
    approve = "approve"
    return_ = "return"
    reopen = "reopen"
    withdraw = "withdraw"


TRANSITIONS: dict[tuple[ActivityStatus, ActivityAct], ActivityStatus] = {
    (ActivityStatus.draft, ActivityAct.submit): ActivityStatus.submitted,
    (ActivityStatus.returned, ActivityAct.resubmit): ActivityStatus.submitted,
    # A member may correct an entry for as long as nobody has decided on it.
    (ActivityStatus.submitted, ActivityAct.resubmit): ActivityStatus.submitted,
    (ActivityStatus.submitted, ActivityAct.approve): ActivityStatus.approved,
    (ActivityStatus.submitted, ActivityAct.return_): ActivityStatus.returned,
    # A reopened entry waits again: the member did nothing wrong that a return would tell them to correct.
    (ActivityStatus.approved, ActivityAct.reopen): ActivityStatus.submitted,
    (ActivityStatus.submitted, ActivityAct.withdraw): ActivityStatus.withdrawn,
    (ActivityStatus.returned, ActivityAct.withdraw): ActivityStatus.withdrawn,
}


def next_status(status: str, act: str) -> ActivityStatus:
    """Return the status after the act; raise RuleBroken("illegal_transition") where the act does not fit."""
    try:
        return TRANSITIONS[status, act]  # type: ignore[index]  # A member of either enum equals its text.
    except KeyError:
        raise RuleBroken("illegal_transition", status=str(status), act=str(act)) from None


def acts_from(status: str) -> tuple[ActivityAct, ...]:
    """List the acts that fit a status, in the order of the table."""
    return tuple(act for (start, act) in TRANSITIONS if start == status)
