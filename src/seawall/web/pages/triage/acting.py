"""The forms that act on a report: a dialog in the inbox, a plain page without scripts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from seawall.domain.accounts import queries as accounts
from seawall.domain.accounts.rules import Permission
from seawall.domain.actor import Actor
from seawall.domain.automation import queries as automation
from seawall.domain.errors import Conflict, DomainError, NotAllowed, NotFound
from seawall.domain.reports import queries
from seawall.domain.reports.rules.deciding import (
    AWARD_CHOICES,
    DECLINE_CHOICES,
    REWARD_REASONS,
    RewardReason,
)
from seawall.domain.reports.rules.reasons import CHOICES, REASONS
from seawall.domain.reports.rules.workflow import MOVES, Ask, Move
from seawall.domain.rewards.queries import Offer
from seawall.domain.taxonomy.rules import cvss
from seawall.lib import ids
from seawall.lib.money import format_money, plain_amount
from seawall.web.pages.reports import moving, threads, timelines, wording
from seawall.web.pages.reports.moving import MoveForm, Question
from seawall.web.pages.reports.threads import ThreadPage
from seawall.web.pages.triage import panes
from seawall.web.pages.triage.filtering import Options, workers
from seawall.web.pages.triage.narrowing import Narrowing

VERSIONS = ("3.1", "4.0")
PRIORITIES: Options = tuple((str(number), f"P{number}") for number in range(1, 6))


@dataclass(frozen=True, slots=True)
class Latest:
    """The last move of a report: what to tell whoever came second."""

    actor: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ActPage:
    """One form over one report. `fields` is the template of its fields, `submit` its button.

    `latest` is set when the report is not in a state for this any more.
    """

    thread: ThreadPage
    title: str
    submit: str
    icon: str
    kind: str
    fields: str
    url: str
    back: str
    latest: Latest | None = None


@dataclass(frozen=True, slots=True)
class MovePage(ActPage):
    """`move` is None when the state does not permit the move; `original_url` looks one up."""

    move: MoveForm | None = None
    original_url: str = ""


@dataclass(frozen=True, slots=True)
class MetricChoice:
    """One metric of the calculator, as its component takes it."""

    key: str
    label: str
    options: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Calculator:
    """One version of CVSS. `name` is that of its input."""

    name: str
    version: str
    label: str
    metrics: tuple[MetricChoice, ...]


@dataclass(frozen=True, slots=True)
class SeverityPage(ActPage):
    """`calculators` is empty where the programme rates by label only."""

    sides: tuple[tuple[str, threads.Opinion | None], ...] = ()
    reasons: Options = ()
    priorities: Options = ()
    calculators: tuple[Calculator, ...] = ()
    score_url: str = ""
    initial: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Score:
    """What a vector scores and how it differs from what was said before."""

    score: Decimal
    level: str
    vector: str
    priority: int
    compared_with: str
    changes: tuple[cvss.MetricChange, ...]


@dataclass(frozen=True, slots=True)
class AssignPage(ActPage):
    """Whom the report can be given to."""

    people: Options = ()
    assignee: str = ""
    groups: Options = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class TagsPage(ActPage):
    """The tags that can be ticked. `had` are those that the report has."""

    offered: tuple[str, ...] = ()
    had: tuple[str, ...] = ()
    may_make: bool = False


@dataclass(frozen=True, slots=True)
class ChecklistPage(ActPage):
    """The three questions with the answers so far."""

    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class AwardPage(ActPage):
    """What may be proposed. `proposed` is the sum the form begins with."""

    currency: str = ""
    range: str = ""
    group: str = ""
    maximum: str = ""
    awarded: str = ""
    proposed: str = ""
    kinds: Options = ()
    reasons: Options = ()
    brief_version: int | None = None


@dataclass(frozen=True, slots=True)
class DeclinePage(ActPage):
    """Why there may be no reward."""

    reasons: Options = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a number looked up as an original means. `problem` says why it cannot be one."""

    public_id: str
    title: str = ""
    state: str = ""
    state_label: str = ""
    submitted_at: datetime | None = None
    problem: str = ""


def move_page(actor: Actor, public_id: str, name: str, narrowing: Narrowing) -> MovePage:
    """The form of a move. Raises NotFound for no such move, NotAllowed for who may not make it."""
    if name not in MOVES:
        raise NotFound
    thread = seen_by_team(actor, public_id)
    row = MOVES[name]
    form = next((each for each in thread.moves if each.name == name), None)
    if form is None and thread.state in row.sources:
        raise NotAllowed(_("Your role may not make this move."))
    query = narrowing.query()
    return MovePage(
        thread=thread,
        title=wording.move(name),
        submit=wording.move(name),
        icon=form.icon if form else "",
        kind=_kind(row),
        fields="triage/_fields_move.html",
        url=panes.url("move", thread.public_id, query, name),
        back=panes.url("report", thread.public_id, query),
        latest=None if form else latest(thread),
        move=form,
        original_url=panes.url("original", thread.public_id, "")
        if Ask.ORIGINAL in row.asks
        else "",
    )


def note_of(actor: Actor, page: MovePage, name: str) -> str:
    """What the note of the move begins with: the team's default for it, filled in."""
    report = page.thread.report
    return automation.filled_default(
        actor,
        page.thread.public_id,
        name,
        organization_id=report.organization_id,
        program=report.row.program,
    )


def severity_page(actor: Actor, public_id: str, narrowing: Narrowing) -> SeverityPage:
    """The form of an opinion of the team. Raises NotAllowed."""
    thread = seen_by_team(actor, public_id)
    if not thread.report.abilities.can_set_severity:
        raise NotAllowed(_("Your role may not rate this report."))
    query = narrowing.query()
    return SeverityPage(
        thread=thread,
        title=_("Priority and severity"),
        submit=_("Save the rating"),
        icon="scale",
        kind="primary",
        fields="triage/_fields_severity.html",
        url=panes.url("severity", thread.public_id, query),
        back=panes.url("report", thread.public_id, query),
        sides=panes.sides(thread),
        reasons=tuple((code.value, _(REASONS[code])) for code in CHOICES),
        priorities=PRIORITIES,
        calculators=() if thread.report.label_only else tuple(map(_calculator, VERSIONS)),
        score_url=panes.url("score", thread.public_id, ""),
        initial=_rating(thread),
    )


def require_seen(actor: Actor, public_id: str) -> None:
    """Raises NotFound for a report that the actor may not open, whatever is asked about it."""
    if not queries.readable(actor, frozenset({ids.normalize(public_id)})):
        raise NotFound


def is_seen(actor: Actor, page: ActPage) -> bool:
    """Whether the actor still sees the report: it may have gone to another group."""
    return not actor.limits or bool(queries.readable(actor, frozenset({page.thread.public_id})))


def score(actor: Actor, public_id: str, vector: str) -> Score:
    """What a vector means beside the opinions so far. Raises Invalid for one that is none."""
    report = queries.thread(actor, public_id)
    found = cvss.parse(vector)
    last = [opinion for opinion in report.opinions.values() if opinion.cvss]
    before = last[-1] if last else None
    return Score(
        score=found.score,
        level=str(found.rating),
        vector=found.vector,
        priority=cvss.priority_for_score(found.score),
        compared_with=wording.side(before.side) if before else "",
        changes=cvss.metric_diff(before.cvss, found.vector) if before else (),
    )


def assign_page(actor: Actor, public_id: str, narrowing: Narrowing) -> AssignPage:
    """Whom to give it to: groups, and members who may work on it and do not share it.

    Raises NotAllowed.
    """
    thread = seen_by_team(actor, public_id)
    report = thread.report
    if not report.abilities.can_assign:
        raise NotAllowed(_("Your role may not assign reports."))
    takes_part = {report.row.reporter.handle} | {
        each.person.handle for each in report.collaborators
    }
    query = narrowing.query()
    return AssignPage(
        thread=thread,
        title=_("Assign"),
        submit=_("Assign"),
        icon="user-check",
        kind="primary",
        fields="triage/_fields_assign.html",
        url=panes.url("assign", thread.public_id, query),
        back=panes.url("report", thread.public_id, query),
        people=tuple(
            (handle, _("%(name)s (you)") % {"name": name} if handle == actor.handle else name)
            for handle, name in workers(actor, report.organization_id)
            if handle not in takes_part
        ),
        assignee=report.row.assignee.handle if report.row.assignee else "",
        groups=accounts.group_names(actor, report.organization_id),
        group=report.row.group.handle if report.row.group else "",
    )


def tags_page(actor: Actor, public_id: str, narrowing: Narrowing) -> TagsPage:
    """The tags of the report and all others. Raises NotAllowed."""
    thread = seen_by_team(actor, public_id)
    report = thread.report
    if not report.abilities.can_tag:
        raise NotAllowed(_("Your role may not tag reports."))
    query = narrowing.query()
    had = tuple(tag.name for tag in report.row.tags)
    offered = queries.offered_tags(actor, report.organization_id)
    return TagsPage(
        thread=thread,
        title=_("Tags"),
        submit=_("Save the tags"),
        icon="check",
        kind="primary",
        fields="triage/_fields_tags.html",
        url=panes.url("tags", thread.public_id, query),
        back=panes.url("report", thread.public_id, query),
        offered=tuple(sorted({*had, *offered})),
        had=had,
        may_make=actor.may(Permission.TAG_MANAGE, report.organization_id),
    )


def checklist_page(actor: Actor, public_id: str, narrowing: Narrowing) -> ChecklistPage:
    """In scope, exploitable, novel. Raises NotAllowed."""
    thread = seen_by_team(actor, public_id)
    if not thread.report.abilities.can_answer_checklist:
        raise NotAllowed(_("Your role may not answer the checklist."))
    query = narrowing.query()
    return ChecklistPage(
        thread=thread,
        title=_("Checklist"),
        submit=_("Save the answers"),
        icon="list-checks",
        kind="primary",
        fields="triage/_fields_checklist.html",
        url=panes.url("checklist", thread.public_id, query),
        back=panes.url("report", thread.public_id, query),
        questions=moving.checklist_questions(thread.report.checklist, {}),
    )


def award_page(actor: Actor, public_id: str, narrowing: Narrowing) -> AwardPage:
    """A proposal. Raises NotAllowed when this actor can propose nothing for this report now."""
    thread = seen_by_team(actor, public_id)
    found = panes.offer(actor, thread)
    if found is None:
        raise NotAllowed(
            _("An award can be proposed for an accepted or resolved report, by who may do so.")
        )
    query = narrowing.query()
    most, so_far = found.maximum_minor, found.awarded_minor
    return AwardPage(
        thread=thread,
        title=_("Propose an award"),
        submit=_("Propose"),
        icon="award",
        kind="primary",
        fields="triage/_fields_award.html",
        url=panes.url("award", thread.public_id, query),
        back=panes.url("report", thread.public_id, query),
        currency=found.currency,
        range=panes.range_text(found),
        group=found.target_group,
        maximum=format_money(most, found.currency, short=True) if most is not None else "",
        awarded=format_money(so_far, found.currency, short=True) if so_far else "",
        proposed=_proposed(found),
        kinds=(("bounty", _("Bounty")), ("bonus", _("Bonus"))),
        reasons=_reward_reasons(AWARD_CHOICES),
        brief_version=found.brief_version,
    )


def decline_page(actor: Actor, public_id: str, narrowing: Narrowing) -> DeclinePage:
    """To say that there is no reward. Raises NotAllowed, and Conflict where it is decided."""
    thread = seen_by_team(actor, public_id)
    if not panes.may_decide(actor, thread):
        raise NotAllowed(_("Your role may not decide on rewards for this report."))
    if not panes.may_decline(actor, thread):
        raise Conflict(_("The reward of this report is decided, or it is not triaged yet."))
    query = narrowing.query()
    return DeclinePage(
        thread=thread,
        title=_("No reward"),
        submit=_("Declare not eligible"),
        icon="ban",
        kind="primary",
        fields="triage/_fields_decline.html",
        url=panes.url("decline", thread.public_id, query),
        back=panes.url("report", thread.public_id, query),
        reasons=_reward_reasons(DECLINE_CHOICES),
    )


def original(actor: Actor, public_id: str, name: str) -> Found:
    """The report that would be named as the original, and whether it is older."""
    wanted = ids.normalize(name)
    report = queries.thread(actor, public_id)
    if wanted == report.row.public_id:
        return Found(wanted, problem=_("This is the report itself."))
    try:
        other = queries.thread(actor, wanted).row
    except DomainError:
        return Found(wanted[:12], problem=_("There is no report with this number here."))
    mine, theirs = report.row.submitted_at, other.submitted_at
    younger = mine is not None and theirs is not None and theirs >= mine
    return Found(
        public_id=other.public_id,
        title=other.title,
        state=str(other.state),
        state_label=wording.state(other.state),
        submitted_at=other.submitted_at,
        problem=_("It is not older than this report.") if younger else "",
    )


def latest(thread: ThreadPage) -> Latest:
    """Who moved the report last."""
    last = next(
        entry for entry in reversed(thread.report.timeline) if isinstance(entry, queries.MoveEntry)
    )
    by = timelines.name_of(last.by) if last.by else _("Seawall")
    return Latest(by, wording.done(last.move), last.at)


def seen_by_team(actor: Actor, public_id: str) -> ThreadPage:
    """The report, for the team only."""
    thread = threads.thread(actor, public_id)
    if not thread.is_team:
        raise NotFound
    return thread


def _reward_reasons(choices: tuple[RewardReason, ...]) -> Options:
    return tuple((code.value, _(REWARD_REASONS[code])) for code in choices)


def _kind(row: Move) -> str:
    return "danger-solid" if row.name == "close_spam" else "primary"


def _calculator(version: str) -> Calculator:
    return Calculator(
        name="cvss" if version == VERSIONS[0] else "cvss4",
        version=version,
        label=f"CVSS {version}",
        metrics=tuple(
            MetricChoice(
                metric.code,
                _(metric.name),
                tuple((value.code, _(value.name), _(value.explanation)) for value in metric.values),
            )
            for metric in cvss.metrics(version)
        ),
    )


def _rating(thread: ThreadPage) -> dict[str, str]:
    """What the form begins with: the newest opinion of the side that decides."""
    last = thread.opinions[-1] if thread.opinions else None
    vector = next((each.vector for each in reversed(thread.opinions) if each.vector), "")
    is_four = vector.startswith("CVSS:4.0/")
    return {
        "side": "final" if last and last.side == "final" else "triage",
        "priority": str(thread.priority or ""),
        "cvss": "" if is_four else vector,
        "cvss4": vector if is_four else "",
    }


def _proposed(found: Offer) -> str:
    if found.range is None:
        return ""
    least, most = found.range.minimum_minor, found.range.maximum_minor
    return plain_amount(least or most, found.currency)
