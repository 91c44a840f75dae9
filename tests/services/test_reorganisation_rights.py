"""Who sees and does what before and after a reorganisation: over the old land exactly what it was."""

from datetime import date

import pytest

from portal import clock
from portal.domain.actions import Action
from portal.extensions import db
from portal.models import Unit
from portal.policy import allows
from portal.queries.activities import get_visible_activity
from portal.queries.scope import commune_ids
from portal.queries.teams import get_visible_team
from portal.queries.units import get_visible_unit
from portal.services.reorganisations import reorganise
from tests.reorganised import Old, change, new_unit

TODAY = date(2022, 7, 20)


@pytest.fixture
def old(world, frozen_clock):
    """The five communes, three weeks after the day on which they are to be reorganised."""
    places = Old(world)
    frozen_clock.tick(days=34)
    assert clock.today() == TODAY
    return places


@pytest.fixture
def admin(world, old):
    """An administrator of the province."""
    return world.viewer(old.admin)


def rights(world, old: Old, units: dict[str, int]) -> dict[tuple[str, str], str]:
    """Return for each person and place whether they see it, see its teams and entries, and decide there."""
    people = {f"coordinator {code}": user for code, user in old.coordinators.items()}
    people |= {f"member {code}": user for code, user in old.members.items()}
    people |= {"staff": old.staff, "admin": old.admin, "district": old.district_staff}
    told = {}
    for who, user in people.items():
        viewer = world.viewer(user)
        reached = commune_ids(viewer)
        for name, unit_id in units.items():
            unit = db.session.get(Unit, unit_id)
            signs = [
                "sees" if get_visible_unit(viewer, unit_id) else "",
                "reads" if allows(viewer, Action.view_coverage, unit) else "",
                "reviews" if unit_id in reached else "",
                "edits" if allows(viewer, Action.edit_hamlets, unit) else "",
            ]
            if name in old.teams:
                signs.append("team" if get_visible_team(viewer, old.teams[name].id) else "")
                entry = get_visible_activity(viewer, old.entries[name].uuid)
                signs.append("entry" if entry else "")
                signs.append("decides" if entry and allows(viewer, Action.decide_activity, entry) else "")
            told[who, name] = " ".join(filter(None, signs))
    return told


def test_rights_over_the_old_places_are_exactly_what_they_were(world, old, admin):
    units = {code: unit.id for code, unit in old.communes.items()}
    units |= {f"hamlet {code}": unit.id for code, unit in old.hamlets.items()}
    units |= {
        "district A": old.districts[0].id,
        "district B": old.districts[1].id,
        "province": old.province.id,
    }
    before = rights(world, old, units)

    _, effects = reorganise(admin, change())

    assert rights(world, old, units) == before
    assert (effects.counts["rights_gained"], effects.counts["rights_lost"]) == (0, 0)


def test_new_places_are_seen_by_those_who_saw_all_that_they_are_made_of_and_by_nobody_else(world, old, admin):
    _, effects = reorganise(admin, change())

    new = {code: new_unit(code).id for code in ("75", "101", "102", "103")}
    seen = {
        key: signs
        for key, signs in rights(world, old, {f"new {code}": one for code, one in new.items()}).items()
        if signs
    }
    assert seen == {
        # A coordinator whose whole commune goes on under another name keeps it.
        ("coordinator 102", "new 102"): "sees reads reviews edits",
        ("coordinator 102", "new 75"): "sees",
        # The second district held all of the third new commune; a district only reads.
        ("district", "new 103"): "sees reads reviews",
        ("district", "new 75"): "sees",
        **{
            (who, f"new {code}"): "sees reads reviews"
            for who in ("staff", "admin")
            for code in ("101", "102", "103")
        },
        **{(who, "new 75"): "sees reads" for who in ("staff", "admin")},
    }
    opened = {line.name: line.opened for line in effects.rights if line.opened}
    assert opened["Điều phối 102"] == ("Xã Bù Gia Mập",)
    assert "Điều phối 101" not in opened


def test_a_role_at_a_new_commune_reaches_everything_of_its_parts(world, old, admin):
    reorganise(admin, change())
    merged = db.session.get(Unit, new_unit("101").id)

    viewer = world.viewer(world.coordinator(merged, "Điều phối mới"))

    assert commune_ids(viewer) == {merged.id, old.communes["101"].id, old.communes["103"].id}
    assert get_visible_team(viewer, old.teams["103"].id) is not None
    assert allows(viewer, Action.decide_activity, get_visible_activity(viewer, old.entries["103"].uuid))
    assert get_visible_activity(viewer, old.entries["104"].uuid) is None
