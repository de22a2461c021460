"""How to fix weaknesses: what counts for a report, and an organization's own words."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router

from seawall.api.actors import Token, actor_of
from seawall.api.idempotency import once
from seawall.api.v1.shapes.common import In, Out
from seawall.domain.accounts import queries as accounts
from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.reports import queries as reports
from seawall.domain.reports.rules.workflow import Party
from seawall.domain.taxonomy import commands, queries

router = Router(tags=["advice"], auth=Token())


class AdviceOut(Out):
    """What counts. `entry` is where it stands: the report's type or an entry above it; null for
    nothing.
    """

    entry: str | None
    text: str
    is_own: bool


class AdviceVersionOut(Out):
    """One wording of the organization. `is_reset`: from here on the shipped text counts again."""

    version: int
    text: str
    is_reset: bool
    written_at: datetime
    written_by: str


class AdviceEntryOut(Out):
    """One entry of the taxonomy. `own` is null while the shipped text counts."""

    entry: str
    counts: AdviceOut
    shipped: str
    own: str | None
    version: int
    versions: list[AdviceVersionOut]


class AdviceIn(In):
    """Markdown; empty for none. `expected_version` is the newest that you have read, 0 for none."""

    text: str
    expected_version: int


@router.get("/reports/{id}/advice", response=AdviceOut, summary="Read how to fix it")
def of_report(request: HttpRequest, id: str) -> AdviceOut:  # noqa: A002  # the path's public word
    """For members of the report's team; 404 for others."""
    page = reports.thread(actor_of(request), id)
    if page.side != Party.TEAM:
        raise NotFound
    return _counting(queries.advice(page.organization_id, page.row.vrt))


@router.get(
    "/organizations/{slug}/advice/{entry}", response=AdviceEntryOut, summary="Read an entry"
)
def read(request: HttpRequest, slug: str, entry: str) -> AdviceEntryOut:
    """For members; 404 for others, and for an entry that the taxonomy does not have."""
    return _entry(actor_of(request), slug, entry)


@router.post(
    "/organizations/{slug}/advice/{entry}", response={200: AdviceEntryOut}, summary="Reword it"
)
@once(200)
def write(request: HttpRequest, slug: str, entry: str, payload: AdviceIn) -> AdviceEntryOut:
    """409 when somebody else wrote since `expected_version`."""
    actor = actor_of(request)
    commands.set_advice(
        accounts.organization(slug, actor=actor).id,
        entry,
        text=payload.text,
        expected_version=payload.expected_version,
        actor=actor,
    )
    return _entry(actor, slug, entry)


@router.post(
    "/organizations/{slug}/advice/{entry}/reset",
    response={200: AdviceEntryOut},
    summary="Back to the shipped text",
)
@once(200)
def reset(request: HttpRequest, slug: str, entry: str) -> AdviceEntryOut:
    """The wordings so far stay readable."""
    actor = actor_of(request)
    commands.reset_advice(accounts.organization(slug, actor=actor).id, entry, actor=actor)
    return _entry(actor, slug, entry)


def _entry(actor: Actor, slug: str, entry: str) -> AdviceEntryOut:
    found = queries.advice_page(actor, accounts.organization(slug, actor=actor).id, entry)
    if queries.release().get(entry) is None and not found.versions:
        raise NotFound
    return AdviceEntryOut(
        entry=entry,
        counts=_counting(found.counts),
        shipped=found.shipped,
        own=found.own,
        version=found.version,
        versions=[AdviceVersionOut.model_validate(one) for one in found.versions],
    )


def _counting(found: queries.AdviceView | None) -> AdviceOut:
    if found is None:
        return AdviceOut(entry=None, text="", is_own=False)
    return AdviceOut.model_validate(found)
