import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.domain.errors import Invalid
from seawall.domain.rewards.rules.ledger import (
    Posting,
    assert_balanced,
    award_postings,
    balances,
    payable,
    payout_postings,
    reversal_of,
)


def test_an_award_is_the_programs_expense_owed_by_share():
    assert award_postings("harbor", 20050, {7: 3333, 3: 6667}) == (
        Posting("expense:harbor", 20050),
        Posting("payable:3", -13367),
        Posting("payable:7", -6683),
    )


def test_a_part_of_nothing_has_no_line():
    assert award_postings("harbor", 1, {1: 9999, 2: 1}) == (
        Posting("expense:harbor", 1),
        Posting("payable:1", -1),
    )


def test_a_payout_settles_what_is_owed():
    entries = [*award_postings("harbor", 500, {1: 10000}), *payout_postings("harbor", 1, 500)]
    assert balances(entries) == {"expense:harbor": 500, "payable:1": 0, "paid:harbor": -500}


@given(st.integers(1, 10**12), st.integers(1, 9999))
def test_a_reversal_leaves_every_account_as_it_was(amount_minor, share):
    postings = award_postings("harbor", amount_minor, {1: share, 2: 10000 - share})
    assert set(balances([*postings, *reversal_of(postings)]).values()) == {0}


AMOUNTS = st.integers(1, 10**9)


@given(st.lists(st.tuples(AMOUNTS, st.integers(1, 9999), st.sampled_from("apr")), max_size=20))
def test_whatever_is_posted_the_books_balance(steps):
    entries: list[Posting] = []
    for amount_minor, share, step in steps:
        award = award_postings("harbor", amount_minor, {1: share, 2: 10000 - share})
        entries += award
        if step == "p":
            entries += payout_postings("harbor", 1, amount_minor)
        if step == "r":
            entries += reversal_of(award)
    assert sum(balances(entries).values()) == 0


@pytest.mark.parametrize("amount_minor", [0, -1])
def test_only_a_positive_amount_is_awarded_or_paid(amount_minor):
    for post in (
        lambda: award_postings("harbor", amount_minor, {1: 10000}),
        lambda: payout_postings("harbor", 1, amount_minor),
    ):
        with pytest.raises(Invalid) as refusal:
            post()
        assert "amount_minor" in refusal.value.fields


@pytest.mark.parametrize(
    "postings",
    [
        [],
        [Posting("expense:a", 0)],
        [Posting("expense:a", 5)],
        [Posting("expense:a", 5), Posting(payable(1), -4)],
        [Posting("expense:a", 5), Posting(payable(1), -5), Posting(payable(2), 0)],
    ],
)
def test_an_entry_that_does_not_balance_is_refused(postings):
    with pytest.raises(Invalid, match="does not balance"):
        assert_balanced(postings)
