"""The shorthand of a paper sheet: days, skills, people and hamlets, and rows as entries."""

from datetime import date

import pytest

from portal.domain.activity_content import ContentInvalid
from portal.domain.activity_values import BadValue
from portal.domain.paper_sheets import (
    CELLS,
    Listed,
    SheetHead,
    fill_repeated,
    find_hamlet,
    find_person,
    is_blank,
    read_month,
    read_row,
    read_sheet_day,
    read_skill_digits,
)

JUNE = date(2022, 6, 1)
PEOPLE = [
    Listed(11, "Điểu Thị Nở", 1),
    Listed(12, "K’Liêu Thị Hương", 2),
    Listed(13, "Nguyễn Văn Đồng", 3),
    Listed(14, "Trần Thị Hương", 4),
    Listed(30, "Lê Nam", 13),
]
HAMLETS = [Listed(1, "Thôn 1"), Listed(2, "Thôn 10"), Listed(3, "Sóc Bom Bo"), Listed(4, "Ấp Sơn Hiệp")]
HEAD = SheetHead("T-1", JUNE, PEOPLE, HAMLETS, "Thôn 1")


@pytest.mark.parametrize(
    ("text", "first_day"),
    [
        ("6/2022", JUNE), ("06/2022", JUNE), ("6-22", JUNE), ("2022-06", JUNE), (" 6 ", JUNE),
        ("7", date(2021, 7, 1)), ("13/2022", None), ("0", None), ("", None), ("tháng 6", None),
        ("6/20222", None),
    ],
)  # fmt: skip
def test_month_is_read_in_every_usual_spelling(text, first_day):
    assert read_month(text, date(2022, 6, 16)) == first_day


@pytest.mark.parametrize(
    ("text", "month", "day"),
    [
        ("5", JUNE, date(2022, 6, 5)),
        ("05", JUNE, date(2022, 6, 5)),
        ("31/5", JUNE, date(2022, 5, 31)),
        ("5/6/2022", JUNE, date(2022, 6, 5)),
        ("05/06/22", JUNE, date(2022, 6, 5)),
        ("5.6.2021", JUNE, date(2021, 6, 5)),
        ("2022-06-05", JUNE, date(2022, 6, 5)),
        ("30/12", date(2022, 1, 1), date(2021, 12, 30)),
        ("2/1", date(2021, 12, 1), date(2022, 1, 2)),
        ("29", date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_day_without_a_month_lies_in_that_of_the_sheet(text, month, day):
    assert read_sheet_day(text, month) == day


@pytest.mark.parametrize(
    "text", ["31", "0", "32", "29/2", "5/13", "hôm qua", "5/6/", "5//6", "٥", "1/1/0000"]
)
def test_day_that_is_none_is_refused(text):
    with pytest.raises(BadValue, match="no_sheet_day"):
        read_sheet_day(text, JUNE)


@pytest.mark.parametrize("text", ["13", "31", "1 3", "1,3", "1+3", "1133"])
def test_skills_are_digits_of_the_legend(text):
    assert read_skill_digits(text) == ("public_services", "payment")


@pytest.mark.parametrize("text", ["6", "0", "1x", "một", "¹"])
def test_skills_beyond_the_legend_are_refused(text):
    with pytest.raises(BadValue, match="no_skill_digits"):
        read_skill_digits(text)


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("1", 11), ("01", 11), ("3", 13), ("13", 30), ("1. Điểu Thị Nở", 11), ("1 điểu", 11), ("nở", 11),
        ("dieu", 11), ("DIEU THI", 11), ("kl", 12), ("trần thị hương", 14), ("tran", 14), ("đồng", 13),
    ],
)  # fmt: skip
def test_person_is_meant_by_number_or_by_how_a_part_of_the_name_begins(text, person):
    assert find_person(text, PEOPLE) == person


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("9", "unknown_person"), ("0", "unknown_person"), ("1. Trần Thị Hương", "unknown_person"),
        ("xuân", "unknown_person"), ("hương", "several_people"), ("thị", "several_people"),
        ("99999999999", "unknown_person"), ("’", "several_people"),
    ],
)  # fmt: skip
def test_person_who_is_not_clear_is_refused(text, code):
    with pytest.raises(BadValue, match=code):
        find_person(text, PEOPLE)


@pytest.mark.parametrize(
    ("text", "hamlet"), [("1", 1), ("thôn 1", 1), ("10", 2), ("bom", 3), ("soc bom bo", 3), ("sơn", 4)]
)
def test_hamlet_is_meant_with_or_without_its_type(text, hamlet):
    assert find_hamlet(text, HAMLETS) == hamlet


@pytest.mark.parametrize(("text", "code"), [("2", "unknown_hamlet"), ("thôn", "several_hamlets")])
def test_hamlet_that_is_not_clear_is_refused(text, code):
    with pytest.raises(BadValue, match=code):
        find_hamlet(text, HAMLETS)


def test_equals_sign_takes_what_stands_above_past_empty_rows():
    rows = [
        {"occurred_on": "5", "visits": "2"},
        {"occurred_on": "", "visits": " "},
        {"occurred_on": "=", "visits": "3"},
        {"occurred_on": " = ", "visits": "="},
    ]

    filled = list(fill_repeated(rows))

    assert [row["occurred_on"] for row in filled] == ["5", "", "5", "5"]
    assert filled[3]["visits"] == "3"
    assert [is_blank(row) for row in filled] == [False, True, False, False]


def test_row_becomes_the_entry_that_a_phone_would_have_sent():
    cells = dict.fromkeys(CELLS, "") | {
        "occurred_on": "5", "on_behalf_of": "2", "skills": "35", "visits": "4", "households": "3",
        "alone": "1", "shown": "2", "note": " Nộp hồ sơ ",
    }  # fmt: skip

    content = read_row(cells, HEAD)

    assert (content.team, content.kind, content.occurred_on) == ("T-1", "assistance", date(2022, 6, 5))
    assert (content.on_behalf_of, content.hamlet) == (12, 1)
    assert (content.skills, content.visits) == (("payment", "local_platform"), 4)
    assert (content.alone, content.together, content.shown) == (1, None, 2)
    assert (content.note, content.people, content.recorded_at) == ("Nộp hồ sơ", None, None)


def test_all_that_is_wrong_in_a_row_is_said_at_once():
    cells = {
        "occurred_on": "40", "on_behalf_of": "99", "hamlet": "lạ", "skills": "8", "visits": "nhiều",
        "alone": "=",
    }  # fmt: skip

    with pytest.raises(ContentInvalid) as caught:
        read_row(cells, HEAD)

    assert caught.value.errors == {
        "occurred_on": "no_sheet_day",
        "on_behalf_of": "unknown_person",
        "hamlet": "unknown_hamlet",
        "skills": "no_skill_digits",
        "visits": "not_a_number",
        "alone": "nothing_above",
    }


def test_row_has_to_say_day_person_skills_and_visits():
    with pytest.raises(ContentInvalid) as caught:
        read_row({"note": "x"}, HEAD)

    assert caught.value.errors == {
        "occurred_on": "required",
        "on_behalf_of": "whose_work",
        "skills": "empty_skills",
        "visits": "required",
    }


def test_endings_that_exceed_the_visits_are_found_as_on_the_phone():
    cells = {"occurred_on": "5", "on_behalf_of": "1", "skills": "1", "visits": "2"}
    cells |= {"alone": "2", "together": "1"}

    with pytest.raises(ContentInvalid) as caught:
        read_row(cells, HEAD)

    assert caught.value.errors == {"alone": "ends_exceed_visits"}
