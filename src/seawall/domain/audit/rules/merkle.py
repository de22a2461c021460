"""The Merkle tree of RFC 9162 (Certificate Transparency 2.0), section 2.1, over SHA-256.

All functions take leaf hashes (`hash_leaf` of the entries), each 32 bytes; positions count from 0.
A tree that only grows needs its right edge alone: see Frontier.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def hash_leaf(entry: bytes) -> bytes:
    """The hash of one entry of the log."""
    return hashlib.sha256(b"\x00" + entry).digest()


def hash_children(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """A tree of `size` leaves, as the roots of its complete subtrees, largest first.

    There is one subtree per set bit of `size`, so 64 hashes hold any tree.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.hashes) != self.size.bit_count():
            raise ValueError(f"{len(self.hashes)} hashes cannot be a tree of {self.size} leaves.")

    def extend(self, leaves: Iterable[bytes]) -> "Frontier":
        """The tree with these leaf hashes added at the right: about two hashes per leaf."""
        size, stack = self.size, list(self.hashes)
        for leaf in leaves:
            node, rest = _checked(leaf), size
            while rest & 1:
                node = hash_children(stack.pop(), node)
                rest >>= 1
            stack.append(node)
            size += 1
        return Frontier(size, tuple(stack))

    def root(self) -> bytes:
        """The tree's root hash."""
        if not self.hashes:
            return EMPTY_ROOT
        node = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            node = hash_children(left, node)
        return node

    def to_bytes(self) -> bytes:
        """The hashes in one piece, as they are stored."""
        return b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, size: int, stored: bytes) -> "Frontier":
        """The tree that was stored. ValueError if the bytes cannot belong to that size."""
        if len(stored) % HASH_BYTES:
            raise ValueError("The stored tree is not made of whole hashes.")
        cut = range(0, len(stored), HASH_BYTES)
        return cls(size, tuple(stored[at : at + HASH_BYTES] for at in cut))


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over all leaf hashes."""
    return Frontier().extend(leaves).root()


def inclusion_proof(leaves: Sequence[bytes], position: int) -> list[bytes]:
    """The hashes that lead from the leaf to the root, lowest first: at most ceil(log2 n)."""
    return [root(leaves[a:b]) for a, b in inclusion_ranges(position, len(leaves))]


def consistency_proof(leaves: Sequence[bytes], earlier: int) -> list[bytes]:
    """The hashes that show that the first `earlier` leaves were not changed since."""
    return [root(leaves[a:b]) for a, b in consistency_ranges(earlier, len(leaves))]


def inclusion_ranges(position: int, size: int) -> list[tuple[int, int]]:
    """The leaves (from, before) under each hash of the proof that `position` is in the tree."""
    if not 0 <= position < size:
        raise ValueError(f"There is no leaf {position} among {size}.")
    found, first, behind = [], 0, size
    while behind - first > 1:
        half = first + _split(behind - first)
        if position < half:
            found.append((half, behind))
            behind = half
        else:
            found.append((first, half))
            first = half
    return found[::-1]


def consistency_ranges(earlier: int, size: int) -> list[tuple[int, int]]:
    """The leaves (from, before) under each hash of the proof that the tree only grew."""
    if not 0 < earlier <= size:
        raise ValueError(f"A tree of {size} leaves never had {earlier}.")
    found, first, behind = [], 0, size
    while earlier < behind:
        half = first + _split(behind - first)
        if earlier <= half:
            found.append((half, behind))
            behind = half
        else:
            found.append((first, half))
            first = half
    # The earlier tree itself needs no hash: who asks has its root.
    return ([(first, behind)] if first else []) + found[::-1]


def verify_inclusion(
    *, leaf: bytes, position: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether the proof shows that `leaf` is at `position` in the tree of `size` and `root`."""
    if not 0 <= position < size or not _all_hashes(leaf, root, *proof):
        return False
    node, index, last = leaf, position, size - 1
    for sibling in proof:
        if last == 0:
            return False
        if index & 1 or index == last:
            node = hash_children(sibling, node)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = hash_children(node, sibling)
        index, last = index >> 1, last >> 1
    return last == 0 and node == root


def verify_consistency(
    *,
    earlier_size: int,
    earlier_root: bytes,
    later_size: int,
    later_root: bytes,
    proof: Sequence[bytes],
) -> bool:
    """Whether the proof shows that the later tree begins with all of the earlier one.

    A tree without leaves proves nothing: False, as the RFC demands a size above 0.
    """
    if not 0 < earlier_size <= later_size or not _all_hashes(earlier_root, later_root, *proof):
        return False
    if earlier_size == later_size:
        return not proof and earlier_root == later_root
    # A complete earlier tree is its own first node, and is left out of the proof.
    complete = earlier_size & (earlier_size - 1) == 0
    path = [earlier_root, *proof] if complete else list(proof)
    if not path:
        return False
    index, last = earlier_size - 1, later_size - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    old = new = path[0]
    for node in path[1:]:
        if last == 0:
            return False
        if index & 1 or index == last:
            old, new = hash_children(node, old), hash_children(node, new)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            new = hash_children(new, node)
        index, last = index >> 1, last >> 1
    return last == 0 and old == earlier_root and new == later_root


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _all_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_BYTES for value in values)


def _checked(leaf: bytes) -> bytes:
    if len(leaf) != HASH_BYTES:
        raise ValueError("A leaf hash has 32 bytes.")
    return leaf
