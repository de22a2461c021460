"""Files that arrive in pieces at different hosts, by way of the bucket."""

import hashlib
import io
from datetime import UTC, datetime

import pytest

from seawall.lib.blobs import S3Blobs, TooLarge
from seawall.lib.part_objects import PartObjects
from seawall.lib.uploads import Incomplete, WrongOffset
from tests.lib.small_s3 import small_s3

KEY = "upload_0-AZ"
CONTENT = bytes(range(256)) * 10


@pytest.fixture
def endpoint():
    with small_s3() as address:
        yield address


@pytest.fixture
def hosts(endpoint, tmp_path):
    """Two hosts with one bucket, where a file is begun."""
    store = S3Blobs(bucket=tmp_path.name, endpoint=endpoint, region="x", access_key="a",
                    secret_key="b")  # fmt: skip
    made = [PartObjects(store.bucket, tmp_path / name) for name in ("one", "other")]
    made[0].create(KEY)
    return made


def _send(parts, first, last, size=2560):
    return parts.append(KEY, io.BytesIO(CONTENT[first:last]), offset=first, size_bytes=size)


def test_each_piece_may_arrive_at_another_host(hosts):
    one, other = hosts

    offsets = [_send(one, 0, 1000), _send(other, 1000, 1001), _send(one, 1001, 2560)]
    finished = other.finish(KEY, size_bytes=len(CONTENT))

    assert offsets == [1000, 1001, 2560]
    assert finished.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert finished.path.read_bytes() == CONTENT
    assert finished.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("first", [0, 99, 101])
def test_gaps_and_repetitions_are_refused_with_the_true_offset(hosts, first):
    _send(hosts[0], 0, 100)

    with pytest.raises(WrongOffset) as refused:
        _send(hosts[1], first, 200)

    assert refused.value.offset == 100


def test_a_shorter_piece_that_came_late_leaves_a_gap_that_is_filled(hosts):
    """Two hosts may take the same place at the same time: the chain stays whole."""
    one, other = hosts
    _send(one, 0, 100)
    _send(one, 100, 200)
    one._bucket.put_object(Key=f"uploads/{KEY}/{0:015d}", Body=CONTENT[:60])

    assert other.offset(KEY) == 60
    _send(other, 60, 100)
    assert one.offset(KEY) == 200
    _send(one, 200, 2560)
    assert one.finish(KEY, size_bytes=2560).path.read_bytes() == CONTENT


def test_a_piece_beyond_the_declared_size_is_refused_whole(hosts):
    _send(hosts[0], 0, 100)

    with pytest.raises(TooLarge):
        _send(hosts[0], 100, 300, size=299)

    assert hosts[0].offset(KEY) == 100


def test_what_came_before_a_broken_connection_is_kept(hosts):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            found = super().read(500)
            if not found:
                raise ConnectionError
            return found

    with pytest.raises(ConnectionError):
        hosts[0].append(KEY, Broken(CONTENT[:800]), offset=0, size_bytes=len(CONTENT))

    assert hosts[1].offset(KEY) == 800


def test_an_unfinished_file_is_not_finished(hosts):
    _send(hosts[0], 0, 100)

    with pytest.raises(Incomplete):
        hosts[0].finish(KEY, size_bytes=len(CONTENT))


def test_a_forgotten_file_is_swept_and_unknown_everywhere(hosts):
    _send(hosts[0], 0, 100)

    kept = hosts[0].sweep(before=datetime(2026, 11, 1, tzinfo=UTC))
    swept = hosts[0].sweep(before=datetime(2027, 1, 1, tzinfo=UTC))

    assert (kept, swept) == ([], [KEY])
    with pytest.raises(FileNotFoundError):
        hosts[1].offset(KEY)


@pytest.mark.parametrize("key", ["short", "../../etc/passwd", "a" * 65])
def test_a_key_cannot_lead_elsewhere(hosts, key):
    with pytest.raises(ValueError, match="key"):
        hosts[0].create(key)
