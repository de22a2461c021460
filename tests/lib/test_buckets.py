import itertools

import pytest

from seawall.lib import buckets


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """A clock that is set."""
    at = {"now": 100.0}
    buckets.forget()
    monkeypatch.setattr(buckets, "monotonic", lambda: at["now"])
    yield at
    buckets.forget()


def _take(key="a", cost=1):
    return buckets.take(key, at_most=10, per_seconds=60, cost=cost)


def test_it_holds_so_many_and_then_says_how_long_to_wait():
    assert [_take() for _ in range(11)] == [0] * 10 + [6]
    assert _take("b") == 0


def test_it_fills_evenly(now):
    assert [_take() for _ in range(11)][-1] == 6
    now["now"] += 6

    assert [_take(), _take()] == [0, 6]


def test_a_refusal_takes_nothing_and_a_cost_counts():
    assert _take(cost=8) == 0
    assert _take(cost=5) > 0
    assert [_take(), _take(), _take()] == [0, 0, 6]


def test_a_flood_of_keys_does_not_empty_the_bucket_of_others(now, monkeypatch):
    monkeypatch.setattr(buckets, "_MOST_KEYS", 50)
    for _ in range(10):
        _take()

    for number in range(500):
        _take(f"flood-{number}")

    assert _take() > 0
    assert len(list(itertools.islice(buckets._full_at, 100))) <= 50
