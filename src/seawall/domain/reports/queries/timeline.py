"""What happened to a report, in order, for one reader."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from seawall.domain.accounts.queries.former import masking
from seawall.domain.actor import Actor
from seawall.domain.programs.rules import disclosing
from seawall.domain.reports import policies
from seawall.domain.reports.models import Attachment, Comment, Report, ReportMove, SeverityOpinion
from seawall.domain.reports.queries import clocks, revisions
from seawall.domain.reports.queries.parts import (
    AttachmentView,
    CommentEntry,
    Entry,
    MoveEntry,
    OpinionView,
    RemovalEntry,
    RevisionEntry,
    RevisionView,
    SeverityEntry,
    WordingView,
)
from seawall.domain.reports.queries.revisions import person_of
from seawall.domain.reports.rules.clocks import Happening
from seawall.domain.reports.rules.content import FIELDS
from seawall.domain.reports.rules.workflow import Party, State
from seawall.domain.taxonomy.rules import cvss


@dataclass(frozen=True, slots=True)
class History:
    """The rows of a report that this reader may see, read once."""

    revisions: tuple[RevisionView, ...]
    opinions: tuple[OpinionView, ...]
    attachments: tuple[AttachmentView, ...]
    entries: tuple[Entry, ...]
    moves: tuple[MoveEntry, ...]
    state_times: dict[State, datetime]

    def happenings(self, report: Report) -> list[Happening]:
        """What moved the clocks; the same for every reader, as team notes move none."""
        said = (entry for entry in self.entries if isinstance(entry, CommentEntry))
        return clocks.happenings_from(
            moves=[(entry.at, entry.move, entry.side) for entry in self.moves],
            comments=[(entry.at, entry.side, entry.audience) for entry in said],
            opinions=[(view.at, view.side) for view in self.opinions],
            rewarded_at=report.rewarded_at,
        )


def history_of(actor: Actor, report: Report) -> History:
    """Everything that happened, in six statements whatever their number; a move that names another
    report or a known issue takes two more.
    """
    versions = revisions.views_of(report)
    opinions = tuple(opinion_views(report.opinions.order_by("pk").select_related("author")))
    attachments = tuple(
        attachment_view(row)
        for row in policies.visible_attachments(actor, report)
        .order_by("pk")
        .select_related("uploader")
    )
    found = report.moves.order_by("pk").select_related("moved_by")
    is_team = policies.side_of(actor, report) == Party.TEAM
    moves = tuple(_move(row, report, actor, is_team=is_team) for row in found)
    moves, comments = _masked(moves, tuple(_comments(actor, report, attachments)))
    entries: list[Entry] = [*moves, *comments]
    entries += _removals(actor, report)
    entries += _changes_of_severity(opinions)
    entries += _later_revisions(versions)
    return History(
        revisions=versions,
        opinions=opinions,
        attachments=attachments,
        entries=tuple(sorted(entries, key=lambda entry: entry.at)),
        moves=moves,
        state_times={entry.to_state: entry.at for entry in moves},
    )


def _masked(
    moves: tuple[MoveEntry, ...], comments: tuple[CommentEntry, ...]
) -> tuple[tuple[MoveEntry, ...], tuple[CommentEntry, ...]]:
    """What people wrote to each other, with a pseudonym for who was mentioned and has left."""
    texts = [entry.note for entry in moves]
    texts += [body for entry in comments for body in (entry.body, *_wordings(entry))]
    mask = masking(texts)
    return (
        tuple(replace(entry, note=mask(entry.note)) for entry in moves),
        tuple(
            replace(
                entry,
                body=mask(entry.body),
                history=tuple(replace(old, body=mask(old.body)) for old in entry.history),
            )
            for entry in comments
        ),
    )


def _wordings(entry: CommentEntry) -> Iterator[str]:
    return (old.body for old in entry.history)


def attachment_view(row: Attachment) -> AttachmentView:
    """One stored file."""
    return AttachmentView(
        public_id=row.public_id,
        name=row.name,
        label_type=row.label_type,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        audience=row.audience,
        uploader=person_of(row.uploader),
        created_at=row.created_at,
        comment_id=row.comment_id,
        thumbnail=row.thumbnail_state,
        is_sealed=row.sealed_at is not None,
    )


def opinion_views(found: Iterable[SeverityOpinion]) -> Iterator[OpinionView]:
    """Opinions from the oldest on, each compared with the one of its side before it.

    The first of the team is compared with the reporter's, since that is what it changes.
    """
    last: dict[str, SeverityOpinion] = {}
    for row in found:
        before = last.get(row.side) or last.get("triage") or last.get("reporter")
        yield OpinionView(
            side=row.side,
            priority=row.priority,
            previous_priority=before.priority if before else None,
            cvss=row.cvss,
            score=row.cvss_score,
            reason_code=row.reason_code,
            reason=row.reason,
            at=row.created_at,
            author=person_of(row.author),
            changes=_metric_changes(before, row),
        )
        last[row.side] = row


def _metric_changes(
    before: SeverityOpinion | None, after: SeverityOpinion
) -> tuple[cvss.MetricChange, ...]:
    if before is None or not before.cvss or not after.cvss:
        return ()
    return cvss.metric_diff(before.cvss, after.cvss)


def told_of(report: Report, original: Report) -> frozenset[str]:
    """What of the original the reporter of its duplicate is told, by the programme's choice now."""
    told = frozenset(disclosing.fields(original.program.duplicate_fields))
    same = original.program_id == report.program_id
    return told if same else told & disclosing.ACROSS_PROGRAMS


def _may_name(row: ReportMove, report: Report, actor: Actor, *, is_team: bool) -> bool:
    if is_team:
        # A limited member may not learn of a report in other groups.
        return row.original is None or policies.within_limits(actor, row.original)
    if row.original is None:
        return disclosing.NUMBER in disclosing.fields(report.program.duplicate_fields)
    own = row.original.reporter_id == actor.user_id
    return own or disclosing.NUMBER in told_of(report, row.original)


def _move(row: ReportMove, report: Report, actor: Actor, *, is_team: bool) -> MoveEntry:
    may_name = _may_name(row, report, actor, is_team=is_team)
    return MoveEntry(
        at=row.moved_at,
        by=person_of(row.moved_by) if row.moved_by else None,
        side=row.side,
        move=row.move,
        from_state=State(row.from_state),
        to_state=State(row.to_state),
        note=row.note,
        rule=row.rule,
        fix=row.fix,
        original=row.original.public_id if row.original and may_name else "",
        known_issue=row.known_issue.public_id if row.known_issue and may_name else "",
    )


def _comments(
    actor: Actor, report: Report, attachments: Sequence[AttachmentView]
) -> Iterator[CommentEntry]:
    files: dict[int | None, list[AttachmentView]] = {}
    for view in attachments:
        files.setdefault(view.comment_id, []).append(view)
    found = (
        policies.visible_comments(actor, report)
        .order_by("created_at", "pk")
        .select_related("author")
        .prefetch_related("revisions")
    )
    may_write = {
        "participants": policies.can_comment(actor, report),
        "team": policies.can_note(actor, report),
    }
    for row in found:
        mine = row.author_id == actor.user_id and may_write[row.audience]
        yield _comment(row, tuple(files.get(row.pk, ())), can_edit=mine)


def _comment(
    row: Comment, attachments: tuple[AttachmentView, ...], *, can_edit: bool
) -> CommentEntry:
    return CommentEntry(
        at=row.created_at,
        by=person_of(row.author),
        side=row.side,
        id=row.pk,
        audience=row.audience,
        body=row.body,
        edited_at=row.edited_at,
        history=tuple(
            WordingView(old.body, old.replaced_at)
            for old in sorted(row.revisions.all(), key=lambda old: old.pk)
            if row.removed_at is None
        ),
        attachments=attachments,
        can_edit=can_edit and row.removed_at is None,
        removed_at=row.removed_at,
        removed_sha256=row.removed_sha256,
    )


def _removals(actor: Actor, report: Report) -> Iterator[RemovalEntry]:
    found = Attachment.objects.filter(
        report=report,
        audience__in=policies.audiences_of(actor, report),
        removed_at__isnull=False,
    ).exclude(removal_reason="")
    for row in found.select_related("removed_by").order_by("removed_at", "pk"):
        assert row.removed_at is not None
        assert row.removed_by is not None
        yield RemovalEntry(
            at=row.removed_at,
            by=person_of(row.removed_by),
            attachment=row.public_id,
            sha256=row.sha256,
            size_bytes=row.size_bytes,
            reason=row.removal_reason,
            is_purged=row.purged_at is not None,
        )


def _changes_of_severity(opinions: Iterable[OpinionView]) -> Iterator[SeverityEntry]:
    return (
        SeverityEntry(view.at, view.author, view) for view in opinions if view.side != "reporter"
    )


def _later_revisions(versions: Sequence[RevisionView]) -> Iterator[RevisionEntry]:
    for before, after in pairwise(versions):
        changed = tuple(
            name for name in FIELDS if getattr(before.content, name) != getattr(after.content, name)
        )
        yield RevisionEntry(after.saved_at, after.author, after.number, changed)
