"""Groups of an organization and who is in them."""

from dataclasses import dataclass

from seawall.domain.accounts import policies
from seawall.domain.accounts.models import Group
from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group. `members` are handles; empty for who may not read members.

    `mail_domain`: the only one its members' addresses may have; empty for any.
    """

    handle: str
    name: str
    mail_domain: str
    members: tuple[str, ...]


def groups(actor: Actor, organization_id: int) -> tuple[GroupRow, ...]:
    """By name, in two statements. Raises NotFound for who reads none of its reports."""
    if not policies.can_see_groups(actor, organization_id):
        raise NotFound
    found = policies.groups_visible_to(actor).filter(organization=organization_id)
    found = found.order_by("name", "pk").prefetch_related("places__membership__user")
    shows = policies.can_view_members(actor, organization_id)
    return tuple(
        GroupRow(one.handle, one.name, one.mail_domain, _members(one) if shows else ())
        for one in found
    )


def group_names(actor: Actor, organization_id: int | None = None) -> tuple[tuple[str, str], ...]:
    """Handle and name of one organization's groups, or of all whose reports the actor reads."""
    found = policies.groups_visible_to(actor)
    if organization_id is not None:
        found = found.filter(organization=organization_id)
    return tuple(found.order_by("name", "pk").values_list("handle", "name"))


def _members(row: Group) -> tuple[str, ...]:
    return tuple(sorted(one.membership.user.handle for one in row.places.all()))
