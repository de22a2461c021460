"""Researchers are asked into a private programme, answer, and may be sent away again."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.accounts.commands import wording
from seawall.domain.accounts.models import User
from seawall.domain.actor import Actor, ActorKind
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.programs import policies
from seawall.domain.programs.commands import holding
from seawall.domain.programs.events import (
    ProgramAccessRevoked,
    ProgramInvitationAccepted,
    ProgramInvitationDeclined,
    ProgramInvitationRevoked,
    ResearcherInvited,
)
from seawall.domain.programs.models import Program, ProgramAccess, ProgramInvitation
from seawall.domain.programs.queries import verified_as
from seawall.domain.programs.rules.lifecycle import Visibility
from seawall.lib import clock, crypto
from seawall.lib.text import gettext_noop

INVITED_FOR = timedelta(days=14)
REASON_CHARS = 200
DECLINE_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "no_time": gettext_noop("No time at present"),
        "rewards": gettext_noop("The rewards are too low"),
        "scope": gettext_noop("The targets are not for me"),
        "terms": gettext_noop("I cannot agree to the terms"),
        "conflict": gettext_noop("Conflict of interest"),
        "other": gettext_noop("Something else"),
    }
)


@transaction.atomic
def invite_researcher(slug: str, *, who: str, actor: Actor) -> str:
    """The secret of a link that works once, for two weeks, for this person only.

    `who` is an e-mail address or a handle. An open invitation of the same person is replaced.
    """
    program = holding.publishable(slug, actor=actor)
    if program.visibility != Visibility.PRIVATE:
        raise Conflict(
            _("Everybody may report to a public programme; no invitation is needed."),
            code="visibility",
        )
    email, named, user_id = _addressee(who)
    if user_id and ProgramAccess.objects.filter(program=program, user_id=user_id).exists():
        raise Conflict(_("This researcher takes part already."), code="has_access")
    if user_id and policies.banned_among(program, [user_id]):
        raise Conflict(_("This researcher cannot be invited."), code="not_invited")
    now = clock.now()
    earlier = ProgramInvitation.objects.filter(
        program=program, email=email, answered_at=None, revoked_at=None
    )
    earlier.update(revoked_at=now, revoked_by_id=actor.user_id)
    secret = crypto.new_secret()
    invitation = ProgramInvitation.objects.create(
        program=program,
        email=email,
        invited=named,
        secret_hash=crypto.sha256_hex(secret),
        created_at=now,
        created_by_id=holding.person(actor),
        expires_at=now + INVITED_FOR,
    )
    event = ResearcherInvited(program=program.slug, invitation_id=invitation.pk, user_id=user_id)
    holding.note(event, program, actor=actor)
    return secret


@transaction.atomic
def accept_invitation(
    *, secret: str = "", invitation_id: int | None = None, actor: Actor
) -> Program:
    """Take part. Found by the link's secret, or by id among the actor's own.

    Raises NotFound, always in the same words, for one that is unknown, answered, revoked, expired.
    """
    user_id = holding.person(actor)
    invitation = _open_invitation(secret, invitation_id, user_id)
    program = invitation.program
    now = clock.now()
    invitation.answered_at, invitation.answered_by_id = now, user_id
    invitation.accepted = True
    invitation.save(update_fields=["answered_at", "answered_by", "accepted"])
    ProgramAccess.objects.get_or_create(
        program=program, user_id=user_id, defaults={"granted_at": now}
    )
    event = ProgramInvitationAccepted(
        program=program.slug, invitation_id=invitation.pk, user_id=user_id
    )
    holding.note(event, program, actor=actor)
    return program


@transaction.atomic
def decline_invitation(
    *,
    secret: str = "",
    invitation_id: int | None = None,
    reason: str,
    note: str = "",
    actor: Actor,
) -> None:
    """Say no, with a reason of DECLINE_REASONS and, if one wishes, a sentence."""
    if reason not in DECLINE_REASONS:
        raise Invalid(_("Choose a reason."), field="reason")
    sentence = wording.line(note, field="note", longest=REASON_CHARS - len(reason) - 2)
    user_id = holding.person(actor)
    invitation = _open_invitation(secret, invitation_id, user_id)
    invitation.answered_at, invitation.answered_by_id = clock.now(), user_id
    invitation.accepted = False
    invitation.decline_reason = f"{reason}: {sentence}" if sentence else reason
    invitation.save(update_fields=["answered_at", "answered_by", "accepted", "decline_reason"])
    event = ProgramInvitationDeclined(
        program=invitation.program.slug,
        invitation_id=invitation.pk,
        user_id=user_id,
        reason=reason,
    )
    holding.note(event, invitation.program, actor=actor)


@transaction.atomic
def revoke_invitation(slug: str, *, invitation_id: int, actor: Actor) -> None:
    """The link stops working at once."""
    program = holding.publishable(slug, actor=actor)
    invitation = ProgramInvitation.objects.filter(program=program, pk=invitation_id).first()
    if invitation is None:
        raise NotFound
    if invitation.answered_at is not None or invitation.revoked_at is not None:
        raise Conflict(_("This invitation was answered or revoked already."), code="answered")
    invitation.revoked_at, invitation.revoked_by_id = clock.now(), actor.user_id
    invitation.save(update_fields=["revoked_at", "revoked_by"])
    event = ProgramInvitationRevoked(program=program.slug, invitation_id=invitation.pk)
    holding.note(event, program, actor=actor)


@transaction.atomic
def revoke_access(slug: str, *, user_id: int, actor: Actor) -> None:
    """The researcher reads and reports no more. What they reported stays theirs."""
    program = holding.publishable(slug, actor=actor)
    deleted, _rows = ProgramAccess.objects.filter(program=program, user_id=user_id).delete()
    if not deleted:
        raise NotFound
    event = ProgramAccessRevoked(program=program.slug, user_id=user_id)
    holding.note(event, program, actor=actor)


def _addressee(who: str) -> tuple[str, User | None, int | None]:
    """Address, the person where a handle was named, and the id of a verified account."""
    text = who.strip()
    if "@" in text.removeprefix("@"):
        address = wording.email_address(text)
        known = verified_as(address).first()
        return address, None, known.pk if known is not None else None
    person = User.objects.filter(handle=text.removeprefix("@").lower(), is_active=True).first()
    if person is None:
        raise Invalid(
            _("Nobody has this handle. Write a handle or an e-mail address."), field="who"
        )
    return person.email, person, person.pk


def _open_invitation(secret: str, invitation_id: int | None, user_id: int) -> ProgramInvitation:
    wanted = {"secret_hash": crypto.sha256_hex(secret)} if secret else {"pk": invitation_id}
    found = (
        policies.open_invitations()
        .select_for_update(of=("self",))
        .select_related("program")
        .filter(**wanted)
        .first()
    )
    if found is None or policies.banned_among(found.program, [user_id]):
        raise NotFound(_("This invitation is not valid any more. Ask for a new one."))
    mine = found.invited_id == user_id or (verified_as(found.email).filter(pk=user_id).exists())
    if not mine and not secret:
        raise NotFound(_("This invitation is not valid any more. Ask for a new one."))
    if not mine:
        raise NotAllowed(
            _("This invitation is for another address. Sign in with that address, or ask anew.")
        )
    return found


@transaction.atomic
def end_invitations(*, actor: Actor) -> int:
    """After a restore: every open invitation expires. Returns how many; accounts tell the log."""
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed(_("Only the installation itself ends every invitation."))
    now = clock.now()
    waiting = ProgramInvitation.objects.filter(
        answered_at=None, revoked_at=None, expires_at__gt=now
    )
    return waiting.update(expires_at=now)
