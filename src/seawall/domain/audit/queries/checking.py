"""Everything that the log says, computed again: leaves, order, tree, tiles and checkpoints.

It believes nothing that is stored but the events themselves and what the log's key has signed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from seawall.domain.audit.models import Checkpoint, Event, LogHead, LogTile
from seawall.domain.audit.queries.log import key, leaf_of
from seawall.domain.audit.rules import merkle, notes, tiles
from seawall.domain.audit.rules.merkle import Frontier
from seawall.domain.audit.rules.notes import BadNote

_BATCH = 500
# What may lie between an event and its entry: a long transaction, a clock that was set.
LATEST_ENTRY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that is not as it was entered. `index` is the first place where it shows; None
    where it cannot be told.
    """

    index: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint that must hold: signed here, or kept by somebody else (`name` says where)."""

    name: str
    size: int
    root: bytes
    at: datetime | None = None


@dataclass(slots=True)
class Check:
    """The walk through the log. `size` and `checkpoints` are how much was looked at."""

    flaws: list[Flaw] = field(default_factory=list)
    size: int = 0
    checkpoints: int = 0
    _tree: Frontier = field(default_factory=Frontier)
    _tile: list[bytes] = field(default_factory=list)
    _roots: list[bytes] = field(default_factory=list)
    _good: list[int] = field(default_factory=lambda: [0])
    _differing: list[Kept] = field(default_factory=list)

    def flaw(self, index: int | None, text: str) -> None:
        """Note what is wrong."""
        self.flaws.append(Flaw(index, text))


def check_log(kept_notes: Iterable[tuple[str, str]] = (), *, key_text: str = "") -> Check:
    """Walk through the whole log. `kept_notes` are (name, note) of checkpoints from elsewhere;
    `key_text` is the log's public key as somebody kept it.
    """
    check = Check()
    if key_text and key_text.strip() != key().verifier():
        check.flaw(None, f"The log's key is now {key().verifier()}, not the one you gave.")
    kept = sorted([*_signed(check), *_given(check, kept_notes)], key=lambda one: one.size)
    check.checkpoints = len(kept)
    if _walk(check, kept):
        _end(check, kept)
    _ranges(check)
    _waiting(check)
    _compare_tiles(check)
    check.flaws.sort(key=lambda flaw: (flaw.index is None, flaw.index or 0))
    return check


def _signed(check: Check) -> list[Kept]:
    """The stored checkpoints; those that the log's key did not sign are flaws."""
    found, public = [], key().public
    for row in Checkpoint.objects.order_by("size").iterator(_BATCH):
        name = f"the stored checkpoint of {row.size} entries"
        try:
            said = notes.read_checkpoint(row.note, public=public)
        except BadNote as refusal:
            check.flaw(row.size - 1, f"{_capital(name)} does not count: {refusal}")
            continue
        if (said.size, said.root) != (row.size, bytes(row.root)):
            check.flaw(row.size - 1, f"{_capital(name)} says something else than its row.")
        found.append(Kept(name, said.size, said.root, row.at))
    return found


def _given(check: Check, kept_notes: Iterable[tuple[str, str]]) -> list[Kept]:
    found = []
    for name, note in kept_notes:
        try:
            said = notes.read_checkpoint(note, public=key().public)
        except BadNote as refusal:
            check.flaw(None, f"{name}: {refusal}")
        else:
            found.append(Kept(f"{name} ({said.size} entries)", said.size, said.root))
    return found


def _walk(check: Check, kept: list[Kept]) -> bool:
    """Whether it came to the end: behind a gap nothing can be computed."""
    waiting = iter(kept)
    due = next(waiting, None)
    latest: datetime | None = None
    for event in _events():
        position = event.position or 0
        if position > check.size:
            check.flaw(check.size, f"Entries {check.size} to {position - 1} are missing.")
            return False
        _leaf(check, event)
        if latest and event.at < latest - LATEST_ENTRY:
            check.flaw(
                position,
                f"Entry {position} says it is of {event.at.isoformat()}, but it was not there when "
                f"a checkpoint was signed at {latest.isoformat()}: it was dated back, or the "
                "clock was set.",
            )
        while due and due.size <= check.size:
            if due.size == check.size:
                _root(check, due)
            latest = max(filter(None, (latest, due.at)), default=None)
            due = next(waiting, None)
    return True


def _end(check: Check, kept: list[Kept]) -> None:
    longer = [one for one in kept if one.size > check.size]
    if longer:
        check.flaw(
            check._good[-1],
            f"The log has {check.size} entries, but {longer[-1].name} was signed: entries from "
            f"{check._good[-1]} on are gone, as after going back to an old copy.",
        )


def _leaf(check: Check, event: Event) -> None:
    """The entry's own fields against its leaf, and its leaf against the tile that was stored."""
    position, stored = check.size, bytes(event.leaf_hash)
    if leaf_of(event).hash() != stored:
        check.flaw(position, f"Entry {position} was changed: its fields do not give its leaf.")
    check._tree = check._tree.extend([stored])
    check._tile.append(stored)
    check.size += 1
    if len(check._tile) == tiles.WIDTH:
        _full_tile(check)


def _full_tile(check: Check) -> None:
    index = (check.size >> tiles.HEIGHT) - 1
    row = LogTile.objects.filter(pk=LogTile.key(0, index)).first()
    stored = tiles.cut(bytes(row.hashes)) if row else []
    if stored != check._tile:
        pairs = zip(stored, check._tile, strict=False)
        offset = next((at for at, (one, two) in enumerate(pairs) if one != two), len(stored))
        first = (index << tiles.HEIGHT) + offset
        check.flaw(first, f"Entry {first} is not the one that tile 0/{index} was made of.")
    check._roots.append(merkle.root(check._tile))
    check._tile.clear()


def _root(check: Check, kept: Kept) -> None:
    if check._tree.root() == kept.root:
        check._good.append(kept.size)
    else:
        check._differing.append(kept)


def _ranges(check: Check) -> None:
    """The first stored checkpoint that differs and every given one; where a better known entry is
    wrong in the range, that one is named.
    """
    exact = sorted(flaw.index for flaw in check.flaws if flaw.index is not None)
    stored = [one for one in check._differing if one.at is not None][:1]
    for kept in stored + [one for one in check._differing if one.at is None]:
        start = max(size for size in check._good if size < kept.size)
        within = next((index for index in exact if start <= index < kept.size), start)
        check.flaw(
            within,
            f"The first {kept.size} entries are not those of {kept.name}: one between {start} "
            f"and {kept.size - 1} was changed, added, dropped or moved.",
        )


def _waiting(check: Check) -> None:
    """Events without a position are not in the tree yet, but their leaves are fixed."""
    for event in Event.objects.filter(position__isnull=True).order_by("id").iterator(_BATCH):
        if leaf_of(event).hash() != bytes(event.leaf_hash):
            check.flaw(None, f"An event that waits for its position was changed: {event.public_id}")


def _compare_tiles(check: Check) -> None:
    """The head and the tiles above the leaves: only a cache, but proofs are made from them."""
    head = LogHead.objects.filter(pk=1).first()
    stored = (head.size, bytes(head.edge)) if head else (0, b"")
    if stored != (check._tree.size, check._tree.to_bytes()):
        check.flaw(None, f"The head of the log says {stored[0]} entries, or another tree.")
    level, hashes = 1, check._roots
    while hashes:
        for index in range(-(-len(hashes) // tiles.WIDTH)):
            wanted = b"".join(hashes[index * tiles.WIDTH : (index + 1) * tiles.WIDTH])
            row = LogTile.objects.filter(pk=LogTile.key(level, index)).first()
            if row is None or bytes(row.hashes) != wanted:
                check.flaw(None, f"Tile {level}/{index} of the tree is not what it should be.")
        whole = len(hashes) // tiles.WIDTH * tiles.WIDTH
        hashes = [merkle.root(hashes[at : at + tiles.WIDTH]) for at in range(0, whole, tiles.WIDTH)]
        level += 1


def _events() -> Iterator[Event]:
    last = -1
    while rows := list(Event.objects.filter(position__gt=last).order_by("position")[:_BATCH]):
        yield from rows
        last = rows[-1].position or 0


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
