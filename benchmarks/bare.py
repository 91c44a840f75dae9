"""The yardstick: a Flask app that does one SELECT or one INSERT, on the same database settings."""

import os
import sqlite3
import threading

import psycopg
from flask import Flask, request

LOCAL = threading.local()


def create_app() -> Flask:
    """Build the bare app on BARE_DATABASE_URL, a sqlite:/// or postgresql:// address."""
    app = Flask(__name__)
    url = os.environ["BARE_DATABASE_URL"]
    connect = _connect_sqlite if url.startswith("sqlite") else _connect_postgresql
    mark = "?" if url.startswith("sqlite") else "%s"

    def connection():
        if not hasattr(LOCAL, "connection"):
            LOCAL.connection = connect(url)
        return LOCAL.connection

    @app.get("/select")
    def select_one():
        row = connection().execute(f"SELECT id, body FROM bare WHERE id = {mark}", (1,)).fetchone()
        return {"id": row[0], "body": row[1]}

    @app.put("/insert/<key>")
    def insert_one(key: str):
        body = request.get_data(as_text=True)
        connection().execute(f"INSERT INTO bare (key, body) VALUES ({mark}, {mark})", (key, body))
        return {"id": key}, 201

    return app


def create_table(url: str) -> None:
    """Make the one table, with one row to select."""
    if url.startswith("sqlite"):
        connection = _connect_sqlite(url)
        connection.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, key TEXT UNIQUE, body TEXT)")
        connection.execute("INSERT INTO bare (key, body) VALUES ('first', 'first')")
        connection.close()
        return
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS bare")
        connection.execute("CREATE TABLE bare (id BIGSERIAL PRIMARY KEY, key TEXT UNIQUE, body TEXT)")
        connection.execute("INSERT INTO bare (key, body) VALUES ('first', 'first')")


def _connect_sqlite(url: str) -> sqlite3.Connection:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=10)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def _connect_postgresql(url: str) -> psycopg.Connection:
    return psycopg.connect(url, autocommit=True)
