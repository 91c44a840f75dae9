"""Numbers in free text that look as if they were somebody's own."""

import re

# Phone numbers and identity numbers have 9 to 12 digits, often written in groups.
_PERSONAL_NUMBER = re.compile(r"(?<![0-9])[0-9](?:[ .\-]?[0-9]){8,11}(?![0-9])")


def has_personal_number(text: str) -> bool:
    """Tell whether the text holds what looks like a phone number or an identity number."""
    return _PERSONAL_NUMBER.search(text) is not None
