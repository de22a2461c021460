"""The log by position: events for followers, tiles and proofs for who checks it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from seawall.domain.audit.models import Checkpoint, Event, LogHead, LogTile
from seawall.domain.audit.rules import tiles
from seawall.domain.audit.rules.leaves import Leaf
from seawall.domain.audit.rules.merkle import HASH_BYTES, Frontier
from seawall.domain.audit.rules.notes import LogKey
from seawall.domain.audit.rules.tiles import Cover, Place, Tiles
from seawall.domain.errors import NotFound
from seawall.lib import clock

LAG_CAP = 1000


@dataclass(frozen=True, slots=True)
class LogLag:
    """`unsequenced` stops counting at LAG_CAP; `oldest_age_seconds` is 0.0 when nothing waits."""

    unsequenced: int
    oldest_age_seconds: float


def leaf_of(row: Event) -> Leaf:
    """What the event's leaf was made of; its hash must equal `leaf_hash` for ever."""
    return Leaf(
        salt=bytes(row.salt),
        public_id=row.public_id,
        at=row.at,
        name=row.name,
        actor_kind=row.actor_kind,
        user_id=row.user_id,
        token_id=row.token_id,
        role=row.role,
        organization_id=row.organization_id,
        program_id=row.program_id,
        report_id=row.report_id,
        payload=row.payload,
        committed=row.committed,
    )


def events_after(position: int, limit: int = 500) -> list[Event]:
    """Sequenced events behind `position`, in the order of the log. -1 is before the first."""
    return list(Event.objects.filter(position__gt=position).order_by("position")[:limit])


def lag() -> LogLag:
    """How many events wait for a position, and for how long the oldest does."""
    waiting = Event.objects.filter(position__isnull=True).order_by("id")
    moments = list(waiting.values_list("at", flat=True)[:LAG_CAP])
    if not moments:
        return LogLag(0, 0.0)
    age = (clock.now() - min(moments)).total_seconds()
    return LogLag(len(moments), max(0.0, age))


def tree() -> Frontier:
    """The tree over all sequenced events."""
    head = LogHead.objects.filter(pk=1).first()
    return Frontier() if head is None else Frontier.from_bytes(head.size, bytes(head.edge))


def key() -> LogKey:
    """The key that signs checkpoints and documents. The log keeps the name of its first one, also
    when the site moves to another address.
    """
    last = latest_checkpoint()
    origin = settings.LOG_ORIGIN if last is None else last.note.partition("\n")[0]
    return LogKey(origin, settings.LOG_KEY)


def latest_checkpoint() -> Checkpoint | None:
    """The newest signed one; None while the log is empty."""
    return Checkpoint.objects.order_by("-size").first()


def checkpoint_of(size: int) -> Checkpoint:
    """The signed one of that size. Raises NotFound when none was signed."""
    found = Checkpoint.objects.filter(size=size).first() if 0 < size < 2**62 else None
    if found is None:
        raise NotFound
    return found


def inclusion_proof(position: int, size: int) -> list[bytes]:
    """The hashes that lead from the event at `position` to the root of that size."""
    return _hashes(tiles.inclusion(position, size))


def consistency_proof(earlier: int, size: int) -> list[bytes]:
    """The hashes that show that the log of `size` begins with that of `earlier`."""
    return _hashes(tiles.consistency(earlier, size))


def tile(place: Place) -> bytes:
    """The bytes of a tile or a bundle of entries. Raises NotFound beyond what is sequenced."""
    if place.entries:
        first = place.index * tiles.WIDTH
        rows = _leaves(first, first + place.width)
        if len(rows) < place.width:
            raise NotFound
        return tiles.bundle(leaf_of(row).entry() for row in rows)
    hashes = read_tiles([(place.level, place.index)])[place.level, place.index]
    wanted = place.width * HASH_BYTES
    if len(hashes) < wanted:
        raise NotFound
    return hashes[:wanted]


def read_tiles(places: Sequence[tuple[int, int]]) -> Tiles:
    """The stored hashes of the tiles; those of level 0 that are not full come from the events."""
    keys = {LogTile.key(level, index): (level, index) for level, index in places}
    found = dict.fromkeys(places, b"")
    for row in LogTile.objects.filter(pk__in=list(keys)):
        found[keys[row.pk]] = bytes(row.hashes)
    for level, index in places:
        if level == 0 and not found[level, index]:
            first = index * tiles.WIDTH
            rows = Event.objects.filter(position__gte=first, position__lt=first + tiles.WIDTH)
            leaves = rows.order_by("position").values_list("leaf_hash", flat=True)
            found[level, index] = b"".join(bytes(leaf) for leaf in leaves)
    return found


def _hashes(covers: list[Cover]) -> list[bytes]:
    return tiles.fold(covers, read_tiles(sorted(tiles.needed(covers))))


def _leaves(first: int, behind: int) -> list[Event]:
    return list(Event.objects.filter(position__gte=first, position__lt=behind).order_by("position"))
