"""Files that arrive in pieces."""

import hashlib
import io
import os
import threading
from datetime import UTC, datetime

import pytest

from seawall.lib.blobs import LocalBlobs, TooLarge
from seawall.lib.uploads import Finished, Incomplete, PartFiles, WrongOffset

KEY = "upload_0-AZ"
CONTENT = bytes(range(256)) * 10


@pytest.fixture
def parts(tmp_path) -> PartFiles:
    parts = PartFiles(tmp_path / "uploads")
    parts.create(KEY)
    return parts


def _send(parts: PartFiles, first: int, last: int, size: int = len(CONTENT)) -> int:
    piece = io.BytesIO(CONTENT[first:last])
    return parts.append(KEY, piece, offset=first, size_bytes=size)


def test_pieces_become_the_file(parts, tmp_path):
    offsets = [_send(parts, 0, 1000), _send(parts, 1000, 1001), _send(parts, 1001, 2560)]

    finished = parts.finish(KEY, size_bytes=len(CONTENT))

    digest = hashlib.sha256(CONTENT).hexdigest()
    assert offsets == [1000, 1001, 2560]
    assert finished == Finished(tmp_path / "uploads" / KEY, digest, len(CONTENT))
    assert finished.path.read_bytes() == CONTENT


def test_a_finished_file_moves_into_the_store(parts, tmp_path):
    _send(parts, 0, len(CONTENT))
    finished = parts.finish(KEY, size_bytes=len(CONTENT))
    store = LocalBlobs(tmp_path / "files")
    store.prepare(lambda: True)

    store.put_file(finished.path, sha256=finished.sha256)

    assert store.open(finished.sha256).read() == CONTENT
    with pytest.raises(FileNotFoundError):
        parts.offset(KEY)


@pytest.mark.parametrize("first", [0, 99, 101])
def test_gaps_and_repetitions_are_refused_with_the_true_offset(parts, first):
    _send(parts, 0, 100)

    with pytest.raises(WrongOffset) as refusal:
        _send(parts, first, 200)

    assert refusal.value.offset == 100
    assert parts.offset(KEY) == 100


def test_a_piece_beyond_the_declared_size_is_refused_whole(parts):
    _send(parts, 0, 100)

    with pytest.raises(TooLarge):
        _send(parts, 100, 300, size=299)

    assert parts.offset(KEY) == 100


def test_what_came_before_a_broken_connection_is_kept(parts):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            piece = super().read(400)
            if not piece:
                raise ConnectionResetError
            return piece

    with pytest.raises(ConnectionResetError):
        parts.append(KEY, Broken(CONTENT[:800]), offset=0, size_bytes=len(CONTENT))

    assert parts.offset(KEY) == 800
    assert _send(parts, 800, 2560) == 2560
    assert parts.finish(KEY, size_bytes=2560).path.read_bytes() == CONTENT


def test_an_unfinished_file_is_not_finished(parts):
    _send(parts, 0, 100)

    with pytest.raises(Incomplete) as refusal:
        parts.finish(KEY, size_bytes=len(CONTENT))

    assert refusal.value.offset == 100


def test_of_two_pieces_at_the_same_place_one_is_refused(parts):
    outcomes: list[object] = []
    start = threading.Barrier(2)

    def send() -> None:
        start.wait()
        try:
            outcomes.append(_send(parts, 0, 100))
        except WrongOffset as refusal:
            outcomes.append(refusal)

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert parts.offset(KEY) == 100
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["WrongOffset", "int"]


def test_a_key_is_begun_once(parts):
    with pytest.raises(FileExistsError):
        parts.create(KEY)


@pytest.mark.parametrize(
    "key", ["", "short", "../../../etc/passwd", "a" * 65, "upload\n00", "ünicode1"]
)
def test_a_key_cannot_lead_elsewhere(parts, key):
    with pytest.raises(ValueError, match="key"):
        parts.create(key)


def test_a_forgotten_upload_is_swept(parts, tmp_path):
    parts.create("upload-fresh")
    os.utime(tmp_path / "uploads" / KEY, (1000, 1000))

    swept = parts.sweep(before=datetime.fromtimestamp(2000, UTC))

    assert swept == [KEY]
    assert parts.offset("upload-fresh") == 0
    parts.discard(KEY)
