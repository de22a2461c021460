"""The sequencer, and those who follow what it has ordered.

Followers read by position, never by row id: a transaction that commits late has an earlier id than
rows that were already read.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from seawall.domain.audit import queries
from seawall.domain.audit.models import Checkpoint, Event, LogHead, LogReader, LogTile
from seawall.domain.audit.queries import events_after
from seawall.domain.audit.rules import merkle, tiles
from seawall.domain.audit.rules.merkle import Frontier
from seawall.domain.jobs_queue.tasks import duty, periodic, task
from seawall.lib import clock, crypto, http

BATCH = 500
# Any fixed number: what all processes on one PostgreSQL database agree on.
_SEQUENCER_LOCK = 7311803
_FIRST_HEAD = 1
# A checkpoint for every submission would cost as much as the submission.
CHECKPOINT_EVERY = timedelta(seconds=1)

_GIVE_POSITIONS = """
UPDATE domain_event SET position = numbered.position
FROM (
    SELECT waiting.id AS id, %s - 1 + row_number() OVER (ORDER BY waiting.id) AS position
    FROM (
        SELECT id FROM domain_event WHERE position IS NULL ORDER BY id LIMIT %s
    ) AS waiting
) AS numbered
WHERE domain_event.id = numbered.id
RETURNING domain_event.position, domain_event.leaf_hash
"""

Write = Callable[[], None]
Follow = Callable[[Sequence[Event]], Write]


@duty("sequencer", every_seconds=1.0, rank=0)
def sequence_batch(limit: int = BATCH) -> int:
    """Give the next positions to committed events, in the order of their ids.

    One sequencer at a time; 0 if another is at work or nothing waits. Positions have no gaps.
    """
    if not _something_waits():
        return 0
    with transaction.atomic():
        if not _is_ours():
            return 0
        head = _head()
        with connection.cursor() as cursor:
            cursor.execute(_GIVE_POSITIONS, (head.size, limit))
            given = sorted((position, bytes(leaf)) for position, leaf in cursor.fetchall())
        tree = Frontier.from_bytes(head.size, bytes(head.edge)).extend(leaf for _, leaf in given)
        _store_tiles(head.size, tree.size)
        LogHead.objects.filter(pk=_FIRST_HEAD).update(
            size=tree.size, edge=tree.to_bytes(), moved_at=clock.now()
        )
    return len(given)


@duty("checkpoint", every_seconds=1.0, rank=1)
def sign_checkpoint() -> int:
    """Sign what the log holds now, at most once a second; 1 when there is a new checkpoint."""
    tree, last = queries.tree(), queries.latest_checkpoint()
    now = clock.now()
    if tree.size == (last.size if last else 0):
        return 0
    if last and abs(now - last.at) < CHECKPOINT_EVERY:
        return 0
    root = tree.root()
    note = queries.key().sign_checkpoint(tree.size, root)
    try:
        with transaction.atomic():
            Checkpoint.objects.create(size=tree.size, root=root, at=now, note=note)
    except IntegrityError:
        # Another worker signed the same.
        return 0
    return 1


@periodic("audit.tell_witnesses", every=timedelta(minutes=5))
def tell_witnesses() -> int:
    """Have the newest checkpoint sent to every witness that has not got it; how many."""
    last = queries.latest_checkpoint()
    names = {_witness(address) for address in settings.LOG_WITNESSES}
    told = LogReader.objects.filter(pk__in=names, position__gte=last.size if last else 0)
    waiting = names - set(told.values_list("pk", flat=True)) if last else set()
    for name in sorted(waiting):
        tell_witness.enqueue(name, unique_key=name)
    return len(waiting)


@task("audit.tell_witness", queue="outgoing")
def tell_witness(name: str) -> None:
    """Post the newest checkpoint to one address of SEAWALL_LOG_WITNESSES, as text.

    The job holds no address, only its hash. Raises Unreachable, and is tried again, unless the
    witness answers with success.
    """
    address = next((one for one in settings.LOG_WITNESSES if _witness(one) == name), None)
    last = queries.latest_checkpoint()
    if address is None or last is None:
        return
    answer = http.fetch(
        address,
        method="POST",
        headers={"Content-Type": "text/plain; charset=utf-8"},
        body=last.note.encode(),
        policy=http.also(http.configured(), address),
    )
    if not answer.is_ok:
        raise http.Unreachable(f"status {answer.status}")
    LogReader.objects.update_or_create(
        name=name, defaults={"position": last.size, "moved_at": clock.now()}
    )


def _witness(address: str) -> str:
    return f"witness.{crypto.sha256_hex(address)[:16]}"


def _store_tiles(before: int, size: int) -> None:
    """Store the leaf tiles that became full, and what follows from that on the levels above."""
    first, behind = before >> tiles.HEIGHT, size >> tiles.HEIGHT
    for index in range(first, behind):
        hashes = queries.read_tiles([(0, index)])[0, index]
        LogTile.objects.create(pk=LogTile.key(0, index), hashes=hashes)
        _raise_up(1, index, merkle.root(tiles.cut(hashes)))


def _raise_up(level: int, index: int, node: bytes) -> None:
    """Put the root of a full tile into the tile above it; `index` counts within that level."""
    place = index >> tiles.HEIGHT
    row = LogTile.objects.filter(pk=LogTile.key(level, place)).first()
    hashes = (bytes(row.hashes) if row else b"") + node
    if len(hashes) != (index % tiles.WIDTH + 1) * merkle.HASH_BYTES:
        raise RuntimeError(f"Tile {level}/{place} of the log is damaged. Run: ./run verify log")
    LogTile.objects.update_or_create(pk=LogTile.key(level, place), defaults={"hashes": hashes})
    if len(hashes) == tiles.FULL_BYTES:
        _raise_up(level + 1, place, merkle.root(tiles.cut(hashes)))


def _something_waits() -> bool:
    """Asked without a lock, so that an idle sequencer disturbs nobody."""
    return Event.objects.filter(position__isnull=True).exists()


def _is_ours() -> bool:
    """On SQLite the write lock of this transaction is enough."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", (_SEQUENCER_LOCK,))
        return bool(cursor.fetchone()[0])


def _head() -> LogHead:
    head, _ = LogHead.objects.get_or_create(pk=_FIRST_HEAD, defaults={"moved_at": clock.now()})
    return head


def follower(name: str, *, limit: int = 200) -> Callable[[Follow], Follow]:
    """Declare a function that is given every event once, in the order of the log, in batches.

    It reads what it needs and returns what writes its outcome. The write and the note of how far
    it came are one transaction: it must do nothing outside the database (enqueue a job for that).
    The reading is outside of it, since on SQLite everybody else waits for who writes. A batch that
    raises is given again later. `name` is stable: under a new name everything is told again.
    """

    def declare(follow: Follow) -> Follow:
        @duty(f"follow.{name}", every_seconds=1.0)
        def advance() -> int:
            return _advance(name, follow, limit)

        return follow

    return declare


def _advance(name: str, follow: Follow, limit: int) -> int:
    reader = LogReader.objects.filter(pk=name).first()
    position = -1 if reader is None else reader.position
    events = events_after(position, limit)
    if not events:
        return 0
    if reader is None:
        LogReader.objects.get_or_create(name=name, defaults={"moved_at": clock.now()})
    write = follow(events)
    with transaction.atomic():
        # Somebody else is at it when the row is locked, or was when it has moved.
        rows = LogReader.objects.select_for_update(skip_locked=_can_skip())
        locked = rows.filter(pk=name, position=position).first()
        if locked is None:
            return 0
        write()
        locked.position = events[-1].position or 0
        locked.moved_at = clock.now()
        locked.save(update_fields=["position", "moved_at"])
    return len(events)


def _can_skip() -> bool:
    return connection.features.has_select_for_update_skip_locked
