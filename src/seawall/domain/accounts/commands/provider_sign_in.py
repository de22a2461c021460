"""Coming in through a provider, and being linked to it. Nobody is known by an address alone."""

import re
import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.accounts import policies
from seawall.domain.accounts.commands import wording
from seawall.domain.accounts.commands.people import create_person
from seawall.domain.accounts.events import (
    CameByEmergency,
    IdentityLinked,
    IdentityUnlinked,
    MemberJoined,
)
from seawall.domain.accounts.models import (
    Invitation,
    Membership,
    ProviderDomain,
    ProviderIdentity,
    SignInProvider,
    User,
)
from seawall.domain.accounts.rules import Enforcement
from seawall.domain.actor import SYSTEM, Actor, ActorKind
from seawall.domain.audit import commands as audit
from seawall.domain.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from seawall.lib import clock
from seawall.lib.oidc import Claims


def come_in(provider_id: int, claims: Claims, *, actor: Actor) -> int:
    """Whose session this becomes: the id of a member. NotAllowed, in the same words, for others."""
    # An address that the provider does not vouch for makes the rest of the answer doubtful too.
    if claims.has_doubtful_email:
        raise _unknown()
    return _enter(provider_id, claims, actor=actor)


@transaction.atomic
def _enter(provider_id: int, claims: Claims, *, actor: Actor) -> int:
    provider = _provider(provider_id, claims)
    known = ProviderIdentity.objects.filter(
        provider=provider, issuer=claims.issuer, subject=claims.subject
    ).first()
    if known is None:
        return _newcomer(provider, claims)
    members = Membership.objects.filter(
        organization_id=provider.organization_id, user_id=known.user_id, user__is_active=True
    )
    if not members.exists():
        raise _unknown()
    ProviderIdentity.objects.filter(pk=known.pk).update(used_at=clock.now())
    return known.user_id


def _newcomer(provider: SignInProvider, claims: Claims) -> int:
    """An account for who was invited, or belongs to a domain whose people are all welcome."""
    address = _own_address(provider, claims)
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .filter(
            organization_id=provider.organization_id,
            email=address,
            accepted_at=None,
            revoked_at=None,
            expires_at__gt=clock.now(),
        )
        .first()
    )
    role = invitation.role if invitation is not None else provider.default_role
    if role is None:
        raise _unknown()
    person = create_person(
        address, handle=_free_handle(address), display_name=_name(claims.name), actor=SYSTEM
    )
    if invitation is not None:
        invitation.accepted_at, invitation.accepted_by = clock.now(), person
        invitation.save(update_fields=["accepted_at", "accepted_by"])
    _join(provider, person, role)
    _link(provider, claims, person.pk, by="invitation" if invitation else "default")
    return person.pk


def _own_address(provider: SignInProvider, claims: Claims) -> str:
    """Vouched for, in a verified domain of the organization, and nobody's yet."""
    try:
        address = wording.email_address(claims.email)
    except Invalid:
        raise _unknown() from None
    own = ProviderDomain.objects.filter(
        organization_id=provider.organization_id,
        domain=address.rpartition("@")[2],
        verified_at__isnull=False,
    )
    taken = User.objects.filter(email=address) | User.objects.filter(emailaddress__email=address)
    if not own.exists() or taken.exists():
        raise _unknown()
    return address


def _free_handle(address: str) -> str:
    """From the local part where that is free, else with a few random digits."""
    stem = re.sub(r"[^a-z0-9]+", "-", address.partition("@")[0]).strip("-")[:24] or "member"
    for candidate in (stem, *(f"{stem}-{secrets.token_hex(3)}" for _try in range(5))):
        try:
            return wording.free_handle(candidate)
        except DomainError:
            continue
    return wording.free_handle(f"member-{secrets.token_hex(8)}")


def _name(text: str) -> str:
    try:
        return wording.line(text, field="display_name", longest=80)
    except Invalid:
        return ""


def _join(provider: SignInProvider, person: User, role: str) -> None:
    Membership.objects.create(
        organization_id=provider.organization_id, user=person, role=role, created_at=clock.now()
    )
    event = MemberJoined(user_id=person.pk, role=role)
    audit.record(event, actor=SYSTEM, organization_id=provider.organization_id)


@transaction.atomic
def link_identity(provider_id: int, claims: Claims, *, actor: Actor) -> None:
    """The actor can come in through it from now on. Ask who they are again before this.

    The provider must vouch for an address: which one does not matter, the subject counts.
    """
    if actor.kind is not ActorKind.PERSON or actor.user_id is None:
        raise NotAllowed(_("Sign in first."))
    if not claims.email:
        raise _unknown()
    provider = _provider(provider_id, claims)
    members = Membership.objects.filter(
        organization_id=provider.organization_id, user_id=actor.user_id
    )
    if not members.exists():
        raise NotFound
    same = ProviderIdentity.objects.filter(provider=provider)
    if same.filter(user_id=actor.user_id).exists():
        raise Conflict(_("You are connected already. Disconnect first."))
    if same.filter(issuer=claims.issuer, subject=claims.subject).exists():
        raise Conflict(_("Somebody else is connected with this account of the provider."))
    _link(provider, claims, actor.user_id, by="themselves", actor=actor)


def _link(
    provider: SignInProvider, claims: Claims, user_id: int, *, by: str, actor: Actor = SYSTEM
) -> None:
    now = clock.now()
    ProviderIdentity.objects.create(
        provider=provider,
        issuer=claims.issuer,
        subject=claims.subject,
        user_id=user_id,
        created_at=now,
        used_at=now,
    )
    event = IdentityLinked(user_id=user_id, provider=provider.public_id, by=by)
    audit.record(event, actor=actor, organization_id=provider.organization_id)


@transaction.atomic
def unlink_identity(provider_public_id: str, *, actor: Actor) -> None:
    """The actor comes in by other ways only."""
    found = policies.identities_visible_to(actor).filter(provider__public_id=provider_public_id)
    row = found.select_related("provider").first()
    if row is None:
        raise NotFound
    event = IdentityUnlinked(user_id=row.user_id, provider=row.provider.public_id)
    organization_id = row.provider.organization_id
    row.delete()
    audit.record(event, actor=actor, organization_id=organization_id)


@transaction.atomic
def note_emergency(*, actor: Actor) -> None:
    """Tell the owners where the actor is named for emergencies and came in without the provider."""
    if actor.user_id is None or not actor.second_factor:
        return
    rows = SignInProvider.objects.filter(emergency_user_id=actor.user_id).exclude(
        enforcement=Enforcement.OFF
    )
    for row in rows.exclude(pk__in=actor.providers).order_by("pk"):
        if row.organization_id not in actor.locked:
            event = CameByEmergency(user_id=actor.user_id, provider=row.public_id)
            audit.record(event, actor=actor, organization_id=row.organization_id)


def _provider(provider_id: int, claims: Claims) -> SignInProvider:
    row = SignInProvider.objects.filter(pk=provider_id).first()
    # Another issuer since the attempt began is another row; this is the second lock.
    if row is None or row.issuer != claims.issuer:
        raise _unknown()
    return row


def _unknown() -> NotAllowed:
    return NotAllowed(
        _(
            "This sign-in is not known here. Sign in as you usually do and connect it under "
            "Settings, Security; or ask an owner of your organisation for an invitation."
        ),
        code="provider_unknown",
    )
