"""The worker checks and writes uploaded files; what breaks off changes nothing and is taken up again."""

import io
from datetime import date

import pytest

from portal import jobs
from portal.documents.import_sheets import open_import
from portal.domain.imports import ImportKind
from portal.extensions import db
from portal.gateways.import_files import path_of
from portal.services import import_work, imports
from portal.services.import_work import work_on_imports
from portal.transaction import transaction
from tests.import_files import HAMLETS, csv_of, everything, fresh, upload


@pytest.fixture
def commune(world):
    return world.commune(code="25399")


@pytest.fixture
def coordinator(world, commune):
    return world.viewer(world.coordinator(commune))


def test_rights_that_were_lost_before_the_check_stop_it(world, commune, coordinator):
    stream = io.BytesIO(csv_of("hamlets", HAMLETS))
    imported = imports.upload_import(
        coordinator, ImportKind.hamlets, commune, file_name="a.csv", stream=stream
    )
    with transaction():
        db.session.execute(db.metadata.tables["role_grants"].update().values(ends_on=date(2022, 6, 1)))

    work_on_imports(open_import)

    assert fresh(imported).state == "refused"
    assert fresh(imported).outcome["refused"]["code"] == "no_longer_allowed"


def test_work_that_breaks_off_writes_nothing_and_is_taken_up_again(
    world, commune, coordinator, frozen_clock, monkeypatch, caplog
):
    imported = upload(coordinator, "hamlets", commune, HAMLETS)
    imports.confirm_import(coordinator, imported.id, imported.digest)
    before = everything(but=())
    real = import_work.write_plan

    def broken(*given):
        real(*given)
        raise ZeroDivisionError

    monkeypatch.setattr(import_work, "write_plan", broken)
    jobs.run_once((jobs.work_on_uploads,))
    assert "work_on_uploads failed" in caplog.text
    after = everything(but=())
    assert {name for name in after if after[name] != before[name]} == {"imports"}

    monkeypatch.setattr(import_work, "write_plan", real)
    jobs.run_once((jobs.work_on_uploads,))
    assert fresh(imported).state == "confirmed"
    frozen_clock.tick(seconds=31)
    jobs.run_once((jobs.work_on_uploads,))

    assert fresh(imported).state == "applied"


def test_a_check_that_breaks_off_while_reading_is_taken_up_again(commune, coordinator, frozen_clock, caplog):
    def broken(*given):
        def rows():
            yield from list(open_import(*given))[:1]
            raise ZeroDivisionError

        sheet = open_import(*given)
        return type(
            "Sheet", (), {"row_count": sheet.row_count, "ignored": (), "__iter__": lambda _: rows()}
        )()

    stream = io.BytesIO(csv_of("hamlets", HAMLETS))
    imported = imports.upload_import(
        coordinator, ImportKind.hamlets, commune, file_name="a.csv", stream=stream
    )
    with pytest.raises(ZeroDivisionError):
        work_on_imports(broken)
    assert fresh(imported).state == "checking"

    frozen_clock.tick(seconds=31)
    work_on_imports(open_import)

    assert fresh(imported).state == "ready"


def test_work_that_fails_again_and_again_is_given_up(commune, coordinator, frozen_clock):
    def broken(*_given):
        raise ZeroDivisionError

    stream = io.BytesIO(csv_of("hamlets", HAMLETS))
    imported = imports.upload_import(
        coordinator, ImportKind.hamlets, commune, file_name="a.csv", stream=stream
    )
    for _ in range(import_work.MOST_ATTEMPTS):
        with pytest.raises(ZeroDivisionError):
            work_on_imports(broken)
        frozen_clock.tick(seconds=31)

    work_on_imports(broken)

    assert fresh(imported).state == "failed"
    assert not path_of(imported.sha256).exists()


def test_a_large_file_is_left_to_the_worker(commune, coordinator):
    stream = io.BytesIO(csv_of("hamlets", HAMLETS))
    imported = imports.upload_import(
        coordinator, ImportKind.hamlets, commune, file_name="a.csv", stream=stream
    )

    import_work.work_on_import(imported.id, open_import, most_rows=2)
    assert (fresh(imported).state, fresh(imported).rows_about) == ("uploaded", 3)
    work_on_imports(open_import)

    assert fresh(imported).state == "ready"


def test_files_that_nobody_confirms_go_after_a_week(commune, coordinator, frozen_clock):
    imported = upload(coordinator, "hamlets", commune, HAMLETS)
    frozen_clock.tick(days=6)
    jobs.run_once()
    assert fresh(imported).state == "ready"

    frozen_clock.tick(days=2)
    jobs.run_once()

    assert fresh(imported).state == "dropped"
    assert not path_of(imported.sha256).exists()
