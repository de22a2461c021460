"""A reading as numbers: small enough to keep beside each report, quick enough to compare hundreds.

Terms become 32-bit hashes. Layout, little endian: four lengths as uint16 (title, body, pairs,
marks), then these hashes as int32, then the body's counts as uint8.
"""

import struct
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

from seawall.domain.search.rules.reading import MOST_MARKS, Reading
from seawall.domain.search.rules.statistics import Statistics

MOST_BODY = 200
MOST_PAIRS = 150
_MOST_TITLE = 60
_LENGTHS = struct.Struct("<4H")
_MOST_COUNT = 255
_SIGN, _WRAP = 2**31, 2**32


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Hashes of one text's terms. `length` is the number of words of the body, kept ones only."""

    title: frozenset[int]
    body: Mapping[int, int]
    pairs: frozenset[int]
    marks: frozenset[int]

    @property
    def length(self) -> int:
        """How many words the body has."""
        return sum(self.body.values())

    def terms(self) -> frozenset[int]:
        """All that counts for how common a term is."""
        return self.title | frozenset(self.body) | self.pairs | self.marks


def term(text: str) -> int:
    """The hash of a term: signed 32 bits, as both databases keep an integer."""
    value = crc32(text.encode())
    return value - _WRAP if value >= _SIGN else value


def fingerprint(reading: Reading, statistics: Statistics) -> Fingerprint:
    """The terms that tell most: the rarest pairs and the heaviest words are kept."""
    body = {term(word): min(count, _MOST_COUNT) for word, count in reading.body.items()}
    weight = {key: statistics.rarity(key) * min(count, 3) for key, count in body.items()}
    kept = sorted(body, key=lambda key: (-weight[key], key))[:MOST_BODY]
    pairs = [term(pair) for pair in reading.pairs]
    pairs.sort(key=lambda key: (-statistics.rarity(key), key))
    return Fingerprint(
        title=frozenset(list(dict.fromkeys(map(term, reading.title)))[:_MOST_TITLE]),
        body={key: body[key] for key in kept},
        pairs=frozenset(pairs[:MOST_PAIRS]),
        marks=frozenset(map(term, reading.marks)),
    )


def signature(found: Fingerprint, statistics: Statistics, most: int) -> list[int]:
    """The terms a report is found by, the strongest first: rare, often said, in the title."""
    weights = {
        key: statistics.rarity(key) * (1 + count.bit_length() * 0.5)
        for key, count in found.body.items()
    }
    for key in found.title:
        weights[key] = weights.get(key, statistics.rarity(key)) + statistics.rarity(key)
    for key in found.marks:
        weights[key] = statistics.rarity(key)
    return sorted(weights, key=lambda key: (-weights[key], key))[:most]


def pack(found: Fingerprint) -> bytes:
    """The bytes to keep; `unpack` gives the same fingerprint again."""
    groups: Sequence[Iterable[int]] = (
        sorted(found.title),
        found.body,
        sorted(found.pairs),
        sorted(found.marks),
    )
    arrays = [array("i", group) for group in groups]
    for each in arrays:
        _little(each)
    head = _LENGTHS.pack(*(len(each) for each in arrays))
    return b"".join((head, *(each.tobytes() for each in arrays), bytes(found.body.values())))


def unpack(packed: bytes) -> Fingerprint:
    """The fingerprint in these bytes."""
    lengths = _LENGTHS.unpack_from(packed)
    at, groups = _LENGTHS.size, []
    for length in lengths:
        each = array("i", packed[at : at + 4 * length])
        _little(each)
        groups.append(each)
        at += 4 * length
    title, body, pairs, marks = groups
    counts = packed[at : at + lengths[1]]
    return Fingerprint(
        frozenset(title), dict(zip(body, counts, strict=True)), frozenset(pairs), frozenset(marks)
    )


def _little(numbers: "array[int]") -> None:
    if sys.byteorder == "big":
        numbers.byteswap()


assert MOST_MARKS < 2**16
