"""Who may reset what was learnt. What one may compare is the reports' own policy."""

from seawall.domain.actor import Actor

# A name of accounts.rules.PLATFORM_PERMISSIONS.
_TUNE = "platform.settings"


def can_reset(actor: Actor) -> bool:
    """Whether the actor may throw away what was learnt: it serves all organizations."""
    return actor.may_on_platform(_TUNE)
