"""S4, exactly: first valid report, and a fix recorded; under the name that was chosen."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from seawall.domain.disclosure.rules import (
    CreditName,
    Finding,
    Merit,
    credited,
    deserves_thanks,
    merits,
)
from seawall.domain.reports.rules.workflow import State

FIRST, LATER = datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 3, 4, tzinfo=UTC)
GOOD = Finding(State.RESOLVED, has_original=False, fix="v1.2", fixed_at=FIRST, people=(1,))


@pytest.mark.parametrize("state", State)
def test_only_a_resolved_report_is_thanked(state):
    assert deserves_thanks(replace(GOOD, state=state)) == (state == State.RESOLVED)


def test_a_duplicate_is_not_the_first():
    assert not deserves_thanks(replace(GOOD, has_original=True))


@pytest.mark.parametrize("fix", ["", "  "])
def test_without_a_recorded_fix_there_are_no_thanks(fix):
    assert not deserves_thanks(replace(GOOD, fix=fix))


def test_people_are_counted_and_ranked_by_findings_then_by_time():
    findings = [
        replace(GOOD, people=(1, 2), fixed_at=LATER),
        replace(GOOD, people=(2,), fixed_at=FIRST),
        replace(GOOD, people=(3,), fixed_at=FIRST),
        replace(GOOD, people=(4,), state=State.DUPLICATE),
    ]

    assert merits(findings) == (Merit(2, 2, FIRST), Merit(3, 1, FIRST), Merit(1, 1, LATER))


@pytest.mark.parametrize(
    ("kind", "credit_name", "wanted"),
    [
        ("alias", "Ada Lovelace", CreditName("ada", "ada")),
        ("name", "Ada Lovelace", CreditName("Ada Lovelace", None)),
        ("name", " ", CreditName(None, None)),
        ("anonymous", "Ada Lovelace", CreditName(None, None)),
        ("", "", CreditName(None, None)),
    ],
)
def test_the_chosen_name_and_nothing_beside_it(kind, credit_name, wanted):
    assert credited(kind, credit_name=credit_name, handle="ada") == wanted
