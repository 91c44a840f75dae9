"""The kinds of decision about a team, which change of status needs one, and why a team is to be re-formed."""

from enum import StrEnum

from portal.domain.team_status import TeamStatus


class DecisionKind(StrEnum):
    """What a decision of the commune's chair does to a team."""

    founding = "founding"
    re_forming = "re_forming"
    change_of_leader = "change_of_leader"
    suspension = "suspension"
    resumption = "resumption"
    dissolution = "dissolution"
    merger = "merger"


# With these a team is put together anew, so that what called for it is settled.
RE_FORMING_KINDS = (DecisionKind.re_forming, DecisionKind.merger)

HAMLETS_MERGED = "hamlets_merged"
HAMLET_ENDED = "hamlet_ended"
COMMUNE_CHANGED = "commune_changed"
OTHER = "other"
# An open register: why a team is flagged as "cần kiện toàn".
REFORM_REASONS = (HAMLETS_MERGED, HAMLET_ENDED, COMMUNE_CHANGED, OTHER)

_STOPPED = (TeamStatus.suspended, TeamStatus.dissolved)


def decision_needed(before: str, after: str) -> DecisionKind | None:
    """Return the kind of decision without which one status does not follow another, or None."""
    if after == before:
        return None
    if after == TeamStatus.suspended:
        return DecisionKind.suspension
    if after == TeamStatus.dissolved:
        return DecisionKind.dissolution
    return DecisionKind.resumption if before in _STOPPED else None
