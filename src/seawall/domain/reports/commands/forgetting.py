"""What reports know of a person who leaves: drafts and open offers go, sent reports stay."""

from django.db import transaction

from seawall.domain.actor import Actor
from seawall.domain.reports.commands.drafting import throw_away
from seawall.domain.reports.models import Collaborator, CollaboratorState, Guest, Report, Upload
from seawall.domain.reports.rules.workflow import State
from seawall.lib import clock


@transaction.atomic
def forget_person(user_id: int, *, actor: Actor) -> None:
    """Part of `domain.leaving`, which has asked who may and records the event."""
    drafts = Report.objects.select_for_update().filter(reporter_id=user_id, state=State.DRAFT)
    for draft in drafts:
        throw_away(draft, actor=actor)
    Upload.objects.filter(uploader_id=user_id).delete()
    # Their seats end now, and the addresses they were invited by go with them.
    Guest.objects.filter(user_id=user_id).update(email="", expires_at=clock.now())
    shares = Collaborator.objects.filter(user_id=user_id)
    shares.exclude(state=CollaboratorState.ACCEPTED).delete()
