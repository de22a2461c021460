"""Keeps the clock columns of a report true. The caller saves the row."""

from datetime import datetime

from seawall.domain.reports.models import Report
from seawall.domain.reports.queries import briefs
from seawall.domain.reports.queries import clocks as history
from seawall.domain.reports.queries.briefs import PinnedBrief
from seawall.domain.reports.rules import clocks
from seawall.domain.reports.rules.clocks import Dues, Happening, HappeningKind
from seawall.domain.reports.rules.workflow import Party


def start(report: Report, judge: PinnedBrief) -> None:
    """Set the clocks of a report that is being submitted, with its priority known."""
    at = report.submitted_at or report.created_at
    _store(report, clocks.initial_dues(at, judge.targets(report.priority), judge.calendar))


def happened(report: Report, kind: HappeningKind, at: datetime, judge: PinnedBrief) -> None:
    """Move the clocks by one happening. Call it before `paused_at` or `triaged_at` change."""
    dues = clocks.advance(
        _dues(report),
        Happening(at, kind),
        paused_at=report.paused_at,
        triaged_before=report.triaged_at is not None,
        targets=judge.targets(report.priority),
        calendar=judge.calendar,
    )
    _store(report, dues)


def note_act(report: Report, side: str, at: datetime, judge: PinnedBrief) -> None:
    """The team did something that the participants see: the first time is the response."""
    if side == Party.TEAM and report.responded_at is None:
        happened(report, HappeningKind.TEAM_RESPONDED, at, judge)
        report.responded_at = at


def retarget(report: Report, at: datetime) -> None:
    """Another priority has other targets: make the columns anew from the history.

    The row and its history must be stored before; the caller saves the columns.
    """
    _store(report, clocks.dues_of(history.recompute_clocks(report, at)))


def note_reward(report_id: int, *, at: datetime) -> None:
    """A first reward was decided, or the report declared not eligible: its clock stops.

    A part of the commands of rewards, in their transaction and told by their event; a later call
    changes nothing.
    """
    report = Report.objects.select_for_update().get(pk=report_id)
    if report.rewarded_at is not None:
        return
    happened(report, HappeningKind.REWARDED, at, briefs.judge_of(report))
    report.rewarded_at = report.updated_at = at
    report.save(update_fields=["rewarded_at", "updated_at", *COLUMNS])


COLUMNS = (
    "response_due_at",
    "triage_due_at",
    "reward_due_at",
    "resolution_due_at",
    "next_due_at",
)


def _dues(report: Report) -> Dues:
    return Dues(
        first_response_due=report.response_due_at,
        triage_due=report.triage_due_at,
        reward_due=report.reward_due_at,
        resolution_due=report.resolution_due_at,
    )


def _store(report: Report, dues: Dues) -> None:
    report.response_due_at = dues.first_response_due
    report.triage_due_at = dues.triage_due
    report.reward_due_at = dues.reward_due
    report.resolution_due_at = dues.resolution_due
    refresh_next(report)


def refresh_next(report: Report) -> None:
    """The earliest running clock; none while the report waits for its reporter."""
    report.next_due_at = None if report.paused_at else _dues(report).earliest
