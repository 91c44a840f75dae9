"""Whether the database answers, is migrated, and the worker has been seen lately."""

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal import clock
from portal.extensions import db
from portal.models import Setting
from portal.models.settings import WORKER_SEEN

WORKER_SILENCE = timedelta(minutes=3)
MIGRATIONS = Path(__file__).parents[2] / "migrations"


def get_readiness() -> dict[str, bool]:
    """Return each check with its outcome; never raises."""
    checks = {"database": False, "migrations": False, "worker": False}
    try:
        revision = db.session.scalar(text("SELECT version_num FROM alembic_version"))
        checks["database"] = True
        checks["migrations"] = revision == head_revision()
        seen = db.session.get(Setting, WORKER_SEEN)
        checks["worker"] = bool(seen) and clock.now() - datetime.fromisoformat(seen.value) < WORKER_SILENCE
    except SQLAlchemyError:
        db.session.rollback()
    return checks


@cache
def head_revision() -> str | None:
    """Return the newest migration in the code."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config).get_current_head()
