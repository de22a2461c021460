"""How the new reports of a programme are given out."""

from dataclasses import dataclass

from seawall.domain.accounts.models import GroupMember, Membership
from seawall.domain.accounts.rules import Permission, roles_with
from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.programs import policies
from seawall.domain.programs.models import Rotation, RotationPlace


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A member who may be given work, and how often they have a turn."""

    handle: str
    name: str
    weight: int
    is_inside: bool


@dataclass(frozen=True, slots=True)
class RotationView:
    """`group` is a handle, empty for all members. Places stand by handle."""

    is_on: bool
    group: str
    places: tuple[PlaceRow, ...]


def rotation(actor: Actor, slug: str) -> RotationView:
    """Raises NotFound for who may not edit the programme."""
    program = policies.visible_to(actor).filter(slug=slug).first()
    if program is None or not policies.can_edit(actor, program):
        raise NotFound
    row = Rotation.objects.filter(program=program).select_related("group").first()
    weights = dict(
        RotationPlace.objects.filter(rotation__program=program).values_list("user_id", "weight")
    )
    members = (
        Membership.objects.filter(
            organization=program.organization_id,
            role__in=roles_with(Permission.REPORT_NOTE),
            user__is_active=True,
        )
        .select_related("user")
        .order_by("user__handle")
    )
    group = row.group if row else None
    inside = set(GroupMember.objects.filter(group=group).values_list("membership_id", flat=True))
    return RotationView(
        is_on=row is not None and row.on_since is not None,
        group=group.handle if group else "",
        places=tuple(
            PlaceRow(
                handle=one.user.handle,
                name=one.user.display_name or one.user.handle,
                weight=weights.get(one.user_id, 1),
                is_inside=group is None or one.pk in inside,
            )
            for one in members
        ),
    )
