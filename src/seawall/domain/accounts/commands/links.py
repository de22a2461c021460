"""Links that work once: the first administrator's, and the demo's. Only their sha256 is kept."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.accounts.commands.people import create_person
from seawall.domain.accounts.events import AdministratorAppointed, LinkMade, LinkUsed
from seawall.domain.accounts.models import OneTimeLink
from seawall.domain.actor import SYSTEM, Actor, ActorKind
from seawall.domain.audit import commands as audit
from seawall.domain.errors import Invalid, NotAllowed, NotFound
from seawall.lib import clock, crypto

SIGN_IN = "sign_in"
ADMINISTRATOR = "administrator"


@transaction.atomic
def make_one_time_link(user_id: int | None, *, purpose: str, minutes: int, actor: Actor) -> str:
    """The secret for `/link/{secret}`. Only the installation itself makes such links.

    `sign_in` needs a person; `administrator` needs none and makes one.
    """
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed(_("One-time links are made on the machine itself: seawall up prints one."))
    if (purpose == SIGN_IN) is (user_id is None) or purpose not in {SIGN_IN, ADMINISTRATOR}:
        raise Invalid(_("A link either signs one person in or makes the administrator."))
    secret, now = crypto.new_secret(), clock.now()
    OneTimeLink.objects.create(
        user_id=user_id,
        purpose=purpose,
        secret_hash=crypto.sha256_hex(secret),
        created_at=now,
        expires_at=now + timedelta(minutes=minutes),
    )
    audit.record(LinkMade(user_id=user_id, purpose=purpose), actor=actor)
    return secret


@transaction.atomic
def use_sign_in_link(secret: str, *, actor: Actor) -> int:
    """Spend the link; gives the id of the person to sign in."""
    link = _spend(secret, SIGN_IN)
    person = link.user
    if person is None or not person.is_active:
        raise _refusal()
    audit.record(LinkUsed(user_id=person.pk, purpose=SIGN_IN), actor=actor)
    return person.pk


@transaction.atomic
def use_administrator_link(
    secret: str, *, email: str, handle: str, password: str, actor: Actor
) -> int:
    """Spend the link and make the administrator; gives the new person's id.

    The address counts as verified: who holds the link holds the machine.
    """
    _spend(secret, ADMINISTRATOR)
    person = create_person(
        email, handle=handle, password=password, is_platform_admin=True, actor=SYSTEM
    )
    audit.record(LinkUsed(user_id=person.pk, purpose=ADMINISTRATOR), actor=actor)
    audit.record(AdministratorAppointed(user_id=person.pk), actor=actor)
    return person.pk


def _spend(secret: str, purpose: str) -> OneTimeLink:
    """One statement decides who was first. A refusal later in the transaction gives it back."""
    now = clock.now()
    unused = OneTimeLink.objects.filter(
        secret_hash=crypto.sha256_hex(secret), purpose=purpose, used_at=None, expires_at__gt=now
    )
    if not unused.update(used_at=now):
        raise _refusal()
    return OneTimeLink.objects.get(secret_hash=crypto.sha256_hex(secret))


def _refusal() -> NotFound:
    return NotFound(_("This link was used or is too old. Start Seawall again to get a new one."))
