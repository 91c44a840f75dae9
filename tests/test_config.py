"""What the settings come to, from the environment alone."""

import pytest

from config import Config, SettingError


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


@pytest.mark.parametrize("url", ["s3://kho", "s3://kho/cong/anh?endpoint=http://127.0.0.1:9000", ""])
def test_photos_are_kept_in_a_bucket_or_in_the_data_directory(tmp_path, url):
    config = Config({"PORTAL_EVIDENCE_URL": url, "PORTAL_DATA_DIR": str(tmp_path)})

    assert (url or None) == config.EVIDENCE_URL


@pytest.mark.parametrize("url", ["/srv/anh", "https://kho", "s3:///anh", "s3://kho?endpoint=minio:9000"])
def test_a_store_of_photos_that_cannot_be_is_told_at_the_start(tmp_path, url):
    with pytest.raises(SettingError, match="PORTAL_EVIDENCE_URL must look like"):
        Config({"PORTAL_EVIDENCE_URL": url, "PORTAL_DATA_DIR": str(tmp_path)})
