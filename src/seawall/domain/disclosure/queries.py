"""The hall of fame of a programme."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from seawall.domain.accounts.models import CreditKind, User
from seawall.domain.actor import Actor
from seawall.domain.disclosure.rules import Finding, Merit, credited, deserves_thanks, merits
from seawall.domain.programs.queries import reading
from seawall.domain.reports.models import CollaboratorState, Report
from seawall.domain.reports.rules.workflow import State

# More than any page shows; the counts stay true beyond it.
MOST_CREDITS = 500


@dataclass(frozen=True, slots=True)
class Credit:
    """One researcher. `name` is None for who is not named; then nothing else names them either.

    `profile` is the handle of a public profile under the chosen name, None where there is none.
    """

    name: str | None
    handle: str | None
    profile: str | None
    reports: int
    first_at: datetime


@dataclass(frozen=True, slots=True)
class HallOfFame:
    """Everybody to thank, at most 500; `researchers` and `reports` count all of them."""

    program_slug: str
    program_name: str
    organization_name: str
    researchers: int
    reports: int
    credits: tuple[Credit, ...]


def hall_of_fame(actor: Actor, slug: str) -> HallOfFame:
    """Who is thanked by a programme whose brief the actor may read, in four statements.

    Raises NotFound for one that the actor may not know of, exactly as for one that does not
    exist, and NotAllowed while its brief is hidden from them.
    """
    program = reading.readable(actor, slug)
    findings = [_finding(row) for row in _candidates(program.pk)]
    earned = merits(findings)
    people = User.objects.filter(pk__in=[one.user_id for one in earned[:MOST_CREDITS]])
    by_id = {user.pk: user for user in people.select_related("researcher")}
    return HallOfFame(
        program_slug=program.slug,
        program_name=program.name,
        organization_name=program.organization.name,
        researchers=len(earned),
        reports=sum(map(deserves_thanks, findings)),
        credits=tuple(_credit(one, by_id[one.user_id]) for one in earned[:MOST_CREDITS]),
    )


def _candidates(program_id: int) -> QuerySet[Report]:
    """What the rule can hold for; the rule itself is asked of each."""
    return (
        Report.objects.filter(program=program_id, state=State.RESOLVED, original=None)
        .exclude(fix="")
        .prefetch_related("collaborators")
        .only("state", "original", "fix", "closed_at", "reporter")
        .order_by("pk")
    )


def _finding(row: Report) -> Finding:
    accepted = [
        one.user_id for one in row.collaborators.all() if one.state == CollaboratorState.ACCEPTED
    ]
    return Finding(
        state=State(row.state),
        has_original=row.original_id is not None,
        fix=row.fix,
        fixed_at=row.closed_at,
        people=(row.reporter_id, *accepted),
    )


def _credit(merit: Merit, user: User) -> Credit:
    researcher = getattr(user, "researcher", None)
    chosen = credited(
        researcher.credit_kind if researcher else CreditKind.ALIAS,
        credit_name=researcher.credit_name if researcher else "",
        handle=user.handle,
    )
    # A link from a real name to a handle is the person's to make, not ours.
    linked = chosen.handle and user.is_active and researcher and researcher.is_public
    return Credit(
        name=chosen.name,
        handle=chosen.handle,
        profile=chosen.handle if linked else None,
        reports=merit.reports,
        first_at=merit.first_at,
    )
