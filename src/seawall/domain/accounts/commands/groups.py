"""Groups of members, and who sees only the reports of their groups."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from seawall.domain.accounts import policies
from seawall.domain.accounts.commands import wording
from seawall.domain.accounts.commands.providers import domain_name
from seawall.domain.accounts.events import (
    GroupChanged,
    GroupDeleted,
    GroupMade,
    GroupMembersSet,
    MemberLimited,
)
from seawall.domain.accounts.models import Group, GroupMember, Membership, Organization, User
from seawall.domain.accounts.rules import MOST_GROUPS, Role
from seawall.domain.actor import Actor
from seawall.domain.audit import commands as audit
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.lib import clock

_LONGEST_NAME = 60
# What the filter of the inbox means by these words.
_TAKEN = frozenset({"me", "none"})


@transaction.atomic
def make_group(
    organization_id: int, *, handle: str, name: str = "", mail_domain: str = "", actor: Actor
) -> Group:
    """A new group without members. Raises NotFound, NotAllowed, Invalid, Conflict for too many."""
    _require_manager(organization_id, actor)
    Organization.objects.select_for_update().get(pk=organization_id)
    if Group.objects.filter(organization=organization_id).count() >= MOST_GROUPS:
        raise Conflict(_("There are %(most)s groups already. Delete one.") % {"most": MOST_GROUPS})
    wanted = _handle(handle)
    row = Group(
        organization_id=organization_id,
        handle=wanted,
        name=_name(name) or wanted,
        mail_domain=_mail_domain(mail_domain),
        created_at=clock.now(),
    )
    _save(row)
    audit.record(GroupMade(group_id=row.pk), actor=actor, organization_id=organization_id)
    return row


@transaction.atomic
def change_group(
    organization_id: int,
    handle: str,
    *,
    new_handle: str | None = None,
    name: str | None = None,
    mail_domain: str | None = None,
    actor: Actor,
) -> Group:
    """Another handle, name or domain; None leaves it. Its reports and members stay.

    Raises Invalid(field="mail_domain") while a member has an address of another domain.
    """
    row = _held(organization_id, handle, actor)
    before = row.handle, row.name, row.mail_domain
    row.handle = row.handle if new_handle is None else _handle(new_handle)
    row.name = row.name if name is None else _name(name) or row.handle
    if mail_domain is not None:
        row.mail_domain = _mail_domain(mail_domain)
        places = row.places.select_related("membership__user")
        _require_domain(row, (one.membership for one in places), field="mail_domain")
    if before == (row.handle, row.name, row.mail_domain):
        raise Conflict(_("The group is like this already."), code="unchanged")
    _save(row)
    audit.record(GroupChanged(group_id=row.pk), actor=actor, organization_id=organization_id)
    return row


@transaction.atomic
def delete_group(organization_id: int, handle: str, *, actor: Actor) -> None:
    """Its reports are in no group then: who is limited to groups sees them no more."""
    row = _held(organization_id, handle, actor)
    event = GroupDeleted(group_id=row.pk)
    row.delete()
    audit.record(event, actor=actor, organization_id=organization_id)


@transaction.atomic
def set_group_members(
    organization_id: int,
    handle: str,
    *,
    add: Iterable[str] = (),
    remove: Iterable[str] = (),
    actor: Actor,
) -> None:
    """Put members into the group and take others out, by their handles.

    Raises Invalid(field="members") for an address of another domain than the group's.
    """
    row = _held(organization_id, handle, actor)
    inside = set(row.places.values_list("membership_id", flat=True))
    members = _members(organization_id, (*add, *remove))
    added = {members[_plain(one)].pk for one in add} - inside
    removed = ({members[_plain(one)].pk for one in remove} & inside) - added
    _require_domain(row, (one for one in members.values() if one.pk in added), field="members")
    if not added and not removed:
        raise Conflict(_("The group has these members already."), code="unchanged")
    GroupMember.objects.bulk_create(
        GroupMember(group=row, membership_id=one) for one in sorted(added)
    )
    row.places.filter(membership__in=removed).delete()
    people = {one.pk: one.user_id for one in members.values()}
    event = GroupMembersSet(
        group_id=row.pk,
        added=tuple(sorted(people[one] for one in added)),
        removed=tuple(sorted(people[one] for one in removed)),
    )
    audit.record(event, actor=actor, organization_id=organization_id)


@transaction.atomic
def leave_groups_of_other_domains(user_id: int, *, actor: Actor) -> None:
    """Take somebody who has a new address out of the groups that it may not be in."""
    email = User.objects.values_list("email", flat=True).get(pk=user_id)
    places = GroupMember.objects.filter(membership__user=user_id).exclude(group__mail_domain="")
    for place in places.select_related("group").order_by("pk"):
        if not _is_of(email, place.group):
            event = GroupMembersSet(group_id=place.group_id, added=(), removed=(user_id,))
            organization_id = place.group.organization_id
            place.delete()
            audit.record(event, actor=actor, organization_id=organization_id)


@transaction.atomic
def limit_member(membership_id: int, *, is_limited: bool, actor: Actor) -> None:
    """Let a member see only the reports of their groups, or all again.

    By who could give them their role. Raises NotFound, NotAllowed, Conflict.
    """
    row = (
        policies.memberships_visible_to(actor)
        .select_for_update(of=("self",))
        .filter(pk=membership_id)
        .first()
    )
    if row is None:
        raise NotFound
    if not policies.can_grant(actor, Role(row.role), row.organization_id):
        raise NotAllowed(_("You can limit only members whose role is within your own rights."))
    if row.role == Role.OWNER:
        raise Conflict(_("An owner sees all reports. Give them another role first."))
    if row.is_limited == is_limited:
        raise Conflict(_("It is like this already."), code="unchanged")
    row.is_limited = is_limited
    row.save(update_fields=["is_limited"])
    event = MemberLimited(user_id=row.user_id, is_limited=is_limited)
    audit.record(event, actor=actor, organization_id=row.organization_id)


def _held(organization_id: int, handle: str, actor: Actor) -> Group:
    row = (
        policies.groups_visible_to(actor)
        .select_for_update(of=("self",))
        .filter(organization=organization_id, handle=_plain(handle))
        .first()
    )
    if row is None:
        raise NotFound
    _require_manager(organization_id, actor)
    return row


def _require_manager(organization_id: int, actor: Actor) -> None:
    if not policies.can_view(actor, organization_id):
        raise NotFound
    if not policies.can_manage_groups(actor, organization_id):
        raise NotAllowed(_("Your role may not change groups."))


def _members(organization_id: int, handles: Iterable[str]) -> dict[str, Membership]:
    wanted = {_plain(one) for one in handles}
    found = {
        one.user.handle: one
        for one in Membership.objects.filter(
            organization=organization_id, user__handle__in=wanted
        ).select_related("user")
    }
    if missing := sorted(wanted - found.keys()):
        said = _("@%(name)s is no member of this organisation.")
        raise Invalid(said % {"name": missing[0][:40]}, field="members")
    return found


def _handle(text: str) -> str:
    handle = _plain(text)
    if wording.HANDLE.fullmatch(handle) is None or handle in _TAKEN:
        raise Invalid(
            _("A handle has 3 to 32 letters, digits, - and _, and begins with a letter or digit."),
            field="handle",
        )
    return handle


def _name(text: str) -> str:
    return wording.line(text, field="name", longest=_LONGEST_NAME).strip()


def _plain(handle: str) -> str:
    return handle.strip().lower().removeprefix("@")


def _mail_domain(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return domain_name(text.strip().removeprefix("@"))
    except Invalid as refusal:
        raise Invalid(refusal.message, field="mail_domain") from refusal


def _is_of(email: str, group: Group) -> bool:
    return email.rpartition("@")[2].lower() == group.mail_domain


def _require_domain(row: Group, members: Iterable[Membership], *, field: str) -> None:
    if not row.mail_domain:
        return
    for one in members:
        if not _is_of(one.user.email, row):
            said = _("@%(name)s has an address of another domain than %(domain)s.")
            raise Invalid(said % {"name": one.user.handle, "domain": row.mail_domain}, field=field)


def _save(row: Group) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Invalid(_("There is a group of this handle already."), field="handle") from None
