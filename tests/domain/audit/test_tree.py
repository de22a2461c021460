"""The stored tree: tiles, proofs and signed checkpoints."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from seawall.domain.actor import SYSTEM
from seawall.domain.audit import jobs, queries
from seawall.domain.audit.commands import Entry, record_all
from seawall.domain.audit.models import Checkpoint, LogTile
from seawall.domain.audit.rules import merkle, notes, tiles
from seawall.domain.audit.rules.tiles import Place
from seawall.domain.errors import NotFound
from seawall.lib import clock

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Counted:
    name: ClassVar[str] = "test.counted"
    number: int


def _grow(count: int, *, batch: int = 500) -> None:
    with transaction.atomic():
        record_all(Entry(Counted(number=number), SYSTEM) for number in range(count))
    while jobs.sequence_batch(batch):
        pass


def _leaves() -> list[bytes]:
    return [bytes(event.leaf_hash) for event in queries.events_after(-1, limit=10_000)]


def test_every_proof_is_that_of_the_plain_tree():
    _grow(600, batch=100)
    leaves = _leaves()

    for size in (1, 255, 256, 257, 512, 600):
        for place in {0, size // 2, size - 1}:
            assert queries.inclusion_proof(place, size) == merkle.inclusion_proof(
                leaves[:size], place
            )
        assert queries.consistency_proof(size, 600) == merkle.consistency_proof(leaves, size)


def test_tiles_are_stored_once_they_are_full_and_grow_above():
    _grow(255)
    before = LogTile.objects.count()
    _grow(1)
    _grow(257)

    leaves = _leaves()
    stored = {row.pk: bytes(row.hashes) for row in LogTile.objects.all()}
    roots = [merkle.root(leaves[:256]), merkle.root(leaves[256:512])]
    assert before == 0
    assert stored == {
        LogTile.key(0, 0): b"".join(leaves[:256]),
        LogTile.key(0, 1): b"".join(leaves[256:512]),
        LogTile.key(1, 0): b"".join(roots),
    }


def test_a_tile_above_that_is_full_goes_up_too(monkeypatch):
    """With tiles of two hashes, so that seven levels need no million events."""
    monkeypatch.setattr(tiles, "HEIGHT", 1)
    monkeypatch.setattr(tiles, "WIDTH", 2)
    monkeypatch.setattr(tiles, "FULL_BYTES", 64)
    _grow(37, batch=5)
    leaves = _leaves()

    for size in (1, 2, 31, 32, 33, 37):
        for place in range(size):
            proof = queries.inclusion_proof(place, size)
            assert proof == merkle.inclusion_proof(leaves[:size], place)
    assert bytes(LogTile.objects.get(pk=LogTile.key(5, 0)).hashes) == merkle.root(leaves[:32])


def test_a_proof_is_made_by_two_statements_at_most():
    _grow(700)

    with CaptureQueriesContext(connection) as statements:
        queries.inclusion_proof(3, 700)

    assert len(statements) == 2


def test_tiles_are_served_whole_and_in_part():
    _grow(300)
    leaves = _leaves()
    entries = [queries.leaf_of(event).entry() for event in queries.events_after(-1)]

    assert queries.tile(Place(0, 0)) == b"".join(leaves[:256])
    assert queries.tile(Place(0, 0, 3)) == b"".join(leaves[:3])
    assert queries.tile(Place(0, 1, 44)) == b"".join(leaves[256:])
    assert queries.tile(Place(1, 0, 1)) == merkle.root(leaves[:256])
    assert queries.tile(Place(0, 1, 2, entries=True)) == tiles.bundle(entries[256:258])
    for beyond in (Place(0, 1, 45), Place(0, 1), Place(1, 0, 2), Place(0, 2), Place(2, 0, 1)):
        with pytest.raises(NotFound):
            queries.tile(beyond)
    with pytest.raises(NotFound):
        queries.tile(Place(0, 1, 45, entries=True))


def test_the_entries_that_are_served_give_the_leaf_hashes_and_tell_nothing():
    _grow(5)

    served = queries.tile(Place(0, 0, 5, entries=True))

    entries = [served[at + 2 : at + 49] for at in range(0, len(served), 49)]
    assert [merkle.hash_leaf(entry) for entry in entries] == _leaves()
    assert b"counted" not in served


def test_a_checkpoint_is_signed_once_for_each_size():
    empty = jobs.sign_checkpoint()
    _grow(3)

    signed = [jobs.sign_checkpoint(), jobs.sign_checkpoint()]

    row = Checkpoint.objects.get()
    said = notes.read_checkpoint(row.note, public=queries.key().public)
    assert (empty, signed) == (0, [1, 0])
    assert (said.size, said.root) == (row.size, bytes(row.root)) == (3, merkle.root(_leaves()))


def test_checkpoints_are_a_second_apart(monkeypatch):
    now = clock.now()
    _grow(3)
    monkeypatch.setattr(clock, "now", lambda: now)
    jobs.sign_checkpoint()
    _grow(2)

    soon = jobs.sign_checkpoint()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=1))
    later = jobs.sign_checkpoint()

    assert (soon, later) == (0, 1)
    assert list(Checkpoint.objects.order_by("size").values_list("size", flat=True)) == [3, 5]


def test_the_log_keeps_its_name(settings):
    settings.LOG_ORIGIN = "first.example/log"
    _grow(1)
    jobs.sign_checkpoint()

    settings.LOG_ORIGIN = "second.example/log"

    assert queries.key().origin == "first.example/log"


def test_a_signed_checkpoint_stays(monkeypatch):
    _grow(1)
    jobs.sign_checkpoint()

    with pytest.raises(DatabaseError), transaction.atomic():
        Checkpoint.objects.update(size=2)
    with pytest.raises(NotFound):
        queries.checkpoint_of(2)
    assert queries.checkpoint_of(1) == queries.latest_checkpoint()
