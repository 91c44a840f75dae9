"""What a citizen meets: one page, no account, no cookie, and one friendly answer to whatever is wrong."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.domain.confirmations import CitizenAnswer
from portal.extensions import db
from portal.models import Confirmation, ConfirmationSlip, Throttle
from portal.services.activities import withdraw_activity
from portal.services.confirmations import answer_slip, find_slip, issue_slip
from portal.transaction import transaction
from tests.conventions.visitors import same_words
from tests.entries import EntryPlace, count
from tests.page_client import Page


@pytest.fixture
def place(world) -> EntryPlace:
    place = EntryPlace(world)
    place.campaign = world.campaign(place.commune, asks_citizens=True)
    return place


@pytest.fixture
def slip(place):
    """A slip of an entry of three visits."""
    place.entry = place.submitted(visits=3)
    return issue_slip(place.viewer(), place.entry)


def answers() -> list[tuple]:
    """Return all that was answered."""
    columns = (Confirmation.answer, Confirmation.ending, Confirmation.again, Confirmation.answered_on)
    return [tuple(row) for row in db.session.execute(select(*columns).order_by(Confirmation.id))]


def test_citizen_answers_by_the_link_and_is_thanked(client, place, slip):
    page = client.get(f"/c/{slip.token}")
    assert page.h1 == "Xin bà con xác nhận"
    assert place.team.name in page.text and "16/06/2022" in page.text and place.member.name not in page.text

    page = page.submit(f"/c/{slip.token}", answer="yes", ending="together", again="with_help")

    assert (page.path, page.h1) == ("/c/thanks", "Cảm ơn bà con")
    assert answers() == [("yes", "together", "with_help", date(2022, 6, 16))]


def test_only_the_first_question_must_be_answered(client, place, slip):
    page = client.get(f"/c/{slip.token}")

    empty = page.submit(f"/c/{slip.token}", ending="alone")
    assert empty.status == 422 and "Hãy chọn một trong ba câu trả lời." in empty.text
    assert [box.get("value") for box in empty.all("input") if box.get("checked") is not None] == ["alone"]
    assert answers() == []

    empty.submit(f"/c/{slip.token}", answer="different")
    assert answers() == [("different", "alone", None, date(2022, 6, 16))]


def test_who_was_not_there_needs_no_further_answers(client, slip):
    client.get(f"/c/{slip.token}").submit(answer="not_me", ending="alone", again="yes")

    assert answers() == [("not_me", None, None, date(2022, 6, 16))]


def test_citizen_answers_by_the_digits_however_they_are_spaced(client, place, slip):
    typed = {"team": f" {place.team.code.lower()} ", "code": f"{slip.code[:3]} {slip.code[3:]}"}

    page = client.get("/c").submit("/c", **typed)
    assert page.status == 200 and page.h1 == "Xin bà con xác nhận"
    empty = page.submit("/c")
    assert empty.status == 422
    page = empty.submit("/c", answer="yes")

    assert page.path == "/c/thanks"
    assert answers() == [("yes", None, None, date(2022, 6, 16))]
    # A try that hit is no longer counted.
    assert set(db.session.scalars(select(Throttle.tries))) <= {0, 1}


def test_wrong_used_expired_and_withdrawn_links_are_answered_alike(client, place, slip, frozen_clock):
    used = issue_slip(place.viewer(), place.entry)
    answer_slip(find_slip(used.token), CitizenAnswer("yes"))
    withdrawn_entry = place.submitted()
    withdrawn = issue_slip(place.viewer(), withdrawn_entry)
    withdraw_activity(place.viewer(), withdrawn_entry)
    said = [said_of(client, token) for token in ("nothing", used.token, withdrawn.token)]
    frozen_clock.tick(days=7)
    said.append(said_of(client, slip.token))

    assert len(set(said)) == 1
    status, words = said[0]
    assert status == 404 and "Phiếu này không còn dùng được" in words and "phiếu mới" in words


def said_of(client, token: str) -> tuple[int, str]:
    """Return what a link is answered, but for the address itself."""
    answer = client.http.get(f"/c/{token}")
    return answer.status_code, same_words(answer).replace(token, "")


@pytest.mark.parametrize("sign", ["", " ", "–", " - "])
def test_the_code_of_a_team_is_found_without_its_hyphen(client, place, slip, sign):
    with transaction():
        place.team.code = "25195-02"

    page = client.get("/c").submit("/c", team=f"25195{sign}02", code=slip.code)

    assert (page.status, page.h1) == (200, "Xin bà con xác nhận")


def test_wrong_used_and_expired_digits_are_answered_alike(client, place, slip, frozen_clock):
    used = issue_slip(place.viewer(), place.entry)
    answer_slip(find_slip(used.token), CitizenAnswer("yes"))
    wrong = f"{(int(slip.code) + 1) % 10**6:06d}"
    team = place.team.code
    said = [type_in(client, team, wrong), type_in(client, team, used.code), type_in(client, "X-1", slip.code)]
    frozen_clock.tick(minutes=30)
    said.append(type_in(client, team, slip.code))

    assert {page.status for page in said} == {422}
    assert all("Mã này không dùng được: gõ nhầm, đã dùng rồi hoặc đã quá giờ." in page.text for page in said)
    assert answers() == [("yes", None, None, date(2022, 6, 16))]


def type_in(client, team: str, code: str) -> Page:
    """Type digits into the page."""
    return client.get("/c").submit("/c", team=team, code=code)


def test_what_is_no_code_is_said_beside_the_field_and_counts_as_no_try(client, place):
    page = client.get("/c").submit("/c", team="", code="12 34")

    assert page.status == 422
    assert "Nhập mã tổ." in page.text and "Nhập đủ sáu chữ số, ví dụ 482 913." in page.text
    assert count(Throttle) == 0


def test_second_use_of_an_open_page_is_refused_and_stores_nothing(client, slip):
    first, second = client.get(f"/c/{slip.token}"), client.get(f"/c/{slip.token}")
    first.submit(answer="yes")

    page = second.submit(answer="not_me")

    assert page.status == 404 and page.h1 == "Phiếu này không còn dùng được"
    assert [row[0] for row in answers()] == ["yes"]


def test_pages_leave_nothing_in_the_browser_and_tell_no_other_site(client, place, slip):
    asked = [client.http.get(path) for path in (f"/c/{slip.token}", "/c", "/c/thanks", "/c/nothing")]
    asked.append(client.http.post(f"/c/{slip.token}", data={}))
    asked.append(client.http.post(f"/c/{slip.token}", data={"answer": "yes"}))
    asked.append(client.http.post("/c", data={"team": place.team.code, "code": slip.code}))

    assert [one.status_code for one in asked] == [200, 200, 200, 404, 422, 303, 422]
    for one in asked:
        assert one.headers["Referrer-Policy"] == "no-referrer"
        assert one.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert one.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in one.headers
    for one in asked[:5]:
        words = one.get_data(as_text=True)
        assert "<script" not in words and "manifest" not in words
        assert '<meta name="robots" content="noindex, nofollow">' in words


def test_pages_look_the_same_to_somebody_who_is_signed_in(client, place, slip):
    nobody = client.get(f"/c/{slip.token}")
    client.sign_in(place.member)

    somebody = client.get(f"/c/{slip.token}")

    assert somebody.html == nobody.html


def test_walking_through_links_is_stopped_in_the_same_friendly_words(client, slip):
    statuses = [client.http.get(f"/c/{number}").status_code for number in range(61)]
    stopped = client.http.get("/c/one-more")

    assert statuses == [404] * 60 + [429]
    assert stopped.status_code == 429 and int(stopped.headers["Retry-After"]) > 0
    assert "Phiếu này không còn dùng được" in stopped.get_data(as_text=True)
    # Who holds a slip is not stopped by others behind the same address.
    assert client.http.get(f"/c/{slip.token}").status_code == 200


def test_guessing_digits_is_stopped_and_said(client, place, slip):
    wrong = f"{(int(slip.code) + 1) % 10**6:06d}"
    for _number in range(20):
        client.http.post("/c", data={"team": place.team.code, "code": wrong})

    answer = client.http.post("/c", data={"team": place.team.code, "code": slip.code})

    assert answer.status_code == 429 and "Retry-After" in answer.headers
    assert count(Confirmation) == 0 and count(ConfirmationSlip) == 1


def test_english_is_spoken_to_who_asks(client, slip):
    page = client.get(f"/c/{slip.token}?lang=en")

    assert page.h1 == "Please confirm"
    assert "Yes, I was helped" in page.text
