"""Run inside a home: what its database says of itself, and which doors are open; as JSON."""

import json
from dataclasses import asdict

from seawall.cli import setup


def state() -> dict[str, object]:
    """The inventory, its contradictions, and the number of things that let somebody in."""
    from seawall.domain import recovery
    from seawall.domain.accounts import models
    from seawall.domain.programs.models import ProgramInvitation
    from seawall.lib import clock

    now = clock.now()
    found = recovery.inventory()
    return {
        "inventory": asdict(found),
        "contradictions": list(recovery.contradictions(found)),
        "open": models.Session.objects.count()
        + models.ApiToken.objects.filter(revoked_at=None).count()
        + models.OneTimeLink.objects.filter(used_at=None).count()
        + models.Invitation.objects.filter(accepted_at=None, expires_at__gt=now).count()
        + ProgramInvitation.objects.filter(answered_at=None, expires_at__gt=now).count(),
    }


if __name__ == "__main__":
    setup.start_django()
    print(json.dumps(state()))  # noqa: T201
