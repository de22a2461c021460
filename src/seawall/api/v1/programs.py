"""Programmes: the directory, one brief, the scope checker, the hall of fame."""

from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Path, Query, Router

from seawall.api.actors import TokenOrNobody, actor_of
from seawall.api.v1 import showing
from seawall.api.v1.shapes.common import Moment
from seawall.api.v1.shapes.programs import (
    CreditOut,
    FiltersIn,
    HallOfFameOut,
    ProgramDetailOut,
    ProgramListOut,
    ProgramOut,
    ScopeOut,
    VersionDetailOut,
    VersionListOut,
    VersionOut,
)
from seawall.domain.disclosure import queries as disclosure
from seawall.domain.errors import NotAllowed, NotFound
from seawall.domain.programs import queries
from seawall.domain.programs.queries import Filters, ProgramCard, ProgramView, VersionRow
from seawall.domain.programs.rules.brief import to_document
from seawall.domain.programs.rules.rewards import overall_range
from seawall.lib.text import gettext_noop

router = Router(tags=["programs"], auth=TokenOrNobody())


@router.get("/programs", response=ProgramListOut, summary="List programmes")
def index(
    request: HttpRequest,
    chosen: Query[FiltersIn],
    limit: Annotated[int, Query(ge=1, le=100)] = 25,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> ProgramListOut:
    """Public programmes, and the private ones you were let into, by name. All filters must hold.

    `reward` is in whole units of each programme's currency, `efficiency` in percent.
    """
    filters = Filters(
        text=chosen.q,
        kind=chosen.kind,
        target_kind=chosen.target,
        safe_harbor=chosen.harbor,
        state=chosen.state,
        reward_at_least=chosen.reward,
        efficiency_at_least=chosen.efficiency,
        private_only=chosen.private,
    )
    page = queries.directory(actor_of(request), filters, cursor=cursor or "", limit=limit)
    return ProgramListOut(items=[_card(one) for one in page.items], next_cursor=page.next_cursor)


@router.get("/programs/{slug}", response=ProgramDetailOut, summary="Read a programme")
def read(request: HttpRequest, slug: str) -> ProgramDetailOut:
    """With its brief in force: scope, exclusions, rewards, rules, safe harbour, terms."""
    found = queries.program(actor_of(request), slug)
    if found.hidden is not None:
        raise NotAllowed(
            gettext_noop("Agree to the terms of this programme, or add a second factor, first.")
        )
    if found.brief is None or found.published_at is None:
        raise NotFound
    return ProgramDetailOut(
        slug=found.slug,
        name=found.name,
        kind=found.kind,
        visibility=found.visibility,
        state=found.state,
        organization=found.organization_slug,
        summary=found.brief.summary,
        safe_harbor=found.brief.safe_harbor.status(),
        terms_version=found.version,
        reward=showing.reward(overall_range(found.brief)),
        url=_address(found),
        brief=to_document(found.brief),
        brief_sha256=found.content_sha256,
        published_at=found.published_at,
    )


@router.get("/programs/{slug}/versions", response=VersionListOut, summary="List versions")
def versions(request: HttpRequest, slug: str, at: Moment | None = None) -> VersionListOut:
    """Every published version of the brief; with `at` the one that was in force at that moment."""
    rows = queries.versions(actor_of(request), slug)
    if at is not None:
        rows = tuple(row for row in rows if row.published_at <= at)[:1]
    return VersionListOut(items=[VersionOut(**_version(row)) for row in rows], next_cursor=None)


@router.get(
    "/programs/{slug}/versions/{number}", response=VersionDetailOut, summary="Read a version"
)
def version(
    request: HttpRequest, slug: str, number: Annotated[int, Path(ge=1, le=2**31 - 1)]
) -> VersionDetailOut:
    """One version, for ever as it was."""
    found = queries.brief_at(actor_of(request), slug, version=number)
    return VersionDetailOut(**_version(found.row), brief=to_document(found.brief))


@router.get("/programs/{slug}/scope/check", response=ScopeOut, summary="Is it in scope?")
def scope_check(
    request: HttpRequest, slug: str, target: Annotated[str, Query(min_length=1, max_length=2048)]
) -> ScopeOut:
    """The answer that the form and `./run scope check` give too. Nothing is contacted."""
    return showing.scope(queries.scope_answer(actor_of(request), slug, target))


@router.get("/programs/{slug}/hall-of-fame", response=HallOfFameOut, summary="Hall of fame")
def hall_of_fame(request: HttpRequest, slug: str) -> HallOfFameOut:
    """Who is thanked: first valid reports that led to a recorded fix."""
    found = disclosure.hall_of_fame(actor_of(request), slug)
    items = [
        CreditOut(name=one.name, handle=one.handle, reports=one.reports, first_at=one.first_at)
        for one in found.credits
    ]
    return HallOfFameOut(items=items, next_cursor=None)


def _version(row: VersionRow) -> dict[str, Any]:
    return {
        "version": row.version,
        "published_at": row.published_at,
        "published_by": row.published_by,
        "change_note": row.change_note,
        "brief_sha256": row.content_sha256,
        "is_current": row.is_current,
    }


def _card(one: ProgramCard) -> ProgramOut:
    return ProgramOut(
        slug=one.slug,
        name=one.name,
        kind=one.kind,
        visibility=one.visibility,
        state=one.state,
        organization=one.organization_slug,
        summary=one.summary,
        safe_harbor=one.safe_harbor,
        terms_version=one.version,
        reward=showing.reward(one.reward),
        response_efficiency=one.efficiency,
        url=_address(one),
    )


def _address(one: ProgramCard | ProgramView) -> str:
    return f"{settings.BASE_URL}/programs/{one.slug}"
