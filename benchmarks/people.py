"""People of a demo world who are signed in, for benchmarks that send as they do."""

import os

from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import create_engine, text

from config import Config
from portal import create_app
from portal.extensions import db
from portal.models import User
from portal.services import accounts


def sign_in(environment: dict[str, str], user_ids: list[int]) -> list[str]:
    """Return a cookie for each person, as signing in would give; passwords would take minutes."""
    app = create_app(Config(os.environ | environment))
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    with app.app_context():
        tokens = [accounts.sign_in(db.session.get(User, user_id), device="benchmark") for user_id in user_ids]
    name = app.config["SESSION_COOKIE_NAME"]
    return [f"{name}={signer.dumps({'_permanent': True, '_user_id': token})}" for token in tokens]


def list_members(url: str, count: int) -> list[tuple[int, str]]:
    """Return (user id, team code) of so many members of teams that are at work."""
    found = read_rows(
        url,
        "SELECT m.user_id, min(t.code) FROM memberships m JOIN teams t ON t.id = m.team_id"
        " JOIN users u ON u.id = m.user_id"
        " WHERE m.ends_on IS NULL AND u.disabled_at IS NULL AND NOT EXISTS (SELECT 1 FROM"
        " team_status_changes s WHERE s.team_id = t.id AND s.status IN ('suspended', 'dissolved'))"
        f" GROUP BY m.user_id ORDER BY m.user_id LIMIT {count}",
    )
    if len(found) < count:
        raise SystemExit(f"The demo world has only {len(found)} such members.")
    return [tuple(row) for row in found]


def read_rows(url: str, statement: str) -> list:
    """Return what a statement finds in a database that no application has open here."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.connect() as connection:
        found = connection.execute(text(statement)).all()
    engine.dispose()
    return found
