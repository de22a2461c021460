"""Leaked keys: sent by anybody, read and moved by the team. No answer holds a key."""

from dataclasses import replace
from datetime import date, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from seawall.api.actors import Token, TokenOrNobody, actor_of
from seawall.api.idempotency import once
from seawall.api.v1.shapes.common import In, Out
from seawall.domain.errors import NotFound
from seawall.domain.leaks import commands, queries
from seawall.domain.leaks.queries import LeakRow
from seawall.domain.leaks.rules import partner, sending
from seawall.domain.leaks.rules.sending import LeakInput
from seawall.web.actors import client_ip

router = Router(tags=["leaks"], auth=Token())


class LeakIn(In):
    """`credentials`: one a line; a private key as a whole. They are sealed at once."""

    credentials: str = Field(max_length=sending.LONGEST_CREDENTIALS)
    source: str = Field(max_length=10)
    url: str = Field(default="", max_length=sending.LONGEST_URL)
    kind: str = Field(default="", max_length=sending.LONGEST_KIND)
    found_on: date | None = None
    how_many: int = Field(default=1, ge=1, le=1_000_000)
    notes: str = Field(default="", max_length=sending.LONGEST_NOTES)
    contact: str = Field(default="", max_length=sending.LONGEST_CONTACT)


class LeakSentOut(Out):
    """`return_url` is given once, and only to who sent no token: it opens the leak again."""

    id: str
    state: str
    is_known: bool
    return_url: str | None


class LeakOut(Out):
    """A leak without its keys. `credentials` counts them."""

    id: str
    state: str
    program: str
    source: str
    kind: str
    url: str
    found_on: date | None
    how_many: int
    credentials: int
    is_known: bool
    created_at: datetime
    updated_at: datetime


class LeakListOut(Out):
    """The leaks that the token may see, newest first, at most 200."""

    items: list["LeakBriefOut"]


class LeakBriefOut(Out):
    """One leak in a list."""

    id: str
    state: str
    program: str
    source: str
    kind: str
    credentials: int
    is_known: bool
    created_at: datetime


class LeakMoveIn(In):
    """A move by its public name; the finder reads the note."""

    move: str = Field(max_length=30)
    note: str = Field(default="", max_length=4000)


class LeakMovedOut(Out):
    """Where it stands now."""

    id: str
    state: str
    updated_at: datetime


class KeyOut(Out):
    """One public key, PEM."""

    key_identifier: str
    key: str
    is_current: bool


class KeysOut(Out):
    """The keys that sign messages to revocation systems."""

    public_keys: list[KeyOut]


@router.post(
    "/programs/{slug}/leaks",
    response={201: LeakSentOut},
    auth=TokenOrNobody(),
    summary="Report leaked keys",
)
def send(request: HttpRequest, slug: str, payload: LeakIn) -> HttpResponse:
    """With a token, or without one: then `return_url` is the only way back to it."""
    if actor_of(request).is_person:
        return _sent_once(request, slug=slug, payload=payload)
    # An answer that opens the leak is stored nowhere, so not under a key either.
    body = _sent(request, slug, payload).model_dump_json()
    return HttpResponse(body, status=201, content_type="application/json")


@once(201)
def _sent_once(request: HttpRequest, slug: str, payload: LeakIn) -> LeakSentOut:
    return _sent(request, slug, payload)


def _sent(request: HttpRequest, slug: str, payload: LeakIn) -> LeakSentOut:
    actor = actor_of(request)
    actor = replace(actor, ip=actor.ip or client_ip(request))
    sent = commands.send(slug, given=LeakInput(**payload.model_dump()), actor=actor)
    url = f"{settings.BASE_URL}/leaks/return/{sent.secret}" if sent.secret else None
    return LeakSentOut(id=sent.public_id, state=sent.state, is_known=sent.is_known, return_url=url)


@router.get("/programs/{slug}/leaks", response=LeakListOut, summary="List leaked keys")
def index(request: HttpRequest, slug: str) -> LeakListOut:
    """Those of one programme that a member of its team sees."""
    rows = [row for row in queries.queue(actor_of(request)) if row.program == slug]
    if not rows and queries.is_open(actor_of(request), slug) is None:
        raise NotFound
    return LeakListOut(items=[_brief(row) for row in rows])


@router.get("/leaks/{id}", response=LeakOut, summary="Read a leak")
def read(request: HttpRequest, id: str) -> LeakOut:  # noqa: A002
    """For who reported it and for the team. The keys are in no answer."""
    found = queries.leak(actor_of(request), id)
    row = found.row
    return LeakOut(
        id=row.public_id,
        state=row.state,
        program=row.program,
        source=row.source,
        kind=row.kind,
        url=found.url,
        found_on=found.found_on,
        how_many=found.how_many,
        credentials=row.credential_count,
        is_known=row.is_known,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


@router.post("/leaks/{id}/moves", response={201: LeakMovedOut}, summary="Move a leak")
@once(201)
def move(request: HttpRequest, id: str, payload: LeakMoveIn) -> LeakMovedOut:  # noqa: A002
    """One row of the workflow: confirm, revoke, mark_already_revoked, mark_not_ours, reopen."""
    leak = commands.move(id, payload.move, note=payload.note, actor=actor_of(request))
    return LeakMovedOut(id=leak.public_id, state=leak.state, updated_at=leak.updated_at)


@router.get(
    "/meta/public_keys/secret_scanning",
    response=KeysOut,
    auth=TokenOrNobody(),
    summary="Keys that sign messages of leaked keys",
)
def public_keys(request: HttpRequest) -> KeysOut:
    """ECDSA over P-256, SHA-256, in the shape that secret scanning partners know."""
    key = partner.signing_key(settings.FINGERPRINT_KEY)
    shown = KeyOut(
        key_identifier=partner.key_identifier(key), key=partner.public_pem(key), is_current=True
    )
    return KeysOut(public_keys=[shown])


def _brief(row: LeakRow) -> LeakBriefOut:
    return LeakBriefOut(
        id=row.public_id,
        state=row.state,
        program=row.program,
        source=row.source,
        kind=row.kind,
        credentials=row.credential_count,
        is_known=row.is_known,
        created_at=row.created_at,
    )
