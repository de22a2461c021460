"""One report as one reader may see it: words, opinions, timeline, files, clocks, what can be done.

The number of statements is fixed: it does not grow with comments, files or moves.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from seawall.domain.actor import Actor
from seawall.domain.errors import DomainError, NotFound
from seawall.domain.programs.rules import disclosing, rewards, scope
from seawall.domain.programs.rules.brief import Brief, SeverityMode
from seawall.domain.programs.rules.rewards import RewardRange
from seawall.domain.programs.rules.scope import ScopeAnswer
from seawall.domain.readings.rules import Door
from seawall.domain.reports import policies
from seawall.domain.reports.models import Audience, Report
from seawall.domain.reports.policies import tagging
from seawall.domain.reports.queries import clocks as clock_queries
from seawall.domain.reports.queries import decisions, guests, parts, revisions, rows, timeline
from seawall.domain.reports.queries.briefs import PinnedBrief, pinned
from seawall.domain.reports.queries.checklists import current as current_checklist
from seawall.domain.reports.queries.decisions import DecisionView
from seawall.domain.reports.queries.fields import FieldView, fields_of
from seawall.domain.reports.queries.opening import note_opened
from seawall.domain.reports.queries.parts import (
    AttachmentView,
    CollaboratorView,
    Entry,
    GuestView,
    LockView,
    OpinionView,
    OriginalView,
    RevisionView,
)
from seawall.domain.reports.queries.rows import ReportRow
from seawall.domain.reports.rules.clocks import Clock
from seawall.domain.reports.rules.workflow import (
    INTERNAL_MOVES,
    RETEST_MOVES,
    Checklist,
    Move,
    Party,
    State,
    moves_from,
)
from seawall.lib import clock, ids

_MOST_DUPLICATES = 50


@dataclass(frozen=True, slots=True)
class Abilities:
    """What this reader may do here now. `moves` are rows of the workflow, in its order.

    `can_retest`: the next step of a retest, or the first one, is theirs.
    """

    moves: tuple[Move, ...]
    audiences: tuple[str, ...]
    can_comment: bool
    can_note: bool
    can_attach: bool
    can_assign: bool
    can_tag: bool
    can_set_severity: bool
    can_answer_checklist: bool
    can_edit: bool
    can_share: bool
    can_retest: bool
    can_lock: bool
    can_clone: bool
    can_invite_guests: bool


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Everything about one report that this reader may know.

    `revision` is the newest; `opinions` holds the newest of each side. `checklist`, `duplicates`,
    `brief` (the pinned one) and the team's comments are the team's alone. `scope` and `reward`
    follow the pinned brief. `state_times` is when each state was last entered, `rewarded_at` when
    the first reward was decided, also that there is none. `answer_due_at` is when a waiting
    question closes it.
    """

    row: ReportRow
    id: int
    organization_id: int
    organization: str
    side: Party
    is_reporter: bool
    revision: RevisionView
    opinions: dict[str, OpinionView]
    timeline: tuple[Entry, ...]
    attachments: tuple[AttachmentView, ...]
    decisions: tuple[DecisionView, ...]
    clocks: tuple[Clock, ...]
    checklist: Checklist | None
    collaborators: tuple[CollaboratorView, ...]
    reporter_share: int
    original: OriginalView | None
    duplicates: tuple[OriginalView, ...]
    brief_version: int | None
    brief: Brief | None
    content_sha256: str
    terms_version: int | None
    rewarded_at: datetime | None
    fix: str
    closing_rule: str
    answer_due_at: datetime | None
    lock: LockView | None
    origin: str
    guests: tuple[GuestView, ...]
    label_only: bool
    scope: ScopeAnswer | None
    reward: RewardRange | None
    state_times: dict[State, datetime]
    fields: tuple[FieldView, ...]
    abilities: Abilities


def thread(
    actor: Actor, public_id: str, *, door: Door = Door.PAGE, by_guests: bool = False
) -> ReportPage:
    """The report for this reader. Raises NotFound for what they may not see.

    `by_guests`: also for guests of the report, who then stand on nobody's side.
    """
    report = known_report(actor, public_id, by_guests=by_guests)
    note_opened(actor, report, door=door)
    return page_of(actor, report)


def page_of(actor: Actor, report: Report) -> ReportPage:
    """The same for a row of `visible_report`. Nothing is noted."""
    side = policies.side_of(actor, report) or Party.NOBODY
    is_team = side == Party.TEAM
    now = clock.now()
    history = timeline.history_of(actor, report)
    judge = pinned(report.brief_id) if report.brief_id else None
    decided = decisions.decisions_of(actor, report)
    entries = (*history.entries, *decisions.entries_of(decided))
    return ReportPage(
        row=rows.rows_of([report.pk], actor)[0],
        id=report.pk,
        organization_id=report.program.organization_id,
        organization=report.program.organization.slug,
        side=side,
        is_reporter=report.reporter_id == actor.user_id,
        revision=history.revisions[-1],
        opinions={view.side: view for view in history.opinions},
        timeline=tuple(sorted(entries, key=lambda entry: entry.at)),
        decisions=decided,
        attachments=history.attachments,
        clocks=clock_queries.from_happenings(report, judge, history.happenings(report), now),
        checklist=current_checklist(report) if is_team else None,
        collaborators=_collaborators(report),
        reporter_share=report.reporter_share,
        original=_original(actor, report),
        duplicates=_duplicates(actor, report) if is_team else (),
        brief_version=judge.version if judge else None,
        brief=judge.brief if judge and is_team else None,
        content_sha256=report.content_sha256,
        terms_version=report.terms_version,
        rewarded_at=report.rewarded_at,
        fix=report.fix,
        closing_rule=report.closing_rule,
        answer_due_at=report.answer_due_at,
        lock=_lock(report, is_team=is_team),
        origin=report.origin.public_id if report.origin and side is not Party.NOBODY else "",
        guests=guests.guests_of(report, is_team=is_team) if report.has_guests else (),
        label_only=judge is not None and judge.brief.severity_mode == SeverityMode.LABEL,
        scope=_scope(judge, report),
        reward=_reward(judge, report),
        state_times=history.state_times,
        fields=fields_of(actor, report),
        abilities=abilities_of(actor, report),
    )


def visible_report(actor: Actor, public_id: str, *, door: Door = Door.PAGE) -> Report:
    """The row with what policies ask of it. Raises NotFound for what the actor may not see.

    That it was opened is noted: whoever needs the row to show nothing of it asks `known_report`.
    """
    report = known_report(actor, public_id)
    note_opened(actor, report, door=door)
    return report


def known_report(actor: Actor, public_id: str, *, by_guests: bool = False) -> Report:
    """The same row for what shows none of its words. Nothing is noted.

    `by_guests`: also for who is a guest of the report.
    """
    seen = policies.openable_by(actor) if by_guests else policies.visible_to(actor)
    report = (
        # Few are locked or a clone: those rows are fetched where they are.
        seen.select_related("program__organization")
        .prefetch_related("collaborators__user")
        .filter(public_id=ids.normalize(public_id))
        .first()
    )
    if report is None:
        raise NotFound
    return report


def abilities_of(actor: Actor, report: Report) -> Abilities:
    """What the actor may do to the report in its present state."""
    possible = moves_from(State(report.state))
    may_note = policies.can_note(actor, report)
    may_comment = policies.can_comment(actor, report)
    audiences = ((Audience.PARTICIPANTS, may_comment), (Audience.TEAM, may_note))
    return Abilities(
        moves=tuple(
            move
            for move in possible
            if move.name not in INTERNAL_MOVES and policies.can_move(actor, report, move.name)
        ),
        audiences=tuple(audience.value for audience, may in audiences if may),
        can_comment=may_comment,
        can_note=may_note,
        can_attach=policies.can_attach(actor, report, Audience.PARTICIPANTS),
        can_assign=policies.can_assign(actor, report),
        can_tag=tagging.can_tag(actor, report),
        can_set_severity=policies.can_set_severity(actor, report),
        can_answer_checklist=policies.can_answer_checklist(actor, report),
        can_edit=policies.can_edit(actor, report),
        can_share=policies.can_share(actor, report),
        can_retest=any(
            move.name in RETEST_MOVES and policies.can_move(actor, report, move.name)
            for move in possible
        ),
        can_lock=policies.can_lock(actor, report),
        can_clone=policies.can_clone(actor, report),
        can_invite_guests=policies.can_invite_guests(actor, report),
    )


def revision_list(
    actor: Actor, public_id: str, *, door: Door = Door.PAGE
) -> tuple[RevisionView, ...]:
    """All versions of the words, the first one first."""
    return revisions.views_of(visible_report(actor, public_id, door=door))


def revision_diff(actor: Actor, public_id: str, older: int, newer: int) -> parts.RevisionDiff:
    """Two versions compared. Raises NotFound for a number that does not exist."""
    return revisions.compared(revision_list(actor, public_id), older, newer)


def _lock(report: Report, *, is_team: bool) -> LockView | None:
    if report.locked_at is None or report.locked_by is None:
        return None
    by = revisions.person_of(report.locked_by) if is_team else None
    return LockView(report.locked_at, by, report.lock_reason)


def _collaborators(report: Report) -> tuple[CollaboratorView, ...]:
    return tuple(
        CollaboratorView(revisions.person_of(row.user), row.share, row.state)
        for row in sorted(report.collaborators.all(), key=lambda row: row.pk)
    )


def _original(actor: Actor, report: Report) -> OriginalView | None:
    """What a duplicate's reporter may know: what the programme chose, never the words."""
    if report.known_issue_id is not None:
        return _known(actor, report)
    if report.original_id is None:
        return None
    is_visible = policies.visible_to(actor).filter(pk=report.original_id).exists()
    row = Report.objects.select_related("program").get(pk=report.original_id)
    found = _view(row, is_visible=is_visible)
    if is_visible:
        return found
    told = timeline.told_of(report, row)
    return replace(
        found,
        public_id=found.public_id if disclosing.NUMBER in told else "",
        submitted_at=found.submitted_at if disclosing.DATE in told else None,
        state=found.state if disclosing.STATE in told else None,
        priority=found.priority if disclosing.PRIORITY in told else None,
    )


def _known(actor: Actor, report: Report) -> OriginalView:
    known = report.known_issue
    assert known is not None
    is_team = policies.side_of(actor, report) == Party.TEAM
    told = disclosing.fields(report.program.duplicate_fields)
    return OriginalView(
        public_id=known.public_id if is_team or disclosing.NUMBER in told else "",
        submitted_at=known.registered_at if is_team or disclosing.DATE in told else None,
        state=None,
        priority=None,
        is_visible=False,
        is_known=True,
    )


def _duplicates(actor: Actor, report: Report) -> tuple[OriginalView, ...]:
    found = report.duplicates.filter(policies.limit_filter(actor)).order_by("submitted_at", "pk")[
        :_MOST_DUPLICATES
    ]
    return tuple(_view(row, is_visible=True) for row in found)


def _view(row: Report, *, is_visible: bool) -> OriginalView:
    return OriginalView(
        public_id=row.public_id,
        submitted_at=row.submitted_at,
        state=State(row.state),
        priority=row.priority,
        is_visible=is_visible,
    )


def _scope(judge: PinnedBrief | None, report: Report) -> ScopeAnswer | None:
    if judge is None or not report.target:
        return None
    try:
        return scope.check(judge.brief, report.target, brief_version=judge.version)
    except DomainError:
        return None


def _reward(judge: PinnedBrief | None, report: Report) -> RewardRange | None:
    if judge is None or report.priority is None:
        return None
    listed = judge.brief.target(report.target_id)
    return rewards.reward_range(
        judge.brief, priority=report.priority, target_id=listed.id if listed else None
    )
