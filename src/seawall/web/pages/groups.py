"""The groups of an organization."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.accounts import policies
from seawall.domain.accounts import queries as accounts
from seawall.domain.accounts.queries import MemberRow, OrganizationView
from seawall.domain.accounts.rules import ROLE_LABELS, Role
from seawall.domain.actor import Actor
from seawall.web.pages.triage.narrowing import Narrowing


@dataclass(frozen=True, slots=True)
class Place:
    """A member, and whether they are in the group."""

    handle: str
    name: str
    is_inside: bool


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group. `url` changes it, `reports_url` is its queue."""

    handle: str
    name: str
    mail_domain: str
    members: tuple[Place, ...]
    url: str
    reports_url: str


@dataclass(frozen=True, slots=True)
class MemberLine:
    """Who sees what. `url` changes it; empty for who may not."""

    name: str
    handle: str
    role_label: str
    is_limited: bool
    groups: str
    url: str


@dataclass(frozen=True, slots=True)
class GroupsPage:
    """`members` is empty for who may not read them."""

    organization: OrganizationView
    lines: tuple[GroupLine, ...]
    members: tuple[MemberLine, ...]
    can_manage: bool


def page(actor: Actor, slug: str) -> GroupsPage:
    """Raises NotFound for who reads none of its reports."""
    organization = accounts.organization(slug, actor=actor)
    rows = accounts.groups(actor, organization.id)
    shows = policies.can_view_members(actor, organization.id)
    members = accounts.members_of(organization.id, actor=actor) if shows else ()
    return GroupsPage(
        organization=organization,
        lines=tuple(
            GroupLine(
                handle=row.handle,
                name=row.name,
                mail_domain=row.mail_domain,
                members=tuple(
                    Place(one.handle, one.name, one.handle in row.members) for one in members
                ),
                url=reverse("group_edit", args=[slug, row.handle]),
                reports_url=f"{reverse('inbox')}{Narrowing(f'group:{row.handle}').query()}",
            )
            for row in rows
        ),
        members=tuple(_member(one, rows, actor, organization) for one in members),
        can_manage=policies.can_manage_groups(actor, organization.id),
    )


def _member(
    row: MemberRow,
    groups: tuple[accounts.GroupRow, ...],
    actor: Actor,
    organization: OrganizationView,
) -> MemberLine:
    role = Role(row.role)
    may = role is not Role.OWNER and policies.can_grant(actor, role, organization.id)
    return MemberLine(
        name=row.name,
        handle=row.handle,
        role_label=_(ROLE_LABELS[role]),
        is_limited=row.is_limited,
        groups=", ".join(one.name for one in groups if row.handle in one.members),
        url=reverse("member_limit", args=[organization.slug, row.membership_id]) if may else "",
    )
