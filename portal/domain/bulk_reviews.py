"""How many entries may be approved together, and how many of them are opened before."""

MOST_CHOSEN = 50
# Enough that nobody knows which, few enough that a week's queue stays quick.
OPENED_BEFORE = 3

OWN_ENTRY = "own_entry"
OTHER_COMMUNE = "other_commune"
DECIDED_MEANWHILE = "decided_meanwhile"
CHANGED_MEANWHILE = "changed_meanwhile"
# Why an entry is left out while the rest is approved.
CLOSED_PERIOD = "closed_period"
LEFT_OUT = (OWN_ENTRY, OTHER_COMMUNE, DECIDED_MEANWHILE, CHANGED_MEANWHILE, CLOSED_PERIOD)


def how_many_to_draw(chosen: int) -> int:
    """Return how many of so many entries are opened before all are approved."""
    return min(OPENED_BEFORE, chosen)
