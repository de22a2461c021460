"""What a leaf gives away: nothing, until a field is opened."""

import hashlib
import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from seawall.domain.audit.rules import leaves, merkle
from seawall.domain.audit.rules.leaves import Leaf
from seawall.lib.canonical import canonical_json

SALT = bytes(range(32))
AT = datetime(2026, 11, 25, 9, 30, 1, 5, tzinfo=UTC)


def _leaf(salt: bytes = SALT, payload: dict | None = None, **given) -> Leaf:
    values = {"payload": payload or {"report": "R-2222-222", "priority": 1}}
    return Leaf(
        salt=salt,
        public_id=UUID(int=7),
        at=AT,
        name="report.submitted",
        actor_kind="person",
        user_id=5,
        token_id=None,
        role="",
        organization_id=2,
        program_id=3,
        report_id=4,
        **(values | given),
    )


def test_a_field_is_committed_as_its_definition_says():
    salt = leaves.salt_of(SALT, "title")

    made = leaves.commit("title", 'A "café"\n', salt)

    assert made == hashlib.sha256(salt + '["title","A \\"café\\"\\n"]'.encode()).digest()
    assert made == hashlib.sha256(salt + canonical_json(["title", 'A "café"\n'])).digest()


def test_the_entry_is_a_heading_and_one_digest():
    leaf = _leaf()

    entry = leaf.entry()

    assert entry == leaves.HEADING + hashlib.sha256(b"".join(leaf.commitments())).digest()
    assert leaf.hash() == merkle.hash_leaf(entry)


@pytest.mark.parametrize("more", [0, 1, 24, 25, 90])
def test_the_number_of_fields_does_not_show(more):
    payload = {f"field{number}": number for number in range(more)}
    made = _leaf(payload=payload).commitments()

    assert len(made) % leaves.PADDED_TO == 0
    assert len(made) == len(set(made))
    assert made == sorted(made)
    assert all(len(one) == 32 for one in made)


def test_every_field_can_be_opened_by_itself():
    leaf = _leaf(committed=leaves.commit_all({"title": "Stored XSS"}, SALT))
    made = set(leaf.commitments())
    fields = {**leaf.fields(), "title": "Stored XSS"}

    openings = [leaf.opening(name, value) for name, value in fields.items()]

    assert [one.name for one in openings if one.commitment() not in made] == []
    assert len({one.salt for one in openings}) == len(openings)


def test_another_value_or_name_is_no_opening():
    leaf = _leaf()
    right = leaf.opening("priority", 1)

    wrong = [
        leaf.opening("priority", 2),
        leaf.opening("priority", "1"),
        leaf.opening("priority", None),
        leaves.Opening("severity", 1, right.salt),
        leaves.Opening("priority", 1, bytes(32)),
    ]

    assert right.commitment() in leaf.commitments()
    assert [one for one in wrong if one.commitment() in leaf.commitments()] == []


def test_the_same_event_twice_has_nothing_in_common():
    first, second = _leaf(), _leaf(salt=bytes(32))

    assert not set(first.commitments()) & set(second.commitments())
    assert first.entry() != second.entry()


def test_a_field_of_five_values_cannot_be_guessed_without_its_salt():
    """With all other fields open, their salts give away neither the event's salt nor this one's."""
    leaf = _leaf()
    made = set(leaf.commitments())
    opened = [leaf.opening(name, value) for name, value in leaf.fields().items()]
    known = [one.salt for one in opened if one.name != "priority"]

    guesses = [
        leaves.commit("priority", value, salt)
        for value in (None, 1, 2, 3, 4, 5)
        for salt in [bytes(32), *known, *(leaves.salt_of(one, "priority") for one in known)]
    ]

    assert not made & set(guesses)


@pytest.mark.parametrize("changed", ["public_id", "at", "name", "actor_kind", "role", "payload"])
def test_every_column_is_in_the_leaf(changed):
    other = {
        "public_id": UUID(int=8),
        "at": datetime(2026, 11, 25, 9, 30, 1, 6, tzinfo=UTC),
        "name": "report.moved",
        "actor_kind": "token",
        "role": "owner",
        "payload": {"report": "R-2222-222", "priority": 2},
    }
    values = {field: getattr(_leaf(), field) for field in Leaf.__dataclass_fields__}

    assert Leaf(**values).hash() == _leaf().hash()
    assert Leaf(**{**values, changed: other[changed]}).hash() != _leaf().hash()


@pytest.mark.parametrize("row", ["user_id", "token_id", "organization_id", "program_id"])
def test_every_internal_number_is_in_the_leaf(row):
    values = {field: getattr(_leaf(), field) for field in Leaf.__dataclass_fields__}

    assert Leaf(**{**values, row: 99}).hash() != _leaf().hash()


def test_names_that_would_stand_for_two_fields_are_refused():
    for payload, values in (({"title": 1}, {"title": 2}), ({}, {"event.at": 1})):
        with pytest.raises(ValueError, match="name"):
            leaves.refuse_clash(payload, values)


def test_a_leaf_survives_being_stored_as_json():
    payload = {"shares": {"7": 1}, "changed": ("title", "url"), "none": None, "yes": True}

    assert _leaf(payload=payload).hash() == _leaf(payload=json.loads(json.dumps(payload))).hash()
