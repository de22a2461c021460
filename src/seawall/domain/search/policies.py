"""Who may compare reports, and who may reset what was learnt."""

from seawall.domain.actor import Actor
from seawall.domain.reports import policies as reports

# A name of accounts.rules.PLATFORM_PERMISSIONS.
_TUNE = "platform.settings"


def can_compare(actor: Actor) -> bool:
    """Whether the actor reads reports at all; which ones are compared is `visible_to`'s answer."""
    return reports.may_read(actor)


def can_reset(actor: Actor) -> bool:
    """Whether the actor may throw away what was learnt: it serves all organizations."""
    return actor.may_on_platform(_TUNE)
