"""A coordinator's own words: kept, changed, put away, offered beside the reason, and read by the member."""

from types import SimpleNamespace

import pytest
from sqlalchemy import select

from portal.domain.return_reasons import MOST_TEMPLATES
from portal.extensions import db
from portal.models import Activity, AuditRow, ReturnTemplate
from portal.services.return_templates import add_template, archive_template
from tests.page_client import PageClient

pytestmark = pytest.mark.english

WORDS = "Nhờ tổ đếm lại số lượt giúp."


@pytest.fixture
def place(world):
    """A commune in which one entry waits."""
    commune = world.commune()
    team = world.team(commune)
    member, coordinator = world.member(team), world.coordinator(commune)
    entry = world.activity(team, member)
    return SimpleNamespace(commune=commune, member=member, coordinator=coordinator, entry=entry)


def stored() -> Activity:
    db.session.expire_all()
    return db.session.scalars(select(Activity)).one()


def template(world, place, reason="wrong_counts", text=WORDS) -> ReturnTemplate:
    return add_template(world.viewer(place.coordinator), reason, text)


def test_words_are_kept_changed_and_put_away(client, place):
    client.sign_in(place.coordinator)
    page = client.get("/reviews/templates")
    assert "You have none yet." in page.text

    page = page.submit("/reviews/templates", reason="wrong_date", text="Xem lại\r\nngày")
    assert "Xem lại ngày" in page.text
    page = page.follow("Change").submit("/reviews/templates/", reason="other", text=WORDS)
    assert WORDS in page.text and "Another reason" in page.text
    page = page.submit("/archive")

    assert "You have none yet." in page.text
    [kept] = db.session.scalars(select(ReturnTemplate)).all()
    assert (kept.user_id, kept.reason, kept.text) == (place.coordinator.id, "other", WORDS)
    assert kept.archived_at is not None
    acts = select(AuditRow.action).where(AuditRow.action.contains("template")).order_by(AuditRow.id)
    actions = db.session.scalars(acts).all()
    assert actions == ["add_template", "change_template", "archive_template"]


def test_words_chosen_from_the_list_go_out_without_script(client, world, place):
    kept = template(world, place)
    page = client.sign_in_on_page(place.coordinator)

    page.submit("/return", template=str(kept.id))

    assert (stored().status, stored().reason, stored().reason_note) == ("returned", "wrong_counts", WORDS)


def test_words_are_put_in_to_be_edited_before_they_are_sent(client, world, place):
    kept = template(world, place)
    page = client.sign_in_on_page(place.coordinator)

    page = page.submit("/return", template=str(kept.id), fill="1")

    assert page.status == 200
    assert stored().status == "submitted"
    page.submit("/return", note=WORDS + " Cảm ơn.", template="0")
    assert (stored().reason, stored().reason_note) == ("wrong_counts", WORDS + " Cảm ơn.")


def test_what_was_typed_goes_before_the_chosen_words(client, world, place):
    kept = template(world, place)
    page = client.sign_in_on_page(place.coordinator)

    page.submit("/return", template=str(kept.id), reason="wrong_date", note="Ngày 14 tổ nghỉ")

    assert (stored().reason, stored().reason_note) == ("wrong_date", "Ngày 14 tổ nghỉ")


def test_words_of_somebody_else_or_put_away_are_not_offered(client, world, place):
    other = world.coordinator(place.commune, "Vũ Thị Hồng")
    foreign = add_template(world.viewer(other), "other", "Câu của người khác")
    gone = template(world, place, text="Câu đã cất")
    archive_template(world.viewer(place.coordinator), gone)
    page = client.sign_in_on_page(place.coordinator)

    assert "Câu" not in page.text
    assert client.get(f"/reviews/templates/{foreign.id}").status == 404
    assert client.get(f"/reviews/templates/{gone.id}").status == 404
    token = client.csrf()
    for number in (foreign.id, 99999):
        data = {"csrf_token": token, "reason": "other", "template": number, "note": ""}
        assert client.post(f"/reviews/{place.entry.uuid}/return", data).status == 422
    assert stored().status == "submitted"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"text": " "}, "Write what you would like to tell the member."),
        ({"text": "x" * 1001}, "Shorten this to at most 1000 characters."),
        ({"text": "đúng", "reason": "bored"}, "Choose one of the options."),
    ],
)
def test_bad_words_come_back_with_what_to_do(client, place, values, said):
    client.sign_in(place.coordinator)

    page = client.get("/reviews/templates").submit("/reviews/templates", **values)

    assert page.status == 422
    assert said in page.text
    assert db.session.scalars(select(ReturnTemplate)).all() == []


def test_no_more_are_kept_than_somebody_finds_again(client, world, place):
    for number in range(MOST_TEMPLATES):
        template(world, place, text=f"Câu số {number}")
    client.sign_in(place.coordinator)

    page = client.get("/reviews/templates").submit("/reviews/templates", text="Thêm một câu")

    assert page.status == 422
    assert "You keep 30 already." in page.text


def test_member_reads_reason_and_note_everywhere_the_entry_is_seen(app, client, world, place):
    kept = template(world, place)
    client.sign_in_on_page(place.coordinator).submit("/return", template=str(kept.id))
    member = PageClient(app)
    member.get("/sign-in?lang=en")
    member.sign_in(place.member)

    for address in ("/activities", f"/activities/{place.entry.uuid}", "/my-work"):
        text = member.get(address).text
        assert "The numbers are wrong" in text and WORDS in text, address
    [told] = member.http.get("/api/activities").get_json()["activities"]
    assert (told["reason"], told["reason_note"]) == ("wrong_counts", WORDS)
    assert told["reason_label"]
