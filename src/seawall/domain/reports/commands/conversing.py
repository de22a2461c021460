"""Comments: written for an audience that is chosen once and never widened."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor, ActorKind
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.reports import policies
from seawall.domain.reports.commands import attaching, clocking, locking, moving, sealing, waiting
from seawall.domain.reports.commands.telling import tell
from seawall.domain.reports.events import CommentEdited, ReportCommented
from seawall.domain.reports.models import Audience, Comment, CommentRevision, Report
from seawall.domain.reports.queries import briefs
from seawall.domain.reports.rules.guesting import GUEST
from seawall.domain.reports.rules.workflow import MOVES, MoveInput, Party, State
from seawall.lib import clock, markdown
from seawall.lib.text import UnsafeText, clean_text

LARGEST_BYTES = markdown.LARGEST_INPUT_BYTES


@transaction.atomic
def comment(
    public_id: str,
    *,
    body: str,
    audience: str,
    actor: Actor,
    attachments: Sequence[str] = (),
) -> Comment:
    """Add a comment for `audience`. `attachments` are public ids of files uploaded for it.

    The first thing that the team says to the participants stops the clock of first response. What
    the reporter says while a question waits gives it its days anew; if the report was closed for
    want of an answer, it opens it again.
    Raises Invalid for a mention of somebody who may not read it.
    """
    report = locking.held(public_id, actor=actor, by_guests=True)
    if audience not in Audience.values:
        raise Invalid(_("Choose who reads it: participants or team."), field="audience")
    _require_may_write(actor, report, audience)
    text = _body(sealing.take_out(report, body, field="comment", actor=actor))
    mentioned = _mentioned(report, audience, text, actor)
    side = _side(actor, report)
    row = Comment.objects.create(
        report=report,
        author_id=locking.person(actor),
        audience=audience,
        body=text,
        created_at=clock.now(),
        side=side,
    )
    attaching.seal_files(
        report,
        attachments,
        audience=row.audience,
        actor=actor,
        comment=row,
        sealed_at=row.created_at,
    )
    _note(report, row)
    event = ReportCommented(
        report=report.public_id,
        comment_id=row.pk,
        audience=audience,
        side=side,
        mentioned=tuple(sorted(mentioned)),
    )
    tell(report, event, actor=actor)
    if report.is_unanswered and side == Party.REPORTER:
        _reopen(report, actor)
    return row


def _side(actor: Actor, report: Report) -> str:
    # What a rule says by itself is no first response of the team.
    if actor.kind is ActorKind.SYSTEM:
        return Party.NOBODY
    return policies.side_of(actor, report) or GUEST


def _note(report: Report, row: Comment) -> None:
    """What participants said counts, stops the clock, and gives a waiting question its days."""
    if row.audience == Audience.PARTICIPANTS:
        report.comment_count += 1
        clocking.note_act(report, row.side, row.created_at, briefs.judge_of(report))
        asked = report.state == State.NEEDS_INFO and report.answer_due_at is not None
        if asked and row.side == Party.REPORTER:
            waiting.begin(report, row.created_at)
    report.updated_at = row.created_at
    report.save()


def _reopen(report: Report, actor: Actor) -> None:
    """The comment is the answer that was waited for."""
    late = MOVES["answer_late"]
    moving.carry_out(report, late, MoveInput(), judge=briefs.judge_of(report), actor=actor)


@transaction.atomic
def edit_comment(public_id: str, comment_id: int, *, body: str, actor: Actor) -> Comment:
    """Reword one's own comment. What it said before is kept and shown; the audience stays."""
    report = locking.held(public_id, actor=actor, by_guests=True)
    row = policies.visible_comments(actor, report).filter(pk=comment_id).first()
    if row is None:
        raise NotFound
    if not policies.can_edit_comment(actor, report, row):
        raise NotAllowed(_("Only the author of a comment can change it."))
    text = _body(sealing.take_out(report, body, field="comment", actor=actor))
    if text == row.body:
        raise Conflict(_("The comment already says this."), code="unchanged")
    _mentioned(report, row.audience, text, actor)
    now = clock.now()
    CommentRevision.objects.create(
        comment=row, body=row.body, replaced_at=now, replaced_by_id=locking.person(actor)
    )
    row.body, row.edited_at = text, now
    row.save(update_fields=["body", "edited_at"])
    tell(
        report,
        CommentEdited(report=report.public_id, comment_id=row.pk, audience=row.audience),
        actor=actor,
    )
    return row


def _require_may_write(actor: Actor, report: Report, audience: str) -> None:
    if audience == Audience.TEAM:
        if not policies.can_note(actor, report):
            raise NotAllowed(_("Only members of the team who may write notes can do this."))
        return
    if policies.can_comment(actor, report):
        return
    if report.state == State.DRAFT:
        raise Conflict(_("A draft has no conversation yet. Send the report first."), code="draft")
    raise NotAllowed(_("You may not comment on this report."))


def _body(body: str) -> str:
    try:
        text = clean_text(body).strip()
    except UnsafeText as error:
        raise Invalid(error.args[0], field="body") from error
    if not text:
        raise Invalid(_("Write the comment."), field="body")
    size = len(text.encode())
    if size > LARGEST_BYTES:
        raise Invalid(
            _("A comment has at most %(most)s bytes; this has %(size)s. Attach the rest as a file.")
            % {"most": LARGEST_BYTES, "size": size},
            field="body",
        )
    return text


def _mentioned(report: Report, audience: str, text: str, actor: Actor) -> frozenset[int]:
    """Ids of the people mentioned, also as members of a group where only the team reads it. A
    handle that the writer does not meet here is only a word, whether or not somebody has it.
    """
    handles = markdown.mentions_in(text)
    if not handles:
        return frozenset()
    people = policies.known_by_handle(actor, report, handles)
    groups = policies.groups_by_handle(report, handles) if audience == Audience.TEAM else {}
    inside = frozenset[int]().union(*groups.values())
    readers = policies.readers_among(report, audience, inside.union(people))
    strangers = {handle for pk, handle in people.items() if pk not in readers}
    strangers |= {handle for handle, members in groups.items() if not members & readers}
    if strangers:
        names = ", ".join(f"@{handle}" for handle in sorted(strangers))
        raise Invalid(
            _(
                "%(names)s may not read this and cannot be mentioned. Remove "
                "the mention, or write the name as `code`."
            )
            % {"names": names},
            field="body",
        )
    return (inside & readers).union(people)
