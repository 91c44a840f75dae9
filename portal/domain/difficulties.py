"""How long a difficulty that nobody answered stays in sight."""

from datetime import timedelta

# What is older shows on demand, so that the fresh ones are not drowned.
SHOWN_FOR = timedelta(days=60)
