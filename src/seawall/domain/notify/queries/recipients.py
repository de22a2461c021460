"""Who is told of an event, as things stand when it is delivered."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from seawall.domain.accounts import queries as accounts
from seawall.domain.accounts.models import GroupMember, Membership
from seawall.domain.accounts.rules import Permission, roles_with
from seawall.domain.actor import Actor
from seawall.domain.audit.models import Event
from seawall.domain.errors import NotFound
from seawall.domain.leaks import policies as leak_policies
from seawall.domain.leaks.models import Leak
from seawall.domain.notify.rules.routes import Audience, Route, Sees, routes_for
from seawall.domain.programs.models import ProgramInvitation
from seawall.domain.programs.policies import banned_among
from seawall.domain.reports import policies as report_policies
from seawall.domain.reports.models import (
    Audience as Readers,
)
from seawall.domain.reports.models import (
    Collaborator,
    CollaboratorState,
    Report,
)
from seawall.domain.rewards import policies as reward_policies
from seawall.domain.rewards.models import Award

_HOLDERS = {
    Audience.APPROVERS: Permission.AWARD_APPROVE,
    Audience.APPEAL_DECIDERS: Permission.APPEAL_DECIDE,
    Audience.PAYERS: Permission.PAYOUT_RECORD,
    Audience.MANAGERS: Permission.MEMBER_MANAGE,
    Audience.HOOK_KEEPERS: Permission.WEBHOOK_MANAGE,
    Audience.RULE_KEEPERS: Permission.RULE_MANAGE,
    Audience.LEAK_TEAM: Permission.LEAK_HANDLE,
}


@dataclass(frozen=True, slots=True)
class Told:
    """One person to be told of one event by one row of the table."""

    event: Event
    route: Route
    user_id: int


def recipients(events: Sequence[Event]) -> tuple[Told, ...]:
    """Everybody to be told of these events, each person once per event."""
    batch = _Batch(events)
    return tuple(told for event in events for told in batch.of(event))


class _Batch:
    """The rows that several events ask for, each read once."""

    def __init__(self, events: Sequence[Event]) -> None:
        told = [event for event in events if routes_for(event.name, event.payload)]
        self._reports = {
            row.pk: row
            for row in Report.objects.filter(pk__in={event.report_id for event in told})
            .select_related("program")
            .prefetch_related("collaborators")
            .defer("title", "target", "fix")
        }
        named = {event.payload["award"] for event in told if event.payload.get("award")}
        self._awards = {
            row.public_id: row
            for row in Award.objects.filter(public_id__in=named)
            .select_related("report__program", "leak__program")
            .prefetch_related("report__collaborators")
        }
        leaks = {event.payload["leak"] for event in told if event.payload.get("leak")}
        self._leaks = {
            row.public_id: row
            for row in Leak.objects.filter(public_id__in=leaks).select_related("program")
        }
        self._actors: dict[int, Actor | None] = {}
        self._groups: dict[int, tuple[int, ...]] = {}
        self._holders: dict[tuple[int, Permission], tuple[int, ...]] = {}

    def of(self, event: Event) -> Iterator[Told]:
        reached: set[int] = set()
        for route in routes_for(event.name, event.payload):
            for user_id in self._candidates(event, route):
                own_act = user_id == event.user_id and not route.tell_actor
                if user_id in reached or own_act:
                    continue
                actor = self._actor(user_id)
                if actor is not None and self._sees(event, route, actor):
                    reached.add(user_id)
                    yield Told(event, route, user_id)

    def _candidates(self, event: Event, route: Route) -> Iterable[int]:
        if route.audience is Audience.NAMED:
            return _ids(event.payload.get(route.named))
        if route.audience in _HOLDERS:
            return self._holding(event.organization_id, _HOLDERS[route.audience])
        if route.audience is Audience.PROPOSER:
            award = self._awards.get(event.payload.get("award", ""))
            return () if award is None else (award.proposed_by_id,)
        leak = self._leaks.get(event.payload.get("leak", ""))
        if leak is not None and route.audience in (Audience.FINDER, Audience.PARTICIPANTS):
            return () if leak.reporter_id is None else (leak.reporter_id,)
        report = self._reports.get(event.report_id or 0)
        if report is None:
            return ()
        if route.audience is Audience.PARTICIPANTS:
            return _participants(report)
        taken = report.assignee_id is not None and self._works(report.assignee_id, report)
        if taken and route.audience is not Audience.GROUP:
            return (report.assignee_id,) if report.assignee_id else ()
        if route.audience is Audience.ASSIGNEE:
            return ()
        if route.audience is Audience.GROUP:
            return self._members(report.group_id)
        able = self._holding(report.program.organization_id, Permission.REPORT_MOVE)
        inside = frozenset(self._members(report.group_id)) & frozenset(able)
        return sorted(inside) if inside else able

    def _sees(self, event: Event, route: Route, actor: Actor) -> bool:
        match route.sees:
            case Sees.NOTHING:
                return True
            case Sees.AWARD:
                award = self._awards.get(event.payload.get("award", ""))
                return award is not None and reward_policies.can_view(actor, award)
            case Sees.LEAK:
                leak = self._leaks.get(event.payload.get("leak", ""))
                return leak is not None and _reads(actor, leak, route)
            case Sees.OFFER_TO_SHARE:
                return _waits_for_answer(event.report_id, actor)
            case Sees.OFFER_TO_JOIN:
                return _may_still_join(event.payload.get("invitation_id"), actor)
        report = self._reports.get(event.report_id or 0)
        readers = Readers.TEAM if route.sees is Sees.TEAM_NOTES else Readers.PARTICIPANTS
        return report is not None and readers in report_policies.audiences_of(actor, report)

    def _actor(self, user_id: int) -> Actor | None:
        """The person as they stand now; None for an account that is gone or closed."""
        if user_id not in self._actors:
            try:
                # As after their second factor, if they have one: mail waits for no sign-in.
                found = accounts.actor_for_user(user_id, second_factor=True)
            except NotFound:
                found = None
            self._actors[user_id] = found
        return self._actors[user_id]

    def _works(self, user_id: int, report: Report) -> bool:
        actor = self._actor(user_id)
        return actor is not None and Readers.TEAM in report_policies.audiences_of(actor, report)

    def _members(self, group_id: int | None) -> tuple[int, ...]:
        """Who is in a group; nobody for none."""
        if group_id is not None and group_id not in self._groups:
            rows = GroupMember.objects.filter(group=group_id).order_by("pk")
            self._groups[group_id] = tuple(rows.values_list("membership__user_id", flat=True))
        return self._groups.get(group_id or 0, ())

    def _holding(self, organization_id: int | None, permission: Permission) -> tuple[int, ...]:
        if organization_id is None:
            return ()
        key = (organization_id, permission)
        if key not in self._holders:
            rows = Membership.objects.filter(
                organization_id=organization_id, role__in=roles_with(permission)
            )
            self._holders[key] = tuple(rows.order_by("pk").values_list("user_id", flat=True))
        return self._holders[key]


def _reads(actor: Actor, leak: Leak, route: Route) -> bool:
    if route.audience is Audience.FINDER:
        return leak.reporter_id == actor.user_id
    return leak_policies.is_team(actor, leak)


def _ids(value: Any) -> tuple[int, ...]:
    if isinstance(value, int):
        return (value,)
    return tuple(value) if isinstance(value, list | tuple) else ()


def _participants(report: Report) -> tuple[int, ...]:
    accepted = [
        row.user_id for row in report.collaborators.all() if row.state == CollaboratorState.ACCEPTED
    ]
    return (report.reporter_id, *accepted)


def _waits_for_answer(report_id: int | None, actor: Actor) -> bool:
    row = (
        Collaborator.objects.filter(
            report=report_id, user=actor.user_id, state=CollaboratorState.INVITED
        )
        .select_related("report__program")
        .first()
    )
    return row is not None and not banned_among(row.report.program, [row.user_id])


def _may_still_join(invitation_id: Any, actor: Actor) -> bool:
    row = (
        ProgramInvitation.objects.filter(
            pk=invitation_id if isinstance(invitation_id, int) else 0,
            answered_at=None,
            revoked_at=None,
        )
        .select_related("program")
        .first()
    )
    return row is not None and not banned_among(row.program, [actor.user_id or 0])
