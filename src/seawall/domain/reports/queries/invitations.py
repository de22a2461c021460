"""Offers to share a report. Who has not accepted sees neither title nor words."""

from dataclasses import dataclass
from datetime import datetime

from seawall.domain.actor import Actor
from seawall.domain.programs.policies import banned_among
from seawall.domain.reports import policies
from seawall.domain.reports.models import Collaborator, CollaboratorState
from seawall.domain.reports.queries.revisions import person_of
from seawall.domain.reports.queries.rows import Person


@dataclass(frozen=True, slots=True)
class InvitationView:
    """Who invites, to which program's report, for which share in basis points."""

    report: str
    program_name: str
    reporter: Person
    share: int
    invited_at: datetime


def my_invitations(actor: Actor) -> tuple[InvitationView, ...]:
    """The invitations that the actor has not answered, the newest first."""
    if not policies.may_read(actor):
        return ()
    found = (
        Collaborator.objects.filter(user=actor.user_id, state=CollaboratorState.INVITED)
        .select_related("report__program", "report__reporter")
        .order_by("-pk")
    )
    programs = {row.report.program for row in found}
    banned = {one.pk for one in programs if banned_among(one, [actor.user_id or 0])}
    return tuple(
        InvitationView(
            report=row.report.public_id,
            program_name=row.report.program.name,
            reporter=person_of(row.report.reporter),
            share=row.share,
            invited_at=row.invited_at,
        )
        for row in found
        if row.report.program_id not in banned
    )


def readable(actor: Actor, public_ids: frozenset[str]) -> frozenset[str]:
    """Those of the ids whose reports the actor may open: for links in rendered text."""
    if not public_ids:
        return frozenset()
    found = policies.visible_to(actor).filter(public_id__in=public_ids)
    return frozenset(found.values_list("public_id", flat=True))
