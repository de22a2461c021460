"""The tree cut into tiles of 256 hashes (C2SP tlog-tiles), and proofs made from few of them.

Hash `i` of level `l` is the root over 256 ** l leaves; tile `t` of a level holds the hashes from
`256 * t` on. A proof touches at most two tiles of each level, and a level has 256 times as many
leaves as the one below.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from seawall.domain.audit.rules import merkle
from seawall.domain.audit.rules.merkle import HASH_BYTES

HEIGHT = 8
WIDTH = 1 << HEIGHT
FULL_BYTES = WIDTH * HASH_BYTES
# Level 7 would hold more leaves than any log will have.
HIGHEST_LEVEL = 6

_PATH = re.compile(r"(?P<level>entries|[0-6])(?P<index>(?:/x\d{3})*/\d{3})(?:\.p/(?P<width>\d+))?")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tile stands. `width` hashes of it are meant; 256 is the whole tile."""

    level: int
    index: int
    width: int = WIDTH
    entries: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """The root over the 2 ** `height` leaves from `index` * 2 ** `height` on."""

    height: int
    index: int

    @property
    def tile(self) -> tuple[int, int]:
        """Level and index of the tile in which it can be found or made."""
        return self.height // HEIGHT, self._first >> HEIGHT

    @property
    def _first(self) -> int:
        """Its first hash, counted on the tile's level."""
        return self.index << self.height % HEIGHT

    def read(self, hashes: bytes) -> bytes:
        """The hash, made from those of its tile. ValueError if the tile is too short."""
        first = (self._first % WIDTH) * HASH_BYTES
        behind = first + (HASH_BYTES << self.height % HEIGHT)
        if len(hashes) < behind:
            raise ValueError("The tile does not reach this far.")
        return merkle.root(cut(hashes[first:behind]))


Tiles = Mapping[tuple[int, int], bytes]
# One hash of a proof: the complete subtrees that make it, largest first.
Cover = tuple[Node, ...]


def inclusion(position: int, size: int) -> list[Cover]:
    """What the proof that `position` is in the tree of `size` is made of, lowest first."""
    return [_cover(first, behind) for first, behind in merkle.inclusion_ranges(position, size)]


def consistency(earlier: int, size: int) -> list[Cover]:
    """What the proof that the tree of `size` begins with that of `earlier` is made of."""
    return [_cover(first, behind) for first, behind in merkle.consistency_ranges(earlier, size)]


def needed(covers: Iterable[Cover]) -> set[tuple[int, int]]:
    """Level and index of every tile that `fold` will ask for."""
    return {node.tile for cover in covers for node in cover}


def fold(covers: Iterable[Cover], tiles: Tiles) -> list[bytes]:
    """The hashes of the proof."""
    return [_fold([node.read(tiles[node.tile]) for node in cover]) for cover in covers]


def root(size: int) -> Cover:
    """What the root of a tree of `size` leaves is made of."""
    return _cover(0, size)


def cut(hashes: bytes) -> list[bytes]:
    """The single hashes."""
    return [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]


def parse(path: str) -> Place | None:
    """The tile that is asked for, after `tile/`; None for what is no tile's address.

    Levels from 0 or `entries`, then the index in groups of three digits, all but the last with an
    `x` before them, then `.p/W` for the first W of a tile that is not full.
    """
    found = _PATH.fullmatch(path)
    if found is None or len(found["index"]) > 30:
        return None
    index = int(found["index"].replace("/x", "").replace("/", ""))
    entries = found["level"] == "entries"
    place = Place(
        level=0 if entries else int(found["level"]),
        index=index,
        width=int(found["width"] or WIDTH) if len(found["width"] or "") <= 3 else 0,
        entries=entries,
    )
    if not 1 <= place.width <= (WIDTH - 1 if found["width"] else WIDTH):
        return None
    return place if address(place) == path else None


def address(place: Place) -> str:
    """The tile's address after `tile/`."""
    text = f"{place.index:03d}"
    text = text.zfill(-(-len(text) // 3) * 3)
    groups = [text[at : at + 3] for at in range(0, len(text), 3)]
    name = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    part = f".p/{place.width}" if place.width < WIDTH else ""
    return f"{'entries' if place.entries else place.level}/{name}{part}"


def bundle(entries: Iterable[bytes]) -> bytes:
    """Entries as they are served together: each after its length in two bytes."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def _cover(first: int, behind: int) -> Cover:
    """The complete subtrees of the range, which begins where one of its size can."""
    nodes = []
    while first < behind:
        height = (behind - first).bit_length() - 1
        nodes.append(Node(height, first >> height))
        first += 1 << height
    return tuple(nodes)


def _fold(hashes: Sequence[bytes]) -> bytes:
    if not hashes:
        return merkle.EMPTY_ROOT
    node = hashes[-1]
    for left in reversed(hashes[:-1]):
        node = merkle.hash_children(left, node)
    return node
