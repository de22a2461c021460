"""Leaked credentials in a list and one by one, for the team, for who reported, and by a link."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.leaks import policies
from seawall.domain.leaks.models import Leak
from seawall.domain.leaks.rules.workflow import LeakMove, LeakState, moves_from
from seawall.domain.vault import queries as vault
from seawall.lib import crypto, ids

_MOST = 200


@dataclass(frozen=True, slots=True)
class LeakRow:
    """One leak in a list. `reporter` is empty for one without an account."""

    public_id: str
    state: LeakState
    program: str
    program_name: str
    kind: str
    source: str
    credential_count: int
    is_known: bool
    reporter: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class CredentialLine:
    """One sealed credential, for the team: `others` are leaks and reports with the same one."""

    id: str
    kind: str
    fingerprint: str
    is_purged: bool
    purge_at: datetime | None
    others: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A comment or a move, oldest first. `who` is a handle, empty where the reader may not know."""

    at: datetime
    side: str
    who: str
    body: str
    to_state: LeakState | None


@dataclass(frozen=True, slots=True)
class LeakPage:
    """Everything of one leak that its reader may see. `credentials` and `reveals` by side."""

    row: LeakRow
    url: str
    found_on: date | None
    how_many: int
    notes: str
    contact: str
    is_team: bool
    can_comment: bool
    can_reveal: bool
    moves: tuple[LeakMove, ...]
    credentials: tuple[CredentialLine, ...]
    reveals: tuple[vault.RevealLine, ...]
    timeline: tuple[Said, ...]
    messages: tuple[tuple[datetime, datetime | None, int, str], ...]


def queue(actor: Actor, *, state: str = "") -> tuple[LeakRow, ...]:
    """The team's leaks, newest first, at most 200."""
    found = policies.seen_by_team(actor)
    if state in frozenset(LeakState):
        found = found.filter(state=state)
    return _rows(found)


def mine(actor: Actor) -> tuple[LeakRow, ...]:
    """One's own, newest first."""
    return _rows(policies.visible_to(actor).filter(reporter=actor.user_id))


def leak(actor: Actor, public_id: str) -> LeakPage:
    """One leak. Raises NotFound for whoever may not see it."""
    row = _with_parts(policies.visible_to(actor)).filter(public_id=ids.normalize(public_id)).first()
    if row is None:
        raise NotFound
    is_team = policies.is_team(actor, row)
    return _page(
        row,
        is_team=is_team,
        can_comment=policies.can_comment(actor, row),
        can_reveal=policies.can_reveal(actor, row),
        moves=moves_from(LeakState(row.state)) if policies.can_handle(actor, row) else (),
    )


def by_link(secret: str) -> LeakPage:
    """The leak of a secret link, as its finder sees it. Raises NotFound for any other text."""
    found = _with_parts(Leak.objects.filter(return_hash=crypto.sha256_hex(secret[:100]))).first()
    if found is None:
        raise NotFound
    return _page(found, is_team=False, can_comment=True, can_reveal=False, moves=())


def _page(
    row: Leak, *, is_team: bool, can_comment: bool, can_reveal: bool, moves: tuple[LeakMove, ...]
) -> LeakPage:
    lines = vault.secrets_of("leak", row.public_id)
    credentials = [line for line in lines if line.field == "credential"]
    others = vault.same_elsewhere("leak", row.public_id, program_id=row.program_id)
    return LeakPage(
        row=_row(row),
        url=row.url,
        found_on=row.found_on,
        how_many=row.how_many,
        notes=row.notes,
        contact=row.contact,
        is_team=is_team,
        can_comment=can_comment,
        can_reveal=can_reveal,
        moves=moves,
        credentials=tuple(
            CredentialLine(
                id=line.id,
                kind=line.kind,
                fingerprint=line.fingerprint,
                is_purged=line.is_purged,
                purge_at=line.purge_at,
                others=others.get(line.id, ()) if is_team else (),
            )
            for line in credentials
        ),
        reveals=tuple(one for line in lines for one in line.reveals),
        timeline=_timeline(row, is_team=is_team),
        messages=_messages(row) if is_team else (),
    )


def _messages(row: Leak) -> tuple[tuple[datetime, datetime | None, int, str], ...]:
    return tuple(
        (one.created_at, one.sent_at, one.status, one.failure)
        for one in row.messages.order_by("pk")
    )


def _timeline(row: Leak, *, is_team: bool) -> tuple[Said, ...]:
    """Names of the team are the team's business."""
    comments = [
        Said(
            at=one.created_at,
            side=one.side,
            who=one.author.handle if one.author and (is_team or one.side == "reporter") else "",
            body=one.body,
            to_state=None,
        )
        for one in row.comments.select_related("author")
    ]
    moves = [
        Said(
            at=one.moved_at,
            side="team",
            who=one.moved_by.handle if one.moved_by and is_team else "",
            body=one.note,
            to_state=LeakState(one.to_state),
        )
        for one in row.steps.select_related("moved_by")
    ]
    return tuple(sorted([*comments, *moves], key=lambda one: one.at))


def _rows(found: QuerySet[Leak]) -> tuple[LeakRow, ...]:
    return _shown(_with_parts(found).order_by("-pk")[:_MOST])


def _shown(rows: Iterable[Leak]) -> tuple[LeakRow, ...]:
    return tuple(map(_row, rows))


def _with_parts(found: QuerySet[Leak]) -> QuerySet[Leak]:
    return found.select_related("program", "reporter")


def _row(row: Leak) -> LeakRow:
    return LeakRow(
        public_id=row.public_id,
        state=LeakState(row.state),
        program=row.program.slug,
        program_name=row.program.name,
        kind=row.kind,
        source=row.source,
        credential_count=row.credential_count,
        is_known=row.is_known,
        reporter=row.reporter.handle if row.reporter else "",
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
