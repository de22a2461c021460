"""What programmes know of a person who leaves."""

from django.db import transaction
from django.db.models import Q

from seawall.domain.accounts.commands.closing import addresses_of
from seawall.domain.actor import Actor
from seawall.domain.programs.models import (
    NdaSignature,
    ProgramAccess,
    ProgramInvitation,
    ReportTemplate,
)
from seawall.lib import clock

GONE = "gone@closed.invalid"


@transaction.atomic
def forget_person(user_id: int, *, actor: Actor) -> None:
    """Access ends, addresses go, open invitations are worthless. That terms were signed stays.

    Part of `domain.leaving`, which has asked who may and records the event.
    """
    ProgramAccess.objects.filter(user_id=user_id).delete()
    ReportTemplate.objects.filter(owner_id=user_id).delete()
    NdaSignature.objects.filter(user_id=user_id).update(ip="")
    theirs = ProgramInvitation.objects.filter(
        Q(invited_id=user_id) | Q(email__in=addresses_of(user_id))
    )
    theirs.filter(answered_at=None, revoked_at=None).update(
        revoked_at=clock.now(), revoked_by_id=actor.user_id or user_id
    )
    theirs.update(email=GONE)
