"""Imports from upload to undo: all or nothing, once, as one act, by those who may, and in the audit log."""

import stat
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.domain.errors import NotAllowed, RuleBroken
from portal.domain.roles import Role
from portal.extensions import db
from portal.gateways.import_files import path_of
from portal.models import AuditRow, HamletList, Import, Membership, Team, UnitCensus, UnitVersion, User
from portal.services import imports
from portal.services.hamlets import confirm_hamlets
from portal.transaction import transaction
from tests.import_files import HAMLETS, apply, codes_of, everything, fresh, import_rows, upload


@pytest.fixture
def commune(world):
    return world.commune(code="25399")


@pytest.fixture
def coordinator(world, commune):
    return world.viewer(world.coordinator(commune))


@pytest.fixture
def province_staff(world, commune):
    province = db.session.get(type(commune), int(commune.path.split("/")[0]))
    return world.viewer(world.staff(Role.province_staff, province))


def province_of(commune):
    return db.session.get(type(commune), int(commune.path.split("/")[0]))


def test_a_file_is_previewed_before_anything_is_stored(commune, coordinator):
    before = everything()

    imported = upload(coordinator, "hamlets", commune, HAMLETS)

    assert imported.state == "ready"
    assert imported.outcome["counts"] == {"create": 3, "change": 0, "same": 0}
    assert everything() == before


def test_confirming_writes_what_was_previewed_and_deletes_the_file(commune, coordinator):
    imported = upload(coordinator, "hamlets", commune, HAMLETS)
    assert stat.S_IMODE(path_of(imported.sha256).stat().st_mode) == 0o600

    imported = apply(coordinator, imported)

    assert imported.state == "applied"
    names = db.session.scalars(
        select(UnitVersion.full_name).where(UnitVersion.parent_id == commune.id).order_by("full_name")
    ).all()
    assert names == ["Sóc Bom Bo", "Thôn Bình Minh", "Ấp 3"]
    counts = db.session.execute(select(UnitCensus.households, UnitCensus.is_estimate)).all()
    assert sorted(map(tuple, counts)) == [(85, False), (120, True)]
    # New hamlets mean that nobody has confirmed this list.
    assert db.session.get_one(HamletList, commune.id).confirmed_at is None
    assert not path_of(imported.sha256).exists()
    assert "Bình Minh" not in str(imported.outcome)


def test_the_same_file_again_changes_nothing(commune, coordinator):
    import_rows(coordinator, "hamlets", commune, HAMLETS)

    imported = upload(coordinator, "hamlets", commune, HAMLETS)

    assert imported.outcome["counts"] == {"create": 0, "change": 0, "same": 3}


def test_a_second_confirmation_applies_nothing_twice(commune, coordinator):
    imported = upload(coordinator, "hamlets", commune, HAMLETS)
    applied = apply(coordinator, imported)

    apply(coordinator, applied)

    assert db.session.scalar(select(func.count()).select_from(UnitVersion)) == 3 + 3
    assert fresh(imported).act_id == applied.act_id


def test_undoing_leaves_the_register_as_it_was(commune, coordinator):
    import_rows(coordinator, "hamlets", commune, HAMLETS[:1])
    before = everything(but=("imports", "audit_rows", "audit_heads", "throttles", "acts", "act_rows"))
    changed = [HAMLETS[0] | {"households": "130"}, *HAMLETS[1:]]
    imported = import_rows(coordinator, "hamlets", commune, changed)

    imports.undo_import(coordinator, imported.id)

    assert everything(but=("imports", "audit_rows", "audit_heads", "throttles", "acts", "act_rows")) == before
    assert fresh(imported).state == "undone"
    with pytest.raises(RuleBroken, match="act_undone"):
        imports.undo_import(coordinator, imported.id)


def test_undoing_is_refused_once_something_rests_on_it(world, commune, coordinator):
    imported = import_rows(coordinator, "hamlets", commune, HAMLETS)
    hamlet = db.session.scalar(select(UnitVersion).where(UnitVersion.full_name == "Ấp 3")).unit_id
    with transaction():
        team = world.team(commune)
        db.session.execute(
            db.metadata.tables["team_hamlets"]
            .insert()
            .values(team_id=team.id, hamlet_id=hamlet, starts_on=date(2022, 6, 16))
        )
    before = everything(but=())

    with pytest.raises(RuleBroken, match="act_in_use"):
        imports.undo_import(coordinator, imported.id)

    assert everything(but=()) == before


def test_a_register_that_changed_meanwhile_is_previewed_anew(world, commune, coordinator):
    imported = upload(coordinator, "hamlets", commune, HAMLETS)
    world.hamlet(commune, "Bình Minh")

    imported = apply(coordinator, imported)

    assert imported.state == "has_problems"
    assert imported.outcome["outdated"] is True
    assert codes_of(imported) == [(2, "since", "hamlet_since_differs")]
    assert imported.act_id is None


def test_a_preview_that_was_replaced_cannot_be_confirmed(commune, coordinator):
    imported = upload(coordinator, "hamlets", commune, HAMLETS)

    with pytest.raises(RuleBroken, match="import_outdated"):
        imports.confirm_import(coordinator, imported.id, "0" * 64)

    assert fresh(imported).state == "ready"


def test_the_coordinator_may_confirm_the_list_along_with_the_file(commune, coordinator):
    imported = upload(coordinator, "hamlets", commune, HAMLETS)

    apply(coordinator, imported, confirms_lists=True)

    listed = db.session.get_one(HamletList, commune.id)
    assert (listed.confirmed_at, listed.confirmed_by_id) == (clock.now(), coordinator.id)


def test_the_province_imports_for_all_communes_and_confirms_no_list(world, commune, province_staff):
    other = world.commune(province_of(commune), "Tân Tiến", code="25400")
    rows = [{"commune_code": "25399", "name": "Thôn 1"}, {"commune_code": "25400", "name": "Thôn 1"}]
    imported = upload(province_staff, "hamlets", province_of(commune), rows)

    imported = apply(province_staff, imported, confirms_lists=True)

    assert imported.state == "applied"
    assert db.session.get_one(HamletList, commune.id).confirmed_at is None
    chains = db.session.execute(
        select(AuditRow.commune_id, AuditRow.detail)
        .where(AuditRow.action == "apply_import")
        .order_by(AuditRow.commune_id)
    ).all()
    assert [chain for chain, _ in chains] == [0, commune.id, other.id]
    assert '"created":2' in chains[0].detail
    assert '"created":1' in chains[1].detail


def test_who_may_import_nothing_for_a_place_uploads_nothing(world, commune):
    stranger = world.viewer(world.coordinator(world.commune(province_of(commune), "Tân Tiến")))
    district = db.session.get(type(commune), commune.parent_id)
    reader = world.viewer(world.staff(Role.coordinator, district))

    for actor in (stranger, reader):
        with pytest.raises(NotAllowed):
            upload(actor, "hamlets", commune, HAMLETS)

    assert db.session.scalar(select(Import)) is None


def test_staff_is_for_administrators(commune, province_staff):
    with pytest.raises(NotAllowed):
        upload(province_staff, "staff", province_of(commune), [])


def test_a_file_that_is_no_spreadsheet_is_refused_in_words_and_not_kept(commune, coordinator):
    imported = upload(coordinator, "hamlets", commune, b"%PDF-1.7 xin chao")

    assert imported.state == "refused"
    assert imported.outcome["refused"]["code"]
    assert not path_of(imported.sha256).exists()


@pytest.mark.parametrize("content", [b"", b"x" * (imports.import_files.MOST_BYTES + 1)])
def test_an_empty_or_huge_file_is_not_stored(commune, coordinator, content):
    before = set(path_of("x").parent.iterdir())

    with pytest.raises(RuleBroken):
        upload(coordinator, "hamlets", commune, content)

    assert db.session.scalar(select(Import)) is None
    assert set(path_of("x").parent.iterdir()) == before


def test_a_dropped_file_is_deleted_unless_somebody_else_uploaded_it_too(commune, coordinator):
    first = upload(coordinator, "hamlets", commune, HAMLETS)
    second = upload(coordinator, "hamlets", commune, HAMLETS)
    assert first.sha256 == second.sha256

    imports.drop_import(coordinator, first.id)
    assert path_of(first.sha256).exists()
    imports.drop_import(coordinator, second.id)

    assert not path_of(first.sha256).exists()
    assert "Bình Minh" not in str([fresh(first).outcome, fresh(second).outcome])


def test_an_import_that_was_applied_cannot_be_dropped(commune, coordinator):
    imported = import_rows(coordinator, "hamlets", commune, HAMLETS)

    with pytest.raises(RuleBroken, match="import_not_droppable"):
        imports.drop_import(coordinator, imported.id)


def test_confirming_a_list_after_an_import_keeps_it_from_being_undone(commune, coordinator):
    imported = import_rows(coordinator, "hamlets", commune, HAMLETS)
    confirm_hamlets(coordinator, commune, seen=3)

    with pytest.raises(RuleBroken, match="act_changed_since"):
        imports.undo_import(coordinator, imported.id)


def test_a_file_with_one_wrong_row_changes_nothing_at_all(world, commune, coordinator):
    before = everything()

    imported = upload(coordinator, "hamlets", commune, [*HAMLETS, {"name": "Thôn 9", "since": "17/06/2022"}])

    assert codes_of(imported) == [(5, "since", "in_future")]
    with pytest.raises(RuleBroken):
        imports.confirm_import(coordinator, imported.id, imported.digest)
    assert everything() == before


def test_upload_apply_and_undo_stand_in_the_chain_of_the_commune(commune, coordinator):
    imported = import_rows(coordinator, "hamlets", commune, HAMLETS)
    imports.undo_import(coordinator, imported.id)

    rows = db.session.execute(
        select(AuditRow.commune_id, AuditRow.action, AuditRow.actor_id)
        .where(AuditRow.thing == f"import:{imported.id}")
        .order_by(AuditRow.seq)
    ).all()
    assert [tuple(row) for row in rows] == [
        (commune.id, act, coordinator.id) for act in ("upload_import", "apply_import", "undo_import")
    ]


def test_kinds_follow_one_another_to_a_team_with_people(commune, coordinator):
    import_rows(coordinator, "hamlets", commune, HAMLETS)
    import_rows(
        coordinator, "teams", commune,
        [{"hamlets": "Thôn Bình Minh; Ấp 3", "number": "12/QĐ-UBND", "decided_on": "01/06/2022"}],
    )  # fmt: skip
    team = db.session.scalar(select(Team))
    assert team.name == "Tổ công nghệ số cộng đồng ấp 3, thôn Bình Minh"
    assert team.code == "25399-01"

    rows = [
        {"team_code": team.code, "name": "Điểu Thị Lan", "phone": "0912345678", "role": "Tổ trưởng"},
        {"team": team.name, "name": "Lê Văn Út", "affiliation": "Công an", "since": "10/06/2022"},
    ]
    import_rows(coordinator, "members", commune, rows)

    seats = db.session.execute(
        select(User.name, User.phone, Membership.role, Membership.affiliation, Membership.starts_on)
        .join(User, User.id == Membership.user_id)
        .order_by(Membership.id)
    ).all()
    assert sorted(map(tuple, seats), key=repr) == [
        ("Lê Văn Út", None, "member", "police", date(2022, 6, 10)),
        ("Điểu Thị Lan", "0912345678", "leader", "other", clock.today()),
    ]
    assert fresh(db.session.scalar(select(Import).order_by(Import.id.desc()))).state == "applied"
    assert timedelta(days=7) == imports.KEEP_FILES
