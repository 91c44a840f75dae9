"""What a team or a hamlet may need help with, and from when on a team counts as asleep."""

from datetime import date, timedelta

from portal.domain.team_status import NO_FOUNDING_DECISION, NO_LEADER, UNTRAINED_MEMBERS, TeamStatus

TEAM_ASLEEP = "team_asleep"
HAMLET_NEVER_REACHED = "hamlet_never_reached"
HAMLET_WITHOUT_TEAM = "hamlet_without_team"
# In the order in which they are looked at.
NEEDS = (
    TEAM_ASLEEP,
    HAMLET_NEVER_REACHED,
    HAMLET_WITHOUT_TEAM,
    NO_FOUNDING_DECISION,
    NO_LEADER,
    UNTRAINED_MEMBERS,
)
HAMLET_NEEDS = (HAMLET_NEVER_REACHED, HAMLET_WITHOUT_TEAM)

# Without an approved entry in so many days a team counts as asleep, unless the address says otherwise.
USUAL_DAYS = 14
MOST_DAYS = 365

# Since when a hamlet is asked to have been reached.
EVER, IN_CAMPAIGN = "ever", "campaign"
REACHES = (EVER, IN_CAMPAIGN)

AT_WORK = (TeamStatus.active, TeamStatus.needs_support)


def first_day_awake(today: date, days: int) -> date:
    """Return the first of the last so many days, today among them."""
    return today - timedelta(days=days - 1)


def is_asleep(status: str, began_on: date | None, last_on: date | None, first_day: date) -> bool:
    """Tell whether a team at work has no approved entry dated on `first_day` or later.

    A team that began only after that day has not had the time yet; suspended and dissolved ones do not sleep.
    """
    is_new = began_on is not None and began_on > first_day
    return status in AT_WORK and not is_new and (last_on is None or last_on < first_day)
