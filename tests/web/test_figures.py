"""Figures in the words of the page's language, from the exact counts to what is read aloud."""

import pytest
from flask_babel import force_locale

from portal.domain.indicators import Definition, PlaceFacts, lines
from portal.web.figures import line_words, shown_line

DEFINITION = Definition(1, "provisional", targets={"8.2": "80,0"})


def line_of(with_team: int, hamlets: int | None):
    """Return line 8.2 of a place."""
    facts = PlaceFacts(hamlets=hamlets, hamlets_with_team=with_team)
    return lines(facts, DEFINITION)[1]


@pytest.mark.parametrize(
    ("with_team", "hamlets", "words"),
    [
        # 1545 / 1562 = 98,912 %, once published as "99 %".
        (1545, 1562, "98.9 % (17 left)"),
        # 1999 / 2000 = 99,95 % would round up to 100,0 %.
        (1999, 2000, "99.9 % (1 left)"),
        (2000, 2000, "100.0 %"),
        (0, 1562, "0.0 % (1,562 left)"),
        (0, 0, "nothing to count"),
        (3, None, "not enough data"),
    ],
)
def test_line_is_said_with_what_is_left(app, with_team, hamlets, words):
    with force_locale("en"):
        assert line_words(line_of(with_team, hamlets)) == words


@pytest.mark.parametrize(("locale", "percent", "target"), [("vi", "98,9", "80,0"), ("en", "98.9", "80.0")])
def test_decimal_mark_is_the_languages(app, locale, percent, target):
    with force_locale(locale):
        shown = shown_line(line_of(1545, 1562))

    assert (shown.percent, shown.target, shown.gap) == (percent, target, 17)
