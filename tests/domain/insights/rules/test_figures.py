"""Efficiency by its formula, medians, percentiles, rates."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from seawall.domain.insights.rules.figures import (
    Level,
    Span,
    between,
    by_span,
    median,
    percent,
    summary,
)
from seawall.domain.insights.rules.timing import ReportNumbers

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ONE = ReportNumbers(
    submitted_at=NOW - timedelta(days=10),
    state="new",
    priority=3,
    claimed=3,
    response_seconds=None,
    triage_seconds=None,
    reward_seconds=None,
    resolution_seconds=None,
    missed="",
    late_from=None,
    appeals=0,
    appeals_decided=0,
    appeals_upheld=0,
    awarded_minor=0,
    currency="",
)


def of(*rows):
    return summary(rows, currency="USD", now=NOW)


@pytest.mark.parametrize(
    ("good", "bad", "efficiency", "level"),
    [
        (0, 0, None, None),
        (1, 0, 100, Level.GREEN),
        (3, 1, 75, Level.GREEN),
        (149, 51, 75, Level.YELLOW),
        (1, 3, 25, Level.YELLOW),
        (49, 151, 25, Level.RED),
        (0, 2, 0, Level.RED),
    ],
)
def test_efficiency_counts_each_report_once(good, bad, efficiency, level):
    late = replace(ONE, missed="triage,resolution", late_from=NOW - timedelta(days=1))

    found = of(*[ONE] * good, *[late] * bad)

    assert (found.efficiency, found.level) == (efficiency, level)


def test_a_running_clock_violates_from_the_moment_it_is_late():
    soon = replace(ONE, late_from=NOW + timedelta(seconds=1))
    late = replace(ONE, late_from=NOW - timedelta(seconds=1))

    assert of(soon, late).violators == 1


def test_rates_divide_by_what_they_speak_of():
    found = of(
        replace(ONE, state="duplicate", appeals=1, appeals_decided=1, appeals_upheld=1),
        replace(ONE, priority=4, appeals=2, appeals_decided=1),
        replace(ONE, claimed=None),
        replace(ONE, state="resolved"),
    )

    assert found.duplicate_rate == 25
    assert (found.downgraded, found.rated, found.downgrade_rate) == (1, 3, 33)
    assert (found.appeals, found.appeal_rate, found.upheld_rate) == (3, 75, 50)
    assert (found.valid, found.resolved) == (1, 1)
    assert of().upheld_rate is None


def test_sums_of_another_currency_are_left_out():
    found = of(
        replace(ONE, awarded_minor=100, currency="USD"),
        replace(ONE, awarded_minor=900, currency="EUR"),
    )

    assert (found.rewarded, found.awarded_minor, found.bounty_top) == (1, 100, 100)


@pytest.mark.parametrize(
    ("values", "middle"), [([], None), ([5], 5), ([9, 1], 1), ([3, 1, 2], 2), ([4, None, 8], 4)]
)
def test_the_median_is_a_value_that_occurred(values, middle):
    assert median(values) == middle


def test_percentiles_take_the_values_between_them():
    hundred = list(range(101))

    assert between(hundred, 45, 55) == 50
    assert between(hundred, 90, 100) == 95
    assert between([7], 45, 55) == between([7], 90, 100) == 7
    assert between([], 45, 55) is None


@pytest.mark.parametrize(
    ("part", "whole", "shown"), [(1, 3, 33), (1, 2, 50), (1, 200, 1), (0, 5, 0), (0, 0, None)]
)
def test_a_percentage_is_whole_with_half_rounded_up(part, whole, shown):
    assert percent(part, whole) == shown


def test_spans_are_by_when_a_report_was_sent():
    rows = [replace(ONE, submitted_at=NOW - timedelta(days=age)) for age in (1, 31, 91, 366)]

    found = by_span(rows, currency="USD", now=NOW)

    assert {span: one.reports for span, one in found.items()} == {
        Span.MONTH: 1, Span.QUARTER: 2, Span.YEAR: 3, Span.EVER: 4
    }  # fmt: skip
