"""What differs between two texts, word by word."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

_WORDS = re.compile(r"\s+|[^\s]+")


class Part(NamedTuple):
    """Some words of a text; `is_changed` when the other text does not have them there."""

    text: str
    is_changed: bool


def word_differences(before: str, after: str) -> tuple[list[Part], list[Part]]:
    """Part both texts into what stayed and what was taken out or put in; the parts of each add up to it."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    left: list[Part] = []
    right: list[Part] = []
    for kind, old_start, old_end, new_start, new_end in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        is_changed = kind != "equal"
        left.append(Part("".join(old[old_start:old_end]), is_changed))
        right.append(Part("".join(new[new_start:new_end]), is_changed))
    return [part for part in left if part.text], [part for part in right if part.text]
