"""The review desk in the browser: the list, the decisions, and what the second of two reads."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from portal.domain.roles import Role
from portal.extensions import db
from portal.models import Activity, Review
from portal.services.activities import correct_activity
from portal.services.reviews import approve_activity, return_activity
from tests.factories import days_ago
from tests.page_client import PageClient, text_of
from tests.queries_counted import counting_statements

pytestmark = pytest.mark.english


def in_english(browser: PageClient) -> PageClient:
    browser.get("/sign-in?lang=en")
    return browser


@pytest.fixture
def place(world):
    """A commune with two teams in a hamlet each, a member and the coordinator."""

    class Place:
        district = world.district(world.province())
        commune = world.commune(district)
        hamlets = [world.hamlet(commune, "1"), world.hamlet(commune, "Bù Đốp 2")]
        team = world.team(commune, hamlets[:1])
        other_team = world.team(commune, hamlets[1:], name="Tổ công nghệ số cộng đồng thôn Bù Đốp 2")
        member = world.member(team, world.user("Điểu K’Ré"))
        coordinator = world.coordinator(commune)

    return Place


def entry(uuid) -> Activity:
    db.session.expire_all()
    return db.session.scalar(select(Activity).where(Activity.uuid == UUID(str(uuid))))


def test_waiting_entries_show_oldest_first_and_how_long_each_waits(client, world, place):
    world.activity(place.team, place.member, submitted_at=days_ago(1), visits=2)
    world.activity(place.team, place.member, submitted_at=days_ago(4), visits=3)
    world.activity(place.other_team, place.member, submitted_at=days_ago(8), is_late=True)

    page = client.sign_in_on_page(place.coordinator)

    assert page.path.startswith("/reviews")
    text = page.text
    words = ("Waiting 8 days, decide now", "Waiting 4 days, decide soon", "Waiting 1 day")
    assert [text.index(one) for one in words] == sorted(text.index(one) for one in words)
    # The oldest one is open beside the list.
    assert "Logged more than 30 days after the work." in text


def test_empty_desk_says_that_nothing_waits(client, place):
    page = client.sign_in_on_page(place.coordinator)

    assert "Nothing waits." in page.text


def test_approval_goes_back_to_the_list_and_names_the_entry_with_a_way_back(client, world, place):
    first = world.activity(place.team, place.member, submitted_at=days_ago(2), visits=7)
    world.activity(place.team, place.member, submitted_at=days_ago(1), visits=3)
    page = client.sign_in_on_page(place.coordinator)

    page = page.submit("/approve")

    assert page.path.startswith("/reviews?decided=")
    assert "Approved: Điểu K’Ré, 16/06/2022." in page.text
    assert [line.split()[0] for line in _visits(page)] == ["3"]
    assert entry(first.uuid).status == "approved"
    undo = page.follow("Undo")
    assert undo.form("/reopen") is not None


def test_decision_keeps_filters_and_page_of_the_list(client, world, place):
    world.activity(place.team, place.member, submitted_at=days_ago(5), kind="session")
    client.sign_in(place.coordinator)
    page = client.get("/reviews?kind=session&age=3")

    page = page.submit("/approve")

    assert "kind=session" in page.path and "age=3" in page.path


def test_return_from_the_list_stores_reason_and_note(client, world, place):
    activity = world.activity(place.team, place.member)
    page = client.sign_in_on_page(place.coordinator)

    page = page.submit("/return", reason="wrong_counts", note="Hôm đó\r\nchỉ có 3 người")

    stored = entry(activity.uuid)
    assert (stored.status, stored.reason, stored.reason_note) == (
        "returned", "wrong_counts", "Hôm đó\nchỉ có 3 người",
    )  # fmt: skip
    assert "Returned: Điểu K’Ré" in page.text


@pytest.mark.parametrize(
    ("reason", "note", "said"),
    [
        ("", "đã xem", "Choose a reason of the list."),
        ("other", " ", "Write a note that says what is meant."),
        ("wrong_date", "x" * 1001, "Shorten this to at most 1000 characters."),
    ],
)
def test_incomplete_return_keeps_what_was_typed(client, world, place, reason, note, said):
    activity = world.activity(place.team, place.member)
    page = client.sign_in_on_page(place.coordinator)

    page = page.submit("/return", reason=reason, note=note)

    assert page.status == 422
    assert said in page.text
    assert note.strip() in page.html
    assert entry(activity.uuid).status == "submitted"


def test_own_entry_has_words_instead_of_buttons(client, world, place):
    person = world.member(place.team, place.coordinator)
    activity = world.activity(place.team, person)
    page = client.sign_in_on_page(place.coordinator)

    assert "You made or logged this entry" in page.text
    assert not [form for form in page.all("form") if "/approve" in (form.get("action") or "")]

    answer = client.http.post(
        f"/reviews/{activity.uuid}/approve",
        data={"version": 1, "csrf_token": client.csrf()},
    )

    assert answer.status_code == 403
    assert entry(activity.uuid).status == "submitted"


@pytest.mark.parametrize("role", ["district", "province_staff", "admin"])
def test_those_above_the_commune_only_read(client, world, place, role):
    activity = world.activity(place.team, place.member)
    province = db.session.get_one(type(place.district), place.district.parent_id)
    person = world.coordinator(place.district) if role == "district" else world.staff(Role(role), province)
    client.sign_in(person)

    page = client.get("/reviews")
    assert "Điểu K’Ré" in page.text and "Đak Nhau" in page.text
    assert not [form for form in page.all("form") if "/approve" in (form.get("action") or "")]

    page = client.get(f"/reviews/{activity.uuid}")
    assert "The commune's coordinator decides on this entry." in page.text
    answer = client.http.post(
        f"/reviews/{activity.uuid}/approve", data={"version": 1, "csrf_token": client.csrf()}
    )
    assert answer.status_code == 403
    assert entry(activity.uuid).status == "submitted"


def test_entry_of_another_commune_is_not_there(client, world, place):
    activity = world.activity(place.team, place.member)
    stranger = world.coordinator(world.commune(place.district, "Đồng Nai"))
    page = client.sign_in_on_page(stranger)

    assert "Điểu K’Ré" not in page.text
    assert client.get(f"/reviews/{activity.uuid}").status == 404
    token = client.csrf()
    for act in ("approve", "return", "reopen"):
        answer = client.http.post(f"/reviews/{activity.uuid}/{act}", data={"csrf_token": token, "version": 1})
        assert answer.status_code == 404
    assert entry(activity.uuid).status == "submitted"


def test_member_has_no_review_desk(client, world, place):
    client.sign_in(place.member)

    assert client.get("/reviews").status == 403


def test_second_reviewer_reads_who_decided_and_keeps_the_note(app, world, place):
    activity = world.activity(place.team, place.member)
    second = world.coordinator(place.commune, "Lê Thị Út")
    first_client, second_client = in_english(PageClient(app)), in_english(PageClient(app))
    first_page = first_client.sign_in_on_page(place.coordinator)
    second_page = second_client.sign_in_on_page(second)
    first_page.submit("/approve")

    page = second_page.submit("/return", reason="wrong_date", note="Ngày sai")

    assert page.status == 409
    assert "Trần Thị Phượng approved this entry at 15:00 16/06/2022." in page.text
    assert "Ngày sai" in page.text
    assert entry(activity.uuid).status == "approved"
    assert db.session.scalar(select(func.count()).select_from(Review)) == 1


def test_approval_of_what_was_corrected_meanwhile_shows_the_new_content(client, world, place):
    activity = world.activity(place.team, place.member)
    page = client.sign_in_on_page(place.coordinator)
    content = activity.content()
    values = {name: getattr(content, name) for name in content.__slots__} | {"visits": 77}
    correct_activity(world.viewer(place.member), activity, type(content)(**values))

    page = page.submit("/approve")

    assert page.status == 409
    assert "This entry was changed at 15:00 16/06/2022." in page.text
    assert "77" in page.text
    assert entry(activity.uuid).status == "submitted"
    assert page.submit("/approve").status == 200
    assert entry(activity.uuid).status == "approved"


@pytest.mark.parametrize("version", ["", "0", "x", "99999999999999999999", "-1"])
def test_nonsense_version_decides_nothing(client, world, place, version):
    activity = world.activity(place.team, place.member)
    page = client.sign_in_on_page(place.coordinator)

    page = page.submit("/approve", version=version)

    assert page.status == 409
    assert entry(activity.uuid).status == "submitted"


def test_corrected_entry_shows_each_change_since_its_return(client, world, place):
    activity = world.activity(place.team, place.member, visits=5, hamlet_id=place.hamlets[0].id)
    return_activity(world.viewer(place.coordinator), activity, "wrong_counts", "Đếm lại")
    content = activity.content()
    changed = {
        "visits": 3,
        "skills": ("safety", "payment"),
        "hamlet": place.hamlets[1].id,
        "note": "Đã đếm lại",
    }
    values = {name: getattr(content, name) for name in content.__slots__} | changed
    correct_activity(world.viewer(place.member), activity, type(content)(**values))
    client.sign_in(place.coordinator)

    page = client.get(f"/reviews/{activity.uuid}")

    rows = [" | ".join("".join(cell.itertext()) for cell in row) for row in page.all("tr")]
    assert "Number of visits | 5 | 3" in rows
    assert "Hamlet | Thôn 1 | Thôn Bù Đốp 2" in rows
    assert "Note | not given | Đã đếm lại" in rows
    assert any(row.startswith("Skills taught | Online payment | ") for row in rows)
    assert len(rows) == 5
    assert "It was returned for: The numbers are wrong" in page.text and "Đếm lại" in page.text


def test_approved_entry_is_reopened_with_a_note(client, world, place):
    activity = world.activity(place.team, place.member)
    approve_activity(world.viewer(place.coordinator), activity)
    client.sign_in(place.coordinator)
    page = client.get(f"/reviews/{activity.uuid}")

    assert page.submit("/reopen").status == 422
    assert entry(activity.uuid).status == "approved"
    page = page.submit("/reopen", note="Bấm nhầm")

    assert page.path.startswith("/reviews?decided=")
    assert "Waiting for approval" in page.text
    assert entry(activity.uuid).status == "submitted"


def test_tabs_show_returned_and_approved_entries(client, world, place):
    viewer = world.viewer(place.coordinator)
    return_activity(viewer, world.activity(place.team, place.member, visits=11), "other", "Hỏi lại chị Út")
    approve_activity(viewer, world.activity(place.team, place.member, visits=13))
    approve_activity(viewer, world.activity(place.team, place.member, visits=17, submitted_at=days_ago(9)))
    client.sign_in(place.coordinator)

    returned, approved = client.get("/reviews?status=returned"), client.get("/reviews?status=approved")

    assert "11 visits" in returned.text and "Hỏi lại chị Út" in returned.text
    assert _visits(returned) == ["11 visits: Payment"]
    assert approved.text.index("13 visits") < approved.text.index("17 visits")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"2", "3", "5"}),
        ("kind=session", {"3"}),
        ("skill=safety", {"5"}),
        ("age=3", {"3", "5"}),
        ("age=7", {"5"}),
        ("team=OTHER", {"5"}),
        ("unit=COMMUNE", {"2", "3", "5"}),
        ("unit=FAR", set()),
        ("unit=99999&team=x&kind=1&skill=%27&age=2&status=draft&after=zz", {"2", "3", "5"}),
    ],
)
def test_filters_narrow_the_list(client, world, place, query, shown):
    far = world.commune(place.district, "Đồng Nai")
    world.activity(place.team, place.member, visits=2)
    world.activity(place.team, place.member, visits=3, kind="session", submitted_at=days_ago(4))
    world.activity(place.other_team, place.member, visits=5, skills=("safety",), submitted_at=days_ago(8))
    client.sign_in(world.coordinator(place.district))
    for word, thing in (("OTHER", place.other_team), ("COMMUNE", place.commune), ("FAR", far)):
        query = query.replace(word, str(thing.id))

    page = client.get(f"/reviews?{query}")

    assert {line.split()[0] for line in _visits(page)} == shown


def test_pages_follow_each_other_without_gap_or_repeat(client, world, place):
    moment = datetime(2022, 6, 10, tzinfo=UTC)
    for number in range(107):
        # Many arrive in the same moment, as from a queue that was flushed.
        world.activity(
            place.team,
            place.member,
            visits=number + 100,
            submitted_at=moment + timedelta(minutes=number // 40),
        )
    page, seen = client.sign_in_on_page(place.coordinator), []

    while True:
        seen += [int(text.split()[0]) for text in _visits(page)]
        if "Next page" not in page.links():
            break
        page = page.follow("Next page")

    assert seen == list(range(100, 207))
    assert page.links()["Back to the first page"] == "/reviews"


def test_decision_deep_in_the_list_comes_back_to_that_page(client, world, place):
    for number in range(60):
        world.activity(place.team, place.member, visits=number + 100, submitted_at=days_ago(60 - number))
    client.sign_in(place.coordinator)
    page = client.get("/reviews").follow("Next page")

    page = page.submit("/approve")

    assert "after=" in page.path and "decided=" in page.path
    assert _visits(page)[0].startswith("151 ")


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/account", "javascript:1", "\\\\x"]
)
def test_decision_leads_nowhere_but_to_the_list(client, world, place, target):
    world.activity(place.team, place.member)
    page = client.sign_in_on_page(place.coordinator)

    page = page.submit("/approve", next=target)

    assert page.path.startswith("/reviews?decided=")


def test_list_takes_the_same_few_statements_for_one_entry_and_for_fifty(client, world, place):
    world.activity(place.team, place.member, hamlet_id=place.hamlets[0].id)
    client.sign_in(place.coordinator)
    with counting_statements() as for_one:
        client.get("/reviews")
    for _number in range(49):
        world.activity(place.team, place.member, hamlet_id=place.hamlets[1].id)

    with counting_statements() as for_fifty:
        client.get("/reviews")

    # Two of them tell what else waits; without a campaign there is nothing to close.
    assert len(for_fifty) == len(for_one) <= 27, for_fifty


def _visits(page) -> list[str]:
    """Return what the lines of the list state."""
    lines = (text_of(part) for link in page.all("a") if is_line(link) for part in link)
    return [text for text in lines if " visits: " in text]


def is_line(link) -> bool:
    """Tell whether a link is a line of the list."""
    return link.get("data-queue-item") is not None
