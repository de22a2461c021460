import pytest

from seawall.domain.programs.rules.rewards import (
    RewardRange,
    judge,
    overall_range,
    reward_range,
    target_range,
)
from tests.domain.programs.rules.briefs import brief, excluded, reward, target

PROGRAM = brief(
    target("domain", "a.example", id="plain"),
    target("domain", "b.example", id="core", group="core"),
    target("domain", "c.example", id="capped", group="core", maximum_priority=3),
    target("domain", "d.example", id="unpaid", eligible_for_reward=False),
    excluded("domain", "e.example", id="out"),
    groups=[{"id": "core", "name": "Core"}],
    rewards=[
        reward(1, 300_000, 650_000),
        reward(3, 50_000, 100_000),
        reward(5, 0, 0),
        reward(1, 400_000, 800_000, group="core"),
        {"priority": 4, "maximum_minor": 20_000, "up_to": True},
    ],
    program_maximum_minor=2_000_000,
)

RANGES = [
    (1, "plain", RewardRange("USD", 300_000, 650_000)),
    (1, "core", RewardRange("USD", 400_000, 800_000)),
    (3, "core", RewardRange("USD", 50_000, 100_000)),
    (4, "plain", RewardRange("USD", 0, 20_000, up_to=True)),
    (1, "capped", RewardRange("USD", 50_000, 100_000)),
    (4, "capped", RewardRange("USD", 0, 20_000, up_to=True)),
    (2, "plain", None),
    (5, "plain", None),
    (1, "unpaid", None),
    (1, "out", None),
    (1, "nowhere", None),
    (1, None, RewardRange("USD", 300_000, 650_000)),
]


@pytest.mark.parametrize(("priority", "target_id", "expected"), RANGES)
def test_the_range_follows_from_priority_and_target(priority, target_id, expected):
    assert reward_range(PROGRAM, priority=priority, target_id=target_id) == expected


def test_the_table_as_a_whole_reaches_from_lowest_to_highest():
    assert overall_range(PROGRAM) == RewardRange("USD", 0, 800_000, up_to=True)
    assert overall_range(brief()) is None


def test_a_target_reaches_from_its_lowest_to_its_highest():
    assert target_range(PROGRAM, PROGRAM.targets[2]) == RewardRange("USD", 0, 100_000, up_to=True)
    assert target_range(PROGRAM, PROGRAM.targets[3]) is None


SUMS = [
    (300_000, False, False),
    (650_000, False, False),
    (299_999, True, False),
    (650_001, True, False),
    (2_000_001, True, True),
]


@pytest.mark.parametrize(("amount", "outside", "above"), SUMS)
def test_a_sum_is_judged_by_the_table_and_the_maximum(amount, outside, above):
    found = judge(PROGRAM, priority=1, target_id="plain", amount_minor=amount)

    assert (found.outside_range, found.above_maximum) == (outside, above)
    assert found.needs_reason is (outside or above)


def test_any_sum_on_an_unpaid_target_is_outside():
    assert judge(PROGRAM, priority=1, target_id="unpaid", amount_minor=1).needs_reason
