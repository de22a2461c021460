"""Who may do what to a report: moves, words, tags and rights of the team."""

from seawall.domain.accounts.rules import Permission
from seawall.domain.actor import Actor, ActorKind
from seawall.domain.programs.rules.fields import FieldAudience
from seawall.domain.reports.models import Report
from seawall.domain.reports.policies.seeing import (
    acts_for_team,
    holds,
    is_open_to_reporters,
    may_write,
    seat_on,
    side_of,
)
from seawall.domain.reports.rules.workflow import CLOSED, MOVES, Party, State

# The moves that belong to the person who wrote the report, not to those who share it.
_REPORTER_ALONE = frozenset(
    {"submit", "withdraw", "answer_fixed", "answer_not_fixed", "decline_retest"}
)


def can_invite_guests(actor: Actor, report: Report) -> bool:
    """Whether the actor may say who from outside reads the report: in person, never by a token."""
    return actor.kind == ActorKind.PERSON and acts_for_team(actor, report, Permission.GUEST_INVITE)


def can_comment(actor: Actor, report: Report) -> bool:
    """Whether the actor may write what all participants read."""
    if not may_write(actor) or report.state == State.DRAFT:
        return False
    match side_of(actor, report):
        case Party.REPORTER:
            return is_open_to_reporters(report)
        case Party.TEAM:
            return holds(actor, report, Permission.REPORT_COMMENT)
        case _:
            seat = seat_on(actor, report)
            return seat is not None and seat.may_comment and is_open_to_reporters(report)


def can_note(actor: Actor, report: Report) -> bool:
    """Whether the actor may write what only the team reads."""
    return acts_for_team(actor, report, Permission.REPORT_NOTE)


def can_move(actor: Actor, report: Report, move: str) -> bool:
    """Whether the move is the actor's to make; whether the state permits it is the workflow's."""
    row = MOVES.get(move)
    if row is None or not may_write(actor):
        return False
    if row.by == Party.TEAM:
        return row.permission is not None and acts_for_team(actor, report, row.permission)
    if row.by == Party.NOBODY or report.locked_at is not None:
        return False
    if move in _REPORTER_ALONE:
        return report.reporter_id == actor.user_id
    if move == "answer_late" and not report.is_unanswered:
        return False
    return side_of(actor, report) == Party.REPORTER


def can_assign(actor: Actor, report: Report) -> bool:
    """Whether the actor may say who works on the report."""
    return acts_for_team(actor, report, Permission.REPORT_ASSIGN)


def can_clone(actor: Actor, report: Report) -> bool:
    """Whether the actor may make another report of it: who makes the moves of triage."""
    return acts_for_team(actor, report, Permission.REPORT_MOVE)


def can_lock(actor: Actor, report: Report) -> bool:
    """Whether the actor may say that nobody but the team writes here, and take it back."""
    return acts_for_team(actor, report, Permission.REPORT_LOCK)


def can_set_severity(actor: Actor, report: Report) -> bool:
    """Whether the actor may state triage's or the final opinion."""
    return acts_for_team(actor, report, Permission.SEVERITY_SET)


def can_promise(actor: Actor, report: Report) -> bool:
    """Whether the actor may promise pay for a retest: who may propose awards."""
    return acts_for_team(actor, report, Permission.AWARD_PROPOSE)


def can_answer_checklist(actor: Actor, report: Report) -> bool:
    """Whether the actor may answer in scope, exploitable, novel."""
    return acts_for_team(actor, report, Permission.REPORT_MOVE)


def can_fill_in(actor: Actor, report: Report, audience: str) -> bool:
    """Whether the actor may say what stands in the programme's fields for this audience."""
    if audience == FieldAudience.TEAM:
        return acts_for_team(actor, report, Permission.REPORT_MOVE)
    return can_edit(actor, report)


def can_reveal_secrets(actor: Actor, report: Report) -> bool:
    """Whether the actor may look at what was taken out, and judge what is disputed."""
    return actor.kind == ActorKind.PERSON and acts_for_team(actor, report, Permission.SECRET_REVEAL)


def can_dispute_secrets(actor: Actor, report: Report) -> bool:
    """Whether the actor may say that something taken out is no secret: who wrote the report."""
    is_mine = side_of(actor, report) == Party.REPORTER
    return may_write(actor) and is_mine and report.locked_at is None


def can_edit(actor: Actor, report: Report) -> bool:
    """Whether the actor may change the words: the reporter, until the report is closed."""
    return (
        may_write(actor)
        and report.reporter_id == actor.user_id
        and State(report.state) not in CLOSED
        and report.locked_at is None
    )


def can_share(actor: Actor, report: Report) -> bool:
    """Whether the actor may say who shares the report: its reporter, before it is sent."""
    return can_edit(actor, report) and report.state == State.DRAFT
