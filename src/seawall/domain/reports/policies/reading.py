"""Which comments and files of a report somebody reads, adds and removes."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from seawall.domain.accounts.rules import Permission
from seawall.domain.actor import Actor
from seawall.domain.reports.models import (
    Attachment,
    Audience,
    Collaborator,
    CollaboratorState,
    Comment,
    Report,
)
from seawall.domain.reports.policies.acting import can_comment, can_edit, can_note
from seawall.domain.reports.policies.seeing import (
    acts_for_team,
    may_read,
    may_write,
    seat_on,
    seats,
    seen_by_team,
    side_of,
    visible_to,
)
from seawall.domain.reports.rules.workflow import Party, State


def can_attach(actor: Actor, report: Report, audience: str) -> bool:
    """Whether the actor may add a file for this audience."""
    if audience == Audience.TEAM:
        return can_note(actor, report)
    if report.state == State.DRAFT:
        return can_edit(actor, report)
    return side_of(actor, report) is not None and can_comment(actor, report)


def can_edit_comment(actor: Actor, report: Report, comment: Comment) -> bool:
    """Whether the actor may reword it: its author, while they could still write it."""
    if comment.author_id != actor.user_id or comment.removed_at is not None:
        return False
    if comment.audience == Audience.TEAM:
        return can_note(actor, report)
    return can_comment(actor, report)


def can_remove(actor: Actor, report: Report, attachment: Attachment) -> bool:
    """Whether the actor may take a file away: who added it, before it became evidence."""
    return (
        may_write(actor)
        and attachment.uploader_id == actor.user_id
        and attachment.sealed_at is None
        and attachment.audience in audiences_of(actor, report)
    )


def can_remove_evidence(actor: Actor, report: Report) -> bool:
    """Whether the actor may hide and delete files that others may read."""
    return acts_for_team(actor, report, Permission.EVIDENCE_REMOVE)


def can_hold(actor: Actor, report: Report) -> bool:
    """Whether the actor may hold the report, and be one of two who purge a file's content."""
    return acts_for_team(actor, report, Permission.EVIDENCE_HOLD)


def audiences_of(actor: Actor, report: Report) -> frozenset[str]:
    """The audiences that the actor belongs to on this report; empty for a stranger."""
    match side_of(actor, report):
        case Party.REPORTER:
            return frozenset({Audience.PARTICIPANTS.value})
        case Party.TEAM:
            return frozenset({Audience.PARTICIPANTS.value, Audience.TEAM.value})
        case _:
            is_guest = seat_on(actor, report) is not None
            return frozenset({Audience.PARTICIPANTS.value} if is_guest else ())


def visible_comments(actor: Actor, report: Report) -> QuerySet[Comment]:
    """The comments on the report that the actor may read."""
    if not may_read(actor):
        return Comment.objects.none()
    return Comment.objects.filter(report=report, audience__in=audiences_of(actor, report))


def visible_attachments(actor: Actor, report: Report) -> QuerySet[Attachment]:
    """The files of the report that the actor may read; removed ones are nobody's."""
    if not may_read(actor):
        return Attachment.objects.none()
    return Attachment.objects.filter(
        report=report, audience__in=audiences_of(actor, report), removed_at__isnull=True
    )


def files_visible_to(actor: Actor) -> QuerySet[Attachment]:
    """Every file that the actor may read: `visible_attachments` of all their reports at once."""
    if not may_read(actor):
        return Attachment.objects.none()
    shared = Collaborator.objects.filter(
        report=OuterRef("pk"), user=actor.user_id, state=CollaboratorState.ACCEPTED
    )
    its_report = {"pk": OuterRef("report")}
    any_side = visible_to(actor).filter(**its_report)
    team_side = seen_by_team(actor).filter(
        ~Q(reporter=actor.user_id), ~Exists(shared), **its_report
    )
    return Attachment.objects.filter(
        Q(Exists(any_side), audience=Audience.PARTICIPANTS)
        | Q(Exists(team_side), audience=Audience.TEAM)
        | Q(Exists(seats(actor).filter(report=OuterRef("report"))), audience=Audience.PARTICIPANTS),
        removed_at__isnull=True,
    )
