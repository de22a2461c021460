"""People: what everybody may read, what only they may read, and the list of all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from seawall.domain.accounts import policies
from seawall.domain.accounts.models import CreditKind, OneTimeLink, User
from seawall.domain.accounts.queries.former import holding
from seawall.domain.accounts.rules import BAN_REASONS, BanReason
from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.lib import clock, crypto

PAGE = 50


@dataclass(frozen=True, slots=True)
class PublicProfile:
    """What others read of a researcher. It has no address and no private setting."""

    user_id: int
    handle: str
    name: str
    about: str
    website: str
    since: datetime
    is_public: bool


@dataclass(frozen=True, slots=True)
class OwnProfile:
    """What a person reads and edits of themselves."""

    user_id: int
    handle: str
    email: str
    email_verified: bool
    display_name: str
    is_public: bool
    about: str
    website: str
    credit_kind: str
    credit_name: str
    time_zone: str
    theme: str
    created_at: datetime

    @property
    def credited_as(self) -> str:
        """The name a finding is credited to now; empty for anonymous."""
        return {
            CreditKind.NAME.value: self.credit_name,
            CreditKind.ALIAS.value: self.handle,
        }.get(self.credit_kind, "")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the administrator's list."""

    user_id: int
    handle: str
    email: str
    display_name: str
    is_active: bool
    is_platform_admin: bool
    created_at: datetime
    is_closed: bool


@dataclass(frozen=True, slots=True)
class BanView:
    """A ban from the whole platform. `expires_at` is None for one without end."""

    id: int
    reason: str
    note: str
    banned_at: datetime
    banned_by: str
    expires_at: datetime | None
    is_in_force: bool


def public_profile(
    handle: str, *, actor: Actor, may_see_private: Callable[[int], bool] | None = None
) -> PublicProfile:
    """The page of a researcher. A private one answers like one that never existed.

    `may_see_private` gets the researcher's id and says whether the actor works on a program that
    the researcher submitted to: the reports' policies know that.
    """
    person = (
        User.objects.filter(handle=handle.lower(), is_active=True)
        .select_related("researcher")
        .first()
    )
    if person is None:
        raise NotFound
    researcher = getattr(person, "researcher", None)
    is_public = researcher is not None and researcher.is_public
    seen = is_public or person.pk == actor.user_id
    if not seen and (may_see_private is None or not may_see_private(person.pk)):
        raise NotFound
    return PublicProfile(
        user_id=person.pk,
        handle=person.handle,
        name=person.display_name or person.handle,
        about=researcher.about if researcher else "",
        website=researcher.website if researcher else "",
        since=person.created_at,
        is_public=is_public,
    )


def own_profile(actor: Actor) -> OwnProfile:
    """The actor's own settings. Raises NotFound for somebody not signed in."""
    if actor.user_id is None:
        raise NotFound
    person = User.objects.filter(pk=actor.user_id).select_related("researcher").first()
    if person is None:
        raise NotFound
    researcher = getattr(person, "researcher", None)
    verified = User.objects.filter(
        pk=person.pk, emailaddress__email=person.email, emailaddress__verified=True
    )
    return OwnProfile(
        user_id=person.pk,
        handle=person.handle,
        email=person.email,
        email_verified=verified.exists(),
        display_name=person.display_name,
        is_public=bool(researcher and researcher.is_public),
        about=researcher.about if researcher else "",
        website=researcher.website if researcher else "",
        credit_kind=researcher.credit_kind if researcher else CreditKind.ALIAS.value,
        credit_name=researcher.credit_name if researcher else "",
        time_zone=person.time_zone,
        theme=person.theme,
        created_at=person.created_at,
    )


def is_handle_free(handle: str) -> bool:
    """Nobody holds it or one that looks like it, and nobody ever held it."""
    held = holding(handle).exists()
    return not held and not User.objects.filter(handle=handle.lower()).exists()


def find_person(handle_or_email: str, *, actor: Actor) -> int:
    """The id of an active account, for those who manage people. Raises NotFound."""
    wanted = handle_or_email.strip().lower()
    found = (
        policies.people_visible_to(actor)
        .filter(Q(handle=wanted) | Q(email=wanted), is_active=True)
        .values_list("pk", flat=True)
        .first()
    )
    if found is None:
        raise NotFound(_("Nobody with an active account has this handle or address."))
    return found


def people(
    actor: Actor, *, text: str = "", after: int = 0, limit: int = PAGE
) -> tuple[PersonRow, ...]:
    """Accounts by id, those after `after`; `text` is part of handle, address or name."""
    found = policies.people_visible_to(actor).filter(pk__gt=after)
    if text:
        found = found.filter(
            Q(handle__icontains=text) | Q(email__icontains=text) | Q(display_name__icontains=text)
        )
    return tuple(_row(row) for row in found.order_by("pk")[:limit])


def person(user_id: int, *, actor: Actor) -> tuple[PersonRow, tuple[BanView, ...]]:
    """One account with its bans from the whole platform, newest first, for the administrator."""
    row = policies.people_visible_to(actor).filter(pk=user_id).first()
    if row is None:
        raise NotFound
    now = clock.now()
    bans = row.bans.filter(organization__isnull=True).select_related("banned_by").order_by("-pk")
    return _row(row), tuple(
        BanView(
            id=ban.pk,
            reason=_(BAN_REASONS[BanReason(ban.reason)]),
            note=ban.note,
            banned_at=ban.banned_at,
            banned_by=ban.banned_by.handle if ban.banned_by else "",
            expires_at=ban.expires_at,
            is_in_force=ban.is_in_force(now),
        )
        for ban in bans
    )


def _row(row: User) -> PersonRow:
    return PersonRow(
        user_id=row.pk,
        handle=row.handle,
        email=row.email,
        display_name=row.display_name,
        is_active=row.is_active,
        is_platform_admin=row.is_platform_admin,
        created_at=row.created_at,
        is_closed=row.closed_at is not None,
    )


def one_time_link_purpose(secret: str) -> str:
    """What an unused link is for. Raises NotFound, in the same words, for every other secret."""
    purpose = (
        OneTimeLink.objects.filter(
            secret_hash=crypto.sha256_hex(secret), used_at=None, expires_at__gt=clock.now()
        )
        .values_list("purpose", flat=True)
        .first()
    )
    if purpose is None:
        raise NotFound
    return purpose
