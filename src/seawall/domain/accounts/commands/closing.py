"""The end of an account. `domain.leaving` calls this together with what other subjects forget."""

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.accounts import policies
from seawall.domain.accounts.commands.people import refuse_last_owner
from seawall.domain.accounts.events import PersonClosed
from seawall.domain.accounts.models import (
    ApiToken,
    CreditKind,
    IdempotencyRecord,
    Invitation,
    Membership,
    OneTimeLink,
    ProviderIdentity,
    Researcher,
    ReservedHandle,
    Session,
    SignInProvider,
    User,
)
from seawall.domain.accounts.queries.former import faded
from seawall.domain.actor import Actor
from seawall.domain.audit import commands as audit
from seawall.domain.errors import Conflict, NotFound
from seawall.lib import clock

# Tables of the sign-in libraries hang on the person: addresses, factors, accounts elsewhere.
_LIBRARIES = frozenset({"account", "mfa", "socialaccount"})
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
FORMER_RESEARCHER, FORMER_MEMBER = "Former researcher", "Former member"


def held_for_closing(user_id: int, *, actor: Actor) -> User:
    """The person, locked, for themselves in a browser or for the administrator.

    Raises Conflict for the only owner of an organization and the only administrator.
    """
    if not (policies.can_edit_person(actor, user_id) or policies.can_manage_people(actor)):
        raise NotFound
    person = User.objects.select_for_update().filter(pk=user_id).first()
    if person is None:
        raise NotFound
    if person.closed_at is not None:
        raise Conflict(_("This account is closed already."), code="closed")
    refuse_last_owner(person)
    others = User.objects.filter(is_platform_admin=True, is_active=True).exclude(pk=user_id)
    if person.is_platform_admin and not others.exists():
        raise Conflict(_("The platform needs another administrator first."), code="last_admin")
    return person


@transaction.atomic
def close_person(user_id: int, *, actor: Actor) -> None:
    """Forget who it was. Ids stay: reports, log and ledger know a pseudonym from now on."""
    person = held_for_closing(user_id, actor=actor)
    pseudonym = _pseudonym()
    is_member = Membership.objects.filter(user=person).exists()
    _fade_handles(person, pseudonym)
    address = f"{pseudonym}@closed.invalid"
    _forget_invitations(person, address)
    _forget_ways_in(person)
    Researcher.objects.filter(user=person).update(
        is_public=False, about="", website="", credit_name="", credit_kind=CreditKind.ANONYMOUS
    )
    person.handle, person.email = pseudonym, address
    person.display_name = FORMER_MEMBER if is_member else FORMER_RESEARCHER
    person.time_zone, person.theme, person.last_login = "", "auto", None
    person.is_active = person.is_platform_admin = False
    person.closed_at = clock.now()
    person.set_unusable_password()
    person.save()
    by_self = actor.user_id == user_id
    audit.record(PersonClosed(user_id=user_id, by_self=by_self), actor=actor)


def addresses_of(user_id: int) -> frozenset[str]:
    """Every address that the account has shown to be its own, and the one it signs in with."""
    rows = User.objects.filter(pk=user_id).values_list("email", "emailaddress__email")
    return frozenset(one for row in rows for one in row if one)


def _pseudonym() -> str:
    while True:
        name = "former-" + "".join(secrets.choice(_ALPHABET) for _ in range(8))
        if not ReservedHandle.objects.filter(handle=name).exists():
            return name


def _fade_handles(person: User, pseudonym: str) -> None:
    """Reserved for ever, but no longer readable in the database."""
    for row in ReservedHandle.objects.filter(user=person):
        # Not by `save`, which would make the skeleton anew.
        ReservedHandle.objects.filter(pk=row.pk).update(
            handle=faded(row.handle), skeleton=faded(row.skeleton)
        )
    ReservedHandle.objects.create(handle=pseudonym, user=person, reserved_at=clock.now())


def _forget_invitations(person: User, address: str) -> None:
    """Invitations to teams: who was invited is forgotten, open ones are worthless."""
    theirs = Invitation.objects.filter(email__in=addresses_of(person.pk))
    theirs.filter(accepted_at=None, revoked_at=None).update(
        revoked_at=clock.now(), revoked_by=person
    )
    theirs.update(email=address)


def _forget_ways_in(person: User) -> None:
    tables = (Session, ApiToken, OneTimeLink, IdempotencyRecord, Membership, ProviderIdentity)
    for table in tables:
        table.objects.filter(user=person).delete()
    SignInProvider.objects.filter(emergency_user=person).update(emergency_user=None)
    for relation in User._meta.related_objects:
        model = relation.related_model
        if not isinstance(model, str) and model._meta.app_label in _LIBRARIES:
            model._default_manager.filter(**{relation.field.name: person}).delete()
