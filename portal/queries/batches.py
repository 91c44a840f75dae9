"""Many values looked up with few statements."""

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any

BATCH = 1000


def batches(values: Collection[Any], size: int = BATCH) -> Iterator[list[Any]]:
    """Yield the values in lists that one statement can hold."""
    waiting = iter(values)
    while batch := list(islice(waiting, size)):
        yield batch
