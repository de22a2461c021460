"""The table of messages, and their signatures."""

import dataclasses
from importlib import import_module

import pytest

from seawall.domain.notify.rules import signing
from seawall.domain.notify.rules.hooks import TYPES, body_of, data_of
from seawall.lib import clock
from tests.lib.shared_cases import shared_cases

WORDS = {"str", "int", "int | None", "bool"}


def _events() -> dict[str, type]:
    found = {}
    for subject in ("accounts", "leaks", "notify", "programs", "reports", "rewards"):
        module = import_module(f"seawall.domain.{subject}.events")
        found |= {one.name: one for one in vars(module).values() if hasattr(one, "name")}
    return found


@pytest.mark.parametrize("kind", TYPES)
def test_every_message_carries_flat_fields_of_its_event_and_no_sum(kind):
    fields = {one.name: one.type for one in dataclasses.fields(_events()[kind])}

    assert set(TYPES[kind].fields) <= set(fields)
    assert not {"amount_minor", "currency", "vrt", "target_id"} & set(TYPES[kind].fields)
    assert {
        getattr(fields[name], "__name__", str(fields[name])) for name in TYPES[kind].fields
    } <= (WORDS)


def test_what_is_not_in_the_table_is_not_told():
    kind = TYPES["award.approved"]

    assert data_of(kind, {"award": "A-1", "report": "R-1", "amount_minor": 5}) == {
        "award": "A-1",
        "report": "R-1",
    }


def test_the_same_message_is_the_same_bytes():
    now = clock.now()

    assert body_of("a", now, {"x": 1, "b": 2}) == body_of("a", now, {"b": 2, "x": 1})


def test_signatures_are_those_of_the_specification():
    wrong = []
    for case in shared_cases("webhooks/dev.jsonl"):
        made = signing.signature(
            case["secret"],
            message_id=case["id"],
            timestamp=int(case["timestamp"]),
            body=case["body"],
        )
        if (made in case["signature"].split()) is not case["valid"]:
            wrong.append(case)

    assert wrong == []


def test_a_secret_is_thirty_two_random_bytes():
    secrets = {signing.new_secret() for _ in range(20)}

    assert len(secrets) == 20
    assert {len(one) for one in secrets} == {len("whsec_") + 44}
