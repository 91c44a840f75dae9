"""Somebody with a browser, for tests that ask every page in the name of everybody."""

import re
from collections.abc import Container, Iterator
from functools import cache

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from portal.extensions import db
from portal.models import User
from portal.services.accounts import sign_in

CSRF_VALUE = "c" * 40
# Rows that every request may leave behind, whatever it was answered.
LEFT_BY_ANY_REQUEST = {"throttles", "sign_ins", "audit_rows", "audit_heads"}
# Columns that do the same: when somebody was last here.
MOVED_BY_ANY_REQUEST = {"users.seen_at"}
# Each request to /join is tried with a new link, and each of a citizen with a new slip, made for it.
MADE_FOR_JOINING = {"activation_links", "confirmation_slips"}
# What differs between two answers that say the same.
VARYING = re.compile(
    r'(name="csrf_token" (?:type="hidden" )?value=")[^"]*|<code>[0-9a-f]{12}</code>|"csrf": ?"[^"]*"'
)


class Visitor:
    """A signed-in person, or nobody; their requests carry a valid token unless told otherwise."""

    def __init__(self, app: Flask, user: User | None) -> None:
        self.http = app.test_client()
        # Signing in through the page is tested elsewhere; here it would take most of the time.
        token = sign_in(user, device="test") if user else None
        with self.http.session_transaction() as session:
            session["csrf_token"] = CSRF_VALUE
            if token:
                session["_user_id"] = token
        self._csrf = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(CSRF_VALUE)

    def send(self, method: str, path: str, *, form=None, body=None, csrf: bool = True) -> TestResponse:
        """Send a request and return the answer itself, without following where it leads."""
        headers = {"X-CSRF-Token": self._csrf} if csrf and body is not None else {}
        if method in ("GET", "HEAD"):
            return self.http.open(path, method=method)
        if isinstance(body, bytes):
            return self.http.open(path, method=method, data=body, content_type="image/jpeg", headers=headers)
        if body is not None:
            return self.http.open(path, method=method, json=body, headers=headers)
        data = dict(form or {}) | ({"csrf_token": self._csrf} if csrf else {})
        return self.http.open(path, method=method, data=data)


def same_words(response: TestResponse) -> str:
    """Return an answer without what differs by chance: the request's number and the token of its forms."""
    return VARYING.sub(r"\1", response.get_data(as_text=True))


def stored_rows(*, but: Container[str] = ()) -> dict[str, list[tuple]]:
    """Return everything in the database that a refused request must leave as it was."""
    return {name: rows for name, rows in _all_rows() if name not in LEFT_BY_ANY_REQUEST and name not in but}


def _all_rows() -> Iterator[tuple[str, list[tuple]]]:
    # As the driver gives them: some tests ask after every single request.
    connection = db.session.connection()
    for name, asked in _selects().items():
        yield name, [tuple(row) for row in connection.exec_driver_sql(asked)]
    # The next request must not meet an open transaction of this reader.
    db.session.commit()


@cache
def _selects() -> dict[str, str]:
    selects = {}
    for table in db.metadata.sorted_tables:
        columns = [column for column in table.columns if str(column) not in MOVED_BY_ANY_REQUEST]
        selects[table.name] = str(db.select(*columns).order_by(*table.primary_key))
    return selects
