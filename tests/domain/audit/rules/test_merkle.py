"""The tree against a slow model of the RFC, and against published vectors where they are."""

import base64
import hashlib
import json

import pytest

from seawall.domain.audit.rules import merkle
from seawall.domain.audit.rules.merkle import Frontier, hash_leaf

LEAVES = [hash_leaf(f"entry {number}".encode()) for number in range(70)]


def _model(leaves: list[bytes]) -> bytes:
    """The definition of RFC 9162, section 2.1.1, word by word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + _model(leaves[:k]) + _model(leaves[k:])).digest()


@pytest.mark.parametrize("size", range(34))
def test_the_root_is_that_of_the_rfc(size):
    assert merkle.root(LEAVES[:size]) == _model(LEAVES[:size])


@pytest.mark.parametrize("first", [0, 1, 2, 7, 8, 33])
@pytest.mark.parametrize("more", [0, 1, 5, 16, 31])
def test_growing_in_two_steps_gives_the_same_tree(first, more):
    stored = Frontier().extend(LEAVES[:first])

    grown = Frontier.from_bytes(stored.size, stored.to_bytes()).extend(LEAVES[first : first + more])

    assert grown.size == first + more
    assert grown.root() == _model(LEAVES[: first + more])


@pytest.mark.parametrize(("size", "stored"), [(1, b""), (2, b"x" * 64), (1, b"x" * 31), (-1, b"")])
def test_a_damaged_stored_tree_is_refused(size, stored):
    with pytest.raises(ValueError, match=r"tree"):
        Frontier.from_bytes(size, stored)


def test_a_leaf_that_is_no_hash_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        Frontier().extend([b"short"])


def test_every_leaf_of_every_small_tree_is_proved():
    for size in range(1, 34):
        leaves = LEAVES[:size]
        for position in range(size):
            proof = merkle.inclusion_proof(leaves, position)

            assert len(proof) <= (size - 1).bit_length()
            assert merkle.verify_inclusion(
                leaf=leaves[position],
                position=position,
                size=size,
                proof=proof,
                root=merkle.root(leaves),
            )


def test_a_wrong_leaf_place_size_or_proof_is_not_proved():
    leaves = LEAVES[:13]
    right = {
        "leaf": leaves[5],
        "position": 5,
        "size": 13,
        "proof": merkle.inclusion_proof(leaves, 5),
        "root": merkle.root(leaves),
    }
    wrong = [
        {"leaf": leaves[6]},
        {"position": 4},
        {"position": -1},
        {"position": 13},
        {"size": 5},
        {"size": 33},
        {"proof": right["proof"][:-1]},
        {"proof": [*right["proof"], LEAVES[0]]},
        {"proof": [b"x" * 31, *right["proof"][1:]]},
        {"root": merkle.root(LEAVES[:14])},
        {"root": b""},
    ]

    assert merkle.verify_inclusion(**right)
    assert [change for change in wrong if merkle.verify_inclusion(**{**right, **change})] == []


def test_every_earlier_tree_is_shown_to_be_kept():
    for later in range(1, 26):
        for earlier in range(1, later + 1):
            proof = merkle.consistency_proof(LEAVES[:later], earlier)

            assert merkle.verify_consistency(
                earlier_size=earlier,
                earlier_root=merkle.root(LEAVES[:earlier]),
                later_size=later,
                later_root=merkle.root(LEAVES[:later]),
                proof=proof,
            )


@pytest.mark.parametrize("earlier", [1, 2, 3, 4, 7, 8, 12, 13])
def test_a_rewritten_past_is_noticed(earlier):
    rewritten = [hash_leaf(b"forged"), *LEAVES[1:13]]

    assert not merkle.verify_consistency(
        earlier_size=earlier,
        earlier_root=merkle.root(LEAVES[:earlier]),
        later_size=13,
        later_root=merkle.root(rewritten),
        proof=merkle.consistency_proof(rewritten, earlier),
    )


@pytest.mark.parametrize(("earlier", "later"), [(0, 0), (0, 5), (6, 5), (-1, 5)])
def test_sizes_that_prove_nothing_are_refused(earlier, later):
    same = merkle.root(LEAVES[:5])

    assert not merkle.verify_consistency(
        earlier_size=earlier, earlier_root=same, later_size=later, later_root=same, proof=[]
    )


def test_proofs_of_what_is_not_there_are_refused():
    with pytest.raises(ValueError, match="no leaf"):
        merkle.inclusion_proof(LEAVES[:3], 3)
    with pytest.raises(ValueError, match="never had"):
        merkle.consistency_proof(LEAVES[:3], 4)


def test_the_published_vectors_all_hold(shared):
    file = shared / "data" / "merkle" / "dev.jsonl"
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    # Proofs over subtrees belong to a later draft, not to RFC 6962 or 9162.
    cases = [case for case in lines if case["kind"] in {"inclusion", "consistency"}]

    wrong = [case["file"] for case in cases if _verdict(case) is bool(case.get("wantErr"))]

    assert cases
    assert wrong == []


def _verdict(case: dict) -> bool:
    def raw(name: str) -> bytes:
        return base64.b64decode(case.get(name) or "")

    proof = [base64.b64decode(one) for one in case.get("proof") or []]
    if case["kind"] == "inclusion":
        return merkle.verify_inclusion(
            leaf=raw("leafHash"),
            position=case.get("leafIdx", 0),
            size=case.get("treeSize", 0),
            proof=proof,
            root=raw("root"),
        )
    return merkle.verify_consistency(
        earlier_size=case.get("size1", 0),
        earlier_root=raw("root1"),
        later_size=case.get("size2", 0),
        later_root=raw("root2"),
        proof=proof,
    )
