"""Reports: send, list, read, move, comment, attach, rate."""

import json
from typing import Annotated, BinaryIO, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile

from seawall.api.actors import Token, actor_of
from seawall.api.errors import UnreadableFilter
from seawall.api.idempotency import once
from seawall.api.v1 import showing
from seawall.api.v1.fields import texts
from seawall.api.v1.shapes.acting import CommentIn, CommentOut, MovedOut, MoveIn, SeverityIn
from seawall.api.v1.shapes.readings import ReadsOut
from seawall.api.v1.shapes.receipts import DuplicateProofOut, ReceiptOut
from seawall.api.v1.shapes.reports import (
    FileOut,
    ReportIn,
    ReportListOut,
    ReportOut,
    SeverityOut,
    SubmittedOut,
)
from seawall.domain.errors import DomainError, Invalid
from seawall.domain.programs import queries as programs
from seawall.domain.reports import queries
from seawall.domain.reports.commands import attaching, conversing, moving, submitting, triaging
from seawall.domain.reports.queries import Filters
from seawall.domain.reports.rules.content import Content
from seawall.domain.reports.rules.workflow import OPEN, Checklist, MoveInput, State
from seawall.domain.search import queries as search
from seawall.domain.search.queries import Side
from seawall.domain.search.rules.grammar import parse
from seawall.lib.text import gettext_noop, said

router = Router(tags=["reports"], auth=Token())


def _routed(request: HttpRequest, refusal: DomainError) -> None:
    """The answer was rolled back with its record; that somebody was led elsewhere is kept."""
    if isinstance(refusal, submitting.Routed):
        submitting.record_routing(
            refusal.program, exclusion_id=refusal.exclusion_id, actor=actor_of(request)
        )


@router.post("/programs/{slug}/reports", response={201: SubmittedOut}, summary="Send a report")
@once(201, refused=_routed)
def create(request: HttpRequest, slug: str, payload: ReportIn) -> SubmittedOut:
    """Checks what the form checks. 409 when `accept_terms` is not the version in force."""
    actor = actor_of(request)
    begun = programs.own_template(actor, payload.template) if payload.template else None
    submission = submitting.Submission(
        content=Content(
            title=payload.title,
            target=payload.target,
            vrt=payload.vrt,
            url=payload.url,
            description=payload.description or (begun.description if begun else ""),
            impact=payload.impact or (begun.impact if begun else ""),
            kind=payload.kind,
            other_justification=payload.other_justification,
        ),
        cvss=payload.cvss or "",
        claimed=payload.priority,
        collaborators={one.handle: round(one.share * 100) for one in payload.collaborators},
        acknowledged=tuple(payload.acknowledged),
        fields=texts(payload.fields),
    )
    if len(submission.collaborators) != len(payload.collaborators):
        raise Invalid(gettext_noop("A collaborator is named twice."), field="collaborators")
    report = submitting.submit_new(
        slug, actor=actor, submission=submission, accept_terms=payload.accept_terms
    )
    return showing.submitted(report)


@router.get("/reports", response=ReportListOut, summary="List reports")
def index(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=1000)] = "",
    program: Annotated[str | None, Query(max_length=60)] = None,
    state: Annotated[str | None, Query(max_length=200)] = None,
    priority: Annotated[str | None, Query(max_length=20)] = None,
    assignee: Annotated[str | None, Query(max_length=40)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 25,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> HttpResponse:
    """Everything sent that you may see, newest first. Lists take commas: `state=new,triaged`.

    `q` is the filter of the inbox, such as `state:open priority:1..2 "exact phrase" sort:due`;
    what else is given narrows as well. 422 `filter_unreadable` tells each wrong term with its
    place. With words the best of the newest 500 that hold them come first; `is_cut` tells that
    older ones were not looked at.
    """
    filters = Filters(
        program=program or None,
        states=_states(state),
        priorities=_priorities(priority),
        assignee=assignee or None,
    )
    actor = actor_of(request)
    _require_readable(q)
    found = search.find(actor, q, side=Side.ALL, base=filters, cursor=cursor, limit=limit)
    body = showing.row_page(found.page, is_cut=found.is_cut)
    return HttpResponse(body, content_type="application/json")


@router.get("/reports/{id}", response=ReportOut, summary="Read a report")
def read(request: HttpRequest, id: str) -> ReportOut:  # noqa: A002  # the path's public word
    """The report as its reader may see it: notes of the team only to the team."""
    return showing.report(queries.thread(actor_of(request), id, by_guests=True))


@router.get("/reports/{id}/reads", response=ReadsOut, summary="Who opened a report")
def reads(request: HttpRequest, id: str) -> ReadsOut:  # noqa: A002  # the path's public word
    """The newest openings first, at most 200: roles and moments. Tokens read no names."""
    return showing.reads(queries.reads(actor_of(request), id))


@router.get("/reports/{id}/receipt", response=ReceiptOut, summary="Take the receipt")
def receipt(request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002
    """The signed proof of what was sent and when. 409 `being_entered` for about a second after
    the report was sent. Check it with `verify_receipt.py`.
    """
    document = queries.receipt_document(actor_of(request), id)
    return HttpResponse(json.dumps(document), content_type="application/json")


@router.get(
    "/reports/{id}/duplicate-proof",
    response=DuplicateProofOut,
    summary="Take the proof that the original was earlier",
)
def duplicate_proof(request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002
    """For a report that is closed as duplicate or already known. 409 `being_entered` for about a
    second after the ruling.
    """
    document = queries.duplicate_proof_document(actor_of(request), id)
    return HttpResponse(json.dumps(document), content_type="application/json")


@router.post("/reports/{id}/moves", response={200: MovedOut}, summary="Make a move")
@once(200)
def move(request: HttpRequest, id: str, payload: MoveIn) -> MovedOut:  # noqa: A002
    """409 for a move that is not possible now, 422 for what it asks for and did not get."""
    report = moving.make_move(id, payload.move, actor=actor_of(request), given=move_input(payload))
    return MovedOut(
        id=report.public_id, state=report.state, turn=report.turn, updated_at=report.updated_at
    )


@router.post("/reports/{id}/comments", response={201: CommentOut}, summary="Comment")
@once(201)
def comment(request: HttpRequest, id: str, payload: CommentIn) -> CommentOut:  # noqa: A002
    """`participants` reach the reporter's side too; `team` stays inside."""
    row = conversing.comment(
        id, body=payload.body, audience=payload.audience, actor=actor_of(request)
    )
    return CommentOut(
        id=row.pk,
        report=row.report.public_id,
        audience=row.audience,
        body=row.body,
        created_at=row.created_at,
    )


@router.post("/reports/{id}/attachments", response={201: FileOut}, summary="Attach a file")
@once(201)
def attach(
    request: HttpRequest,
    id: str,  # noqa: A002
    file: Annotated[UploadedFile, File()],
    audience: Annotated[str, Form(max_length=12)] = "participants",
) -> FileOut:
    """One whole file as multipart/form-data in the part `file`; the answer carries its sha256."""
    if (file.size or 0) > settings.UPLOAD_BYTES:
        raise Invalid(
            said(
                gettext_noop("A file has at most %(upload_bytes)s bytes; this has %(size)s."),
                upload_bytes=settings.UPLOAD_BYTES,
                size=file.size,
            ),
            field="file",
        )
    row = attaching.attach_stream(
        id,
        name=file.name or "",
        size_bytes=file.size or 0,
        stream=cast(BinaryIO, file.file),
        audience=audience,
        actor=actor_of(request),
    )
    return showing.file(row)


@router.get("/attachments/{id}", summary="Take a file", openapi_extra=showing.BINARY)
def download(request: HttpRequest, id: str) -> HttpResponseBase:  # noqa: A002
    """The bytes, as a download only."""
    return showing.download(attaching.open_attachment(id, actor=actor_of(request)))


@router.post("/reports/{id}/severity", response={201: SeverityOut}, summary="Rate")
@once(201)
def severity(request: HttpRequest, id: str, payload: SeverityIn) -> SeverityOut:  # noqa: A002
    """Every opinion of the team carries a reason code and a sentence, which the reporter reads."""
    actor = actor_of(request)
    row = triaging.set_severity(
        id,
        side=payload.side,
        priority=payload.priority,
        cvss=payload.cvss or "",
        reason_code=payload.reason_code,
        reason=payload.reason,
        actor=actor,
    )
    return showing.stored_opinion(row, actor)


def move_input(payload: MoveIn) -> MoveInput:
    """What a move brings with it."""
    checklist = payload.checklist
    return MoveInput(
        note=payload.note or "",
        checklist=Checklist(checklist.in_scope, checklist.exploitable, checklist.novel)
        if checklist
        else None,
        original=payload.original,
        known_issue=payload.known_issue,
        rule=payload.rule,
        fix=payload.fix,
    )


def _require_readable(text: str) -> None:
    problems = parse(text).problems
    if problems:
        raise UnreadableFilter(
            [
                {
                    "start": one.start,
                    "end": one.end,
                    "term": text[one.start : one.end],
                    "message": one.message % one.parameters,
                    "instead": one.fix or None,
                }
                for one in problems
            ]
        )


def _states(text: str | None) -> frozenset[State]:
    words = {word.strip() for word in (text or "").split(",") if word.strip()}
    if "open" in words:
        words = (words - {"open"}) | {str(state) for state in OPEN}
    unknown = words - {str(state) for state in State}
    if unknown:
        known = ", ".join(State)
        raise Invalid(
            said(
                gettext_noop("There is no state %(unknown)s. States: %(known)s."),
                unknown=", ".join(sorted(unknown)),
                known=known,
            ),
            field="state",
        )
    return frozenset(State(word) for word in words)


def _priorities(text: str | None) -> frozenset[int]:
    words = {word.strip().removeprefix("P").removeprefix("p") for word in (text or "").split(",")}
    words.discard("")
    if not words <= {"1", "2", "3", "4", "5"}:
        raise Invalid(gettext_noop("A priority is 1 to 5; several with commas."), field="priority")
    return frozenset(int(word) for word in words)
