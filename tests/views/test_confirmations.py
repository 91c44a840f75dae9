"""Slips on the member's screen, the switch of a campaign, and what reviewers and figures say of answers."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from portal import clock
from portal.domain.activity_status import ActivityStatus
from portal.domain.confirmations import CitizenAnswer
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import Campaign, ConfirmationSlip
from portal.services.activities import withdraw_activity
from portal.services.confirmations import answer_slip, find_slip, issue_slip
from portal.services.reviews import approve_activity
from tests.entries import EntryPlace, count
from tests.page_client import text_of
from tests.queries_counted import counting_statements

DIGITS = re.compile(r"(?<![0-9])[0-9]{3} [0-9]{3}(?![0-9])")


@pytest.fixture
def place(world) -> EntryPlace:
    place = EntryPlace(world)
    world.campaign(world.province("Đồng Nai", code="75"), code="other")
    place.campaign = world.campaign(place.commune, asks_citizens=True)
    place.staff = world.staff(Role.province_staff, place.commune)
    return place


@pytest.fixture
def entry(place):
    """An entry of three visits."""
    return place.submitted(visits=3)


def answer(place, entry, *answers: str) -> None:
    """Let citizens answer."""
    for given in answers:
        answer_slip(find_slip(issue_slip(place.viewer(), entry).token), CitizenAnswer(given))


def test_member_shows_a_slip_from_the_list_in_two_taps(client, place, entry):
    client.sign_in(place.member)

    page = client.get("/activities").follow("Xin người dân xác nhận").submit("/confirmations/slip")

    assert page.status == 200 and page.h1 == "Mời bà con quét mã này"
    assert len(DIGITS.findall(page.text)) == 1
    assert place.team.code in page.text and "Mã dùng một lần" in page.text
    assert "15:30 16/06/2022" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert count(ConfirmationSlip) == 1


def test_entry_page_says_how_many_confirmed_and_not_who_denied(client, place, entry):
    answer(place, entry, "yes", "not_me")
    client.sign_in(place.member)

    page = client.get(f"/activities/{entry.uuid}")

    assert "1 trong 3 lượt được người dân xác nhận" in page.text
    # What might be held against a neighbour is for the reviewer.
    assert "Không phải tôi" not in page.text
    page.submit("/confirmations/slip")
    assert count(ConfirmationSlip) == 3


def test_slips_for_paper_are_as_many_as_asked_for(client, place, entry):
    client.sign_in(place.leader)
    page = client.get(f"/activities/{entry.uuid}/confirmations")

    wrong = page.submit("/sheet", number="4")
    nothing = page.submit("/sheet", number="")
    sheet = page.submit("/sheet", number="3")

    assert wrong.status == nothing.status == 422
    assert "Nhập một số từ 1 đến 3." in wrong.text
    assert 'id="number-error"' in wrong.html and 'id="number-error"' in nothing.html
    assert sheet.html.count('class="qr-code"') == 3
    assert sheet.h1 == "3 phiếu để cắt"
    assert len(re.findall(r"(?:[2-9a-z]{4}-){6}[2-9a-z]{4}", sheet.text)) == 3
    assert not DIGITS.search(sheet.text.replace("16/06/2022", ""))


def test_page_of_slips_says_why_there_are_none(client, place, entry, world):
    client.sign_in(place.member)
    answer(place, entry, "yes", "yes", "different")
    before = world.activity(place.team, place.member, occurred_on=date(2022, 5, 20))
    gone = place.submitted()
    withdraw_activity(place.viewer(), gone)

    pages = [client.get(f"/activities/{one.uuid}/confirmations") for one in (entry, before, gone)]

    assert "đã trả lời đủ cho mọi lượt" in pages[0].text and "Đã có 3 câu trả lời." in pages[0].text
    assert "không xin người dân xác nhận" in pages[1].text
    assert "đã rút" in pages[2].text
    assert not any("/slip" in (form.get("action") or "") for page in pages for form in page.all("form"))
    # Sent all the same, it is told why it was refused.
    refused = client.post(f"/activities/{entry.uuid}/confirmations/slip", {"csrf_token": client.csrf()})
    assert refused.path.endswith("/confirmations") and refused.status == 200


def test_without_the_switch_nothing_is_offered(client, place, entry):
    client.sign_in(place.staff)
    client.get("/campaigns/kh170-2022").submit("/confirmations")
    client.sign_in(place.member)

    assert "xác nhận" not in client.get(f"/activities/{entry.uuid}").text
    assert "xác nhận" not in client.get("/activities").text


def test_province_staff_switch_it_on_and_off_and_others_only_read(client, place, world):
    client.sign_in(place.staff)
    page = client.get("/campaigns/kh170-2022")
    assert "chưa phải bằng chứng" in page.text

    page = page.submit("/campaigns/kh170-2022/confirmations")
    assert _asks(place) is False and "Cho người dân xác nhận" in page.text
    page.submit("/campaigns/kh170-2022/confirmations")
    assert _asks(place) is True

    client.sign_in(world.coordinator(place.commune))
    page = client.get("/campaigns/kh170-2022")
    assert "Các tổ xin người dân xác nhận" in page.text
    assert not [form for form in page.all("form") if "confirmations" in (form.get("action") or "")]


def test_review_desk_says_what_citizens_answered(client, place, entry, world):
    answer(place, entry, "yes", "not_me", "different")
    client.sign_in(world.coordinator(place.commune))

    for page in (client.get("/reviews"), client.get(f"/reviews/{entry.uuid}")):
        assert "1 trong 3 lượt được người dân xác nhận" in page.text
        assert "1 người dân trả lời: “Không phải tôi.”" in page.text
        assert "1 người dân trả lời: “Có tôi, nhưng không đúng như vậy.”" in page.text
        assert "3 visits" in client.get(f"{page.path}?lang=en").text
        client.get(f"{page.path}?lang=vi")
    assert "chưa phải bằng chứng" in client.get(f"/reviews/{entry.uuid}").text


def test_lists_ask_once_however_many_entries_there_are(client, place, entry):
    client.sign_in(place.member)
    client.get("/activities")
    with counting_statements() as for_one:
        client.get("/activities")
    for _number in range(9):
        answer(place, place.submitted(visits=3), "yes")

    with counting_statements() as for_ten:
        client.get("/activities")

    assert len(for_ten) == len(for_one)


def test_coverage_says_what_the_approved_visits_rest_on(client, place, world):
    reviewer = world.viewer(world.coordinator(place.commune))
    # Approved: 5 visits of which 2 are confirmed, and 4 of which none is; what waits is not counted.
    first, second, waiting = place.submitted(), place.submitted(visits=4), place.submitted(visits=7)
    answer(place, first, "yes", "yes", "not_me")
    answer(place, waiting, "yes")
    for one in (first, second):
        approve_activity(reviewer, one, version=1)
    client.sign_in(place.staff)

    page = client.get("/coverage?campaign=kh170-2022")

    rows = [text_of(row) for row in page.all("tr")]
    assert "Theo lời của tổ7" in rows and "Người dân xác nhận2" in rows
    # Nobody went there yet.
    assert next(row for row in rows if "hậu kiểm" in row).endswith("0")
    with counting_statements() as asked:
        client.get("/coverage?campaign=kh170-2022")
    place.campaign.asks_citizens = False
    db.session.commit()
    with counting_statements() as silent:
        page = client.get("/coverage?campaign=kh170-2022")
    assert "Theo lời của tổ" not in page.text
    assert len(asked) == len(silent) + 1


def test_a_withdrawn_entry_keeps_what_was_answered(client, place, entry):
    answer(place, entry, "yes")
    withdraw_activity(place.viewer(), entry)
    client.sign_in(place.member)

    page = client.get(f"/activities/{entry.uuid}")

    assert entry.status == ActivityStatus.withdrawn
    assert "1 trong 3 lượt được người dân xác nhận" in page.text
    assert not [form for form in page.all("form") if "confirmations" in (form.get("action") or "")]


def _asks(place) -> bool:
    statement = select(Campaign.asks_citizens).where(Campaign.code == place.campaign.code)
    assert clock.today() == date(2022, 6, 16)
    return db.session.scalar(statement)
