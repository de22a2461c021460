"""What the team sees of its own programme: the draft, who is invited, who takes part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import Invalid, NotAllowed
from seawall.domain.programs import policies
from seawall.domain.programs.models import BriefDraft, Program, ProgramAccess, ProgramInvitation
from seawall.domain.programs.queries import reading
from seawall.domain.programs.queries.briefs import document_of
from seawall.domain.programs.rules import brief as briefs
from seawall.domain.programs.rules.brief import Brief
from seawall.domain.programs.rules.lifecycle import ProgramKind
from seawall.lib import clock

_LISTED = 1000


@dataclass(frozen=True, slots=True)
class DraftView:
    """The next version as typed. `saved_at` None: no draft, `content` is the version in force.

    `brief` is what can be read of it, for a preview: only without `errors` it is all of it.
    """

    content: Mapping[str, Any]
    saved_at: datetime | None
    saved_by: str
    errors: Mapping[str, str]
    missing: Mapping[str, str]
    brief: Brief

    @property
    def token(self) -> str:
        """Names this draft: send it back as `based_on`. Empty for none."""
        return draft_token(self.saved_at)

    @property
    def is_ready(self) -> bool:
        """Whether it could be published now."""
        return self.saved_at is not None and not self.errors and not self.missing


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """`to` is the handle that was named, or the address that was typed."""

    id: int
    to: str
    created_at: datetime
    expires_at: datetime
    invited_by: str
    state: str
    decline_reason: str


@dataclass(frozen=True, slots=True)
class AccessRow:
    """A researcher who takes part."""

    user_id: int
    handle: str
    granted_at: datetime
    has_signed: bool


def draft_token(saved_at: datetime | None) -> str:
    """The moment in UTC, to the microsecond; empty for none."""
    return saved_at.astimezone(UTC).isoformat() if saved_at is not None else ""


def draft(actor: Actor, slug: str) -> DraftView:
    """For those who may edit. Raises NotFound for strangers, NotAllowed for other members."""
    program = reading.managed(actor, slug)
    row = BriefDraft.objects.select_related("saved_by").filter(program=program).first()
    if row is not None:
        content: Mapping[str, Any] = row.content
    elif program.brief_id is not None:
        content = document_of(program.brief_id)
    else:
        content = briefs.to_document(briefs.empty())
    errors, missing = check_document(content, ProgramKind(program.kind))
    return DraftView(
        content=content,
        saved_at=row.saved_at if row is not None else None,
        saved_by=row.saved_by.handle if row is not None else "",
        errors=errors,
        missing=missing,
        brief=briefs.load(content),
    )


def check_document(
    content: Mapping[str, object], kind: ProgramKind
) -> tuple[dict[str, str], dict[str, str]]:
    """Mistakes by path, and what is missing before publishing (by field)."""
    try:
        return {}, briefs.publishable(briefs.parse(content), kind)
    except Invalid as refusal:
        return dict(refusal.fields), briefs.publishable(briefs.load(content), kind)


def invitations(actor: Actor, slug: str) -> tuple[InvitationRow, ...]:
    """Newest first, at most 1000, in every state."""
    program = _published_by(actor, slug)
    now = clock.now()
    rows = (
        ProgramInvitation.objects.filter(program=program)
        .select_related("invited", "created_by")
        .order_by("-created_at", "-pk")[:_LISTED]
    )
    return tuple(
        InvitationRow(
            id=row.pk,
            to=f"@{row.invited.handle}" if row.invited is not None else row.email,
            created_at=row.created_at,
            expires_at=row.expires_at,
            invited_by=row.created_by.handle,
            state=_state(row, now),
            decline_reason=row.decline_reason,
        )
        for row in rows
    )


def researchers(actor: Actor, slug: str) -> tuple[AccessRow, ...]:
    """Who takes part in a private programme, by handle, at most 1000."""
    program = _published_by(actor, slug)
    signed = set(
        program.signatures.filter(text_sha256=program.nda_sha256).values_list("user_id", flat=True)
    )
    rows = (
        ProgramAccess.objects.filter(program=program)
        .select_related("user")
        .order_by("user__handle", "pk")[:_LISTED]
    )
    return tuple(
        AccessRow(row.user_id, row.user.handle, row.granted_at, row.user_id in signed)
        for row in rows
    )


def _published_by(actor: Actor, slug: str) -> Program:
    program = reading.managed(actor, slug)
    if not policies.can_publish(actor, program):
        raise NotAllowed(_("Only an owner or a programme manager invites researchers."))
    return program


def _state(row: ProgramInvitation, now: datetime) -> str:
    if row.revoked_at is not None:
        return "revoked"
    if row.answered_at is not None:
        return "accepted" if row.accepted else "declined"
    return "expired" if row.expires_at <= now else "open"
