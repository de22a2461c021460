"""One report as the team sees it, with everything that can be done to it from here."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.accounts.rules import Permission
from seawall.domain.actor import Actor
from seawall.domain.automation import queries as automation
from seawall.domain.errors import NotFound
from seawall.domain.readings.rules import Door
from seawall.domain.reports import queries
from seawall.domain.reports.queries import ReportPage
from seawall.domain.reports.rules.workflow import OPEN, Checklist, Party, State
from seawall.domain.rewards import queries as rewards
from seawall.domain.rewards.queries import Offer
from seawall.domain.rewards.rules.awarding import (
    AWARD_STATE_LABELS,
    ELIGIBLE_STATES,
    AwardState,
    can_decline,
)
from seawall.lib import clock
from seawall.web.pages import advice
from seawall.web.pages.advice import AdviceCard
from seawall.web.pages.reports import threads
from seawall.web.pages.reports.composing import Refused
from seawall.web.pages.reports.moving import MoveForm
from seawall.web.pages.reports.threads import Opinion, ThreadPage
from seawall.web.pages.reports.timing import ClockCard
from seawall.web.pages.rewards.wording import range_words
from seawall.web.pages.triage.inbox import Row, row_of
from seawall.web.pages.triage.narrowing import Narrowing

# Moves that stand beside the next step; the others are in the menu.
_BESIDE = ("ask", "mark_duplicate", "reopen")
_KEYS = {
    "triage": "e",
    "accept": "e",
    "resolve": "e",
    "ask": "n",
    "mark_duplicate": "d",
    "reopen": "z",
}
_AWARD_TONES = {
    AwardState.PROPOSED: "warn",
    AwardState.APPROVED: "accent",
    AwardState.PAID: "ok",
    AwardState.REJECTED: "neutral",
    AwardState.REVERSED: "neutral",
}


@dataclass(frozen=True, slots=True)
class Action:
    """A link to a form; in the inbox it opens as a dialog. `key` presses it."""

    name: str
    label: str
    icon: str
    kind: str
    url: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who works on it. `url` is empty for whoever may not say so."""

    name: str
    is_mine: bool
    url: str
    my_handle: str
    group: str
    group_url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One question of the checklist. `value` is yes, no or open."""

    label: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class AwardLine:
    """One award of the report with its state."""

    public_id: str
    url: str
    amount: str
    kind: str
    state_label: str
    tone: str


@dataclass(frozen=True, slots=True)
class Awards:
    """What was proposed and decided. `offer` says what the table offers while one may propose.

    `decline_url` is where one says that there is no reward; empty where one may not.
    """

    lines: tuple[AwardLine, ...]
    total: str
    offer: str
    url: str
    decline_url: str


@dataclass(frozen=True, slots=True)
class ReportPane:
    """A report for the team. Empty addresses are for what the actor may not do.

    `sides` are three, with None for a side that has no opinion yet. `due` is the clock that ends
    next, `clocks` are the others. `here` is the pane's own address with the view of the list
    beside it, `back` the list alone; what is like it is loaded from `similar_url`. `responses` are
    numbers and names of what `respond_url` puts into the reply box.
    """

    thread: ThreadPage
    sides: tuple[tuple[str, Opinion | None], ...]
    decisive: Opinion | None
    primary: Action | None
    beside: tuple[Action, ...]
    more: tuple[Action, ...]
    assignment: Assignment
    checklist: tuple[Answer, ...]
    checklist_url: str
    fields_url: str
    rating_url: str
    tags_url: str
    awards: Awards | None
    due: ClockCard | None
    clocks: tuple[ClockCard, ...]
    advice: AdviceCard | None
    responses: tuple[tuple[str, str], ...]
    respond_url: str
    similar_url: str
    evidence_url: str
    here: str
    back: str


@dataclass(frozen=True, slots=True)
class After:
    """What an action changes beside the pane: the row of the list and the number of open ones."""

    rows: tuple[Row, ...]
    open_count: int


def pane(
    actor: Actor,
    public_id: str,
    narrowing: Narrowing,
    *,
    door: Door = Door.PAGE,
    written: Refused | None = None,
) -> ReportPane:
    """The report beside the list. Raises NotFound for what the actor may not see.

    Whoever reported it stands on the other side: `is_team` of the thread says so. `written` stands
    in the reply box already.
    """
    thread = threads.thread(actor, public_id, door=door, refused=written)
    number, query = thread.public_id, narrowing.query()
    abilities = thread.report.abilities
    actions = tuple(_action(form, query, number) for form in thread.moves)
    due = _next_due(thread)
    return ReportPane(
        thread=thread,
        sides=sides(thread),
        decisive=thread.opinions[-1] if thread.opinions else None,
        primary=next((each for each in actions if each.kind == "primary"), None),
        beside=tuple(each for each in actions if each.name in _BESIDE),
        more=tuple(each for each in actions if each.name not in _BESIDE and each.kind != "primary"),
        assignment=_assignment(actor, thread.report, query),
        checklist=_answers(thread.report.checklist),
        checklist_url=url("checklist", number, query) if abilities.can_answer_checklist else "",
        fields_url=_fields_url(thread, query),
        rating_url=url("severity", number, query) if abilities.can_set_severity else "",
        tags_url=url("tags", number, query) if abilities.can_tag else "",
        awards=_awards(actor, thread, query),
        due=due,
        clocks=tuple(card for card in thread.clocks if card is not due),
        advice=_advice(thread),
        responses=_responses(actor, thread),
        respond_url=url("responses", number, query),
        similar_url=url("similar", number, query),
        evidence_url=_evidence_url(actor, thread),
        here=url("report", number, query),
        back=f"{reverse('inbox')}{query}",
    )


def _advice(thread: ThreadPage) -> AdviceCard | None:
    row = thread.report.row
    if not thread.is_team:
        return None
    return advice.card(thread.report.organization_id, thread.report.organization, row.vrt)


def _responses(actor: Actor, thread: ThreadPage) -> tuple[tuple[str, str], ...]:
    if not thread.is_team or thread.composer is None:
        return ()
    report = thread.report
    return automation.offered(actor, report.organization_id, report.row.program)


def _fields_url(thread: ThreadPage, query: str) -> str:
    may = thread.is_team and any(view.can_set for view in thread.report.fields)
    return url("fields", thread.public_id, query) if may else ""


def _evidence_url(actor: Actor, thread: ThreadPage) -> str:
    may = actor.may(Permission.EVIDENCE_REMOVE, thread.report.organization_id)
    return reverse("report-evidence", args=[thread.public_id]) if may else ""


def after(actor: Actor, shown: ReportPane, narrowing: Narrowing) -> After:
    """What else to renew when something was done to the report of the pane."""
    counts = queries.counts(actor)
    return After(
        rows=(row_of(shown.thread.report.row, narrowing.query(), opened=shown.thread.public_id),),
        open_count=sum(counts[state] for state in OPEN),
    )


def url(name: str, public_id: str, query: str, *more: str) -> str:
    """An address of the inbox that keeps the view of the list."""
    return f"{reverse(f'inbox-{name}', args=[public_id, *more])}{query}"


def offer(actor: Actor, thread: ThreadPage) -> Offer | None:
    """What may be proposed for the report; None where nothing may."""
    if thread.state not in ELIGIBLE_STATES or not may_decide(actor, thread):
        return None
    try:
        found = rewards.offer(thread.public_id, actor=actor)
    except NotFound:
        return None
    return found if found.can_propose and found.is_eligible else None


def may_decide(actor: Actor, thread: ThreadPage) -> bool:
    """Whether the actor says, for the team, what this report earns."""
    report = thread.report
    may = actor.may(Permission.AWARD_PROPOSE, report.organization_id)
    return may and report.side == Party.TEAM


def may_decline(actor: Actor, thread: ThreadPage) -> bool:
    """Whether one may say now that there is no reward. Asks nothing that the page has not read."""
    lines = thread.rewards.lines if thread.rewards else ()
    return (
        may_decide(actor, thread)
        and can_decline(
            thread.state,
            is_triaged=State.TRIAGED in thread.report.state_times,
            is_decided=thread.report.rewarded_at is not None,
        )
        and all(line.state != AwardState.PROPOSED for line in lines)
    )


def range_text(found: Offer) -> str:
    """What the reward table offers, in words."""
    return range_words(found.range, found.currency)


def sides(thread: ThreadPage) -> tuple[tuple[str, Opinion | None], ...]:
    by_side = {opinion.side: opinion for opinion in thread.opinions}
    labels = (("reporter", _("Reporter")), ("triage", _("Triage")), ("final", _("Final")))
    return tuple((label, by_side.get(side)) for side, label in labels)


def _next_due(thread: ThreadPage) -> ClockCard | None:
    """The running clock that ends first; while the report waits for its reporter, the first."""
    running = [card for card in thread.clocks if card.total and card.due]
    return min(running, key=lambda card: card.due or clock.now(), default=None)


def _action(form: MoveForm, query: str, number: str) -> Action:
    short = {"ask": _("Ask"), "mark_duplicate": _("Duplicate")}
    return Action(
        name=form.name,
        label=short.get(form.name, form.label),
        icon=form.icon,
        kind=form.kind,
        url=url("move", number, query, form.name),
        key=_KEYS.get(form.name, ""),
    )


def _assignment(actor: Actor, report: ReportPage, query: str) -> Assignment:
    person, group = report.row.assignee, report.row.group
    return Assignment(
        name=(person.display_name or person.handle) if person else "",
        is_mine=person is not None and person.id == actor.user_id,
        url=url("assign", report.row.public_id, query) if report.abilities.can_assign else "",
        my_handle=actor.handle,
        group=group.name if group else "",
        group_url=f"{reverse('inbox')}{Narrowing(f'group:{group.handle}').query()}"
        if group
        else "",
    )


def _answers(checklist: Checklist | None) -> tuple[Answer, ...]:
    known = checklist or Checklist()
    texts = {True: ("yes", _("yes")), False: ("no", _("no")), None: ("open", _("open"))}
    asked: Iterable[tuple[str, bool | None]] = (
        (_("In scope"), known.in_scope),
        (_("Exploitable"), known.exploitable),
        (_("Novel"), known.novel),
    )
    return tuple(Answer(label, *texts[value]) for label, value in asked)


def _awards(actor: Actor, thread: ThreadPage, query: str) -> Awards | None:
    if not actor.may(Permission.AWARD_VIEW, thread.report.organization_id):
        return None
    found = offer(actor, thread)
    lines = tuple(map(_award, thread.rewards.lines)) if thread.rewards else ()
    declines = may_decline(actor, thread)
    if not lines and found is None and not declines and not thread.is_without_reward:
        return None
    return Awards(
        lines=lines,
        total=thread.rewards.total if thread.rewards else "",
        offer=range_text(found) if found else "",
        url=url("award", thread.public_id, query) if found else "",
        decline_url=url("decline", thread.public_id, query) if declines else "",
    )


def _award(line: threads.AwardLine) -> AwardLine:
    state = AwardState(line.state)
    return AwardLine(
        public_id=line.public_id,
        url=f"/awards/{line.public_id}",
        amount=line.amount,
        kind=_("Bonus") if line.kind == "bonus" else _("Bounty"),
        state_label=_(AWARD_STATE_LABELS[state]),
        tone=_AWARD_TONES[state],
    )
