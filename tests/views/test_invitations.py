"""The sheet of cards: who is offered one, what stands on it, and the message that goes with it."""

import re

import pytest
from sqlalchemy import select

from portal.domain.roles import Role
from portal.extensions import db
from portal.models import ActivationLink
from tests.page_client import PageClient
from tests.queries_counted import counting_statements

LINK = re.compile(r"http://localhost(/join/[a-z2-9-]+)")
PASSWORD = "bảy con gà trống 31"


@pytest.fixture
def commune(world):
    """A commune."""
    return world.commune()


@pytest.fixture
def team(world, commune):
    """A team without anybody."""
    return world.team(commune, leader=False)


@pytest.fixture
def newcomers(world, team):
    """Two members who have never signed in."""
    return [world.member(team, world.user(name, can_sign_in=False)) for name in ("Điểu An", "Bình")]


@pytest.fixture
def coordinator(world, commune, client):
    """The commune's coordinator, signed in."""
    user = world.coordinator(commune)
    client.sign_in(user)
    return user


def ticked(page) -> list[str]:
    """Return the ids that are ticked when the page opens."""
    return [box.get("value") for box in page.all("input") if box.get("checked") is not None]


def test_a_sheet_has_a_card_with_an_own_link_for_each_newcomer(client, app, team, newcomers, coordinator):
    chosen = client.get(f"/teams/{team.id}").follow("Làm thẻ mời")

    sheet = chosen.submit("/invitations")

    assert sheet.status == 200 and sheet.headers["Cache-Control"] == "no-store"
    addresses = LINK.findall(sheet.html)
    assert len(set(addresses)) == len(addresses) == 2
    assert sheet.html.count('class="qr-code"') == 2
    for name, address in zip(("Bình", "Điểu An"), addresses, strict=True):
        assert name in sheet.text and address.rpartition("/")[2] in sheet.text
        person = PageClient(app)
        page = person.get(address)
        assert name in page.text and team.name in page.text
        assert page.submit("/join/", password=PASSWORD).path == "/log"
    assert "72 giờ" in chosen.text
    assert not any(address in client.get(f"/teams/{team.id}").html for address in addresses)


def test_who_holds_a_live_link_is_left_unticked_and_who_cannot_is_named_with_what_to_do(
    client, world, team, newcomers, coordinator
):
    world.member(team, world.user("Không Máy", phone=None, can_sign_in=False))
    world.member(team, world.resting_user("Lý Ngủ"))
    page = client.get(f"/teams/{team.id}/invitations")
    assert sorted(ticked(page)) == sorted(str(one.id) for one in newcomers)

    page.submit("/invitations", members=[str(newcomers[0].id)])
    page = client.get(f"/teams/{team.id}/invitations")

    assert ticked(page) == [str(newcomers[1].id)]
    assert "đã có đường dẫn dùng đến 15:00 19/06/2022" in page.text
    assert "Không Máy: Chưa có số điện thoại" in page.text
    assert "Lý Ngủ: Tài khoản đang tạm nghỉ" in page.text


def test_somebody_who_activated_meanwhile_gets_no_card_and_the_others_do(
    client, world, team, newcomers, coordinator
):
    page = client.get(f"/teams/{team.id}/invitations")
    newcomers[0].password_hash = "x"
    db.session.commit()

    sheet = page.submit("/invitations", members=[str(one.id) for one in newcomers])

    # Who is not on offer any more cannot be chosen, so the form comes back with who is.
    assert sheet.status == 422 and ticked(sheet) == [str(newcomers[1].id)]
    assert len(LINK.findall(sheet.submit("/invitations").html)) == 1


@pytest.mark.parametrize("members", [[], ["999999"], ["x"], ["-1"]])
def test_a_sheet_for_nobody_or_nonsense_comes_back(client, team, newcomers, coordinator, members):
    page = client.get(f"/teams/{team.id}/invitations").submit("/invitations", members=members)

    assert page.status == 422 and "#members" in page.links().values()
    assert db.session.scalars(select(ActivationLink.id)).all() == []


def test_a_team_in_which_everybody_can_sign_in_needs_no_card(client, world, team, coordinator):
    world.member(team)

    page = client.get(f"/teams/{team.id}/invitations")

    assert "Hiện không ai trong tổ cần thẻ" in page.text
    assert [box for box in page.all("input") if box.get("name") == "members"] == []


def test_another_team_and_another_role_are_refused(client, world, commune, team, newcomers):
    province = world.province("Đồng Nai", "75")
    people = (
        (world.coordinator(world.commune()), 404),
        (world.member(team, role="leader"), 403),
        (world.staff(Role.admin, province), 403),
    )
    for person, status in people:
        client.http.delete_cookie("portal")
        client.sign_in(person)
        token = next(
            one.get("value") for one in client.get("/account").all("input") if one.get("name") == "csrf_token"
        )
        data = {"csrf_token": token, "members": [str(newcomers[0].id)]}
        assert client.get(f"/teams/{team.id}/invitations").status == status
        assert client.post(f"/teams/{team.id}/invitations", data).status == status

    assert db.session.scalars(select(ActivationLink.id)).all() == []


def test_the_page_costs_as_many_statements_for_a_large_team(client, world, commune, team, coordinator):
    large = world.team(commune, name="Tổ lớn", leader=False)
    world.member(team, world.user(can_sign_in=False))
    for _ in range(30):
        world.member(large, world.user(can_sign_in=False))
    client.get(f"/teams/{team.id}/invitations")

    with counting_statements() as for_small:
        client.get(f"/teams/{team.id}/invitations")
    with counting_statements() as for_large:
        client.get(f"/teams/{large.id}/invitations")

    assert len(for_large) == len(for_small) <= 12
