"""The register of the kinds of work that a team logs."""

ASSISTANCE = "assistance"
SESSION = "session"
HOUSEHOLD_VISIT = "household_visit"

ACTIVITY_KINDS = (ASSISTANCE, SESSION, HOUSEHOLD_VISIT)
