"""Known issues of a programme: register, list, retire. For its team."""

from django.http import HttpRequest
from ninja import Router

from seawall.api.actors import Token, actor_of
from seawall.api.idempotency import once
from seawall.api.v1.shapes.known_issues import (
    KnownIssueBody,
    KnownIssueCsv,
    KnownIssueListOut,
    KnownIssueOut,
    RegisteredOut,
)
from seawall.domain.programs import commands, queries
from seawall.domain.programs.rules.known_issues import KnownIssueIn

router = Router(tags=["known issues"], auth=Token())


@router.get(
    "/programs/{slug}/known-issues", response=KnownIssueListOut, summary="List known issues"
)
def index(request: HttpRequest, slug: str) -> KnownIssueListOut:
    """What the programme knows, the newest first, retired ones included."""
    found = queries.known_issues(actor_of(request), slug)
    return KnownIssueListOut(items=[KnownIssueOut.model_validate(one) for one in found.items])


@router.post(
    "/programs/{slug}/known-issues", response={201: RegisteredOut}, summary="Register a known issue"
)
@once(201)
def create(request: HttpRequest, slug: str, payload: KnownIssueBody) -> RegisteredOut:
    """The log commits to it now. Only reports that come later can be closed by it."""
    issue = KnownIssueIn(**payload.model_dump())
    row = commands.add_known_issue(slug, issue=issue, actor=actor_of(request))
    return RegisteredOut(items=[row.public_id])


@router.post(
    "/programs/{slug}/known-issues/import",
    response={201: RegisteredOut},
    summary="Register many known issues",
)
@once(201)
def create_many(request: HttpRequest, slug: str, payload: KnownIssueCsv) -> RegisteredOut:
    """All rows or none. 422 names every wrong row by its line."""
    rows = commands.import_known_issues(slug, text=payload.csv, actor=actor_of(request))
    return RegisteredOut(items=[row.public_id for row in rows])


@router.post(
    "/programs/{slug}/known-issues/{id}/retire",
    response={200: RegisteredOut},
    summary="Retire a known issue",
)
@once(200)
def retire(request: HttpRequest, slug: str, id: str) -> RegisteredOut:  # noqa: A002
    """No report can be closed by it any more. What was closed stays closed."""
    row = commands.retire_known_issue(slug, public_id=id, actor=actor_of(request))
    return RegisteredOut(items=[row.public_id])
