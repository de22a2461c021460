"""Who is thanked, and under which name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from seawall.domain.reports.rules.workflow import State


@dataclass(frozen=True, slots=True)
class Finding:
    """What of a report decides about thanks, and who took part in it."""

    state: State
    has_original: bool
    fix: str
    fixed_at: datetime | None
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Merit:
    """How many findings somebody is thanked for, and since when."""

    user_id: int
    reports: int
    first_at: datetime


def deserves_thanks(finding: Finding) -> bool:
    """The first valid report of its problem (no duplicate) that led to a recorded fix."""
    return (
        finding.state == State.RESOLVED
        and not finding.has_original
        and bool(finding.fix.strip())
        and finding.fixed_at is not None
    )


def merits(findings: Iterable[Finding]) -> tuple[Merit, ...]:
    """Everybody to thank: most findings first, then the earliest, then the oldest account."""
    counted: dict[int, Merit] = {}
    for finding in findings:
        if not deserves_thanks(finding) or finding.fixed_at is None:
            continue
        for user_id in finding.people:
            before = counted.get(user_id, Merit(user_id, 0, finding.fixed_at))
            counted[user_id] = Merit(
                user_id, before.reports + 1, min(before.first_at, finding.fixed_at)
            )
    return tuple(
        sorted(counted.values(), key=lambda one: (-one.reports, one.first_at, one.user_id))
    )


@dataclass(frozen=True, slots=True)
class CreditName:
    """The name somebody chose. `handle` only where it is the chosen name; `name` None: no name."""

    name: str | None
    handle: str | None


def credited(kind: str, *, credit_name: str, handle: str) -> CreditName:
    """The chosen name: `name` (the real one), `alias` (the handle), or none for all else.

    A real name that was never written down is no name: the handle must not stand in for it.
    """
    if kind == "alias":
        return CreditName(handle, handle)
    if kind == "name" and credit_name.strip():
        return CreditName(credit_name.strip(), None)
    return CreditName(None, None)
