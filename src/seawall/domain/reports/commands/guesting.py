"""Guests: somebody from outside reads one report for a while, invited by its team."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.accounts.commands import wording
from seawall.domain.actor import Actor, ActorKind
from seawall.domain.errors import Conflict, NotAllowed, NotFound
from seawall.domain.programs.policies import banned_among
from seawall.domain.programs.queries import verified_as
from seawall.domain.reports import policies
from seawall.domain.reports.commands import locking
from seawall.domain.reports.commands.telling import tell
from seawall.domain.reports.events import GuestInvited, GuestJoined, GuestRevoked
from seawall.domain.reports.models import Guest, Report
from seawall.domain.reports.queries import guests
from seawall.domain.reports.rules.guesting import LINK_FOR, MOST_GUESTS, check_days
from seawall.lib import clock, crypto, ids


@transaction.atomic
def invite_guest(
    public_id: str, *, email: str, days: int, may_comment: bool = False, actor: Actor
) -> str:
    """The secret of a link that works once, for a week, for who owns the address.

    They read what the participants read until `days` from now. An open link for the same address
    is replaced. Raises NotFound, NotAllowed, Conflict (too many guests), Invalid.
    """
    report = locking.held(public_id, actor=actor)
    _require_may_invite(report, actor)
    address = wording.email_address(email)
    check_days(days)
    now = clock.now()
    waiting = Guest.objects.filter(report=report, revoked_at=None, expires_at__gt=now)
    waiting.filter(email=address, user=None).update(
        revoked_at=now, revoked_by_id=locking.person(actor)
    )
    if waiting.count() >= MOST_GUESTS:
        raise Conflict(_("At most %(most)s guests at a time.") % {"most": MOST_GUESTS})
    secret = crypto.new_secret()
    expires_at = now + timedelta(days=days)
    row = Guest.objects.create(
        public_id=ids.public_id("G"),
        report=report,
        email=address,
        may_comment=may_comment,
        secret_hash=crypto.sha256_hex(secret),
        invited_at=now,
        invited_by_id=locking.person(actor),
        link_expires_at=min(now + LINK_FOR, expires_at),
        expires_at=expires_at,
    )
    if not report.has_guests:
        report.has_guests = True
        report.save(update_fields=["has_guests"])
    event = GuestInvited(
        report=report.public_id,
        guest=row.public_id,
        may_comment=may_comment,
        expires_at=expires_at.isoformat(),
    )
    tell(report, event, actor=actor)
    return secret


@transaction.atomic
def accept_guest(secret: str, *, actor: Actor) -> Report:
    """Use the link, as who has shown the address to be theirs.

    Raises NotFound, always in the same words, for one that is unknown, used, revoked or expired,
    NotAllowed for another address and where the programme asks for a second factor first.
    """
    user_id = locking.person(actor)
    found = guests.live(secret)
    row = Guest.objects.select_for_update(of=("self",)).get(pk=found.pk)
    report = found.report
    # Somebody may have been quicker: the link works once.
    if row.user_id is not None or row.revoked_at is not None:
        raise NotFound(_("This invitation is not valid any more. Ask for a new one."))
    if banned_among(report.program, [user_id]):
        raise NotFound(_("This invitation is not valid any more. Ask for a new one."))
    if not verified_as(row.email).filter(pk=user_id).exists():
        raise NotAllowed(
            _("This invitation is for another address. Sign in with that address, or ask anew.")
        )
    if report.program.requires_second_factor and not actor.second_factor:
        raise NotAllowed(_("This programme asks for a second factor. Set one up, then try again."))
    if policies.visible_to(actor).filter(pk=report.pk).exists():
        raise Conflict(_("You see this report already."), code="seen")
    row.user_id, row.joined_at = user_id, clock.now()
    row.save(update_fields=["user", "joined_at"])
    event = GuestJoined(report=report.public_id, guest=row.public_id, user_id=user_id)
    tell(report, event, actor=actor)
    return report


@transaction.atomic
def revoke_guest(public_id: str, guest_id: str, *, actor: Actor) -> None:
    """Their next look finds nothing any more. Raises NotFound, NotAllowed, Conflict."""
    report = locking.held(public_id, actor=actor)
    _require_may_invite(report, actor)
    row = Guest.objects.filter(report=report, public_id=ids.normalize(guest_id)).first()
    if row is None:
        raise NotFound
    if row.revoked_at is not None:
        raise Conflict(_("This guest was sent away already."), code="revoked")
    row.revoked_at, row.revoked_by_id = clock.now(), locking.person(actor)
    row.save(update_fields=["revoked_at", "revoked_by"])
    tell(report, GuestRevoked(report=report.public_id, guest=row.public_id), actor=actor)


@transaction.atomic
def end_guest_links(*, actor: Actor) -> int:
    """After a restore: every link that was not used yet is dead. Returns how many; accounts tell
    the log.
    """
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed(_("Only the installation itself ends every invitation."))
    now = clock.now()
    open_links = Guest.objects.filter(user=None, revoked_at=None, link_expires_at__gt=now)
    return open_links.update(link_expires_at=now)


def _require_may_invite(report: Report, actor: Actor) -> None:
    if not policies.can_invite_guests(actor, report):
        raise NotAllowed(_("Your role may not invite guests to this report."))
