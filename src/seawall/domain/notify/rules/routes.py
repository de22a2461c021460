"""Which event is told to whom, about which topic and in which words: one table.

Whether a person is told is decided when the event is delivered: they must then be able to see
what it is about (`Sees`), and nobody is told of their own act unless the row says so. Where two
rows reach the same person, the first counts.

Sentences may hold the placeholders report, leak, subject (either), state, priority,
clock, award, role and organization. None of them is text that somebody wrote about a vulnerability.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from seawall.domain.notify.rules.topics import Topic
from seawall.domain.reports.rules.workflow import MOVES, Party
from seawall.lib.text import gettext_noop


class Audience(StrEnum):
    """Whom a row means, before it is asked what they may see."""

    PARTICIPANTS = "participants"  # the reporter and who accepted to share the report
    WORKERS = "workers"  # the assignee; without one, who may triage of its group, or all who may
    GROUP = "group"  # who is in the report's group
    ASSIGNEE = "assignee"
    APPROVERS = "approvers"
    PAYERS = "payers"
    PROPOSER = "proposer"
    APPEAL_DECIDERS = "appeal_deciders"  # who may answer objections
    NAMED = "named"  # whose ids the event carries, in the field `named`
    MANAGERS = "managers"  # who manage the members of the organization
    HOOK_KEEPERS = "hook_keepers"  # who manage its webhooks
    RULE_KEEPERS = "rule_keepers"  # who manage its rules on events
    FINDER = "finder"  # who reported a leaked key
    LEAK_TEAM = "leak_team"  # who may work on leaked keys


class Sees(StrEnum):
    """What a person must be able to see to be told."""

    CONVERSATION = "conversation"  # what participants of the report read
    TEAM_NOTES = "team_notes"  # what only the team reads
    AWARD = "award"
    LEAK = "leak"  # as its finder or as one of the team, by the audience
    OFFER_TO_SHARE = "offer_to_share"  # an invitation that waits for their answer
    OFFER_TO_JOIN = "offer_to_join"  # an invitation to a programme that waits for it
    NOTHING = "nothing"


class Link(StrEnum):
    """Where a notice leads; the address of the page."""

    REPORT = "/reports/%(report)s"
    INBOX = "/inbox/%(report)s"
    RETEST = "/reports/%(report)s/retest"
    REPORTS = "/reports"
    OFFERS = "/program-invitations"
    AWARD = "/awards/%(award)s"
    LEAK = "/leaks/%(leak)s"
    REWARDS = "/rewards"
    PROGRAMS = "/"
    MEMBERS = "/organizations/%(organization)s/members"
    ACTIVITY = "/organizations/%(organization)s/activity"
    WEBHOOKS = "/organizations/%(organization)s/webhooks"
    RULES = "/organizations/%(organization)s/rules"


# Where an event says what an id was before.
_BEFORE = {"assignee_id": "previous_id", "group_id": "previous_group_id"}


@dataclass(frozen=True, slots=True)
class Route:
    """One row. `key` is stored with the notice; `where` narrows by fields of the payload,
    `changed` to events where that id is set and was another before.
    """

    key: str
    event: str
    topic: Topic
    audience: Audience
    sees: Sees
    sentence: str
    link: Link | None = None
    where: Mapping[str, frozenset[object]] = field(default_factory=dict)
    named: str = ""
    changed: str = ""
    tell_actor: bool = False
    by_mail: bool = True

    @property
    def path(self) -> str:
        """The page it leads to, with placeholders: without a `link`, the report as they see it."""
        if self.link is not None:
            return self.link
        return Link.INBOX if self.sees is Sees.TEAM_NOTES else Link.REPORT

    def takes(self, payload: Mapping[str, Any]) -> bool:
        """Whether the row is for this event."""
        if self.changed and payload.get(self.changed) in (None, payload.get(_BEFORE[self.changed])):
            return False
        return all(payload.get(name) in values for name, values in self.where.items())


def _is(**fields: object) -> Mapping[str, frozenset[object]]:
    return {
        name: value if isinstance(value, frozenset) else frozenset({value})
        for name, value in fields.items()
    }


_A, _S, _T = Audience, Sees, Topic
_TOLD_TO_BOTH = frozenset(
    name
    for name, move in MOVES.items()
    if move.by != Party.REPORTER and name not in ("ask", "ask_retest")
)

ROUTES: tuple[Route, ...] = (
    # ── a report and its states ──────────────────────────────────────────────
    Route(
        "received.reporter", "report.submitted", _T.RECEIVED, _A.PARTICIPANTS, _S.CONVERSATION,
        gettext_noop("We received the report %(report)s."), tell_actor=True,
    ),
    Route(
        "received.team", "report.submitted", _T.RECEIVED, _A.WORKERS, _S.TEAM_NOTES,
        gettext_noop("The report %(report)s came in."),
    ),
    Route(
        "asked", "report.moved", _T.QUESTION, _A.PARTICIPANTS, _S.CONVERSATION,
        gettext_noop("The team has a question about %(report)s."), where=_is(move="ask"),
    ),
    Route(
        "answered", "report.moved", _T.STATE, _A.WORKERS, _S.TEAM_NOTES,
        gettext_noop("The question about %(report)s was answered."),
        where=_is(move=frozenset({"answer", "answer_late"})),
    ),
    Route(
        "answer_due", "report.answer_due", _T.QUESTION, _A.PARTICIPANTS, _S.CONVERSATION,
        gettext_noop("%(report)s waits for your answer and will soon be closed without one."),
    ),
    Route(
        "withdrawn", "report.moved", _T.STATE, _A.WORKERS, _S.TEAM_NOTES,
        gettext_noop("The report %(report)s was withdrawn."), where=_is(move="withdraw"),
    ),
    Route(
        "moved.reporter", "report.moved", _T.STATE, _A.PARTICIPANTS, _S.CONVERSATION,
        gettext_noop("%(report)s has a new state: %(state)s."),
        where=_is(move=_TOLD_TO_BOTH | {"withdraw"}),
    ),
    Route(
        "moved.team", "report.moved", _T.STATE, _A.WORKERS, _S.TEAM_NOTES,
        gettext_noop("%(report)s has a new state: %(state)s."),
        where=_is(move=_TOLD_TO_BOTH),
    ),
    Route(
        "revised", "report.revised", _T.COMMENT, _A.WORKERS, _S.TEAM_NOTES,
        gettext_noop("The words of %(report)s were revised."),
    ),
    # ── who is asked to act ──────────────────────────────────────────────────
    Route(
        "assigned", "report.assigned", _T.ASSIGNED, _A.NAMED, _S.TEAM_NOTES,
        gettext_noop("%(report)s was assigned to you."), named="assignee_id",
        changed="assignee_id",
    ),
    Route(
        "assigned.group", "report.assigned", _T.ASSIGNED, _A.GROUP, _S.TEAM_NOTES,
        gettext_noop("%(report)s was given to a group of yours."), changed="group_id",
    ),
    Route(
        "clock_at_risk", "report.clock_at_risk", _T.CLOCK_AT_RISK, _A.WORKERS, _S.TEAM_NOTES,
        gettext_noop("A clock of %(report)s is about to run out: %(clock)s."),
    ),
    Route(
        "clock_broken", "report.clock_broken", _T.CLOCK_AT_RISK, _A.WORKERS, _S.TEAM_NOTES,
        gettext_noop("A clock of %(report)s ran out: %(clock)s."),
    ),
    Route(
        "appeal_at_risk", "report.appeal_at_risk", _T.CLOCK_AT_RISK, _A.APPEAL_DECIDERS,
        _S.TEAM_NOTES, gettext_noop("The answer to the objection on %(report)s is due soon."),
    ),
    Route(
        "appeal_broken", "report.appeal_broken", _T.CLOCK_AT_RISK, _A.APPEAL_DECIDERS,
        _S.TEAM_NOTES, gettext_noop("The answer to the objection on %(report)s is late."),
    ),
    Route(
        "appeal_broken.reporter", "report.appeal_broken", _T.APPEAL, _A.PARTICIPANTS,
        _S.CONVERSATION,
        gettext_noop("The answer to the objection on %(report)s is later than promised."),
    ),
    Route(
        "invited.share", "report.collaborators_set", _T.INVITATION, _A.NAMED, _S.OFFER_TO_SHARE,
        gettext_noop("You were invited to share the report %(report)s."), Link.REPORTS,
        named="invited",
    ),
    Route(
        "share.accepted", "report.collaborator_answered", _T.INVITATION, _A.PARTICIPANTS,
        _S.CONVERSATION, gettext_noop("Somebody accepted to share %(report)s."),
        where=_is(accepted=True),
    ),
    Route(
        "share.declined", "report.collaborator_answered", _T.INVITATION, _A.PARTICIPANTS,
        _S.CONVERSATION, gettext_noop("Somebody declined to share %(report)s."),
        where=_is(accepted=False),
    ),
    Route(
        "invited.program", "program.researcher_invited", _T.INVITATION, _A.NAMED,
        _S.OFFER_TO_JOIN,
        gettext_noop("You were invited to a programme."),
        Link.OFFERS, named="user_id", by_mail=False,
    ),
    # ── the conversation ─────────────────────────────────────────────────────
    Route(
        "mentioned", "report.commented", _T.MENTION, _A.NAMED, _S.CONVERSATION,
        gettext_noop("You were mentioned in a comment on %(report)s."),
        where=_is(audience="participants"), named="mentioned",
    ),
    Route(
        "mentioned.team", "report.commented", _T.MENTION, _A.NAMED, _S.TEAM_NOTES,
        gettext_noop("You were mentioned in a note of the team on %(report)s."),
        where=_is(audience="team"), named="mentioned",
    ),
    Route(
        "commented.reporter", "report.commented", _T.COMMENT, _A.PARTICIPANTS, _S.CONVERSATION,
        gettext_noop("There is a new comment on %(report)s."), where=_is(audience="participants"),
    ),
    Route(
        "commented.team", "report.commented", _T.COMMENT, _A.WORKERS, _S.TEAM_NOTES,
        gettext_noop("There is a new comment on %(report)s."), where=_is(audience="participants"),
    ),
    Route(
        "noted", "report.commented", _T.COMMENT, _A.WORKERS, _S.TEAM_NOTES,
        gettext_noop("There is a new note of the team on %(report)s."), where=_is(audience="team"),
    ),
    Route(
        "rated.reporter", "report.severity_set", _T.PRIORITY, _A.PARTICIPANTS, _S.CONVERSATION,
        gettext_noop("The team rated %(report)s: priority %(priority)s."),
        where=_is(side=frozenset({"triage", "final"})),
    ),
    Route(
        "rated.team", "report.severity_set", _T.PRIORITY, _A.ASSIGNEE, _S.TEAM_NOTES,
        gettext_noop("%(report)s was rated: priority %(priority)s."),
    ),
    Route(
        "locked", "report.locked", _T.STATE, _A.PARTICIPANTS, _S.CONVERSATION,
        gettext_noop("The team locked %(report)s; only they write there."),
    ),
    Route(
        "unlocked", "report.unlocked", _T.STATE, _A.PARTICIPANTS, _S.CONVERSATION,
        gettext_noop("The team unlocked %(report)s."),
    ),
    Route(
        "cloned", "report.cloned", _T.STATE, _A.PARTICIPANTS, _S.CONVERSATION,
        gettext_noop("The team made another report of %(report)s."),
    ),
    Route(
        "guest_joined", "report.guest_joined", _T.STATE, _A.PARTICIPANTS, _S.CONVERSATION,
        gettext_noop("A guest of the team reads %(report)s now."),
    ),
    Route(
        "guest_joined.team", "report.guest_joined", _T.STATE, _A.WORKERS, _S.TEAM_NOTES,
        gettext_noop("A guest of the team reads %(report)s now."),
    ),
    # ── retests ──────────────────────────────────────────────────────────────
    Route(
        "retest_asked", "report.moved", _T.QUESTION, _A.PARTICIPANTS, _S.CONVERSATION,
        gettext_noop("The team asks for a retest of %(report)s."), Link.RETEST,
        where=_is(move="ask_retest"),
    ),
    Route(
        "retest_due", "report.retest_due", _T.QUESTION, _A.PARTICIPANTS, _S.CONVERSATION,
        gettext_noop("The retest of %(report)s will soon be over without an answer."), Link.RETEST,
    ),
    Route(
        "retest_accepted", "report.retest_accepted", _T.STATE, _A.WORKERS, _S.TEAM_NOTES,
        gettext_noop("The retest of %(report)s was taken on."), Link.RETEST,
    ),
    Route(
        "retest_answered", "report.moved", _T.STATE, _A.WORKERS, _S.TEAM_NOTES,
        gettext_noop("The retest of %(report)s was answered."), Link.RETEST,
        where=_is(move=frozenset({"answer_fixed", "answer_not_fixed"})),
    ),
    Route(
        "retest_declined", "report.moved", _T.STATE, _A.WORKERS, _S.TEAM_NOTES,
        gettext_noop("The retest of %(report)s was declined."), Link.RETEST,
        where=_is(move="decline_retest"),
    ),
    # ── objections to decisions ──────────────────────────────────────────────
    Route(
        "appealed.team", "report.appealed", _T.APPEAL, _A.APPEAL_DECIDERS, _S.TEAM_NOTES,
        gettext_noop("The reporter of %(report)s objects to a decision."),
    ),
    Route(
        "appealed.reporter", "report.appealed", _T.APPEAL, _A.PARTICIPANTS, _S.CONVERSATION,
        gettext_noop("We received the objection on %(report)s."), tell_actor=True,
    ),
    Route(
        "appeal_decided.reporter", "report.appeal_decided", _T.APPEAL, _A.PARTICIPANTS,
        _S.CONVERSATION, gettext_noop("The objection on %(report)s was answered."),
    ),
    Route(
        "appeal_decided.team", "report.appeal_decided", _T.APPEAL, _A.APPEAL_DECIDERS,
        _S.TEAM_NOTES, gettext_noop("The objection on %(report)s was answered."),
    ),
    # ── money ────────────────────────────────────────────────────────────────
    Route(
        "award.proposed", "award.proposed", _T.AWARD, _A.APPROVERS, _S.AWARD,
        gettext_noop("An award for %(subject)s waits for a decision."), Link.AWARD,
    ),
    Route(
        "award.approved.reporter", "award.approved", _T.AWARD, _A.PARTICIPANTS, _S.AWARD,
        gettext_noop("You were awarded for %(subject)s."), Link.AWARD,
    ),
    Route(
        "award.approved", "award.approved", _T.AWARD, _A.PROPOSER, _S.AWARD,
        gettext_noop("Your proposal for %(subject)s was approved."), Link.AWARD,
    ),
    Route(
        "award.to_pay", "award.approved", _T.AWARD, _A.PAYERS, _S.AWARD,
        gettext_noop("An award for %(subject)s waits for its payment."), Link.AWARD,
    ),
    Route(
        "award.rejected", "award.rejected", _T.AWARD, _A.PROPOSER, _S.AWARD,
        gettext_noop("Your proposal for %(subject)s was rejected."), Link.AWARD,
    ),
    Route(
        "award.reversed.reporter", "award.reversed", _T.AWARD, _A.PARTICIPANTS, _S.AWARD,
        gettext_noop("An award for %(subject)s was corrected."), Link.REWARDS,
    ),
    Route(
        "award.reversed", "award.reversed", _T.AWARD, _A.PAYERS, _S.AWARD,
        gettext_noop("An award for %(subject)s was reversed."), Link.AWARD,
    ),
    Route(
        "award.not_eligible", "award.not_eligible", _T.AWARD, _A.PARTICIPANTS, _S.CONVERSATION,
        gettext_noop("There is no reward for %(report)s."),
    ),
    Route(
        "paid", "payout.recorded", _T.PAYOUT, _A.NAMED, _S.AWARD,
        gettext_noop("A payment to you for %(subject)s was recorded."), Link.REWARDS,
        named="user_id",
    ),
    # ── leaked keys ──────────────────────────────────────────────────────────
    Route(
        "leak.received.finder", "leak.received", _T.LEAK, _A.FINDER, _S.LEAK,
        gettext_noop("We received the leaked keys %(leak)s."), Link.LEAK, tell_actor=True,
    ),
    Route(
        "leak.received", "leak.received", _T.LEAK, _A.LEAK_TEAM, _S.LEAK,
        gettext_noop("Leaked keys were reported: %(leak)s."), Link.LEAK,
    ),
    Route(
        "leak.moved.finder", "leak.moved", _T.LEAK, _A.FINDER, _S.LEAK,
        gettext_noop("%(leak)s has a new state: %(state)s."), Link.LEAK,
    ),
    Route(
        "leak.commented.finder", "leak.commented", _T.LEAK, _A.FINDER, _S.LEAK,
        gettext_noop("The team wrote about %(leak)s."), Link.LEAK, where=_is(side="team"),
    ),
    Route(
        "leak.commented", "leak.commented", _T.LEAK, _A.LEAK_TEAM, _S.LEAK,
        gettext_noop("Who found %(leak)s wrote something more."), Link.LEAK,
        where=_is(side="reporter"),
    ),
    # ── membership ───────────────────────────────────────────────────────────
    Route(
        "member.joined", "member.joined", _T.SYSTEM, _A.MANAGERS, _S.NOTHING,
        gettext_noop("Somebody joined %(organization)s as %(role)s."), Link.MEMBERS,
    ),
    Route(
        "member.role_changed", "member.role_changed", _T.SYSTEM, _A.NAMED, _S.NOTHING,
        gettext_noop("Your role in %(organization)s is now: %(role)s."), Link.PROGRAMS,
        named="user_id",
    ),
    Route(
        "member.removed", "member.removed", _T.SYSTEM, _A.NAMED, _S.NOTHING,
        gettext_noop("You are no longer a member of %(organization)s."), Link.PROGRAMS,
        named="user_id",
    ),
    Route(
        "provider.emergency_used", "provider.emergency_used", _T.SYSTEM, _A.MANAGERS, _S.NOTHING,
        gettext_noop("Somebody came into %(organization)s without its sign-in provider."),
        Link.ACTIVITY, tell_actor=True,
    ),
    # ── machines ─────────────────────────────────────────────────────────────
    Route(
        "webhook.switched_off", "webhook.switched_off", _T.SYSTEM, _A.HOOK_KEEPERS, _S.NOTHING,
        gettext_noop("A webhook of %(organization)s was switched off."), Link.WEBHOOKS,
    ),
    Route(
        "rule.switched_off", "rule.switched_off", _T.SYSTEM, _A.RULE_KEEPERS, _S.NOTHING,
        gettext_noop("A rule of %(organization)s was switched off."), Link.RULES,
        where=_is(reason=frozenset({"busy", "rights"})),
    ),
    Route(
        "rule.told", "rule.told", _T.STATE, _A.NAMED, _S.TEAM_NOTES,
        gettext_noop("A rule of the team points you to %(report)s."), named="told",
        tell_actor=True,
    ),
)  # fmt: skip

ROUTES_BY_KEY: Mapping[str, Route] = MappingProxyType({route.key: route for route in ROUTES})
_BY_EVENT: Mapping[str, tuple[Route, ...]] = MappingProxyType(
    {
        name: tuple(route for route in ROUTES if route.event == name)
        for name in {route.event for route in ROUTES}
    }
)


def routes_for(event: str, payload: Mapping[str, Any]) -> tuple[Route, ...]:
    """The rows for an event, in the order of the table; most events are told to nobody."""
    return tuple(route for route in _BY_EVENT.get(event, ()) if route.takes(payload))


def is_told(event: str) -> bool:
    """Whether any row is about events of this name."""
    return event in _BY_EVENT
