"""What who holds the secret link may do: read, and say something more."""

from django.db import transaction

from seawall.domain.accounts.commands import limits
from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.leaks.commands.handling import said
from seawall.domain.leaks.models import Leak, LeakComment
from seawall.lib import crypto

MOST_PER_HOUR = 20


@transaction.atomic
def comment_by_link(secret: str, *, body: str, actor: Actor) -> LeakComment:
    """Say something as who reported it without an account. Raises NotFound for a wrong link."""
    limits.take(f"leak.comment:address:{actor.ip}", at_most=MOST_PER_HOUR, per_seconds=3600)
    leak = (
        Leak.objects.select_for_update(of=("self",))
        .select_related("program")
        .filter(return_hash=crypto.sha256_hex(secret[:100]))
        .first()
    )
    if leak is None:
        raise NotFound
    return said(leak, body, side="reporter", actor=actor)
