"""The pages of teams: who sees what, and what a coordinator does there."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from portal.domain.roles import Role
from portal.domain.team_status import TeamStatus
from portal.extensions import db
from portal.models import Team, TeamDecision, TeamHamlet, TeamStatusChange
from tests.queries_counted import counting_statements

TAILS = ("", "/edit", "/status", "/hamlets", "/decisions/new", "/members/new", "/trainings/new", "/reform",
         "/merge")  # fmt: skip
MAIN_FIELDS = {"level": "hamlet", "name": "Tổ thôn Đắk Liên"}


@pytest.fixture
def commune(world):
    """A commune with a code and two hamlets."""
    commune = world.commune(code="25345")
    world.hamlet(commune, "1")
    world.hamlet(commune, "2")
    return commune


@pytest.fixture
def team(world, commune):
    """A valid team of the commune."""
    return world.team(commune)


@pytest.fixture
def coordinator(world, commune, client):
    """The commune's coordinator, signed in."""
    user = world.coordinator(commune)
    client.sign_in(user)
    return user


def teams():
    """Return code, name and level of all teams."""
    return [tuple(row) for row in db.session.execute(select(Team.code, Team.name, Team.level))]


def test_a_coordinator_registers_a_team_and_lands_on_its_page(client, commune, coordinator):
    path = f"/communes/{commune.id}/teams/new"
    assert path in client.get("/teams").links().values()
    hamlet_id = commune.id + 1

    page = client.get(path).submit(
        "/teams/new",
        level="hamlet",
        hamlets=[str(hamlet_id)],
        number="12/QĐ-UBND",
        decided_on="01/04/2022",
        leader_name="Điểu Khuê",
        leader_phone="+84 912 345 678",
    )

    assert (page.status, page.h1) == (200, "Tổ công nghệ số cộng đồng thôn 1")
    assert teams() == [("25345-01", "Tổ công nghệ số cộng đồng thôn 1", "hamlet")]
    assert "25345-01" in page.text and "0912345678" in page.text and "Điểu Khuê" in page.text


def test_a_stray_tap_registers_no_team(client, world):
    commune = world.commune()
    client.sign_in(world.coordinator(commune))

    page = client.get(f"/communes/{commune.id}/teams/new").submit("/teams/new")

    assert page.status == 422
    assert db.session.scalars(select(Team)).all() == []


def test_a_form_with_mistakes_comes_back_with_what_was_typed(client, commune, coordinator):
    page = client.get(f"/communes/{commune.id}/teams/new")

    page = page.submit(
        "/teams/new", name="Tổ <b>1</b>", number="12/QĐ", decided_on="32/13/2022", leader_phone="0912345678"
    )

    assert page.status == 422
    assert 'value="Tổ &lt;b&gt;1&lt;/b&gt;"' in page.html and 'value="32/13/2022"' in page.html
    assert {"#decided_on", "#leader_name"} <= set(page.links().values())
    assert teams() == []


def test_a_form_sent_twice_registers_one_team(client, commune, coordinator):
    page = client.get(f"/communes/{commune.id}/teams/new")
    page.submit("/teams/new", **MAIN_FIELDS)

    again = page.submit("/teams/new", **MAIN_FIELDS)

    assert again.status == 422 and "#name" in again.links().values()
    assert len(teams()) == 1


def test_who_does_not_coordinate_the_commune_cannot_register(client, world, commune, team):
    path = f"/communes/{commune.id}/teams/new"
    expected = {
        world.member(team): 403,
        world.staff(Role.province_staff, world.province()): 403,
        world.coordinator(world.commune()): 404,
        world.staff(Role.coordinator, db.session.get(type(commune), commune.parent_id)): 403,
    }

    for user, status in expected.items():
        client.http.delete_cookie("portal")
        client.sign_in(user)
        assert client.get(path).status == status
        assert client.post(path, {"csrf_token": _token(client), **MAIN_FIELDS}).status == status

    assert len(teams()) == 1


def _token(client) -> str:
    """Return the token of the account page's form."""
    form = client.get("/account").form("/account/locale")
    return next(control.get("value") for control in form.iter() if control.get("name") == "csrf_token")


def test_a_place_that_is_no_commune_has_no_such_page(client, world, commune, coordinator):
    for path in (f"/communes/{commune.parent_id}/teams/new", "/communes/999999/teams/new"):
        assert client.get(path).status == 404


def test_another_communes_team_looks_like_an_unknown_one(client, world, commune, coordinator):
    foreign = world.team(world.commune())

    pages = [
        client.http.get(f"/teams/{team_id}{tail}")
        for team_id in (foreign.id, 999_999, 2**31, 2**63, 10**30)
        for tail in TAILS
    ]

    assert {page.status_code for page in pages} == {404}
    bodies = {page.get_data(as_text=True).split("<main")[1].split("</main>")[0] for page in pages}
    assert len({_without_request_id(body) for body in bodies}) == 1


def _without_request_id(html: str) -> str:
    return re.sub(r"[0-9a-f]{12}", "", html)


def test_a_member_reads_the_page_and_changes_nothing(client, world, team):
    person = world.member(team)
    client.sign_in(person)

    page = client.get(f"/teams/{team.id}")

    assert page.status == 200 and team.code in page.text
    forms = page.all("main")[0].iter("{http://www.w3.org/1999/xhtml}form")
    assert [form.get("action") for form in forms if form.get("method") == "post"] == []
    for tail in ("edit", "status", "hamlets", "decisions/new", "members/new", "members/1", "trainings/new",
                 "reform", "merge"):  # fmt: skip
        assert client.get(f"/teams/{team.id}/{tail}").status == 403


def test_phones_are_seen_in_the_own_commune_only(client, world, commune, team):
    member = world.member(team, world.user("An", phone="0912345678"))
    other_team_of_commune = world.member(world.team(commune, name="Tổ xã"))
    expected = {
        member: True,
        world.coordinator(commune): True,
        world.staff(Role.province_staff, _province_of(commune)): False,
        world.staff(Role.admin, _province_of(commune)): False,
    }

    for user, sees in expected.items():
        client.http.delete_cookie("portal")
        client.sign_in(user)
        assert ("0912345678" in client.get(f"/teams/{team.id}").html) is sees

    client.http.delete_cookie("portal")
    client.sign_in(other_team_of_commune)
    assert client.get(f"/teams/{team.id}").status == 404


def _province_of(commune):
    return db.session.get(type(commune), int(commune.path.split("/")[0]))


def test_the_page_lists_what_is_missing_and_leads_to_where_it_is_mended(client, world, commune, coordinator):
    team = world.team(commune, founded_on=None, leader=False, status=TeamStatus.suspended, name="Tổ trơ")

    page = client.get(f"/teams/{team.id}")

    links = set(page.links().values())
    assert f"/teams/{team.id}/decisions/new" in links
    assert f"/teams/{team.id}/members/new?role=leader" in links
    assert f"/teams/{team.id}/status" in links
    assert f"/teams/{team.id}/hamlets" in links
    assert page.follow(_words_of(page, f"/teams/{team.id}/members/new?role=leader")).status == 200


def _words_of(page, address):
    return next(words for words, target in page.links().items() if target == address)


def test_the_name_status_and_hamlets_are_changed_on_their_pages(client, commune, team, coordinator):
    hamlet_id = str(commune.id + 1)

    client.get(f"/teams/{team.id}/edit").submit("/edit", name="Tổ mới")
    client.get(f"/teams/{team.id}/status").submit(
        "/status",
        status="suspended",
        starts_on="2022-06-15",
        number="20/QĐ-UBND",
        decided_on="14/06/2022",
        reason="Nghỉ mùa",
    )
    page = client.get(f"/teams/{team.id}/hamlets").submit("/hamlets", hamlets=[hamlet_id], on="15/06/2022")

    assert page.path == f"/teams/{team.id}" and page.h1 == "Tổ mới"
    assert "Nghỉ mùa" in page.text and "Thôn 1" in page.text
    assert db.session.scalars(select(TeamStatusChange.status).order_by(TeamStatusChange.id)).all() == [
        "active",
        "suspended",
    ]
    assert db.session.execute(select(TeamHamlet.hamlet_id, TeamHamlet.starts_on)).one() == (
        int(hamlet_id),
        date(2022, 6, 15),
    )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"status": "suspended", "reason": ""}, "#reason"),
        ({"status": "suspended", "reason": "x"}, "#number"),
        ({"status": "dissolved", "reason": "x", "number": "20/QĐ"}, "#decided_on"),
        ({"status": "dissolved", "reason": "x", "number": "20/QĐ", "decided_on": "17/06/2022"}, "#starts_on"),
        ({"status": "needs_support", "reason": "x", "number": "20/QĐ"}, "#number"),
        ({"status": "needs_support", "reason": "x", "starts_on": "17/06/2022"}, "#starts_on"),
        ({"status": "active", "reason": "x"}, "#status"),
        ({"status": "gone", "reason": "x"}, "#status"),
        ({"status": "suspended", "reason": "x", "starts_on": ""}, "#starts_on"),
    ],
)
def test_a_status_that_does_not_fit_is_refused_beside_its_field(client, team, coordinator, values, field):
    page = client.get(f"/teams/{team.id}/status").submit("/status", **values)

    assert page.status == 422 and field in page.links().values()
    assert db.session.scalars(select(TeamStatusChange.status)).all() == ["active"]


def test_a_form_without_its_token_changes_nothing(client, team, coordinator):
    page = client.post(f"/teams/{team.id}/edit", {"name": "Tổ bị đổi"})

    assert page.status == 400
    assert teams()[0][1] == team.name


def test_a_decision_is_recorded_and_corrected(client, world, commune, coordinator):
    team = world.team(commune, founded_on=None, name="Tổ chưa lập")
    page = client.get(f"/teams/{team.id}/decisions/new")

    page = page.submit("/decisions/new", number="12/QĐ-UBND", decided_on="01/04/2022", signer="Chủ tịch")
    page = page.follow("12/QĐ-UBND").submit("/edit", number="13/QĐ-UBND")

    assert page.path == f"/teams/{team.id}" and "13/QĐ-UBND" in page.text
    stored = db.session.execute(select(TeamDecision.number, TeamDecision.kind, TeamDecision.signer)).all()
    assert [tuple(one) for one in stored] == [("13/QĐ-UBND", "founding", "Chủ tịch")]


def test_a_decision_of_another_team_is_not_found(client, world, commune, team, coordinator):
    other = world.team(commune, name="Tổ khác")
    decision_id = db.session.scalar(select(TeamDecision.id).where(TeamDecision.team_id == other.id))

    assert client.get(f"/teams/{team.id}/decisions/{decision_id}/edit").status == 404


def test_the_list_is_narrowed_and_paged(client, world, commune, team, monkeypatch):
    monkeypatch.setattr("portal.queries.team_lists.PAGE_SIZE", 1)
    world.team(commune, name="Tổ thôn Đắk Liên", status=TeamStatus.suspended)
    client.sign_in(world.staff(Role.province_staff, _province_of(commune)))

    page = client.get("/teams")
    assert team.name in page.text and "Đắk Liên" not in page.text
    second = client.get(next(one.get("href") for one in page.all("a") if one.get("rel") == "next"))
    assert "Đắk Liên" in second.text and team.name not in second.text
    found = client.get("/teams").submit("/teams", words="dak lien", status="suspended")
    assert "Đắk Liên" in found.text and team.name not in found.text
    place = client.get("/teams").submit("/teams", unit=str(commune.parent_id))
    assert team.name in place.text


@pytest.mark.parametrize(
    "query",
    ["unit=x", "unit=999999999999999999999", "level=x", "status=<b>", "validity=1", "after=x", "after=-1",
     "after=99999999999999999999", "words=" + "x" * 500],
)  # fmt: skip
def test_nonsense_in_the_address_of_the_list_is_taken_as_nothing(client, team, coordinator, query):
    assert client.get(f"/teams?{query}").status == 200


def test_the_list_costs_the_same_for_thirty_teams(client, world, commune, coordinator):
    for number in range(3):
        world.team(commune, name=f"Tổ {number}")
    with counting_statements() as few:
        client.get("/teams")
    for number in range(3, 30):
        world.team(commune, name=f"Tổ {number}")

    with counting_statements() as many:
        page = client.get("/teams")

    assert len(page.all("tbody")[0]) == 30
    assert len(many) == len(few) <= 8
