"""`flask audit verify`."""

from sqlalchemy import delete

from portal.extensions import db
from portal.models import AuditRow
from portal.services import audit
from portal.transaction import transaction


def test_verify_says_that_the_log_is_whole(app):
    with transaction():
        audit.record(None, "act", "thing:1")

    result = app.test_cli_runner().invoke(args=["audit", "verify"])

    assert (result.exit_code, result.output) == (0, "The audit log is whole.\n")


def test_verify_names_the_row_that_does_not_fit_and_exits_1(app, world):
    commune = world.commune()
    for number in range(3):
        with transaction():
            audit.record(None, "act", f"thing:{number}", commune_id=commune.id)
    with transaction():
        db.session.execute(delete(AuditRow).where(AuditRow.seq == 2))

    result = app.test_cli_runner().invoke(args=["audit", "verify"])

    assert result.exit_code == 1
    assert f"Audit row 2 of the chain of commune {commune.id} is missing." in result.stderr
    assert result.stdout == ""
