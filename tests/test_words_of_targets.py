"""In Vietnamese one word names the eight indicators and another what is to be reached on them."""

import re
from pathlib import Path

from babel.messages.pofile import read_po

CATALOGUE = Path(__file__).parents[1] / "translations/vi/LC_MESSAGES/messages.po"


def words() -> list[tuple[str, str]]:
    """Return English and Vietnamese of each message."""
    with CATALOGUE.open("rb") as file:
        messages = [one for one in read_po(file, locale="vi") if one.id]
    return [tuple(one if isinstance(one, str) else one[0] for one in (m.id, m.string)) for m in messages]


def test_a_target_is_never_called_as_an_indicator_is():
    targets = [(english, said) for english, said in words() if re.search(r"\btargets?\b", english, re.I)]

    assert len(targets) > 20
    for english, said in targets:
        about_both = "indicator" in english or "all eight" in english
        assert about_both or "chỉ tiêu" not in said.lower(), said


def test_an_indicator_is_always_called_as_the_province_calls_it():
    indicators = [
        (english, said) for english, said in words() if re.search(r"\bindicators?\b", english, re.I)
    ]

    assert len(indicators) > 20
    for _english, said in indicators:
        assert "chỉ số" not in said.lower(), said
