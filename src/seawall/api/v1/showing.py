"""From the domain's values to public shapes."""

from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpResponse

from seawall.api.v1.shapes.common import PersonOut, RewardOut
from seawall.api.v1.shapes.fields import AnswerOut
from seawall.api.v1.shapes.programs import ScopeOut
from seawall.api.v1.shapes.readings import ListingOut, ReadingOut, ReadsOut
from seawall.api.v1.shapes.reports import (
    ChecklistShape,
    ClockOut,
    CollaboratorOut,
    EntryOut,
    FileOut,
    ReportListOut,
    ReportOut,
    ReportRowOut,
    SeverityOut,
    SubmittedOut,
)
from seawall.domain.actor import Actor
from seawall.domain.errors import in_their_language
from seawall.domain.programs.rules.rewards import RewardRange
from seawall.domain.programs.rules.scope import ScopeAnswer
from seawall.domain.reports.commands.attaching import Download
from seawall.domain.reports.queries import Page, Readings, ReportPage, ReportRow
from seawall.domain.reports.queries.parts import (
    AppealEntry,
    AttachmentView,
    CommentEntry,
    Entry,
    MoveEntry,
    OpinionView,
    RemovalEntry,
    RevisionEntry,
    SeverityEntry,
)
from seawall.domain.reports.queries.rows import Person

BINARY: dict[str, Any] = {
    "responses": {
        200: {
            "description": "The file",
            "content": {
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            },
        }
    }
}


def submitted(report: Any) -> SubmittedOut:
    """The receipt of a stored report."""
    return SubmittedOut(
        id=report.public_id,
        program=report.program.slug,
        state=report.state,
        turn=report.turn,
        priority=report.priority,
        submitted_at=report.submitted_at,
        content_sha256=report.content_sha256,
        terms_version=report.terms_version,
        brief_version=report.terms_version,
        url=address(report.public_id),
    )


def address(public_id: str) -> str:
    """The report's page for people."""
    return f"{settings.BASE_URL}/reports/{public_id}"


def row_page(page: Page[ReportRow], *, is_cut: bool) -> str:
    """A page of rows as JSON text, serialized once."""
    items = [ReportRowOut(**_row(row)) for row in page.items]
    found = ReportListOut(items=items, next_cursor=page.next_cursor, is_cut=is_cut)
    return found.model_dump_json()


def report(page: ReportPage) -> ReportOut:
    """One report for its reader."""
    content = page.revision.content
    return ReportOut(
        **_row(page.row),
        url_or_location=content.url,
        description=content.description,
        impact=content.impact,
        cvss=page.revision.cvss,
        revision=page.revision.number,
        content_sha256=page.content_sha256,
        brief_version=page.brief_version,
        terms_version=page.terms_version,
        fix=page.fix,
        closing_rule=page.closing_rule,
        original=(page.original.public_id or None) if page.original else None,
        scope=scope(page.scope) if page.scope else None,
        reward=reward(page.reward),
        severities=[opinion(one) for one in page.opinions.values()],
        clocks=[
            ClockOut(
                name=one.name,
                state=one.state,
                started_at=one.started_at,
                due_at=one.due_at,
                stopped_at=one.stopped_at,
            )
            for one in page.clocks
        ],
        checklist=ChecklistShape(
            in_scope=page.checklist.in_scope,
            exploitable=page.checklist.exploitable,
            novel=page.checklist.novel,
        )
        if page.checklist
        else None,
        collaborators=[
            CollaboratorOut(handle=one.person.handle, share=one.share / 100, state=one.state)
            for one in page.collaborators
        ],
        attachments=[file(one) for one in page.attachments],
        timeline=[_entry(one) for one in page.timeline],
        entered_at={one.to_state: one.at for one in page.timeline if isinstance(one, MoveEntry)},
        moves=[move.name for move in page.abilities.moves],
        locked_at=page.lock.at if page.lock else None,
        lock_reason=page.lock.reason if page.lock else "",
        fields=answers(page),
        origin=page.origin or None,
    )


def answers(page: ReportPage) -> list[AnswerOut]:
    """What this reader may read in the fields of the report."""
    return [
        AnswerOut(
            name=one.spec.name,
            label=one.spec.label,
            kind=one.spec.kind,
            audience=one.spec.audience,
            value=one.value,
        )
        for one in page.fields
    ]


def scope(answer: ScopeAnswer) -> ScopeOut:
    """A scope answer."""
    return ScopeOut(
        answer=answer.answer.value,
        rule=answer.rule,
        why=in_their_language(answer.why),
        brief_version=answer.brief_version,
        reward=reward(answer.reward),
    )


def reward(found: RewardRange | None) -> RewardOut | None:
    """A range, or null where nothing is paid."""
    if found is None:
        return None
    return RewardOut(
        currency=found.currency,
        minimum_minor=found.minimum_minor,
        maximum_minor=found.maximum_minor,
        up_to=found.up_to,
    )


def opinion(view: OpinionView) -> SeverityOut:
    """What one side thinks."""
    return SeverityOut(
        side=view.side,
        priority=view.priority,
        cvss=view.cvss,
        score=float(view.score) if view.score is not None else None,
        reason_code=view.reason_code,
        reason=view.reason,
        at=view.at,
        author=person(view.author),
    )


def stored_opinion(row: Any, actor: Actor) -> SeverityOut:
    """An opinion that was just stored by the actor."""
    return SeverityOut(
        side=row.side,
        priority=row.priority,
        cvss=row.cvss,
        score=float(row.cvss_score) if row.cvss_score is not None else None,
        reason_code=row.reason_code,
        reason=row.reason,
        at=row.created_at,
        author=PersonOut(handle=actor.handle, display_name=""),
    )


def file(one: AttachmentView | Any) -> FileOut:
    """A stored file."""
    return FileOut(
        id=one.public_id,
        name=one.name,
        size_bytes=one.size_bytes,
        sha256=one.sha256,
        audience=one.audience,
        created_at=one.created_at,
    )


def reads(found: Readings) -> ReadsOut:
    """Who opened a report."""
    return ReadsOut(
        report=found.public_id,
        readings=[
            ReadingOut(
                at=one.at,
                side=one.side,  # type: ignore[arg-type]  # only these are noted
                role=one.role or None,
                door=one.door.value,
                file=one.file or None,
            )
            for one in found.items
        ],
        listings=[
            ListingOut(role=one.role, times=one.times, last_at=one.last_at)
            for one in found.listings
        ],
        is_cut=found.is_cut,
    )


def person(one: Person) -> PersonOut:
    """Somebody by handle."""
    return PersonOut(handle=one.handle, display_name=one.display_name)


def download(found: Download) -> HttpResponse | FileResponse:
    """A file as a download that no browser renders."""
    response = FileResponse(
        found.stream,
        as_attachment=True,
        filename=found.name,
        content_type="application/octet-stream",
    )
    response.headers["Content-Length"] = str(found.size_bytes)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _row(row: ReportRow) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "program": row.program,
        "state": row.state,
        "turn": row.turn,
        "kind": row.kind,
        "title": row.title,
        "target": row.target,
        "vrt": row.vrt,
        "priority": row.priority,
        "reporter": person(row.reporter),
        "assignee": person(row.assignee) if row.assignee else None,
        "group": row.group.handle if row.group else None,
        "tags": [tag.name for tag in row.tags],
        "created_at": row.created_at,
        "submitted_at": row.submitted_at,
        "updated_at": row.updated_at,
        "closed_at": row.closed_at,
        "next_clock": row.next_clock,
        "next_due_at": row.next_due_at,
        "comments": row.comment_count,
        "url": address(row.public_id),
    }


def _entry(entry: Entry) -> EntryOut:
    by = person(entry.by) if entry.by else None
    if isinstance(entry, CommentEntry):
        return EntryOut(
            type="comment",
            at=entry.at,
            by=by,
            id=entry.id,
            audience=entry.audience,
            body=entry.body,
            side=entry.side,
            removed_at=entry.removed_at,
            sha256=entry.removed_sha256 or None,
        )
    if isinstance(entry, MoveEntry):
        return EntryOut(
            type="move",
            at=entry.at,
            by=by,
            move=entry.move,
            from_state=entry.from_state,
            to_state=entry.to_state,
            note=entry.note,
            rule=entry.rule or None,
            fix=entry.fix or None,
            original=entry.original or None,
            known_issue=entry.known_issue or None,
            side=entry.side,
        )
    if isinstance(entry, SeverityEntry):
        return EntryOut(
            type="severity",
            at=entry.at,
            by=by,
            side=entry.opinion.side,
            priority=entry.opinion.priority,
            reason_code=entry.opinion.reason_code,
            reason=entry.opinion.reason,
        )
    if isinstance(entry, RemovalEntry):
        return EntryOut(
            type="file_deleted",
            at=entry.at,
            by=by,
            reason_code=entry.reason,
            sha256=entry.sha256,
            attachment=entry.attachment,
        )
    if isinstance(entry, AppealEntry):
        return EntryOut(
            type="appeal",
            at=entry.at,
            by=by,
            side=entry.side,
            body=entry.text,
            decision=entry.decision,
            outcome=entry.outcome or None,
        )
    assert isinstance(entry, RevisionEntry)
    return EntryOut(type="revision", at=entry.at, by=by, revision=entry.number)
