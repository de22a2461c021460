"""Who may see a report and what they may do to it. One rule, asked for one thing and for many.

A report is seen by its reporter, by collaborators who accepted, and by members of the program's
organization with `report.view`, but never by these while it is a draft; of these, who is limited to
their groups sees it only while it is in one of them. Nobody else sees it, whatever they are. A
token sees what its person sees, if it has the scope.

Whoever reported a report is on the reporter's side of it even as a member of the organization:
nobody reads the team's notes on, or judges, their own report.
"""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from seawall.domain.accounts.models import Group, GroupMember, Membership, User
from seawall.domain.accounts.rules import Permission, TokenScope, roles_with
from seawall.domain.actor import Actor, ActorKind
from seawall.domain.programs.models import Program
from seawall.domain.programs.rules import lifecycle
from seawall.domain.programs.rules.fields import FieldAudience
from seawall.domain.reports.models import (
    Appeal,
    Attachment,
    Audience,
    Collaborator,
    CollaboratorState,
    Comment,
    Decision,
    Guest,
    Report,
    ReportMove,
)
from seawall.domain.reports.rules.deciding import DecisionKind
from seawall.domain.reports.rules.workflow import CLOSED, MOVES, Party, State
from seawall.lib import clock

# The moves that belong to the person who wrote the report, not to those who share it.
_REPORTER_ALONE = frozenset(
    {"submit", "withdraw", "answer_fixed", "answer_not_fixed", "decline_retest"}
)


def visible_to(actor: Actor) -> QuerySet[Report]:
    """Every report that the actor may see. `can_view` is the same rule for one."""
    if not may_read(actor):
        return Report.objects.none()
    shared = Collaborator.objects.filter(
        report=OuterRef("pk"), user=actor.user_id, state=CollaboratorState.ACCEPTED
    )
    return Report.objects.filter(Q(reporter=actor.user_id) | Exists(shared) | team_filter(actor))


def seats(actor: Actor) -> QuerySet[Guest]:
    """Where the actor is a guest now: never in a list, a search or a figure, by its number only."""
    if not may_read(actor):
        return Guest.objects.none()
    found = Guest.objects.filter(
        user=actor.user_id, revoked_at__isnull=True, expires_at__gt=clock.now()
    ).exclude(report__state=State.DRAFT)
    if actor.second_factor:
        return found
    return found.filter(report__program__requires_second_factor=False)


def openable_by(actor: Actor) -> QuerySet[Report]:
    """What the actor may open by its number: `visible_to`, and where they are a guest."""
    seat = seats(actor).filter(report=OuterRef("pk"))
    return visible_to(actor) | Report.objects.filter(Exists(seat))


def seat_on(actor: Actor, report: Report) -> Guest | None:
    """The actor's seat as a guest of this report; None for whoever stands on one of its sides."""
    if not report.has_guests or side_of(actor, report) is not None:
        return None
    return seats(actor).filter(report=report).first()


def can_invite_guests(actor: Actor, report: Report) -> bool:
    """Whether the actor may say who from outside reads the report: in person, never by a token."""
    return actor.kind == ActorKind.PERSON and acts_for_team(actor, report, Permission.GUEST_INVITE)


def seen_by_team(actor: Actor) -> QuerySet[Report]:
    """The part of `visible_to` that the actor sees as a member of an organization."""
    if not may_read(actor):
        return Report.objects.none()
    return Report.objects.filter(team_filter(actor))


def team_programs(actor: Actor) -> QuerySet[Program]:
    """The programs whose sent reports the actor sees through a role: `seen_by_team` by program."""
    if not may_read(actor):
        return Program.objects.none()
    found = Program.objects.filter(
        organization__in=actor.organizations_with(Permission.REPORT_VIEW)
    )
    return found if actor.second_factor else found.filter(requires_second_factor=False)


def team_filter(actor: Actor) -> Q:
    """The condition of a report being seen through a role. No token scope is asked here."""
    organizations = actor.organizations_with(Permission.REPORT_VIEW)
    condition = Q(program__organization__in=organizations) & ~Q(state=State.DRAFT)
    condition &= limit_filter(actor)
    if not actor.second_factor:
        condition &= Q(program__requires_second_factor=False)
    return condition


def limit_filter(actor: Actor) -> Q:
    """What narrows the reports of organizations where the actor sees only those of their groups."""
    condition = Q()
    for organization, groups in actor.limits.items():
        condition &= ~Q(program__organization=organization) | Q(group__in=groups)
    return condition


def within_limits(actor: Actor, report: Report) -> bool:
    """The same rule for one report."""
    groups = actor.limits.get(report.program.organization_id)
    return groups is None or report.group_id in groups


def shared_with(actor: Actor) -> QuerySet[Collaborator]:
    """The actor's accepted shares in reports of others."""
    return Collaborator.objects.filter(user=actor.user_id, state=CollaboratorState.ACCEPTED)


def on_reporters_side(actor: Actor) -> Q:
    """The condition of a report being the actor's own or shared by them: `side_of` for many."""
    shared = shared_with(actor).filter(report=OuterRef("pk"))
    return Q(reporter=actor.user_id) | Q(Exists(shared))


def can_view(actor: Actor, report: Report) -> bool:
    """Whether the actor may see this report."""
    return may_read(actor) and side_of(actor, report) is not None


def side_of(actor: Actor, report: Report) -> Party | None:
    """On which side of the report the actor stands; None for a stranger."""
    if not actor.is_person:
        return None
    if report.reporter_id == actor.user_id or is_collaborator(actor, report):
        return Party.REPORTER
    return Party.TEAM if _is_on_team(actor, report) else None


def is_collaborator(actor: Actor, report: Report) -> bool:
    """Whether the actor accepted to share this report."""
    return any(
        row.user_id == actor.user_id and row.state == CollaboratorState.ACCEPTED
        for row in report.collaborators.all()
    )


def can_comment(actor: Actor, report: Report) -> bool:
    """Whether the actor may write what all participants read."""
    if not may_write(actor) or report.state == State.DRAFT:
        return False
    match side_of(actor, report):
        case Party.REPORTER:
            return _is_open_to_reporters(report)
        case Party.TEAM:
            return _may(actor, report, Permission.REPORT_COMMENT)
        case _:
            seat = seat_on(actor, report)
            return seat is not None and seat.may_comment and _is_open_to_reporters(report)


def can_note(actor: Actor, report: Report) -> bool:
    """Whether the actor may write what only the team reads."""
    return acts_for_team(actor, report, Permission.REPORT_NOTE)


def can_move(actor: Actor, report: Report, move: str) -> bool:
    """Whether the move is the actor's to make; whether the state permits it is the workflow's."""
    row = MOVES.get(move)
    if row is None or not may_write(actor):
        return False
    if row.by == Party.TEAM:
        return row.permission is not None and acts_for_team(actor, report, row.permission)
    if row.by == Party.NOBODY or report.locked_at is not None:
        return False
    if move in _REPORTER_ALONE:
        return report.reporter_id == actor.user_id
    if move == "answer_late" and not report.is_unanswered:
        return False
    return side_of(actor, report) == Party.REPORTER


def can_assign(actor: Actor, report: Report) -> bool:
    """Whether the actor may say who works on the report."""
    return acts_for_team(actor, report, Permission.REPORT_ASSIGN)


def can_clone(actor: Actor, report: Report) -> bool:
    """Whether the actor may make another report of it: who makes the moves of triage."""
    return acts_for_team(actor, report, Permission.REPORT_MOVE)


def can_lock(actor: Actor, report: Report) -> bool:
    """Whether the actor may say that nobody but the team writes here, and take it back."""
    return acts_for_team(actor, report, Permission.REPORT_LOCK)


def can_set_severity(actor: Actor, report: Report) -> bool:
    """Whether the actor may state triage's or the final opinion."""
    return acts_for_team(actor, report, Permission.SEVERITY_SET)


def can_promise(actor: Actor, report: Report) -> bool:
    """Whether the actor may promise pay for a retest: who may propose awards."""
    return acts_for_team(actor, report, Permission.AWARD_PROPOSE)


def can_read_sums(actor: Actor, report: Report) -> bool:
    """Whether the actor reads what the report earned and what was promised."""
    match side_of(actor, report):
        case Party.REPORTER:
            return actor.has_scope(TokenScope.AWARDS_READ)
        case Party.TEAM:
            return _may(actor, report, Permission.AWARD_VIEW)
        case _:
            return False


def can_appeal(actor: Actor, report: Report) -> bool:
    """Whether the actor may object to what was decided: who wrote the report, and no other."""
    return (
        may_write(actor) and report.reporter_id == actor.user_id and _is_open_to_reporters(report)
    )


def took(actor: Actor, decision: Decision) -> bool:
    """Whether the actor took the decision, or proposed what it decided on."""
    return actor.user_id in (decision.made_by_id, decision.proposed_by_id)


def can_decide_appeal(actor: Actor, report: Report, decision: Decision) -> bool:
    """Whether the actor may answer an objection: with the rights of what may follow from it."""
    needed = [Permission.APPEAL_DECIDE]
    if decision.kind == DecisionKind.SEVERITY:
        needed.append(Permission.SEVERITY_SET)
    if decision.kind == DecisionKind.SCOPE:
        needed.append(Permission.REPORT_MOVE)
    return not took(actor, decision) and all(acts_for_team(actor, report, one) for one in needed)


def visible_decisions(actor: Actor, report: Report) -> QuerySet[Decision]:
    """The decisions on the report that the actor may read: sums only by who reads awards."""
    if not may_read(actor) or side_of(actor, report) is None:
        return Decision.objects.none()
    found = Decision.objects.filter(report=report)
    sees_sums = can_read_sums(actor, report)
    return found if sees_sums else found.exclude(kind=DecisionKind.REWARD)


def appeals_of_team(actor: Actor) -> QuerySet[Appeal]:
    """Objections on reports that the actor sees as one of the team, their own reports left out."""
    if not may_read(actor):
        return Appeal.objects.none()
    its_report = {"pk": OuterRef("decision__report")}
    shared = Collaborator.objects.filter(
        report=OuterRef("decision__report"), user=actor.user_id, state=CollaboratorState.ACCEPTED
    )
    found = Appeal.objects.filter(
        Exists(seen_by_team(actor).filter(~Q(reporter=actor.user_id), **its_report)),
        ~Exists(shared),
    )
    sums = actor.organizations_with(Permission.AWARD_VIEW)
    return found.filter(
        ~Q(decision__kind=DecisionKind.REWARD) | Q(decision__report__program__organization__in=sums)
    )


def can_answer_checklist(actor: Actor, report: Report) -> bool:
    """Whether the actor may answer in scope, exploitable, novel."""
    return acts_for_team(actor, report, Permission.REPORT_MOVE)


def can_fill_in(actor: Actor, report: Report, audience: str) -> bool:
    """Whether the actor may say what stands in the programme's fields for this audience."""
    if audience == FieldAudience.TEAM:
        return acts_for_team(actor, report, Permission.REPORT_MOVE)
    return can_edit(actor, report)


def can_reveal_secrets(actor: Actor, report: Report) -> bool:
    """Whether the actor may look at what was taken out, and judge what is disputed."""
    return actor.kind == ActorKind.PERSON and acts_for_team(actor, report, Permission.SECRET_REVEAL)


def can_dispute_secrets(actor: Actor, report: Report) -> bool:
    """Whether the actor may say that something taken out is no secret: who wrote the report."""
    is_mine = side_of(actor, report) == Party.REPORTER
    return may_write(actor) and is_mine and report.locked_at is None


def can_edit(actor: Actor, report: Report) -> bool:
    """Whether the actor may change the words: the reporter, until the report is closed."""
    return (
        may_write(actor)
        and report.reporter_id == actor.user_id
        and State(report.state) not in CLOSED
        and report.locked_at is None
    )


def can_share(actor: Actor, report: Report) -> bool:
    """Whether the actor may say who shares the report: its reporter, before it is sent."""
    return can_edit(actor, report) and report.state == State.DRAFT


def can_attach(actor: Actor, report: Report, audience: str) -> bool:
    """Whether the actor may add a file for this audience."""
    if audience == Audience.TEAM:
        return can_note(actor, report)
    if report.state == State.DRAFT:
        return can_edit(actor, report)
    return side_of(actor, report) is not None and can_comment(actor, report)


def can_edit_comment(actor: Actor, report: Report, comment: Comment) -> bool:
    """Whether the actor may reword it: its author, while they could still write it."""
    if comment.author_id != actor.user_id or comment.removed_at is not None:
        return False
    if comment.audience == Audience.TEAM:
        return can_note(actor, report)
    return can_comment(actor, report)


def can_remove(actor: Actor, report: Report, attachment: Attachment) -> bool:
    """Whether the actor may take a file away: who added it, before it became evidence."""
    return (
        may_write(actor)
        and attachment.uploader_id == actor.user_id
        and attachment.sealed_at is None
        and attachment.audience in audiences_of(actor, report)
    )


def can_remove_evidence(actor: Actor, report: Report) -> bool:
    """Whether the actor may hide and delete files that others may read."""
    return acts_for_team(actor, report, Permission.EVIDENCE_REMOVE)


def can_hold(actor: Actor, report: Report) -> bool:
    """Whether the actor may hold the report, and be one of two who purge a file's content."""
    return acts_for_team(actor, report, Permission.EVIDENCE_HOLD)


def audiences_of(actor: Actor, report: Report) -> frozenset[str]:
    """The audiences that the actor belongs to on this report; empty for a stranger."""
    match side_of(actor, report):
        case Party.REPORTER:
            return frozenset({Audience.PARTICIPANTS.value})
        case Party.TEAM:
            return frozenset({Audience.PARTICIPANTS.value, Audience.TEAM.value})
        case _:
            is_guest = seat_on(actor, report) is not None
            return frozenset({Audience.PARTICIPANTS.value} if is_guest else ())


def visible_comments(actor: Actor, report: Report) -> QuerySet[Comment]:
    """The comments on the report that the actor may read."""
    if not may_read(actor):
        return Comment.objects.none()
    return Comment.objects.filter(report=report, audience__in=audiences_of(actor, report))


def visible_attachments(actor: Actor, report: Report) -> QuerySet[Attachment]:
    """The files of the report that the actor may read; removed ones are nobody's."""
    if not may_read(actor):
        return Attachment.objects.none()
    return Attachment.objects.filter(
        report=report, audience__in=audiences_of(actor, report), removed_at__isnull=True
    )


def files_visible_to(actor: Actor) -> QuerySet[Attachment]:
    """Every file that the actor may read: `visible_attachments` of all their reports at once."""
    if not may_read(actor):
        return Attachment.objects.none()
    shared = Collaborator.objects.filter(
        report=OuterRef("pk"), user=actor.user_id, state=CollaboratorState.ACCEPTED
    )
    its_report = {"pk": OuterRef("report")}
    any_side = visible_to(actor).filter(**its_report)
    team_side = seen_by_team(actor).filter(
        ~Q(reporter=actor.user_id), ~Exists(shared), **its_report
    )
    return Attachment.objects.filter(
        Q(Exists(any_side), audience=Audience.PARTICIPANTS)
        | Q(Exists(team_side), audience=Audience.TEAM)
        | Q(Exists(seats(actor).filter(report=OuterRef("report"))), audience=Audience.PARTICIPANTS),
        removed_at__isnull=True,
    )


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


def may_read(actor: Actor) -> bool:
    """Whether the actor may read any report at all: a person, by browser or a token for it."""
    return actor.is_person and actor.has_scope(TokenScope.REPORTS_READ)


def may_write(actor: Actor) -> bool:
    """Whether the actor may write to any report at all."""
    return actor.is_person and actor.has_scope(TokenScope.REPORTS_WRITE)


def _is_open_to_reporters(report: Report) -> bool:
    """Whether those who are not of the team may write here at all now."""
    may = lifecycle.may_comment(lifecycle.ProgramState(report.program.state))
    return may and report.locked_at is None


def _participants(report: Report) -> set[int]:
    accepted = CollaboratorState.ACCEPTED
    return {report.reporter_id} | {
        row.user_id for row in report.collaborators.all() if row.state == accepted
    }


def _may(actor: Actor, report: Report, permission: Permission) -> bool:
    return actor.may(permission, report.program.organization_id)


def _is_on_team(actor: Actor, report: Report) -> bool:
    return (
        report.state != State.DRAFT
        and (actor.second_factor or not report.program.requires_second_factor)
        and _may(actor, report, Permission.REPORT_VIEW)
        and within_limits(actor, report)
    )


def acts_for_team(actor: Actor, report: Report, permission: Permission) -> bool:
    """Whether the actor does this to the report as one of its team, on no other side of it."""
    return (
        may_write(actor)
        and side_of(actor, report) == Party.TEAM
        and _may(actor, report, permission)
    )
