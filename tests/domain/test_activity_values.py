"""What a form may send for an entry: everything as text, and days the way people write them."""

from datetime import UTC, date, datetime

import pytest

from portal.domain.activity_content import ActivityContent, ContentInvalid, read_content

RECORDED_AT = datetime(2022, 6, 16, 1, 15, tzinfo=UTC)
FEWEST = {"team": "T-1", "occurred_on": "2022-06-16", "kind": "session", "skills": ["safety"], "visits": 1}


def test_a_form_may_send_everything_as_text():
    form = {
        "team": "T-0012",
        "occurred_on": " 16/6/2022 ",
        "kind": "assistance",
        "skills": ["public_services", "payment"],
        "visits": " 5 ",
        "people": "",
        "households": "03",
        "hamlet": "12",
        "on_behalf_of": "",
        "note": "",
        "recorded_at": "2022-06-16T08:15:00+07:00",
        "csrf_token": "abc",
    }

    content = read_content(form, lenient=True)

    assert content == ActivityContent(
        team="T-0012",
        occurred_on=date(2022, 6, 16),
        kind="assistance",
        skills=("public_services", "payment"),
        visits=5,
        households=3,
        hamlet=12,
        recorded_at=RECORDED_AT,
    )


@pytest.mark.parametrize(
    "day", ["16/06/2022", "16/6/2022", "16-06-2022", "16.6.2022", "2022-06-16", date(2022, 6, 16)]
)
def test_a_form_may_write_a_day_in_the_usual_ways(day):
    assert read_content({**FEWEST, "occurred_on": day}, lenient=True).occurred_on == date(2022, 6, 16)


def test_a_form_may_send_what_its_fields_already_read():
    form = {**FEWEST, "visits": 5, "skills": "safety", "recorded_at": RECORDED_AT}

    content = read_content(form, lenient=True)

    assert (content.visits, content.skills, content.recorded_at) == (5, ("safety",), RECORDED_AT)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("visits", "", "required"),
        ("visits", "five", "not_a_number"),
        ("visits", "1.5", "not_a_number"),
        ("visits", "٥", "not_a_number"),
        ("visits", "-1", "out_of_range"),
        ("visits", "9" * 5000, "out_of_range"),
        ("visits", True, "not_a_number"),
        ("occurred_on", "06/16/2022", "not_a_date"),
        ("occurred_on", "16/6/22", "not_a_date"),
        ("occurred_on", "1/1/0000", "not_a_date"),
        ("occurred_on", datetime(2022, 6, 16), "not_a_date"),
        ("skills", [], "empty_skills"),
        ("skills", "", "empty_skills"),
        ("kind", "", "required"),
        ("recorded_at", datetime(2022, 6, 16), "not_a_moment"),
        ("hamlet", "elsewhere", "not_a_number"),
    ],
)
def test_a_form_is_told_what_is_wrong(name, value, code):
    with pytest.raises(ContentInvalid) as refusal:
        read_content({**FEWEST, name: value}, lenient=True)

    assert refusal.value.errors == {name: code}
