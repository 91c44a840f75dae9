"""The evidence store keeps bytes under their hash, in a directory and on a real server that speaks S3."""

import os
import stat
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

import config
from portal import create_app
from portal.gateways import evidence
from portal.gateways.evidence import EvidenceAway
from tests.photo_files import photo, sha256_of

BUCKET = "anh-minh-chung"
PLACES = ("directory", "bucket")


@pytest.fixture(scope="module")
def s3():
    """A server that speaks S3, on a free port of this machine."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def credentials(monkeypatch):
    """What boto3 looks for in the environment."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def app_with(tmp_path: Path, **environment: str):
    """Build an app that keeps photos where the settings say."""
    given = {"PORTAL_DATA_DIR": str(tmp_path), "SECRET_KEY": "k" * 32}
    return create_app(config.Config(given | environment))


@pytest.fixture(params=PLACES)
def place(request, tmp_path):
    """The context of an app with one of the places."""
    environment = {}
    if request.param == "bucket":
        request.getfixturevalue("credentials")
        endpoint = request.getfixturevalue("s3")
        boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket=BUCKET)
        environment["PORTAL_EVIDENCE_URL"] = f"s3://{BUCKET}/cong/anh?endpoint={endpoint}"
    with app_with(tmp_path, **environment).app_context():
        yield request.param


@pytest.fixture
def directory(tmp_path):
    """The local directory, in the context of an app that uses it."""
    with app_with(tmp_path).app_context():
        yield tmp_path / "evidence"


def test_what_is_stored_is_read_back_until_it_is_deleted(place):
    content = photo()

    name = evidence.store(content)

    assert name == sha256_of(content)
    assert evidence.exists(name)
    assert evidence.read(name) == content
    evidence.delete(name)
    assert not evidence.exists(name)
    assert evidence.read(name) is None


def test_what_is_not_there_is_none_and_can_be_deleted(place):
    name = "0" * 64

    evidence.delete(name)

    assert evidence.read(name) is None
    assert not evidence.exists(name)


def test_the_same_bytes_are_stored_once(place):
    names = {evidence.store(photo(seed=1)) for _ in range(3)}

    assert len(names) == 1
    assert evidence.read(names.pop()) == photo(seed=1)


def test_objects_lie_below_the_prefix(s3, credentials, tmp_path):
    client = boto3.client("s3", endpoint_url=s3, region_name="us-east-1")
    client.create_bucket(Bucket="kho")
    with app_with(tmp_path, PORTAL_EVIDENCE_URL=f"s3://kho/cong?endpoint={s3}").app_context():
        name = evidence.store(photo())

    [stored] = client.list_objects_v2(Bucket="kho")["Contents"]

    assert stored["Key"] == f"cong/{name[:2]}/{name}"
    assert not (tmp_path / "evidence").exists()


def test_files_are_readable_by_the_portal_alone(directory):
    old = os.umask(0)
    try:
        name = evidence.store(photo())
    finally:
        os.umask(old)

    path = directory / name[:2] / name
    assert [stat.S_IMODE(one.stat().st_mode) for one in (directory, path.parent, path)] == [
        0o700,
        0o700,
        0o600,
    ]
    assert [one.name for one in directory.iterdir()] == [name[:2]]


def test_a_file_is_written_through_before_it_has_its_name_and_then_its_name_is(directory, monkeypatch):
    done, fsync, replace = [], os.fsync, Path.replace

    def note_fsync(descriptor: int) -> None:
        done.append(f"fsync {Path(os.readlink(f'/proc/self/fd/{descriptor}')).name[:6]}")
        fsync(descriptor)

    def note_replace(path: Path, target: Path) -> Path:
        done.append("named")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(Path, "replace", note_replace)

    name = evidence.store(photo())

    assert done[:3] == ["fsync draft-", "named", f"fsync {name[:2]}"]
    assert "fsync eviden" in done[3:]


def test_what_is_there_is_not_written_again(directory):
    name = evidence.store(photo())
    before = (directory / name[:2] / name).stat()

    evidence.store(photo())

    after = (directory / name[:2] / name).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_damaged_file_is_not_handed_out_and_is_mended_by_storing_again(directory):
    name = evidence.store(photo())
    (directory / name[:2] / name).write_bytes(b"half")

    assert evidence.read(name) is None
    evidence.store(photo())
    assert evidence.read(name) == photo()


def test_a_directory_that_takes_nothing_is_away(tmp_path):
    (tmp_path / "evidence").write_text("not a directory")

    with app_with(tmp_path).app_context():
        for act in (lambda: evidence.store(photo()), lambda: evidence.read("0" * 64)):
            with pytest.raises(EvidenceAway):
                act()


@pytest.mark.parametrize("case", ["nobody listens", "no such bucket"])
def test_a_store_that_does_not_answer_or_takes_nothing_is_away(case, s3, credentials, tmp_path):
    endpoint = "http://127.0.0.1:9" if case == "nobody listens" else s3

    with app_with(tmp_path, PORTAL_EVIDENCE_URL=f"s3://missing?endpoint={endpoint}").app_context():
        for act in (lambda: evidence.store(photo()), lambda: evidence.read("0" * 64)):
            with pytest.raises(EvidenceAway):
                act()
