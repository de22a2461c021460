"""One report with everything around it. The team's inbox shows the same parts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.readings.rules import Door
from seawall.domain.reports import queries
from seawall.domain.reports.queries import OpinionView, ReportPage
from seawall.domain.reports.rules.workflow import Party, State
from seawall.domain.rewards import queries as rewards
from seawall.domain.taxonomy.rules import cvss
from seawall.domain.taxonomy.rules.cvss import MetricChange
from seawall.domain.vault.rules.placeholders import named_in
from seawall.lib.money import format_money
from seawall.web.pages.reports import composing, decisions, moving, timelines, timing, wording
from seawall.web.pages.reports.composing import Composer, Refused
from seawall.web.pages.reports.decisions import DecisionCard
from seawall.web.pages.reports.facts import Facts, facts
from seawall.web.pages.reports.files import FileLine, file_lines
from seawall.web.pages.reports.moving import Given, MoveForm
from seawall.web.pages.reports.prose import Links, Words, links_for
from seawall.web.pages.reports.timelines import Line
from seawall.web.pages.reports.timing import ClockCard

_SIDES = ("reporter", "triage", "final")


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one side thinks of the severity, with why and since when. Absent sides are left out."""

    side: str
    label: str
    priority: int | None
    previous_priority: int | None
    score: str
    level: str
    vector: str
    reason_label: str
    reason: Words
    author: str
    at: datetime
    changes: tuple[MetricChange, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """One of the people who share the report. `state` is reporter, invited, accepted, declined."""

    name: str
    handle: str
    share: int
    state: str


@dataclass(frozen=True, slots=True)
class AwardLine:
    """A sum that was decided."""

    public_id: str
    amount: str
    kind: str
    state: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Rewards:
    """What the report has earned so far; `mine` is empty where it is the same as `total`."""

    total: str
    mine: str
    lines: tuple[AwardLine, ...]


@dataclass(frozen=True, slots=True)
class Original:
    """The other end of a duplicate. `url` is empty for whoever may not open it, every other part
    for whoever the programme does not tell. `proof_url` leads to the proof that it was earlier.
    """

    public_id: str
    state: State | None
    state_label: str
    priority: int | None
    submitted_at: datetime | None
    url: str
    is_known: bool
    proof_url: str


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """Everything that the fragments under templates/reports/ show of one report.

    `report` is what the domain answered. `is_team` says on which side the reader stands;
    `question` is what the team waits for an answer to.
    """

    report: ReportPage
    public_id: str
    url: str
    title: str
    state: State
    priority: int | None
    turn: str
    is_my_turn: bool
    is_team: bool
    is_guest: bool
    reporter_name: str
    description: Words
    impact: Words
    justification: str
    opinions: tuple[Opinion, ...]
    decisions: tuple[DecisionCard, ...]
    clocks: tuple[ClockCard, ...]
    timeline: tuple[Line, ...]
    files: tuple[FileLine, ...]
    shares: tuple[Share, ...]
    rewards: Rewards | None
    facts: Facts
    original: Original | None
    duplicates: tuple[Original, ...]
    moves: tuple[MoveForm, ...]
    composer: Composer | None
    question: Words | None
    edit_url: str
    retest_url: str
    removed: int
    secrets_url: str

    @property
    def is_without_reward(self) -> bool:
        """Whether the team said that there is no reward."""
        return self.report.rewarded_at is not None and self.rewards is None

    @property
    def answer(self) -> MoveForm | None:
        """The reporter's answer to the team's question, when one is awaited."""
        return next((form for form in self.moves if form.name == "answer"), None)

    @property
    def other_moves(self) -> tuple[MoveForm, ...]:
        """All moves but the answer, which has a place of its own."""
        return tuple(form for form in self.moves if form.name != "answer")


def thread(
    actor: Actor,
    public_id: str,
    *,
    given: Given | None = None,
    refused: Refused | None = None,
    door: Door = Door.PAGE,
    by_guests: bool = False,
) -> ThreadPage:
    """The report for this reader, guests included if `by_guests`. Raises NotFound for what they
    may not see.
    """
    report = queries.thread(actor, public_id, door=door, by_guests=by_guests)
    row, content = report.row, report.revision.content
    links = links_for(actor, _texts(report), report.attachments)
    is_team = report.side == Party.TEAM
    files = timelines.sealed(report.attachments)
    return ThreadPage(
        report=report,
        public_id=row.public_id,
        url=reverse("report", args=[row.public_id]),
        title=row.title or _("Untitled draft"),
        state=row.state,
        priority=row.priority,
        turn=wording.turn(row.turn, report.side),
        is_my_turn=row.turn == report.side != Party.NOBODY,
        is_team=is_team,
        is_guest=report.side == Party.NOBODY,
        reporter_name=timelines.name_of(row.reporter),
        description=links.words(content.description),
        impact=links.words(content.impact),
        justification=content.other_justification,
        opinions=_opinions(report, links),
        decisions=decisions.cards(report, links),
        clocks=timing.cards(report.clocks),
        timeline=timelines.lines(row.public_id, report.timeline, links),
        files=file_lines(file for file in files if file.comment_id is None),
        shares=_shares(report),
        rewards=_rewards(actor, report),
        facts=facts(report),
        original=_other(report.original, row.public_id) if report.original else None,
        duplicates=tuple(_other(each) for each in report.duplicates),
        moves=moving.forms(report, given),
        composer=composing.composer(actor, report, refused),
        question=_question(report, links),
        edit_url=reverse("report-revise", args=[row.public_id]) if _may_revise(report) else "",
        retest_url=_retest_url(report),
        removed=_removed(report),
        secrets_url=reverse("report-secrets", args=[row.public_id]),
    )


def _texts(report: ReportPage) -> Iterator[str]:
    content = report.revision.content
    yield from (content.description, content.impact)
    yield from timelines.texts_of(report.timeline)
    yield from (opinion.reason for opinion in report.opinions.values())
    yield from (decision.reason for decision in report.decisions)
    if report.original is not None and report.original.is_visible:
        yield report.original.public_id


def _removed(report: ReportPage) -> int:
    """How many secrets were taken out of the words that are shown. Asks the database nothing."""
    content = report.revision.content
    words = (content.title, content.target, content.url, content.other_justification)
    names = [named_in(text) for text in (*words, *_texts(report))]
    files = [named_in(file.name) for file in report.attachments]
    return len({name for found in (*names, *files) for name in found})


def _may_revise(report: ReportPage) -> bool:
    return report.abilities.can_edit and report.row.state is not State.DRAFT


def _retest_url(report: ReportPage) -> str:
    """Where retests are; empty where there was none and this reader cannot ask for one."""
    moves = (getattr(entry, "move", "") for entry in report.timeline)
    if report.side == Party.NOBODY:
        return ""
    if not report.abilities.can_retest and "ask_retest" not in moves:
        return ""
    return reverse("report-retest", args=[report.row.public_id])


def _opinions(report: ReportPage, links: Links) -> tuple[Opinion, ...]:
    return tuple(
        _opinion(report.opinions[side], links) for side in _SIDES if side in report.opinions
    )


def _opinion(view: OpinionView, links: Links) -> Opinion:
    level = cvss.rating_for_score(view.score) if view.score is not None else ""
    return Opinion(
        side=view.side,
        label=wording.side(view.side),
        priority=view.priority,
        previous_priority=view.previous_priority,
        score=str(view.score) if view.score is not None else "",
        level=str(level),
        vector=view.cvss,
        reason_label=wording.reason(view.reason_code) if view.reason_code else "",
        reason=links.words(view.reason),
        author=timelines.name_of(view.author),
        at=view.at,
        changes=view.changes,
    )


def _shares(report: ReportPage) -> tuple[Share, ...]:
    if not report.collaborators:
        return ()
    reporter = report.row.reporter
    first = Share(timelines.name_of(reporter), reporter.handle, report.reporter_share, "reporter")
    return (
        first,
        *(
            Share(timelines.name_of(each.person), each.person.handle, each.share, each.state)
            for each in report.collaborators
        ),
    )


def _rewards(actor: Actor, report: ReportPage) -> Rewards | None:
    if report.row.submitted_at is None or report.side == Party.NOBODY:
        return None
    if not rewards.has_awards(report.id):
        return None
    found = rewards.awards_of_report(report.row.public_id, actor=actor)
    if not found.awards:
        return None
    mine = found.mine_minor if report.side == Party.REPORTER else found.total_minor
    return Rewards(
        total=format_money(found.total_minor, found.currency),
        mine=format_money(mine, found.currency) if mine != found.total_minor else "",
        lines=tuple(
            AwardLine(
                public_id=each.public_id,
                amount=format_money(each.amount_minor, each.currency),
                kind=each.kind,
                state=each.state,
                at=each.decided_at or each.proposed_at,
            )
            for each in found.awards
        ),
    )


def _other(view: queries.OriginalView, duplicate: str = "") -> Original:
    return Original(
        public_id=view.public_id,
        state=view.state,
        state_label=wording.state(view.state) if view.state else "",
        priority=view.priority,
        submitted_at=view.submitted_at,
        url=reverse("report", args=[view.public_id]) if view.is_visible else "",
        is_known=view.is_known,
        proof_url=reverse("report-duplicate-proof", args=[duplicate]) if duplicate else "",
    )


def _question(report: ReportPage, links: Links) -> Words | None:
    if report.row.state is not State.NEEDS_INFO:
        return None
    asked = [entry for entry in report.timeline if getattr(entry, "move", "") == "ask"]
    return links.words(asked[-1].note) if asked else None  # type: ignore[union-attr]
