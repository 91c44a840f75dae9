"""The states, levels and seats of teams, what makes a team valid, and what merely deserves advice."""

from enum import StrEnum


class TeamStatus(StrEnum):
    """How a team stands; history keeps every change."""

    active = "active"
    needs_support = "needs_support"
    suspended = "suspended"
    dissolved = "dissolved"


class TeamLevel(StrEnum):
    """Whether a team serves its whole commune or some of its hamlets."""

    commune = "commune"
    hamlet = "hamlet"


class TeamRole(StrEnum):
    """A person's seat in a team."""

    leader = "leader"
    deputy = "deputy"
    member = "member"


# Guidance only: a team of another size is as valid. Smallest and largest usual number of people.
TEAM_SIZE: dict[TeamLevel, tuple[int, int]] = {TeamLevel.commune: (5, 14), TeamLevel.hamlet: (3, 8)}

NO_FOUNDING_DECISION = "no_founding_decision"
NO_LEADER = "no_leader"
SUSPENDED = "suspended"
DISSOLVED = "dissolved"
MISSING_CODES = (NO_FOUNDING_DECISION, NO_LEADER, SUSPENDED, DISSOLVED)

TOO_FEW_MEMBERS = "too_few_members"
TOO_MANY_MEMBERS = "too_many_members"
NO_HAMLETS_SERVED = "no_hamlets_served"
UNTRAINED_MEMBERS = "untrained_members"
ADVICE_CODES = (TOO_FEW_MEMBERS, TOO_MANY_MEMBERS, NO_HAMLETS_SERVED, UNTRAINED_MEMBERS)


def missing_to_be_valid(founded: bool, leaders: int, status: str) -> tuple[str, ...]:
    """List what keeps a team from counting, all facts as on one day; nothing missing means valid.

    `founded` says whether a founding decision with number and date is recorded.
    """
    checks = (
        (NO_FOUNDING_DECISION, not founded),
        (NO_LEADER, leaders < 1),
        (SUSPENDED, status == TeamStatus.suspended),
        (DISSOLVED, status == TeamStatus.dissolved),
    )
    return tuple(code for code, is_missing in checks if is_missing)


def is_valid(founded: bool, leaders: int, status: str) -> bool:
    """Tell whether a team counts in lines 8.1, 8.2 and 8.4."""
    return not missing_to_be_valid(founded, leaders, status)


def advice(level: str, *, members: int, hamlets_served: int, untrained: int) -> tuple[str, ...]:
    """List what a team that counts should still look after; a commune team need not name hamlets."""
    fewest, most = TEAM_SIZE[TeamLevel(level)]
    checks = (
        (TOO_FEW_MEMBERS, members < fewest),
        (TOO_MANY_MEMBERS, members > most),
        (NO_HAMLETS_SERVED, level == TeamLevel.hamlet and hamlets_served < 1),
        (UNTRAINED_MEMBERS, untrained > 0),
    )
    return tuple(code for code, applies in checks if applies)
