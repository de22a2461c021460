"""Who works on a report: a member, a group, or both."""

from enum import Enum

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.accounts.models import Group, User
from seawall.domain.accounts.rules import Permission, roles_with
from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict, Invalid, NotAllowed
from seawall.domain.reports import policies
from seawall.domain.reports.commands import locking
from seawall.domain.reports.commands.telling import tell
from seawall.domain.reports.events import ReportAssigned
from seawall.domain.reports.models import Audience, Report
from seawall.lib import clock


class Kept(Enum):
    """That something stays as it is, where None would mean nobody."""

    KEPT = "kept"


KEPT = Kept.KEPT


@transaction.atomic
def assign(
    public_id: str,
    *,
    assignee: str | Kept | None = KEPT,
    group: str | Kept | None = KEPT,
    actor: Actor,
) -> Report:
    """Give the report to a member, a group or both, by handle; None is nobody.

    Only who may write the team's notes can be given work. Who is limited to their groups sees it
    while it is in one of them: an assignee who would not see it any more has it no more.
    Raises Conflict when it is so already.
    """
    report = locking.held(public_id, actor=actor)
    if not policies.can_assign(actor, report):
        raise NotAllowed(_("You may not assign this report."))
    previous_id, previous_group_id = report.assignee_id, report.group_id
    if not isinstance(group, Kept):
        report.group = _group(report, group) if group else None
    if not isinstance(assignee, Kept):
        report.assignee = _worker(report, assignee) if assignee else None
    elif report.group_id != previous_group_id and not _still_sees(report):
        report.assignee = None
    if (previous_id, previous_group_id) == (report.assignee_id, report.group_id):
        raise Conflict(_("The report is assigned like this already."), code="unchanged")
    report.updated_at = clock.now()
    report.save(update_fields=["assignee", "group", "updated_at"])
    event = ReportAssigned(
        report=report.public_id,
        assignee_id=report.assignee_id,
        previous_id=previous_id,
        group_id=report.group_id,
        previous_group_id=previous_group_id,
    )
    tell(report, event, actor=actor)
    return report


def _still_sees(report: Report) -> bool:
    if report.assignee_id is None:
        return True
    return bool(policies.readers_among(report, Audience.TEAM, [report.assignee_id]))


def _group(report: Report, handle: str) -> Group:
    name = handle.strip().lower().removeprefix("@")
    found = Group.objects.filter(organization=report.program.organization_id, handle=name).first()
    if found is None:
        raise Invalid(_("There is no group @%(name)s here.") % {"name": name[:40]}, field="group")
    return found


def _worker(report: Report, handle: str) -> User:
    name = handle.strip().lower().removeprefix("@")
    # Looked for among the members only: whoever else has the handle stays unknown.
    person = User.objects.filter(
        handle=name,
        is_active=True,
        memberships__organization=report.program.organization_id,
        memberships__role__in=roles_with(Permission.REPORT_NOTE),
    ).first()
    # Who takes part in it does not read what the team notes, nor does who is in other groups only.
    if person is None or not policies.readers_among(report, Audience.TEAM, [person.pk]):
        raise Invalid(
            _("@%(name)s cannot work on this report.") % {"name": name[:40]}, field="assignee"
        )
    return person
