"""The sequencer and its followers."""

import threading
from dataclasses import dataclass
from typing import ClassVar
from uuid import uuid4

import pytest
from django.db import connection, transaction

from seawall.domain.actor import SYSTEM
from seawall.domain.audit import jobs, queries
from seawall.domain.audit.commands import record
from seawall.domain.audit.models import Event, LogReader
from seawall.domain.audit.rules import merkle
from seawall.domain.jobs_queue.tasks import REGISTRY


@dataclass(frozen=True, slots=True)
class Counted:
    name: ClassVar[str] = "test.counted"
    number: int


def _record(count: int, first: int = 0) -> list[Event]:
    with transaction.atomic():
        return [record(Counted(number=first + n), actor=SYSTEM) for n in range(count)]


def _log() -> list[tuple[int, int]]:
    return [(event.position or 0, event.payload["number"]) for event in queries.events_after(-1)]


@pytest.mark.django_db
def test_positions_follow_each_other_from_zero():
    _record(7)

    first, second, third = jobs.sequence_batch(4), jobs.sequence_batch(4), jobs.sequence_batch(4)

    assert (first, second, third) == (4, 3, 0)
    assert _log() == [(n, n) for n in range(7)]


@pytest.mark.django_db
def test_the_tree_grows_with_the_log():
    roots = []
    for batch in range(3):
        _record(5, first=5 * batch)
        jobs.sequence_batch()
        roots.append(queries.tree().root())

    leaves = [bytes(event.leaf_hash) for event in queries.events_after(-1)]
    assert roots == [merkle.root(leaves[:size]) for size in (5, 10, 15)]
    assert queries.tree().size == 15


@pytest.mark.django_db
def test_the_lag_is_what_waits():
    before = queries.lag()
    _record(3)
    waiting = queries.lag()
    jobs.sequence_batch()

    assert before == queries.lag() == queries.LogLag(0, 0.0)
    assert waiting.unsequenced == 3


@pytest.mark.django_db
def test_an_event_that_commits_late_is_not_lost():
    """Its id is earlier than ids that already have positions."""
    _record(1, first=0)
    jobs.sequence_batch()
    late = Event.objects.get()
    late.pk, late.public_id, late.position, late.payload = late.pk - 1, uuid4(), None, {"number": 1}
    late.save(force_insert=True)

    jobs.sequence_batch()

    assert _log() == [(0, 0), (1, 1)]


@pytest.mark.django_db(transaction=True)
def test_many_writers_and_sequencers_leave_no_gap():
    stop = threading.Event()

    def write(first: int) -> None:
        for number in range(10):
            _record(2, first=first + 2 * number)
        connection.close()

    def sequence() -> None:
        while not stop.is_set():
            jobs.sequence_batch(3)
        connection.close()

    sequencers = [threading.Thread(target=sequence) for _ in range(2)]
    writers = [threading.Thread(target=write, args=(100 * n,)) for n in range(3)]
    for thread in (*sequencers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in sequencers:
        thread.join()
    while jobs.sequence_batch():
        pass

    log = _log()
    leaves = [bytes(event.leaf_hash) for event in queries.events_after(-1)]
    assert [position for position, _ in log] == list(range(60))
    assert sorted(number for _, number in log) == sorted(
        100 * n + m for n in range(3) for m in range(20)
    )
    assert queries.tree().root() == merkle.root(leaves)


@pytest.fixture
def followed():
    """A follower that is forgotten after the test; it fails while `broken` is set."""
    seen: list[list[int]] = []
    broken = threading.Event()

    @jobs.follower("test", limit=4)
    def follow(events):
        seen.append([event.payload["number"] for event in events])

        def write():
            if broken.is_set():
                raise ZeroDivisionError

        return write

    duty = REGISTRY.duties.pop("follow.test")
    return seen, broken, duty.work


@pytest.mark.django_db(transaction=True)
def test_a_follower_is_told_each_event_once_in_order(followed):
    seen, _, advance = followed
    _record(6)

    unsequenced = advance()
    jobs.sequence_batch()
    moved = [advance(), advance(), advance()]

    assert unsequenced == 0
    assert moved == [4, 2, 0]
    assert seen == [[0, 1, 2, 3], [4, 5]]


@pytest.mark.django_db(transaction=True)
def test_a_follower_that_fails_is_told_again(followed):
    seen, broken, advance = followed
    _record(2)
    jobs.sequence_batch()

    broken.set()
    with pytest.raises(ZeroDivisionError):
        advance()
    stayed = LogReader.objects.get(pk="test").position
    broken.clear()
    advance()

    assert stayed == -1
    assert seen == [[0, 1], [0, 1]]
    assert LogReader.objects.get(pk="test").position == 1
