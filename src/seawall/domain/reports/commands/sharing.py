"""Who shares a report, and in which parts. Settled before it is sent."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from seawall.domain.accounts.models import User
from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.programs import policies as program_policies
from seawall.domain.programs.models import ProgramAccess
from seawall.domain.programs.rules.lifecycle import Visibility
from seawall.domain.reports import policies
from seawall.domain.reports.commands import entering, locking
from seawall.domain.reports.commands.telling import tell
from seawall.domain.reports.events import CollaboratorAnswered, CollaboratorsSet
from seawall.domain.reports.models import Collaborator, CollaboratorState, Report
from seawall.domain.reports.rules.sharing import WHOLE, check_shares
from seawall.domain.reports.rules.workflow import CLOSED, State
from seawall.lib import clock, ids

__all__ = ["WHOLE", "add_collaborators", "answer_invitation", "invite", "resolved"]


@transaction.atomic
def add_collaborators(
    public_id: str, *, reporter_share: int, collaborators: Mapping[str, int], actor: Actor
) -> Report:
    """Say who shares the draft: handles to basis points, 10000 together with the reporter.

    Replaces the list as a whole; who stays keeps their answer unless their share changes.
    """
    report = locking.held(public_id, actor=actor)
    if not policies.can_share(actor, report):
        if report.state != State.DRAFT:
            raise Conflict(_("Shares are fixed once the report was sent."), code="sent")
        raise NotAllowed(_("Only who wrote the draft can share it."))
    check_shares(reporter_share, collaborators)
    shares = resolved(report, collaborators)
    kept = {
        row.user_id
        for row in report.collaborators.all()
        if shares.get(row.user_id) == row.share and row.state != CollaboratorState.DECLINED
    }
    Collaborator.objects.filter(report=report).exclude(user_id__in=kept).delete()
    report.reporter_share = reporter_share
    report.updated_at = clock.now()
    report.save(update_fields=["reporter_share", "updated_at"])
    invite(report, shares, kept=kept, actor=actor)
    return report


def resolved(report: Report, collaborators: Mapping[str, int]) -> dict[int, int]:
    """Shares by user id. Raises Invalid for people who cannot share, and for wrong sums.

    Asks the database nothing when nobody shares.
    """
    if not collaborators:
        return {}
    wanted = {handle.strip().lower().removeprefix("@"): n for handle, n in collaborators.items()}
    if len(wanted) != len(collaborators):
        raise Invalid(_("Name everybody once."), field="collaborators")
    check_shares(WHOLE - sum(wanted.values()), wanted)
    found = User.objects.filter(handle__in=wanted, is_active=True)
    if report.program.visibility == Visibility.PRIVATE:
        # A private program stays unknown to whom it was not shown, and they to who asks.
        access = ProgramAccess.objects.filter(program=report.program, user=OuterRef("pk"))
        found = found.filter(Q(pk=report.reporter_id) | Exists(access))
    people = dict(found.values_list("handle", "pk"))
    if report.reporter_id in people.values():
        raise Invalid(_("The reporter shares anyway: name the others only."), field="collaborators")
    unknown = sorted(wanted.keys() - people.keys())
    banned = program_policies.banned_among(report.program, people.values())
    unknown += sorted(handle for handle, pk in people.items() if pk in banned)
    if unknown:
        raise Invalid(
            _("These people cannot share this report: %(people)s. Check the handles.")
            % {"people": ", ".join(sorted(set(unknown)))},
            field="collaborators",
        )
    return {people[handle]: share for handle, share in wanted.items()}


def invite(
    report: Report, shares: Mapping[int, int], *, actor: Actor, kept: set[int] | None = None
) -> None:
    """Store the shares and record them. `kept` already have a row."""
    now = clock.now()
    fresh = [user_id for user_id in shares if user_id not in (kept or set())]
    Collaborator.objects.bulk_create(
        Collaborator(report=report, user_id=user_id, share=shares[user_id], invited_at=now)
        for user_id in fresh
    )
    tell(
        report,
        CollaboratorsSet(
            report=report.public_id,
            shares={str(user_id): share for user_id, share in shares.items()},
            invited=tuple(fresh),
        ),
        actor=actor,
    )


@transaction.atomic
def answer_invitation(public_id: str, *, accept: bool, actor: Actor) -> Collaborator:
    """Take or decline a share. Only who accepts sees the report.

    Raises NotFound without an invitation, as for a report that does not exist.
    """
    user_id = entering.require_writer(actor)
    row = (
        Collaborator.objects.select_for_update(of=("self",))
        .select_related("report__program")
        .filter(report__public_id=ids.normalize(public_id), user_id=user_id)
        .first()
    )
    if row is None or program_policies.banned_among(row.report.program, [user_id]):
        raise NotFound
    if row.state != CollaboratorState.INVITED:
        raise Conflict(_("You have answered this invitation already."), code="answered")
    report = row.report
    if accept and State(report.state) in CLOSED:
        raise Conflict(_("The report is closed; nobody can join it now."), code="closed")
    if accept and report.locked_at is not None:
        raise Conflict(_("The report is locked; nobody can join it now."), code="locked")
    row.state = CollaboratorState.ACCEPTED if accept else CollaboratorState.DECLINED
    row.answered_at = clock.now()
    row.save(update_fields=["state", "answered_at"])
    tell(
        report,
        CollaboratorAnswered(report=report.public_id, user_id=user_id, accepted=accept),
        actor=actor,
    )
    return row
