"""Accounts: made, closed, opened again."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from seawall.domain.accounts import policies
from seawall.domain.accounts.commands import wording
from seawall.domain.accounts.events import PersonDeactivated, PersonReactivated, PersonSignedUp
from seawall.domain.accounts.models import (
    ApiToken,
    Membership,
    OneTimeLink,
    Researcher,
    ReservedHandle,
    Session,
    User,
)
from seawall.domain.accounts.rules import Role
from seawall.domain.actor import Actor
from seawall.domain.audit import commands as audit
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.lib import clock

LONGEST_PASSWORD_BYTES = 256


@transaction.atomic
def create_person(
    email: str,
    *,
    handle: str,
    actor: Actor,
    password: str | None = None,
    display_name: str = "",
    is_platform_admin: bool = False,
) -> User:
    """An account with a verified address, made by the administrator or the installation itself.

    Without a password the person comes in by a one-time link or by resetting the password.
    """
    if not policies.can_manage_people(actor):
        raise NotAllowed(_("Only the administrator makes accounts for others."))
    person = User(
        email=wording.email_address(email),
        handle=wording.free_handle(handle),
        display_name=wording.line(display_name, field="display_name", longest=80),
        is_platform_admin=is_platform_admin,
        created_at=clock.now(),
    )
    if password is None:
        person.set_unusable_password()
    else:
        check_password(password, person)
        person.set_password(password)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as refusal:
        raise Conflict(_("There is an account with this address already.")) from refusal
    # The sign-in library keeps addresses in a table of its own.
    person.emailaddress_set.create(  # type: ignore[attr-defined]
        email=person.email, verified=True, primary=True
    )
    register_sign_up(person.pk, actor=actor)
    return person


def check_password(password: str, person: User | None = None) -> None:
    """Raises Invalid for a password that is too short, too long, common or like the account."""
    if len(password.encode()) > LONGEST_PASSWORD_BYTES:
        raise Invalid(_("Use a password of at most 256 bytes."), field="password")
    try:
        validate_password(password, person)
    except ValidationError as refusal:
        raise Invalid(" ".join(refusal.messages), field="password") from refusal


@transaction.atomic
def register_sign_up(user_id: int, *, actor: Actor) -> None:
    """What every new account gets: its handle for ever, and a private profile."""
    person = User.objects.get(pk=user_id)
    ReservedHandle.objects.create(handle=person.handle, user=person, reserved_at=clock.now())
    Researcher.objects.create(user=person)
    audit.record(PersonSignedUp(user_id=user_id), actor=actor)


def reserve_handle(handle: str) -> None:
    """Take a handle out of use, for nobody.

    Sign-up with a known address makes no account, but its handle must be gone as if it had:
    otherwise trying the handle again would tell which addresses are known.
    """
    ReservedHandle.objects.get_or_create(
        handle=wording.handle(handle), defaults={"reserved_at": clock.now()}
    )


@transaction.atomic
def deactivate_person(user_id: int, *, actor: Actor) -> None:
    """End sign-in, sessions, tokens and links. What the person wrote stays.

    Raises Conflict while the person is the only owner of an organization.
    """
    person = _managed(user_id, actor)
    if person.pk == actor.user_id:
        raise Conflict(_("You cannot deactivate your own account. Ask another administrator."))
    if not person.is_active:
        raise Conflict(_("This account is deactivated already."))
    refuse_last_owner(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    Session.objects.filter(user=person).delete()
    ApiToken.objects.filter(user=person, revoked_at=None).update(revoked_at=clock.now())
    OneTimeLink.objects.filter(user=person, used_at=None).delete()
    audit.record(PersonDeactivated(user_id=person.pk), actor=actor)


@transaction.atomic
def reactivate_person(user_id: int, *, actor: Actor) -> None:
    """Let the person sign in again; their tokens stay revoked."""
    person = _managed(user_id, actor)
    if person.is_active:
        raise Conflict(_("This account is active already."))
    if person.closed_at is not None:
        raise Conflict(_("This account was closed for ever."), code="closed")
    person.is_active = True
    person.save(update_fields=["is_active"])
    audit.record(PersonReactivated(user_id=person.pk), actor=actor)


def _managed(user_id: int, actor: Actor) -> User:
    person = policies.people_visible_to(actor).select_for_update().filter(pk=user_id).first()
    if person is None:
        raise NotFound
    return person


def refuse_last_owner(person: User) -> None:
    """Raises Conflict while an organization has no other owner who can sign in."""
    owners = Membership.objects.filter(role=Role.OWNER, user__is_active=True)
    for mine in owners.filter(user=person).select_related("organization"):
        if not owners.filter(organization=mine.organization).exclude(user=person).exists():
            raise Conflict(
                _("%(organization)s has no other owner. Appoint one first.")
                % {"organization": mine.organization.name}
            )
