"""The registers of why a coordinator returns an entry and why a decision is taken back."""

WRONG_DATE = "wrong_date"
WRONG_COUNTS = "wrong_counts"
WRONG_KIND_OR_SKILL = "wrong_kind_or_skill"
LIKELY_DUPLICATE = "likely_duplicate"
NOT_TEAM_WORK = "not_team_work"
MISSING_DETAIL = "missing_detail"
OTHER = "other"

RETURN_REASONS = (
    WRONG_DATE,
    WRONG_COUNTS,
    WRONG_KIND_OR_SKILL,
    LIKELY_DUPLICATE,
    NOT_TEAM_WORK,
    MISSING_DETAIL,
    OTHER,
)

DECIDED_BY_MISTAKE = "decided_by_mistake"
NEW_FACTS = "new_facts"
FOUND_IN_SPOT_CHECK = "found_in_spot_check"

REOPEN_REASONS = (DECIDED_BY_MISTAKE, NEW_FACTS, FOUND_IN_SPOT_CHECK, OTHER)

# Own words that one coordinator keeps; more of them nobody finds again.
MOST_TEMPLATES = 30
