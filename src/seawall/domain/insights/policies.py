"""Who may read the figures of a programme beyond what it shows to everybody."""

from seawall.domain.accounts.rules import Permission
from seawall.domain.actor import Actor


def can_read(actor: Actor, organization_id: int) -> bool:
    """Every member who sees all reports: figures count those of other groups too."""
    is_limited = organization_id in actor.limits
    return (
        actor.is_person and actor.may(Permission.PROGRAM_VIEW, organization_id) and not is_limited
    )


def can_read_sums(actor: Actor, organization_id: int) -> bool:
    """Whether the actor also reads what was awarded."""
    return actor.may(Permission.AWARD_VIEW, organization_id)
