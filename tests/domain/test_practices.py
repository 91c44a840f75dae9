"""Good practices: what one must say, which addresses may be offered, and how outcomes order them."""

import pytest

from portal.domain.errors import RuleBroken
from portal.domain.practices import (
    MOST_LINKS,
    NO_OUTCOME,
    Outcome,
    PracticeText,
    is_safe_link,
    order_by_outcome,
    read_practice,
)

TEXT = PracticeText("Trả tiền điện", "1. Mở ứng dụng.\n2. Quét mã.", ("payment",))


def changed(**values) -> PracticeText:
    return PracticeText(**({name: getattr(TEXT, name) for name in TEXT.__slots__} | values))


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"title": " "}, "practice_needs_title"),
        ({"title": "x" * 121}, "practice_too_long"),
        ({"steps": ""}, "practice_needs_steps"),
        ({"skills": ("cooking",)}, "practice_needs_skill"),
        ({"minutes": 0}, "bad_minutes"),
        ({"minutes": 481}, "bad_minutes"),
        ({"steps": "Gọi anh Ba 0912345678"}, "session_personal_number"),
        ({"steps": "a\x07b"}, "bad_note"),
        ({"links": ("http://example.vn",)}, "bad_practice_link"),
        (
            {"links": tuple(f"https://example.vn/{number}" for number in range(MOST_LINKS + 1))},
            "too_many_links",
        ),
    ],
)
def test_a_practice_that_cannot_be_offered_is_refused(wrong, code):
    with pytest.raises(RuleBroken, match=f"^{code}$"):
        read_practice(changed(**wrong))


def test_a_practice_is_kept_composed_with_each_address_once():
    kept = read_practice(
        changed(title=" Tra\u0309 tiền ", links=(" https://a.vn/1 ", "", "https://a.vn/1"), minutes=45)
    )

    assert (kept.title, kept.links, kept.minutes) == ("Trả tiền", ("https://a.vn/1",), 45)
    assert "tra tien" in kept.words


@pytest.mark.parametrize(
    "link",
    [
        "https://dichvucong.gov.vn",
        "https://www.youtube.com/watch?v=abc&t=1",
        "https://example.vn:443/tài-liệu",
    ],
)
def test_addresses_of_pages_are_offered(link):
    assert is_safe_link(link)


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "http://example.vn",
        "//example.vn",
        "https://localhost/admin",
        "https://user:secret@example.vn",
        "https://example.vn:8443/",
        "https://example.vn:99999/",
        "https://exa mple.vn",
        'https://example.vn/"onclick=',
        "https://[::1",
        "https://example.vn/" + "x" * 500,
        "https://example.vn/\n",
        "",
    ],
)
def test_nothing_else_is(link):
    assert not is_safe_link(link)


def test_the_share_is_of_all_visits_so_that_silence_is_no_success():
    # 12 of 40 alone, 10 of which nobody noted: 12/40 = 30,0 %, not 12/30 = 40,0 %.
    outcome = Outcome(sessions=3, teams=2, approved=2, visits=40, alone=12, unstated=10)

    assert (outcome.share.numerator, outcome.share.denominator) == (12, 40)
    assert outcome.share.percent.text == "30,0"


def test_practices_are_ordered_by_telling_shares_and_never_by_visits():
    outcomes = [
        (1, Outcome(visits=900, alone=90)),  # 10 % of many
        (2, Outcome(visits=20, alone=10)),  # 50 %, just enough to say something
        (3, Outcome(visits=19, alone=19)),  # all, but of too few
        (4, NO_OUTCOME),
        (5, Outcome(visits=40, alone=20)),  # 50 % as well: stays behind the one that came first
    ]

    assert order_by_outcome(outcomes) == [2, 5, 1, 3, 4]
