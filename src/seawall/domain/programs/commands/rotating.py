"""Who is given the new reports of a programme in turn."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.accounts.models import Group, User
from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict, Invalid
from seawall.domain.programs.commands import holding
from seawall.domain.programs.events import RotationSet
from seawall.domain.programs.models import Rotation, RotationPlace
from seawall.domain.programs.rules.rotation import HEAVIEST
from seawall.lib import clock


@transaction.atomic
def set_rotation(
    slug: str,
    *,
    is_on: bool,
    group: str | None = None,
    weights: Mapping[str, int] | None = None,
    actor: Actor,
) -> Rotation:
    """Switch it on or off, for the members of a group (by handle) or (None) all who may be given
    work. `weights` by handle, 0 to HEAVIEST; who is not named keeps theirs, 1 at first.

    It counts for reports that are sent from then on. Raises NotFound, NotAllowed, Invalid,
    Conflict.
    """
    program = holding.editable(slug, actor=actor)
    given = dict(weights or {})
    if any(not 0 <= weight <= HEAVIEST for weight in given.values()):
        raise Invalid(
            _("A weight is a number from 0 to %(most)s.") % {"most": HEAVIEST}, field="weights"
        )
    Rotation.objects.get_or_create(program=program)
    row = Rotation.objects.select_for_update().get(program=program)
    before = (row.on_since is not None, row.group_id)
    row.group_id = _group(program.organization_id, group) if group else None
    if is_on != before[0]:
        row.on_since = clock.now() if is_on else None
    changed = _weigh(row, program.organization_id, given)
    if before == (is_on, row.group_id) and not changed:
        raise Conflict(_("It is set like this already."), code="unchanged")
    row.save()
    event = RotationSet(program=program.slug, is_on=is_on, group_id=row.group_id, weights=changed)
    holding.note(event, program, actor=actor)
    return row


def _group(organization_id: int, handle: str) -> int:
    found = Group.objects.filter(organization=organization_id, handle=handle.strip().lower())
    row = found.first()
    if row is None:
        raise Invalid(_("There is no group of this handle."), field="group")
    return row.pk


def _weigh(row: Rotation, organization_id: int, given: Mapping[str, int]) -> dict[str, int]:
    """What changed, by user id as text."""
    members = User.objects.filter(memberships__organization=organization_id, handle__in=given)
    people = dict(members.values_list("pk", "handle"))
    if missing := sorted(set(given) - set(people.values())):
        said = _("@%(name)s is no member of this organisation.")
        raise Invalid(said % {"name": missing[0][:40]}, field="weights")
    places = {one.user_id: one for one in row.places.filter(user__in=people)}
    changed: dict[str, int] = {}
    for user_id, handle in sorted(people.items()):
        place = places.get(user_id) or RotationPlace(rotation=row, user_id=user_id)
        if place.weight != given[handle] or place.pk is None:
            if place.weight != given[handle]:
                changed[str(user_id)] = given[handle]
            place.weight = given[handle]
            place.save()
    return changed
