"""Both stores: files on disk, and a bucket."""

import hashlib
import io
import os
import stat
from datetime import UTC, datetime, timedelta

import pytest

from seawall.lib.blobs import (
    Blob,
    BlobStore,
    LocalBlobs,
    S3Blobs,
    StoreAway,
    TooLarge,
    from_settings,
)
from tests.lib.small_s3 import small_s3

CONTENT = b"proof of concept\n" * 1000
NAME = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(params=["local", "s3"])
def store(request, tmp_path) -> BlobStore:
    if request.param == "local":
        yield _local(tmp_path)
        return
    with small_s3() as endpoint:
        yield S3Blobs(
            bucket="evidence", endpoint=endpoint, region="x", access_key="a", secret_key="b"
        )


def _local(folder) -> LocalBlobs:
    store = LocalBlobs(folder / "files")
    store.prepare(lambda: True)
    return store


def test_what_was_put_can_be_read(store):
    blob = store.put(io.BytesIO(CONTENT))

    assert blob == Blob(NAME, len(CONTENT))
    assert store.exists(NAME)
    assert store.size_bytes(NAME) == len(CONTENT)
    with store.open(NAME) as file:
        assert file.read() == CONTENT


def test_the_same_content_is_stored_once(store):
    store.put(io.BytesIO(CONTENT))
    store.put(io.BytesIO(CONTENT))
    store.put(io.BytesIO(b""))

    assert sorted((one.sha256, one.size_bytes) for one in store.stored()) == sorted(
        [(NAME, len(CONTENT)), (hashlib.sha256(b"").hexdigest(), 0)]
    )


def test_a_finished_file_is_taken_over(store, tmp_path):
    file = tmp_path / "finished"
    file.write_bytes(CONTENT)

    blob = store.put_file(file, sha256=NAME)

    assert blob == Blob(NAME, len(CONTENT))
    assert not file.exists()
    with store.open(NAME) as stored:
        assert stored.read() == CONTENT


def test_what_is_deleted_is_gone(store):
    store.put(io.BytesIO(CONTENT))

    store.delete(NAME)
    store.delete(NAME)

    assert not store.exists(NAME)
    assert list(store.stored()) == []
    with pytest.raises(FileNotFoundError):
        store.open(NAME)
    with pytest.raises(FileNotFoundError):
        store.size_bytes(NAME)


def test_too_much_is_refused_and_nothing_is_kept(store, tmp_path):
    with pytest.raises(TooLarge) as refusal:
        store.put(io.BytesIO(CONTENT), limit_bytes=len(CONTENT) - 1)

    assert refusal.value.limit_bytes == len(CONTENT) - 1
    assert list(store.stored()) == []
    left = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert {file.name for file in left} <= {".seawall-files"}
    assert store.put(io.BytesIO(CONTENT), limit_bytes=len(CONTENT)).sha256 == NAME


@pytest.mark.parametrize(
    "name", ["", "..", "../../etc/passwd", NAME[:-1], NAME.upper(), f"{NAME}\n"]
)
def test_only_a_hash_is_a_name(store, name):
    for ask in (store.open, store.exists, store.size_bytes, store.delete):
        with pytest.raises(ValueError, match="64 hexadecimal"):
            ask(name)


def test_nobody_else_may_read_the_files(tmp_path):
    _local(tmp_path).put(io.BytesIO(CONTENT))

    file = tmp_path / "files" / NAME[:2] / NAME
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_putting_again_renews_the_moment(tmp_path):
    store = _local(tmp_path)
    store.put(io.BytesIO(CONTENT))
    os.utime(tmp_path / "files" / NAME[:2] / NAME, (1, 1))

    store.put(io.BytesIO(CONTENT))

    (found,) = store.stored()
    assert found.put_at > datetime(2020, 1, 1, tzinfo=UTC)


def test_what_a_broken_transfer_left_is_swept(tmp_path):
    store = _local(tmp_path)
    store.put(io.BytesIO(CONTENT))
    left = tmp_path / "files" / "incoming" / "left"
    left.write_bytes(b"half")
    os.utime(left, (1000, 1000))

    moment = datetime.fromtimestamp(1000, UTC)
    swept = [store.sweep_drafts(before=moment + timedelta(seconds=n)) for n in (0, 1)]

    assert swept == [0, 1]
    assert store.exists(NAME)


def test_the_operator_chooses_the_store(tmp_path):
    s3 = {"bucket": "b", "endpoint": "", "region": "x", "access_key": "a", "secret_key": "s"}

    assert isinstance(from_settings("local", folder=tmp_path, s3=s3), LocalBlobs)
    assert isinstance(from_settings("s3", folder=tmp_path, s3=s3), S3Blobs)
    with pytest.raises(ValueError, match="local or s3"):
        from_settings("floppy", folder=tmp_path, s3=s3)


CALLS = {
    "put": lambda store: store.put(io.BytesIO(b"new")),
    "open": lambda store: store.open(NAME),
    "exists": lambda store: store.exists(NAME),
    "size": lambda store: store.size_bytes(NAME),
    "delete": lambda store: store.delete(NAME),
    "stored": lambda store: list(store.stored()),
}


@pytest.mark.parametrize("call", CALLS)
def test_a_folder_that_is_away_is_no_empty_one(tmp_path, call):
    """As when a disk is not mounted: its folder is there, and empty."""
    store = _local(tmp_path)
    store.put(io.BytesIO(CONTENT))
    (tmp_path / "files").rename(tmp_path / "away")
    (tmp_path / "files").mkdir()

    with pytest.raises(StoreAway):
        CALLS[call](store)

    assert list((tmp_path / "files").iterdir()) == []
    (tmp_path / "files").rmdir()
    (tmp_path / "away").rename(tmp_path / "files")
    assert store.exists(NAME)


def _goes_away(folder):
    folder.rename(folder.with_name("away"))
    folder.mkdir()


def test_a_folder_that_goes_away_while_it_is_written_leaves_nothing_in_another(tmp_path):
    """The draft is begun before the disk goes; whatever is acknowledged stands on that disk."""
    store, folder = _local(tmp_path), tmp_path / "files"

    class Slow(io.BytesIO):
        def read(self, size=-1):
            if not (tmp_path / "away").exists():
                _goes_away(folder)
            return super().read(size)

    store.put(Slow(CONTENT))

    assert list(folder.iterdir()) == []
    folder.rmdir()
    (tmp_path / "away").rename(folder)
    assert store.open(NAME).read() == CONTENT


def test_a_folder_that_goes_away_after_the_look_at_its_mark_takes_nothing(tmp_path, monkeypatch):
    store, folder = _local(tmp_path), tmp_path / "files"
    monkeypatch.setattr(store, "_require_mark", lambda: _goes_away(folder))

    with pytest.raises(StoreAway):
        store.put(io.BytesIO(CONTENT))

    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("call", CALLS)
def test_a_bucket_that_does_not_answer_is_away(call):
    with small_s3() as endpoint:
        store = S3Blobs(bucket="b", endpoint=endpoint, region="x", access_key="a", secret_key="b")

    with pytest.raises(StoreAway):
        CALLS[call](store)


def test_where_files_are_expected_an_empty_folder_is_not_made_a_store(tmp_path):
    store = LocalBlobs(tmp_path / "files")
    store.prepare(lambda: False)

    with pytest.raises(StoreAway):
        store.put(io.BytesIO(CONTENT))
    assert not (tmp_path / "files").exists()


def test_the_folder_of_an_earlier_release_is_taken_as_it_is(tmp_path):
    _local(tmp_path).put(io.BytesIO(CONTENT))
    (tmp_path / "files" / ".seawall-files").unlink()
    store = LocalBlobs(tmp_path / "files")
    store.prepare(lambda: False)

    store.put(io.BytesIO(b"new"))

    assert len(list(store.stored())) == 2
