"""Tiles against the plain tree, and their addresses against the specification."""

import random

import pytest

from seawall.domain.audit.rules import merkle, tiles
from seawall.domain.audit.rules.merkle import hash_leaf
from seawall.domain.audit.rules.tiles import Place

SIZES = [1, 2, 3, 255, 256, 257, 511, 512, 700]
LEAVES = [hash_leaf(str(number).encode()) for number in range(max(SIZES))]


def _tiles(leaves: list[bytes]) -> dict[tuple[int, int], bytes]:
    found, level, hashes = {}, 0, leaves
    while hashes:
        for index in range(0, len(hashes), 256):
            found[level, index // 256] = b"".join(hashes[index : index + 256])
        whole = len(hashes) // 256 * 256
        hashes = [merkle.root(hashes[at : at + 256]) for at in range(0, whole, 256)]
        level += 1
    return found


@pytest.mark.parametrize("size", SIZES)
def test_proofs_from_tiles_are_those_of_the_plain_tree(size):
    leaves, cut = LEAVES[:size], _tiles(LEAVES[:size])
    places = sorted(
        {0, size - 1, size // 2, *random.Random(size).sample(range(size), min(size, 9))}
    )

    for place in places:
        covers = tiles.inclusion(place, size)
        assert tiles.fold(covers, cut) == merkle.inclusion_proof(leaves, place)
        covers = tiles.consistency(place + 1, size)
        assert tiles.fold(covers, cut) == merkle.consistency_proof(leaves, place + 1)
    assert tiles.fold([tiles.root(size)], cut) == [merkle.root(leaves)]


@pytest.mark.parametrize("size", [1_000_000, 256**3, 256**3 + 1, 2**40 - 1])
def test_a_proof_of_a_large_tree_needs_few_tiles(size):
    levels = -(-size.bit_length() // 8)
    for place in (0, size // 3, size - 1):
        assert len(tiles.needed(tiles.inclusion(place, size))) <= 2 * levels
        assert len(tiles.needed(tiles.consistency(place + 1, size))) <= 2 * levels


def test_a_tile_that_is_too_short_is_noticed():
    covers = tiles.inclusion(0, 4)

    with pytest.raises(ValueError, match="reach"):
        tiles.fold(covers, {(0, 0): b"".join(LEAVES[:3])})


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("0/000", Place(0, 0)),
        ("0/255.p/7", Place(0, 255, 7)),
        ("1/x001/234", Place(1, 1234)),
        ("0/x001/x234/067", Place(0, 1234067)),
        ("0/x001/x234/067.p/255", Place(0, 1234067, 255)),
        ("entries/x001/000", Place(0, 1000, entries=True)),
        ("entries/000.p/1", Place(0, 0, 1, entries=True)),
    ],
)
def test_an_address_is_a_tile(path, place):
    assert tiles.parse(path) == place
    assert tiles.address(place) == path


@pytest.mark.parametrize(
    "path",
    [
        *("", "0", "0/0", "0/00", "0/0000", "7/000", "63/000", "-1/000", "00/000", "x/000"),
        *("0/000/", "0/x000/000", "0/x00/001", "0/000.p/0", "0/000.p/256", "0/000.p/01"),
        *("0/000.p/", "0/000.p", "0/000.p/9999999999999", "entries/1", "entries", "../000"),
        *("0/000.p/٣", "0/٣٣٣", "0/" + "x001/" * 40 + "000"),
    ],
)
def test_anything_else_is_not(path):
    assert tiles.parse(path) is None


def test_entries_are_bundled_after_their_lengths():
    assert tiles.bundle([b"ab", b"", b"x" * 300]) == b"\0\2ab\0\0\1\x2c" + b"x" * 300
