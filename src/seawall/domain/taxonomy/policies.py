"""Who may change the taxonomy, and an organization's advice. The taxonomy itself is public."""

from seawall.domain.accounts.rules import Permission, PlatformPermission
from seawall.domain.actor import Actor


def can_import(actor: Actor) -> bool:
    """Only the administrator of the platform."""
    return actor.may_on_platform(PlatformPermission.TAXONOMY)


def can_read_advice(actor: Actor, organization_id: int) -> bool:
    """Every member: it is written for who fixes."""
    return actor.is_person and actor.may(Permission.PROGRAM_VIEW, organization_id)


def can_edit_advice(actor: Actor, organization_id: int) -> bool:
    """Whether the actor may write the organization's own advice."""
    return actor.is_person and actor.may(Permission.ADVICE_EDIT, organization_id)
