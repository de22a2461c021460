"""The tags of an organization."""

from dataclasses import dataclass

from django.db.models import Count, Q

from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.reports.models import Tag
from seawall.domain.reports.policies import tagging as policies


@dataclass(frozen=True, slots=True)
class TagRow:
    """One tag. `reports` counts those that have it, for who sees only some reports of these."""

    public_id: str
    name: str
    tone: str
    is_archived: bool
    reports: int


def tags(actor: Actor, organization_id: int) -> tuple[TagRow, ...]:
    """All of them by name, the archived ones last. Raises NotFound for who reads no reports."""
    if not policies.can_see_tags(actor, organization_id):
        raise NotFound
    found = (
        policies.visible_tags(actor)
        .filter(organization=organization_id)
        .annotate(reports=Count("taggings", filter=_counted(actor, organization_id)))
        .order_by("name", "pk")
    )
    rows = (_row(one) for one in found)
    return tuple(sorted(rows, key=lambda one: one.is_archived))


def offered_tags(actor: Actor, organization_id: int | None = None) -> tuple[str, ...]:
    """Names that can be put on reports: of one organization, or of all whose reports one reads."""
    found = policies.visible_tags(actor).filter(archived_at=None)
    if organization_id is not None:
        found = found.filter(organization=organization_id)
    return tuple(found.order_by("name").values_list("name", flat=True).distinct())


def _counted(actor: Actor, organization_id: int) -> Q | None:
    groups = actor.limits.get(organization_id)
    return None if groups is None else Q(taggings__report__group__in=groups)


def _row(row: Tag) -> TagRow:
    return TagRow(
        public_id=row.public_id,
        name=row.name,
        tone=row.tone,
        is_archived=row.archived_at is not None,
        reports=getattr(row, "reports", 0),
    )
