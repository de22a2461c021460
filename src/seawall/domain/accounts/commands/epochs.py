"""The end of everything that was handed out, when an installation is made from a backup."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from seawall.domain.accounts.events import EveryDoorClosed
from seawall.domain.accounts.models import ApiToken, Epoch, Invitation, OneTimeLink, Session
from seawall.domain.actor import Actor, ActorKind
from seawall.domain.audit import commands as audit
from seawall.domain.errors import NotAllowed
from seawall.lib import clock


@transaction.atomic
def begin_epoch(*, actor: Actor) -> None:
    """Whatever a backup held opens nothing any more. Only the installation itself may.

    Ends all sessions, API tokens, one-time links and open invitations; links that no row stands
    for hold the number of their epoch and end with it.
    """
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed(_("Only the installation itself signs everybody out."))
    now = clock.now()
    ended, _by_table = Session.objects.all().delete()
    OneTimeLink.objects.filter(used_at=None).delete()
    Invitation.objects.filter(accepted_at=None, expires_at__gt=now).update(expires_at=now)
    revoked = ApiToken.objects.filter(revoked_at=None).update(revoked_at=now)
    epoch, _made = Epoch.objects.get_or_create(pk=1, defaults={"began_at": now})
    Epoch.objects.filter(pk=epoch.pk).update(number=F("number") + 1, began_at=now)
    event = EveryDoorClosed(epoch=epoch.number + 1, sessions=ended, tokens=revoked)
    audit.record(event, actor=actor)
