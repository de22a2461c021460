"""What an invited researcher sees before taking part."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from seawall.domain.accounts import policies as accounts
from seawall.domain.accounts.models import User
from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.programs import policies
from seawall.domain.programs.models import ProgramInvitation
from seawall.domain.programs.queries import reading
from seawall.domain.programs.rules.lifecycle import ProgramKind
from seawall.lib import crypto


@dataclass(frozen=True, slots=True)
class Offer:
    """The programme's name is all that an invitation tells."""

    id: int
    program_name: str
    program_kind: ProgramKind
    organization_name: str
    invited_by: str
    to: str
    expires_at: datetime
    requires_second_factor: bool
    has_nda: bool


@dataclass(frozen=True, slots=True)
class Nda:
    """The terms to agree to. `text` is Markdown; `is_signed` is about this actor and this text."""

    program_slug: str
    program_name: str
    organization_name: str
    text: str
    text_sha256: str
    is_signed: bool


def offer(secret: str) -> Offer:
    """What a link offers. Raises NotFound, in the same words, for every link that is not open."""
    row = _open().filter(secret_hash=crypto.sha256_hex(secret)).first()
    if row is None:
        raise NotFound
    return _offer(row)


def address_of(secret: str) -> str:
    """Where the link has to be sent. For the mail alone: the team may have named only a handle."""
    row = _open().filter(secret_hash=crypto.sha256_hex(secret)).first()
    if row is None:
        raise NotFound
    return row.email


def offers_for(actor: Actor) -> tuple[Offer, ...]:
    """Open invitations of the actor, by handle or by a verified address, newest first."""
    if not actor.is_person:
        return ()
    mine = User.objects.filter(pk=actor.user_id or 0, emailaddress__verified=True)
    rows = _open().filter(
        Q(invited_id=actor.user_id) | Q(email__in=mine.values("emailaddress__email"))
    )
    return tuple(_offer(row) for row in rows.order_by("-created_at", "-pk"))


def nda(actor: Actor, slug: str) -> Nda:
    """The terms of a programme that the actor may know of. Raises NotFound where there are none."""
    program, how = reading.known(actor, slug)
    if not program.nda:
        raise NotFound
    return Nda(
        program_slug=program.slug,
        program_name=program.name,
        organization_name=program.organization.name,
        text=program.nda,
        text_sha256=program.nda_sha256,
        is_signed=how.has_signed,
    )


def verified_as(address: str) -> QuerySet[User]:
    """Active accounts that have shown the address to be theirs: at most one."""
    return User.objects.filter(
        emailaddress__email=address, emailaddress__verified=True, is_active=True
    )


def _open() -> QuerySet[ProgramInvitation]:
    """Invitations that would be accepted: those of banned people answer like revoked ones."""
    meant = Q(user=OuterRef("invited")) | Q(
        user__emailaddress__email=OuterRef("email"), user__emailaddress__verified=True
    )
    covered = (
        Q(organization__isnull=True)
        | Q(organization=OuterRef("program__organization"), program__isnull=True)
        | Q(program=OuterRef("program"))
    )
    banned = accounts.bans_in_force().filter(meant, covered)
    return (
        policies.open_invitations()
        .filter(~Exists(banned))
        .select_related("program__organization", "created_by", "invited")
    )


def _offer(row: ProgramInvitation) -> Offer:
    return Offer(
        id=row.pk,
        program_name=row.program.name,
        program_kind=ProgramKind(row.program.kind),
        organization_name=row.program.organization.name,
        invited_by=row.created_by.display_name or row.created_by.handle,
        to=f"@{row.invited.handle}" if row.invited is not None else row.email,
        expires_at=row.expires_at,
        requires_second_factor=row.program.requires_second_factor,
        has_nda=bool(row.program.nda),
    )
