"""Long lists in parts that fit a slide or a sheet."""

from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


def in_parts(items: Sequence[Item], most: int) -> list[tuple[Item, ...]]:
    """Part a list into lists of at most so many, in their order; an empty list has no part."""
    return [tuple(items[start : start + most]) for start in range(0, len(items), most)]
