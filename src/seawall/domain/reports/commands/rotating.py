"""New reports given out in turn: by who is on call, else round-robin by weight among who is there.

It follows the log, so that sending a report waits for none of it.
"""

from django.db import transaction

from seawall.domain.accounts import queries as accounts
from seawall.domain.accounts.models import Membership
from seawall.domain.accounts.queries import Duty
from seawall.domain.accounts.rules import Permission, roles_with
from seawall.domain.actor import Actor
from seawall.domain.programs.models import Rotation, RotationPlace
from seawall.domain.programs.rules.rotation import Place, next_turn
from seawall.domain.reports import policies
from seawall.domain.reports.commands.telling import tell
from seawall.domain.reports.events import ReportAssigned
from seawall.domain.reports.models import Audience, Report
from seawall.domain.reports.rules.workflow import CLOSED, State
from seawall.lib import clock


@transaction.atomic
def assign_in_turn(report_id: int, *, actor: Actor) -> None:
    """Give the report to whose turn it is, and to the group of the rotation.

    Not where somebody has it already, it is closed, or it was sent before the rotation was
    switched on. Parallel ones wait for the row of the rotation.
    """
    report = (
        Report.objects.select_for_update(of=("self",))
        .select_related("program")
        .prefetch_related("collaborators")
        .get(pk=report_id)
    )
    rotation = (
        Rotation.objects.select_for_update(of=("self",))
        .filter(program=report.program_id, on_since__lte=report.submitted_at)
        .first()
    )
    if rotation is None or report.assignee_id is not None or State(report.state) in CLOSED:
        return
    previous_group_id = report.group_id
    if report.group_id is None:
        report.group_id = rotation.group_id
    report.assignee_id, why = _whose_turn(report, rotation)
    if report.assignee_id is None and report.group_id == previous_group_id:
        return
    report.updated_at = clock.now()
    report.save(update_fields=["assignee", "group", "updated_at"])
    event = ReportAssigned(
        report=report.public_id,
        assignee_id=report.assignee_id,
        previous_id=None,
        group_id=report.group_id,
        previous_group_id=previous_group_id,
        why=why,
    )
    tell(report, event, actor=actor)


def _whose_turn(report: Report, rotation: Rotation) -> tuple[int | None, str]:
    """The person and, in words without names, the rule that chose them."""
    pool = _pool(report, rotation)
    duties = accounts.duties(report.program.organization_id, pool, clock.now())
    here = [pk for pk in pool if duties.get(pk, Duty()).absent_until is None]
    on_call = [pk for pk in here if duties.get(pk, Duty()).is_on_call]
    rows = {one.user_id: one for one in rotation.places.filter(user__in=pool)}
    places = [_place(pk, rows.get(pk)) for pk in on_call or here]
    turn = next_turn(places)
    skipped = _skipped(duties, pool)
    if turn is None:
        return None, f"nobody is there{skipped}"
    for place in turn.places:
        row = rows.get(place.user_id) or RotationPlace(rotation=rotation, user_id=place.user_id)
        row.current = place.current
        row.save()
    rule = "on call" if on_call else "round-robin"
    return turn.chosen.user_id, f"{rule}, weight {turn.chosen.weight}{skipped}"


def _pool(report: Report, rotation: Rotation) -> list[int]:
    """Who may be given this report: of the rotation's group, or of the whole team."""
    members = Membership.objects.filter(
        organization=report.program.organization_id,
        role__in=roles_with(Permission.REPORT_NOTE),
        user__is_active=True,
    )
    if rotation.group_id is not None:
        members = members.filter(places__group=rotation.group_id)
    asked = members.values_list("user_id", flat=True)
    return sorted(policies.readers_among(report, Audience.TEAM, asked))


def _place(user_id: int, row: RotationPlace | None) -> Place:
    return Place(user_id, row.weight if row else 1, row.current if row else 0)


def _skipped(duties: dict[int, Duty], pool: list[int]) -> str:
    away = [(pk, duties[pk].absent_until) for pk in pool if pk in duties]
    said = [f"{pk} skipped: absent until {until}" for pk, until in away if until is not None]
    return "".join(f"; {one}" for one in said)
