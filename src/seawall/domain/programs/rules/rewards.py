"""What a report earns by the table of its brief."""

from dataclasses import dataclass

from seawall.domain.programs.rules.brief import PRIORITIES, Brief, RewardRow, Target


@dataclass(frozen=True, slots=True)
class RewardRange:
    """From minimum to maximum, both included; `up_to` shows only the maximum."""

    currency: str
    minimum_minor: int
    maximum_minor: int
    up_to: bool = False

    @property
    def is_fixed(self) -> bool:
        """One sum, not a range."""
        return self.minimum_minor == self.maximum_minor

    def holds(self, amount_minor: int) -> bool:
        """Whether the sum lies in the range."""
        return self.minimum_minor <= amount_minor <= self.maximum_minor


@dataclass(frozen=True, slots=True)
class Judgement:
    """A proposed sum beside the table. Outside the range or above the maximum needs a reason."""

    range: RewardRange | None
    outside_range: bool
    above_maximum: bool

    @property
    def needs_reason(self) -> bool:
        return self.outside_range or self.above_maximum


def reward_range(brief: Brief, *, priority: int, target_id: str | None) -> RewardRange | None:
    """The range for a report of this priority on this target; None where nothing is paid.

    A row of the target's group beats the general row. A priority better than the target permits
    counts as the best that it permits. `target_id` None (a target that is not listed) has only
    the general rows.
    """
    target: Target | None = None
    if target_id is not None:
        target = brief.target(target_id)
        if target is None or not target.in_scope or not target.eligible_for_reward:
            return None
    row = _row(brief, capped_priority(priority, target), target.group if target else None)
    return _range(brief, [row]) if row is not None else None


def capped_priority(priority: int, target: Target | None) -> int:
    """The priority that a report on this target can have: never better than its cap."""
    if target is None or target.maximum_priority is None:
        return priority
    return max(priority, target.maximum_priority)


def target_range(brief: Brief, target: Target) -> RewardRange | None:
    """From the lowest to the highest reward on this target; None where nothing is paid."""
    if not target.in_scope or not target.eligible_for_reward:
        return None
    rows = [_row(brief, capped_priority(priority, target), target.group) for priority in PRIORITIES]
    return _range(brief, [row for row in rows if row is not None])


def overall_range(brief: Brief) -> RewardRange | None:
    """From the lowest to the highest reward of the whole table; None where nothing is paid."""
    return _range(brief, list(brief.rewards))


def judge(brief: Brief, *, priority: int, target_id: str | None, amount_minor: int) -> Judgement:
    """How a proposed sum stands to the table and to the programme's maximum."""
    found = reward_range(brief, priority=priority, target_id=target_id)
    maximum = brief.program_maximum_minor
    return Judgement(
        range=found,
        outside_range=found is None or not found.holds(amount_minor),
        above_maximum=maximum is not None and amount_minor > maximum,
    )


def _row(brief: Brief, priority: int, group: str | None) -> RewardRow | None:
    general: RewardRow | None = None
    for row in brief.rewards:
        if row.priority != priority:
            continue
        if row.group is None:
            general = row
        elif row.group == group:
            return row
    return general


def _range(brief: Brief, rows: list[RewardRow]) -> RewardRange | None:
    """A row that pays nothing does not pull the minimum down to zero."""
    paying = [row for row in rows if row.maximum_minor > 0]
    if not paying:
        return None
    return RewardRange(
        currency=brief.currency,
        minimum_minor=min(row.minimum_minor for row in paying),
        maximum_minor=max(row.maximum_minor for row in paying),
        up_to=any(row.up_to for row in paying),
    )
