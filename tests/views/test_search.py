"""The search box in the header and its page: groups, advice when nothing is found, and limits."""

import pytest
from sqlalchemy import select

from portal.domain.roles import Role
from portal.extensions import db
from portal.models import Throttle
from portal.services.throttling import SEARCHES_BY_VIEWER
from tests.conventions.visitors import Visitor
from tests.queries_counted import counting_statements


@pytest.fixture
def place(world):
    """A commune with a hamlet, a team and a member."""
    commune = world.commune(name="Lộc Thành")
    team = world.team(commune, [world.hamlet(commune, "Tà Tê")], name="Tổ thôn Tà Tê", leader=False)
    world.member(team, world.user("Điểu K’Liêu", phone="0912345678"))
    return commune, team


def test_the_box_of_the_header_leads_to_hits_by_kind(client, world, place):
    commune, team = place
    client.sign_in(world.coordinator(commune))
    assert 'action="/search"' in client.get("/teams").html

    page = client.get("/search?q=ta te")

    assert (page.status, page.h1) == (200, "Tìm")
    assert page.links()["Thôn Tà Tê – xã Lộc Thành"] == f"/units/{commune.id + 1}"
    assert page.links()["Tổ thôn Tà Tê"] == f"/teams/{team.id}"
    assert "0912345678" not in page.text
    assert "0912345678" in client.get("/search?q=klieu").text


def test_the_typed_words_stay_in_the_box_and_nothing_found_gives_advice(client, world, place):
    client.sign_in(world.coordinator(place[0]))

    page = client.get("/search").submit("/search", q="<b>Đắk</b> %")

    assert page.status == 200
    assert 'value="&lt;b&gt;Đắk&lt;/b&gt; %"' in page.html
    assert "Không tìm thấy" in page.text and "không dấu" in page.text


def test_somebody_who_is_not_signed_in_meets_no_box(client, world, place):
    assert client.get("/search?q=ta").path.startswith("/sign-in")
    assert 'action="/search"' not in client.get("/sign-in").html


@pytest.mark.parametrize("text", ["x" * 500, "a\x1bb", "'", "%25%5F", "\u202e", " ", "9" * 100])
def test_no_words_break_the_page(client, world, place, text):
    client.sign_in(world.coordinator(place[0]))

    assert client.http.get("/search", query_string={"q": text}).status_code in (200, 422)


def test_a_program_that_walks_through_names_is_stopped_and_told_when_to_go_on(
    app, world, place, frozen_clock
):
    visitor = Visitor(app, world.coordinator(place[0]))
    for _number in range(SEARCHES_BY_VIEWER.tries):
        assert visitor.send("GET", "/search?q=ta").status_code == 200

    answer = visitor.send("GET", "/search?q=ta")

    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) <= 16
    assert visitor.send("GET", "/search").status_code == 200
    other = Visitor(app, world.staff(Role.province_staff, world.province("Khác", "71")))
    assert other.send("GET", "/search?q=ta").status_code == 200
    frozen_clock.tick(seconds=20)
    assert visitor.send("GET", "/search?q=ta").status_code == 200
    assert db.session.scalar(select(Throttle.tries).where(Throttle.subject.startswith("search:")).limit(1))


def test_a_search_costs_few_statements(client, world, place):
    client.sign_in(world.coordinator(place[0]))
    client.get("/search?q=ta")

    with counting_statements() as statements:
        client.get("/search?q=ta te lieu")

    assert len(statements) <= 14
