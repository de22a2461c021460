"""Who may read what is written on a report, and who of these is known to whom."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from seawall.domain.accounts.models import Group, GroupMember, Membership, User
from seawall.domain.accounts.rules import Permission, roles_with
from seawall.domain.actor import Actor
from seawall.domain.reports.models import Audience, CollaboratorState, Comment, Report, ReportMove
from seawall.domain.reports.policies.seeing import side_of
from seawall.domain.reports.rules.workflow import Party


def readers_among(report: Report, audience: str, user_ids: Iterable[int]) -> frozenset[int]:
    """Those of the people who may read what is written for this audience: whom one may mention."""
    asked = frozenset(user_ids)
    participants = _participants(report)
    team = Membership.objects.filter(
        organization_id=report.program.organization_id,
        user_id__in=asked - participants,
        role__in=roles_with(Permission.REPORT_VIEW),
    ).filter(members_who_see(report))
    found = team.values_list("user_id", flat=True)
    if audience == Audience.TEAM:
        return frozenset(found)
    return frozenset(found) | (asked & participants)


def members_who_see(report: Report) -> Q:
    """The condition of a membership that is not limited to groups other than the report's."""
    inside = GroupMember.objects.filter(membership=OuterRef("pk"), group=report.group_id or 0)
    return Q(is_limited=False) | Q(Exists(inside))


def known_by_handle(actor: Actor, report: Report, handles: Iterable[str]) -> dict[int, str]:
    """Who of these handles the actor meets on the report: its participants, for the team all
    members, for the others those of the team who spoke to them. Ids to handles; one statement.
    """
    met = Q(pk__in=_participants(report))
    members = Q(memberships__organization=report.program.organization_id)
    if side_of(actor, report) == Party.TEAM:
        met |= members
    else:
        spoke = Comment.objects.filter(
            report=report, audience=Audience.PARTICIPANTS, author=OuterRef("pk")
        )
        moved = ReportMove.objects.filter(report=report, moved_by=OuterRef("pk"))
        met |= members & (Q(Exists(spoke)) | Q(Exists(moved)))
    found = User.objects.filter(met, handle__in=handles, is_active=True)
    return dict(found.distinct().values_list("pk", "handle"))


def groups_by_handle(report: Report, handles: Iterable[str]) -> dict[str, frozenset[int]]:
    """Which of these handles are groups of the report's organization, with the ids of their
    members: whom a note of the team mentions. One statement.
    """
    rows = Group.objects.filter(
        organization=report.program.organization_id, handle__in=handles
    ).values_list("handle", "places__membership__user_id")
    found: dict[str, frozenset[int]] = {}
    for handle, user_id in rows:
        member = frozenset() if user_id is None else frozenset({user_id})
        found[handle] = found.get(handle, frozenset[int]()) | member
    return found


def _participants(report: Report) -> set[int]:
    accepted = CollaboratorState.ACCEPTED
    return {report.reporter_id} | {
        row.user_id for row in report.collaborators.all() if row.state == accepted
    }
