"""How long a question waits for its answer: when it is asked, and when somebody writes."""

from datetime import datetime, timedelta

from seawall.domain.reports.models import Report
from seawall.domain.reports.rules.workflow import Move, State


def note_question(report: Report, row: Move, at: datetime) -> None:
    """Part of a move: from now on a question waits, or none does. The caller saves the row."""
    report.is_unanswered = row.name == "close_unanswered"
    report.answer_due_at = report.answer_reminded_at = None
    if row.target == State.NEEDS_INFO:
        begin(report, at)


def begin(report: Report, at: datetime) -> None:
    """Count the programme's days from this moment. The caller saves the row."""
    days = report.program.unanswered_days
    report.answer_due_at = at + timedelta(days=days) if days else None
    report.answer_reminded_at = None
