import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.domain.errors import Invalid
from seawall.domain.rewards.rules.splitting import WHOLE_BASIS_POINTS, split


@st.composite
def shares(draw) -> dict[int, int]:
    """Up to ten people, each with at least one basis point."""
    people = draw(st.lists(st.integers(1, 999), min_size=1, max_size=10, unique=True))
    cuts = draw(
        st.lists(
            st.integers(1, WHOLE_BASIS_POINTS - 1),
            min_size=len(people) - 1,
            max_size=len(people) - 1,
            unique=True,
        )
    )
    edges = [0, *sorted(cuts), WHOLE_BASIS_POINTS]
    parts = [after - before for before, after in itertools.pairwise(edges)]
    return dict(zip(people, parts, strict=True))


AMOUNTS = st.integers(0, 10**12)


def test_a_third_each_leaves_the_odd_cent_to_the_largest_remainder():
    assert split(100, {"a": 3334, "b": 3333, "c": 3333}) == {"a": 34, "b": 33, "c": 33}


def test_equal_remainders_go_in_the_order_of_the_keys():
    assert split(101, {"b": 5000, "a": 5000}) == {"a": 51, "b": 50}
    assert split(1, {9: 5000, 10: 5000}) == {9: 1, 10: 0}


@given(AMOUNTS, shares())
def test_the_parts_sum_exactly(amount_minor, given_shares):
    parts = split(amount_minor, given_shares)
    assert sum(parts.values()) == amount_minor
    assert set(parts) == set(given_shares)


@given(AMOUNTS, shares())
def test_no_part_is_off_by_a_whole_unit(amount_minor, given_shares):
    for key, part in split(amount_minor, given_shares).items():
        assert abs(part * WHOLE_BASIS_POINTS - amount_minor * given_shares[key]) < (
            WHOLE_BASIS_POINTS
        )


@given(AMOUNTS, shares())
def test_a_larger_share_never_gets_less(amount_minor, given_shares):
    parts = split(amount_minor, given_shares)
    by_share = sorted(given_shares, key=lambda key: given_shares[key])
    for smaller, larger in itertools.pairwise(by_share):
        if given_shares[smaller] < given_shares[larger]:
            assert parts[smaller] <= parts[larger]


@given(AMOUNTS, shares())
def test_a_reversal_is_the_mirror_image(amount_minor, given_shares):
    parts = split(amount_minor, given_shares)
    assert split(-amount_minor, given_shares) == {key: -part for key, part in parts.items()}


@given(AMOUNTS, shares())
def test_the_order_of_the_people_does_not_matter(amount_minor, given_shares):
    turned = dict(reversed(given_shares.items()))
    assert split(amount_minor, turned) == split(amount_minor, given_shares)


@pytest.mark.parametrize("bad", [{}, {"a": 9999}, {"a": 10001}, {"a": 10001, "b": -1}])
def test_shares_that_do_not_sum_are_refused(bad):
    with pytest.raises(Invalid):
        split(100, bad)
