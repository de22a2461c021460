from datetime import UTC, datetime, timedelta

import pytest

from seawall.domain.errors import Invalid
from seawall.domain.reports.rules.originals import Original, check_original

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def original(public_id: str, days_before: int) -> Original:
    return Original(public_id, MONDAY - timedelta(days=days_before))


def refusal_of(*chain: Original) -> str:
    with pytest.raises(Invalid) as refusal:
        check_original("R-000009", MONDAY, chain)
    return refusal.value.fields["original"]


def test_an_older_report_may_be_the_original():
    check_original("R-000009", MONDAY, [original("R-000001", 1)])


def test_an_original_may_itself_be_a_duplicate():
    check_original("R-000009", MONDAY, [original("R-000002", 1), original("R-000001", 2)])


def test_a_report_is_no_duplicate_of_itself():
    assert "itself" in refusal_of(original("R-000009", 0))


def test_a_cycle_is_refused_however_long():
    chain = [original("R-000002", 1), original("R-000001", 2), original("R-000009", 0)]
    assert "R-000002 is itself a duplicate of this report" in refusal_of(*chain)


@pytest.mark.parametrize("days_before", [0, -1])
def test_an_original_that_is_not_older_is_refused(days_before):
    assert "not older" in refusal_of(original("R-000001", days_before))


def test_an_original_must_be_named():
    assert refusal_of() == "Name the original report."
