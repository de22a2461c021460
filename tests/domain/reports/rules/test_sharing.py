import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.domain.errors import Invalid
from seawall.domain.reports.rules.sharing import (
    MOST_PEOPLE,
    check_shares,
    effective_shares,
    format_percent,
    parse_percent,
)


@pytest.mark.parametrize(
    ("typed", "points"),
    [("33.33", 3333), ("50", 5000), (" 50 % ", 5000), ("0.01", 1), ("100", 10000), ("7.5", 750)],
)
def test_a_percentage_is_read_as_basis_points(typed, points):
    assert parse_percent(typed) == points


@pytest.mark.parametrize("typed", ["", "-1", "33.333", "100.01", "1e2", "50,5", "٥٠", "%", "999"])
def test_what_is_no_share_is_refused(typed):
    with pytest.raises(Invalid) as refusal:
        parse_percent(typed)
    assert "share" in refusal.value.fields


@given(st.integers(0, 10000))
def test_a_share_is_written_as_it_is_read(points):
    assert parse_percent(format_percent(points)) == points


def test_shares_are_written_without_needless_digits():
    assert [format_percent(points) for points in (5000, 3330, 3333, 5, 0)] == [
        "50", "33.3", "33.33", "0.05", "0",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("reporter", "others"),
    [(10000, {}), (5000, {"bob": 5000}), (3334, {"bob": 3333, "eve": 3333})],
)
def test_shares_that_sum_to_a_whole_are_taken(reporter, others):
    check_shares(reporter, others)


@pytest.mark.parametrize(
    ("reporter", "others"),
    [
        (9999, {}),
        (5000, {"bob": 5001}),
        (10000, {"bob": 0}),
        (0, {"bob": 10000}),
        (10001, {"bob": -1}),
        (9990, {str(number): 1 for number in range(MOST_PEOPLE)}),
    ],
)
def test_other_shares_are_refused(reporter, others):
    with pytest.raises(Invalid) as refusal:
        check_shares(reporter, others)
    assert "collaborators" in refusal.value.fields


def test_ten_people_may_share():
    check_shares(9991, {str(number): 1 for number in range(MOST_PEOPLE - 1)})


def test_the_share_of_a_pending_invitation_stays_with_the_reporter():
    invited = {"bob": 3000, "eve": 2000}
    assert effective_shares("ann", 5000, invited, {"bob"}) == {"ann": 7000, "bob": 3000}
    assert effective_shares("ann", 5000, invited, set()) == {"ann": 10000}
    assert sum(effective_shares("ann", 5000, invited, {"bob", "eve"}).values()) == 10000
