"""Columns and constraints are named by what they are, in the models and in the migrated database alike."""

import pytest
from sqlalchemy import Date, inspect
from sqlalchemy.schema import CheckConstraint, ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint

from portal.extensions import db
from portal.models.columns import Moment

TABLES = db.metadata.sorted_tables
# Moments and days whose name says it without the ending.
MOMENTS = {
    "at": "the one moment of a row of a log",
    "blocked_until": "a wait ends",
    "client_time": "named so by the interface",
}
DAYS = {
    "valid_from": "half-open validity",
    "valid_to": "half-open validity",
    "applies_from": "holds until the next one",
}
# Indexes whose columns would not say what they are for.
NAMED_BY_PURPOSE = {
    "ix_activities_queue": "the review queue of a wide area",
    "ix_activities_commune_queue": "the review queue of a commune",
    "ix_activities_flagged": "the flagged of the same",
    "ix_activities_commune_flagged": "the flagged of a commune",
    "ix_activities_check_due": "what is to be checked for flags",
    "ix_activities_commune_open_difficulties": "the difficulties of a commune that wait for an answer",
    "ix_activities_open_difficulties": "those of several communes",
    "ix_activities_no_hamlet": "whether a team has entries that name no hamlet",
    "ix_photos_hash_due": "photos that still want a hash",
    "uq_training_completions_by_hand": "one completion recorded by hand for one person, training and day",
    "uq_memberships_open": "one open seat for one person in one team",
    "uq_closings_in_force": "one closing in force for one place and period",
    "uq_reported_figures_in_force": "one figure in force of one subject, indicator and window",
    "uq_community_sessions_slot": "a team is at one place at one time",
}


def expected_name(constraint) -> str:
    """Return the name that the convention gives a constraint of the models."""
    table, columns = constraint.table.name, [column.name for column in constraint.columns]
    if isinstance(constraint, PrimaryKeyConstraint):
        return f"pk_{table}"
    if isinstance(constraint, ForeignKeyConstraint):
        return f"fk_{table}_{columns[0]}_{constraint.referred_table.name}"
    if isinstance(constraint, UniqueConstraint):
        return f"uq_{table}_{'_'.join(columns)}"
    return f"ck_{table}_{constraint.name.removeprefix(f'ck_{table}_')}"


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_constraints_are_named_by_the_convention(table):
    for constraint in table.constraints:
        assert constraint.name is not None, f"{table.name}: a {type(constraint).__name__} has no name"
        assert str(constraint.name) == expected_name(constraint)
        if isinstance(constraint, CheckConstraint):
            assert constraint.name != f"ck_{table.name}_", f"{table.name}: a check has no name of its own"


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_indexes_are_named_by_their_columns_or_their_purpose(table):
    for index in table.indexes:
        by_columns = "_".join(column.name for column in index.columns)
        first = f"ix_{table.name}_{index.columns[0].name}"

        assert index.name in NAMED_BY_PURPOSE or index.name in (f"ix_{table.name}_{by_columns}", first)


def test_no_index_is_excused_that_does_not_exist():
    names = {index.name for table in TABLES for index in table.indexes}

    assert set(NAMED_BY_PURPOSE) <= names


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_names_of_columns_say_what_is_in_them(table):
    for column in table.columns:
        named = f"{table.name}.{column.name}"
        if isinstance(column.type, Moment):
            assert column.name.endswith("_at") or column.name in MOMENTS, named
        elif isinstance(column.type, Date):
            assert column.name.endswith("_on") or column.name in DAYS, named
        else:
            assert not column.name.endswith(("_at", "_on")), named
        if column.foreign_keys:
            assert column.name.endswith(("_id", "_version")), named


def test_no_two_constraints_share_a_name():
    names = [str(constraint.name) for table in TABLES for constraint in table.constraints]

    assert sorted(names) == sorted(set(names))


def test_names_fit_into_postgresql():
    names = [str(one.name) for table in TABLES for one in (*table.constraints, *table.indexes)]

    assert [name for name in names if len(name) > 63] == []


def test_the_migrated_database_has_the_names_of_the_models(app):
    found = inspect(db.engine)

    for table in TABLES:
        assert found.get_pk_constraint(table.name)["name"] == f"pk_{table.name}"
        for kind, names in names_in_database(found, table.name).items():
            assert names == names_in_models(table, kind), f"{table.name}: {kind.__name__}"


def names_in_database(found, table: str) -> dict[type, set[str]]:
    """Return what the database says its constraints are called."""
    return {
        ForeignKeyConstraint: {name_of_key(one, table) for one in found.get_foreign_keys(table)},
        UniqueConstraint: {one["name"] for one in found.get_unique_constraints(table)},
        CheckConstraint: {one["name"] for one in found.get_check_constraints(table)},
    }


def name_of_key(key: dict, table: str) -> str:
    """Return a foreign key's name; SQLite does not tell that of one which came with an added column."""
    by_convention = f"fk_{table}_{key['constrained_columns'][0]}_{key['referred_table']}"
    return by_convention if key["name"] is None and db.engine.dialect.name == "sqlite" else key["name"]


def names_in_models(table, kind: type) -> set[str]:
    """Return what the models call the constraints of a table."""
    return {str(one.name) for one in table.constraints if isinstance(one, kind)}
