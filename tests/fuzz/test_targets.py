"""What reads the words of strangers, on a little of anything and on what once broke it."""

import json

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from seawall.lib import verify_receipt
from tests.fuzz import seeds
from tests.fuzz.findings import FINDINGS
from tests.fuzz.mutations import made
from tests.fuzz.targets import RECEIPT, TARGETS

bounded = settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("name", TARGETS)
def test_whatever_is_given_what_must_hold_holds(name):
    @bounded
    @given(made(TARGETS[name].make))
    def ask(given_input):
        TARGETS[name].check(given_input)

    ask()


@pytest.mark.parametrize(("name", "finding"), FINDINGS)
def test_what_was_found_once_stays_mended(name, finding):
    TARGETS[name].check(finding)


def test_a_receipt_of_this_format_holds_for_ever():
    """The file was made once and is not made again: people keep such files."""
    assert verify_receipt.examine(RECEIPT, key=seeds.RECEIPT_KEY)[0]
    assert not verify_receipt.examine(RECEIPT.replace("quoted", "Quoted"), key=seeds.RECEIPT_KEY)[0]
    assert json.loads(RECEIPT)["format"] == verify_receipt.RECEIPT
