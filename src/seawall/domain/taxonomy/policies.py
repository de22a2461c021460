"""Who may change the taxonomy. Reading it is open to everybody: it holds public facts only."""

from seawall.domain.accounts.rules import PlatformPermission
from seawall.domain.actor import Actor


def can_import(actor: Actor) -> bool:
    """Only the administrator of the platform."""
    return actor.may_on_platform(PlatformPermission.TAXONOMY)
