"""The lists of the review desk: the same rows in the same order, however they are found."""

import random
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from portal import clock
from portal.domain.activity_status import ActivityStatus
from portal.domain.skills import SKILLS
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import Activity, UnitVersion
from portal.queries import review_queue
from portal.queries.review_queue import QueueFilter, list_queue
from portal.queries.reviews import count_by_status
from portal.transaction import transaction
from tests.factories import days_ago


@pytest.fixture
def communes(world):
    """Three communes with entries of every state, many of them sent in the same moment."""
    chance = random.Random(7)
    district = world.district(world.province())
    communes = [world.commune(district, name) for name in ("Đak Nhau", "Đồng Nai", "Bom Bo")]
    for commune in communes:
        team = world.team(commune)
        member = world.member(team)
        for _number in range(25):
            world.activity(
                team,
                member,
                status=chance.choice([*ActivityStatus]),
                submitted_at=days_ago(chance.randint(0, 9)),
                kind=chance.choice(["session", "assistance"]),
                skills=tuple(chance.sample(SKILLS, 2)),
            )
    return communes


def walk(wanted: QueueFilter) -> list[int]:
    """Follow the pages to the end and return the ids in order."""
    found, after = [], None
    while True:
        page = list_queue(wanted, now=clock.now(), after=after, limit=4)
        found += [line.id for line in page.lines]
        if page.following is None:
            return found
        after = page.following


@pytest.mark.parametrize("few", [0, 20], ids=["one walk", "merged"])
@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("status", ["submitted", "returned", "approved"])
def test_pages_hold_every_entry_of_the_area_once_and_in_order(communes, monkeypatch, few, count, status):
    monkeypatch.setattr(review_queue, "FEW_COMMUNES", few)
    area = frozenset(commune.id for commune in communes[:count])

    found = walk(QueueFilter(status=status, communes=area))

    rows = db.session.scalars(
        select(Activity).where(Activity.status == status, Activity.commune_id.in_(area))
    ).all()
    rows = sorted(rows, key=lambda row: (row.submitted_at, row.id), reverse=status == "approved")
    assert found == [row.id for row in rows] != []


@pytest.mark.parametrize("few", [0, 20], ids=["one walk", "merged"])
def test_filters_hold_on_every_page(communes, monkeypatch, few):
    monkeypatch.setattr(review_queue, "FEW_COMMUNES", few)
    area = frozenset(commune.id for commune in communes)
    wanted = QueueFilter(communes=area, kind="session", skill="safety", older_than_days=3)

    found = walk(wanted)

    rows = [
        row
        for row in db.session.scalars(select(Activity).where(Activity.status == "submitted"))
        if row.kind == "session"
        and "safety" in row.skills
        and row.submitted_at <= clock.now() - timedelta(days=3)
    ]
    assert found == [row.id for row in sorted(rows, key=lambda row: (row.submitted_at, row.id))] != []


def test_an_empty_area_has_an_empty_list(communes):
    assert list_queue(QueueFilter(), now=clock.now()).lines == []


def test_counts_are_those_of_the_entries(communes):
    area = [commune.id for commune in communes[:2]]

    counts = count_by_status(area)

    statuses = db.session.scalars(select(Activity.status).where(Activity.commune_id.in_(area))).all()
    assert counts == {status: statuses.count(status) for status in ("submitted", "returned")}


def test_places_are_named_as_on_the_day_of_the_work(world):
    commune = world.commune()
    hamlet = world.hamlet(commune, "1", since=date(2022, 6, 10))
    with transaction():
        version = db.session.scalars(select(UnitVersion).where(UnitVersion.unit_id == hamlet.id)).one()
        version.valid_to = date(2022, 6, 15)
        renamed = {"name": "Bù Đốp", "full_name": "Khu phố Bù Đốp", "type": "khu phố"}
        db.session.add(
            UnitVersion(
                unit_id=hamlet.id,
                parent_id=commune.id,
                path=hamlet.path,
                valid_from=date(2022, 6, 15),
                **renamed,
            )
        )
    team = world.team(commune)
    member = world.member(team)
    for day in (9, 14, 15):
        world.activity(team, member, hamlet_id=hamlet.id, occurred_on=date(2022, 6, day))

    page = list_queue(QueueFilter(communes=frozenset({commune.id})), now=clock.now())

    # The list of hamlets was entered on the 10th; work of the day before is in the same place.
    assert [line.hamlet_name for line in page.lines] == ["Thôn 1", "Thôn 1", "Khu phố Bù Đốp"]
    assert {line.commune_name for line in page.lines} == {"Xã Đak Nhau"}
    assert hamlet.level == UnitLevel.hamlet


@pytest.mark.parametrize("few", [0, 20], ids=["one walk", "merged"])
@pytest.mark.parametrize("count", [1, 3])
def test_pages_with_the_flagged_first_hold_every_entry_once_and_in_order(communes, monkeypatch, few, count):
    monkeypatch.setattr(review_queue, "FEW_COMMUNES", few)
    chance = random.Random(3)
    with transaction():
        for activity in db.session.scalars(select(Activity)):
            activity.flag_rank = -chance.choice([0, 0, 1, 5])
    area = frozenset(commune.id for commune in communes[:count])

    found = walk(QueueFilter(communes=area, flagged_first=True))

    rows = db.session.scalars(
        select(Activity).where(Activity.status == "submitted", Activity.commune_id.in_(area))
    ).all()
    rows = sorted(rows, key=lambda row: (row.flag_rank, row.submitted_at, row.id))
    assert found == [row.id for row in rows] and rows[0].flag_rank < rows[-1].flag_rank
    flagged = walk(QueueFilter(communes=area, flagged_first=True, is_flagged=True))
    assert flagged == [row.id for row in rows if row.flag_rank < 0]
    unflagged = review_queue.place_of(QueueFilter(flagged_first=True), rows[-1])
    narrowed = QueueFilter(communes=area, flagged_first=True, is_flagged=True)
    assert list_queue(narrowed, now=clock.now(), after=unflagged).lines == []


@pytest.mark.parametrize("flagged_first", [True, False], ids=["flagged first", "oldest first"])
@pytest.mark.parametrize("count", [1, 3])
def test_a_page_is_read_along_indexes_that_hold_its_order(communes, monkeypatch, count, flagged_first):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL plans by how many rows there are.")
    monkeypatch.setattr(review_queue, "FEW_COMMUNES", 2)
    # With what it knows of the data, the planner would rather sort all that waits than walk along it.
    db.session.execute(text("ANALYZE"))
    area = frozenset(one.id for one in communes[:count])
    wanted = QueueFilter(communes=area, flagged_first=flagged_first)
    place = (-1, clock.now(), 5) if flagged_first else None

    keys = review_queue._keys(wanted, clock.now(), place, 50)
    written = keys.compile(db.engine, compile_kwargs={"render_postcompile": True})
    bound = tuple(str(written.params[name]) for name in written.positiontup)
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {written}", bound).all()

    steps = " ".join(row[-1] for row in plan)
    # The flagged and the others, a page of each, are sorted together; nothing that was walked through is.
    assert steps.count("TEMP B-TREE") == len(re.findall(r"SCAN anon_\d USE TEMP B-TREE", steps)), steps
    assert ("flagged" in steps) == flagged_first and "queue" in steps, steps
