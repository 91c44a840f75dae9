"""The log in words: what was done, by whom, why; and never a phone number or an unknown detail."""

import ast
from datetime import date

import pytest

from portal.labels import LABELS
from portal.services import audit
from portal.services.reviews import approve_activity, reopen_activity, return_activity
from portal.services.team_decisions import record_decision
from portal.services.teams import rename_team
from portal.transaction import transactional
from tests.conventions.source import list_modules
from tests.teams import PAPER, TwoTeams


@pytest.fixture
def two(world) -> TwoTeams:
    return TwoTeams(world)


def test_the_log_of_an_entry_tells_each_act_with_its_reason(client, two, world, frozen_clock):
    entry = world.activity(two.team, two.member)
    return_activity(two.actor, entry, "wrong_counts", "Xem lại số lượt")
    client.sign_in(two.coordinator)

    page = client.get(f"/activities/{entry.uuid}").follow("Xem đủ nhật ký")

    assert "Trả lại bản ghi 15:00 16/06/2022 · Trần Thị Phượng Lý do: Sai số liệu" in page.text


def test_reopening_says_why_and_the_newest_comes_first(client, two, world, frozen_clock):
    entry = world.activity(two.team, two.member)
    approve_activity(two.actor, entry)
    frozen_clock.tick(hours=1)
    reopen_activity(two.actor, entry, "new_facts", "Đếm hai lần")
    client.sign_in(two.coordinator)

    told = client.get(f"/audit/activities/{entry.uuid}").text

    assert told.index("Mở lại bản ghi") < told.index("Duyệt bản ghi")
    assert "Lý do: Có thông tin mới" in told


def test_the_log_of_a_team_names_people_and_never_their_phones(client, two):
    record_rows(two)
    client.sign_in(two.coordinator)

    page = client.get(f"/teams/{two.team.id}").follow("Xem đủ nhật ký")

    assert "Đổi vai trò của tổ viên" in page.text and "Thành viên: Bình" in page.text
    assert "Vai trò: Tổ phó" in page.text and "Trước: Tổ viên" in page.text
    assert "Thôn, ấp thêm vào: Thôn 1" in page.text
    assert two.member.phone not in page.html and "0909" not in page.html


@transactional
def record_rows(two) -> None:
    """Write rows as the services do, and one with what nobody should read."""
    about = {"commune_id": two.commune.id}
    thing = f"team:{two.team.id}"
    audit.record(two.actor, "change_seat", thing, **about, user=two.member.id, was="member", role="deputy")
    audit.record(two.actor, "set_team_hamlets", thing, **about, added=[two.hamlets[0].id], removed=[])
    audit.record(two.actor, "add_member", thing, **about, user=two.member.id, phone="0909123456")


def test_services_write_what_the_page_reads(client, two):
    rename_team(two.actor, two.team, "Tổ thôn Một")
    record_decision(two.actor, two.team, PAPER._replace(kind="change_of_leader"))
    client.sign_in(two.coordinator)

    told = client.get(f"/audit/teams/{two.team.id}").text

    assert "Đổi tên tổ" in told and "Trước: Tổ thôn 1 · Tên: Tổ thôn Một" in told
    assert "Quyết định: 30/QĐ-UBND · Ngày ra quyết định: 01/06/2022" in told


def test_every_act_on_an_entry_or_a_team_has_its_words():
    """Read from the services which acts they record about entries and teams."""
    acts = {
        node.args[1].value
        for module in list_modules("portal/services")
        for node in module.nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name | ast.Attribute)
        and ast.unparse(node.func) in ("record_change", "audit.record", "audit.deed")
        and len(node.args) >= 3
        and isinstance(node.args[1], ast.Constant)
        and any(word in ast.unparse(node.args[2]) for word in ("activity:", "team", "one"))
        and "user:" not in ast.unparse(node.args[2])
    }

    assert len(acts) > 12
    assert acts <= set(LABELS["deed"])


def test_somebody_elses_things_are_not_found(client, two, world):
    entry = world.activity(two.team, two.member)
    neighbour = world.coordinator(world.commune(name="Khác"))
    world.member(two.team, neighbour)
    client.sign_in(neighbour)

    # A seat shows the team, but not the log of its commune.
    assert client.get(f"/teams/{two.team.id}").status == 200
    assert client.get(f"/audit/teams/{two.team.id}").status == 404
    assert client.get(f"/audit/activities/{entry.uuid}").status == 404


def test_a_figure_tells_which_decisions_moved_it(client, two, world):
    world.campaign(world.province("Khác", "71"))
    entry = world.activity(two.team, two.member, occurred_on=date(2022, 6, 15), visits=7, households=3)
    approve_activity(two.actor, entry)
    client.sign_in(two.coordinator)

    page = client.get(f"/coverage?unit={two.commune.id}").follow("Những lượt duyệt nào")

    assert "+7" in page.text and "+3" in page.text
    assert f"/activities/{entry.uuid}" in page.html
    assert client.get(f"/audit/figures/8.1?unit={two.commune.id}").status == 404
    assert client.get(f"/audit/figures/8.4?unit={two.commune.id}").status == 200
    assert client.get(f"/audit/figures/8.5?unit={two.hamlets[0].id}").status == 404
    assert client.get(f"/audit/figures/8.5?unit={two.commune.id}&period=x").status == 404
