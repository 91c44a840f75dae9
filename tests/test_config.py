"""What the settings come to, from the environment alone."""

import pytest

from config import Config


@pytest.mark.parametrize(
    ("url", "address", "threshold"),
    [
        ("postgresql://p@db/portal", "postgresql+psycopg://p@db/portal", 3),
        ("postgres://p@db/portal?pooler=transaction", "postgresql+psycopg://p@db/portal", None),
        (
            "postgresql://p@db/portal?sslmode=require&pooler=transaction",
            "postgresql+psycopg://p@db/portal?sslmode=require",
            None,
        ),
    ],
)
def test_statements_are_prepared_unless_a_pooler_hands_out_connections(tmp_path, url, address, threshold):
    config = Config({"DATABASE_URL": url, "PORTAL_DATA_DIR": str(tmp_path)})

    assert address == config.SQLALCHEMY_DATABASE_URI
    assert config.SQLALCHEMY_ENGINE_OPTIONS["connect_args"]["prepare_threshold"] == threshold
