"""The demo's hamlets: made up under the real communes, with some lists left unconfirmed."""

import random
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import insert, select, update

from portal import clock
from portal.demo.names import hamlet_names
from portal.demo.rows import insert_rows
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import HamletList, Unit, UnitCensus, UnitVersion
from portal.models.naming import name_forms

BEGAN = date(2018, 12, 1)
UNCONFIRMED = 7
WITHOUT_HAMLETS = 2


@dataclass
class DemoCommune:
    """A commune with what the demo puts into it."""

    id: int
    path: str
    code: str
    full_name: str
    type: str
    households: int
    confirmed: bool = True
    hamlets: list["DemoHamlet"] = field(default_factory=list)


@dataclass
class DemoHamlet:
    """A made-up hamlet."""

    id: int
    full_name: str


def add_hamlets(source: random.Random, *, hamlets: int) -> list[DemoCommune]:
    """Add about so many hamlets to the communes in force today, and confirm most lists."""
    communes = _communes()
    unknown = set(source.sample(range(len(communes)), min(UNCONFIRMED, len(communes) // 3)))
    empty = set(sorted(unknown)[:WITHOUT_HAMLETS])
    total = sum(commune.households for commune in communes) or len(communes)
    rows = []
    for index, commune in enumerate(communes):
        commune.confirmed = index not in unknown
        share = hamlets * (commune.households or 1) / total
        count = 0 if index in empty else max(3, min(16, round((hamlets / len(communes) + share) / 2)))
        rows += [(commune, kind, name) for kind, name in hamlet_names(source, commune.type, count)]
    _insert_hamlets(source, rows)
    _confirm(communes)
    return communes


def _communes() -> list[DemoCommune]:
    rows = db.session.execute(
        select(
            Unit.id,
            Unit.path,
            UnitVersion.code,
            UnitVersion.full_name,
            UnitVersion.type,
            UnitCensus.households,
        )
        .join(UnitVersion, UnitVersion.unit_id == Unit.id)
        .outerjoin(UnitCensus, UnitCensus.unit_id == Unit.id)
        .where(Unit.level == UnitLevel.commune, UnitVersion.valid_to.is_(None))
        .order_by(UnitVersion.code)
    )
    return [DemoCommune(*row[:5], row.households or 0) for row in rows]


def _insert_hamlets(source: random.Random, rows: list[tuple[DemoCommune, str, str]]) -> None:
    units = [
        {"level": UnitLevel.hamlet, "parent_id": commune.id, "path": f"demo-{number}/"}
        for number, (commune, _kind, _name) in enumerate(rows)
    ]
    ids = insert_rows(Unit, units)
    versions, paths, censuses = [], [], []
    for unit_id, (commune, kind, name) in zip(ids, rows, strict=True):
        path, full_name = f"{commune.path}{unit_id}/", f"{kind.capitalize()} {name}"
        commune.hamlets.append(DemoHamlet(unit_id, full_name))
        paths.append({"id": unit_id, "path": path})
        versions.append(
            name_forms(name)
            | {
                "unit_id": unit_id,
                "full_name": full_name,
                "type": kind,
                "parent_id": commune.id,
                "path": path,
                "valid_from": BEGAN,
                "legal_basis": "",
            }
        )
        if source.random() < 0.8:
            households = source.randint(60, 420)
            censuses.append(
                {
                    "unit_id": unit_id,
                    "counted_on": date(2022, 1, 1),
                    "population": households * 4,
                    "households": households,
                    "source": "demo",
                }
            )
    db.session.execute(update(Unit), paths)
    insert_rows(UnitVersion, versions)
    insert_rows(UnitCensus, censuses)


def _confirm(communes: list[DemoCommune]) -> None:
    rows = [
        {"commune_id": commune.id, "confirmed_at": clock.now() if commune.confirmed else None}
        for commune in communes
    ]
    db.session.execute(insert(HamletList), rows)
