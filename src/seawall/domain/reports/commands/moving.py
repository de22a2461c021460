"""Moves of the workflow, all through one door."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict, Invalid, NotAllowed
from seawall.domain.reports import policies
from seawall.domain.reports.commands import (
    clocking,
    counting,
    deciding,
    locking,
    ruling,
    sealing,
    waiting,
)
from seawall.domain.reports.commands.telling import tell
from seawall.domain.reports.events import ReportMoved
from seawall.domain.reports.models import Checklist as ChecklistRow
from seawall.domain.reports.models import Report, ReportMove
from seawall.domain.reports.queries import briefs, checklists
from seawall.domain.reports.queries.briefs import PinnedBrief
from seawall.domain.reports.rules import clocks, workflow
from seawall.domain.reports.rules.clocks import HappeningKind
from seawall.domain.reports.rules.deciding import rules_on_scope
from seawall.domain.reports.rules.originals import Original, check_original
from seawall.domain.reports.rules.workflow import (
    INTERNAL_MOVES,
    PAUSED,
    Ask,
    Move,
    MoveInput,
    Party,
    State,
)
from seawall.lib import clock, ids
from seawall.lib.text import UnsafeText, clean_line, clean_text

LONGEST_NOTE_BYTES = 16 * 1024
LONGEST_FIX = 500
# A chain this long is a mistake; chains are followed to refuse circles.
_LONGEST_CHAIN = 100


def make_move(public_id: str, move: str, *, actor: Actor, given: MoveInput) -> Report:
    """Take the report through one row of `workflow.MOVES`; returns it as it stands after.

    Raises NotFound, NotAllowed, Conflict (illegal now) or Invalid (with every missing field), in
    this order. Two people who move at once: the second one finds the new state and is refused.
    """
    with transaction.atomic():
        report = locking.held(public_id, actor=actor)
        return move_held(report, move, actor, given)


def move_held(
    report: Report, move: str, actor: Actor, given: MoveInput, *, follows_appeal: bool = False
) -> Report:
    """The same for a report that is held already, in the caller's transaction."""
    row = workflow.move_named(move)
    if move in INTERNAL_MOVES:
        raise Conflict(_("This move is not made by hand."), code="illegal_move")
    if not policies.can_move(actor, report, move):
        raise NotAllowed(_("You may not make the move “%(move)s” on this report.") % {"move": move})
    given = _with_checklist(row, report, _cleaned(_without_secrets(given, report, actor)))
    workflow.check(move, State(report.state), given)
    original = _original(report, given, actor) if Ask.ORIGINAL in row.asks else None
    judge = briefs.judge_of(report)
    rule = _rule(judge, given) if Ask.RULE in row.asks else ""
    known = ruling.known_issue(report, given, actor) if Ask.KNOWN_ISSUE in row.asks else None
    if given.checklist is not None and {Ask.CHECKLIST} & (row.asks | row.takes):
        _store_checklist(report, given.checklist, actor, clock.now())
    report.original, report.known_issue, report.closing_rule = original, known, rule
    report.fix = given.fix or "" if Ask.FIX in row.asks else ""
    carry_out(report, row, given, judge=judge, actor=actor, follows_appeal=follows_appeal)
    return report


def move_of_retest(
    report: Report,
    move: str,
    actor: Actor,
    given: MoveInput,
    *,
    resolved_at: datetime | None = None,
) -> ReportMove:
    """The same for the moves of a retest, which have their own commands.

    `resolved_at` is when the report was resolved before it: it goes back to that.
    """
    row = workflow.move_named(move).leading(was_resolved=resolved_at is not None)
    if not policies.can_move(actor, report, move):
        raise NotAllowed(_("You may not make the move “%(move)s” on this report.") % {"move": move})
    given = _cleaned(_without_secrets(given, report, actor))
    workflow.check(move, State(report.state), given)
    if row.target == State.ACCEPTED:
        report.fix = ""
    elif given.fix:
        report.fix = given.fix
    judge = briefs.judge_of(report)
    return carry_out(report, row, given, judge=judge, actor=actor, resolved_at=resolved_at)


def carry_out(
    report: Report,
    row: Move,
    given: MoveInput,
    *,
    judge: PinnedBrief,
    actor: Actor,
    follows_appeal: bool = False,
    resolved_at: datetime | None = None,
) -> ReportMove:
    """Make a move that was checked: the row, its history, the event, the counts.

    The report is locked and holds already what it ends with (original, known issue, rule, fix).
    One that was resolved before its retest stays so since `resolved_at`.
    """
    before, now = State(report.state), clock.now()
    _apply(report, row, judge, now, resolved_at)
    made = _note(report, row, given, before, now, actor)
    counting.add(report.program_id, {before: -1, row.target: 1})
    if rules_on_scope(row.name, before):
        deciding.note_scope(
            report,
            judge,
            before=before,
            rule=report.closing_rule,
            note=given.note,
            made_at=now,
            made_by_id=locking.person(actor),
            follows_appeal=follows_appeal,
        )
    return made


def _note(
    report: Report, row: Move, given: MoveInput, before: State, now: datetime, actor: Actor
) -> ReportMove:
    """The move in the history of the report and in the log."""
    original, known, rule = report.original, report.known_issue, report.closing_rule
    made = ReportMove(
        report=report,
        move=row.name,
        from_state=before,
        to_state=row.target,
        moved_at=now,
        moved_by_id=actor.user_id,
        side=row.by,
        note=given.note,
        rule=rule,
        fix=report.fix if Ask.FIX in row.asks else "",
        original=original,
        known_issue=known,
    )
    made.save(force_insert=True)
    tell(
        report,
        ReportMoved(
            report=report.public_id,
            move=row.name,
            from_state=before,
            to_state=row.target,
            turn=row.turn,
            rule=rule,
            original=original.public_id if original else "",
            known_issue=known.public_id if known else "",
            disclosed=ruling.disclosed(report, original),
        ),
        actor=actor,
        committed=ruling.committed(original, known),
    )
    return made


def _apply(
    report: Report, row: Move, judge: PinnedBrief, now: datetime, resolved_at: datetime | None
) -> None:
    """The row after the move: state, turn, clocks and moments."""
    kind = clocks.kind_of_move(row.name)
    if row.by == Party.TEAM and kind is not HappeningKind.REOPENED:
        clocking.note_act(report, Party.TEAM, now, judge)
    clocking.happened(report, kind, now, judge)
    report.state, report.turn, report.updated_at = row.target, row.turn, now
    report.paused_at = now if row.target in PAUSED else None
    waiting.note_question(report, row, now)
    if row.target == State.TRIAGED and report.triaged_at is None:
        report.triaged_at = now
    if row.target == State.ACCEPTED and report.accepted_at is None:
        report.accepted_at = now
    report.closed_at = (resolved_at or now) if row.closes else None
    clocking.refresh_next(report)
    report.save()


def _cleaned(given: MoveInput) -> MoveInput:
    """The input as it is stored, or Invalid with every part that cannot be."""
    wrong: dict[str, str] = {}
    note, fix, rule = given.note, given.fix, given.rule
    try:
        note = clean_text(given.note).strip()
    except UnsafeText as error:
        wrong["note"] = error.args[0]
    if len(note.encode("utf-8", "replace")) > LONGEST_NOTE_BYTES:
        wrong["note"] = _("At most %(most)s KiB; attach the rest as a file.") % {
            "most": LONGEST_NOTE_BYTES // 1024
        }
    try:
        fix = clean_line(given.fix or "")
        rule = clean_line(given.rule or "")
    except UnsafeText as error:
        wrong["fix"] = error.args[0]
    if fix and len(fix) > LONGEST_FIX:
        wrong["fix"] = _("At most %(most)s characters.") % {"most": LONGEST_FIX}
    if wrong:
        raise Invalid(fields=wrong)
    return replace(given, note=note, fix=fix, rule=rule)


def _without_secrets(given: MoveInput, report: Report, actor: Actor) -> MoveInput:
    note, fix = sealing.take_out(report, [given.note, given.fix or ""], field="move", actor=actor)
    return replace(given, note=note, fix=fix or None)


def _with_checklist(row: Move, report: Report, given: MoveInput) -> MoveInput:
    """What was answered before counts, unless the move brings its own answers."""
    if given.checklist is not None or Ask.CHECKLIST not in row.asks:
        return given
    return replace(given, checklist=checklists.current(report))


def _store_checklist(
    report: Report, checklist: workflow.Checklist, actor: Actor, now: datetime
) -> None:
    if checklist == checklists.current(report):
        return
    ChecklistRow.objects.create(
        report=report,
        in_scope=checklist.in_scope,
        exploitable=checklist.exploitable,
        novel=checklist.novel,
        answered_at=now,
        answered_by_id=locking.person(actor),
    )


def _original(report: Report, given: MoveInput, actor: Actor) -> Report:
    """The named original: seen by the actor, of the same organization, older, not in a circle."""
    name = ids.normalize(given.original or "")
    found = (
        policies.seen_by_team(actor)
        .select_related("program")
        .filter(public_id=name, program__organization_id=report.program.organization_id)
        .first()
    )
    if found is None:
        raise Invalid(
            _("There is no report %(name)s here.") % {"name": name[:40]}, field="original"
        )
    check_original(report.public_id, _submitted(report), _chain(found))
    return found


def _chain(first: Report) -> list[Original]:
    chain = [Original(first.public_id, _submitted(first))]
    next_id = first.original_id
    while next_id is not None and len(chain) < _LONGEST_CHAIN:
        above = Report.objects.only("public_id", "submitted_at", "created_at", "original_id").get(
            pk=next_id
        )
        chain.append(Original(above.public_id, _submitted(above)))
        next_id = above.original_id
    return chain


def _submitted(report: Report) -> datetime:
    return report.submitted_at or report.created_at


def _rule(judge: PinnedBrief, given: MoveInput) -> str:
    """The target or exclusion of the brief that judges this report, by its id."""
    rule = given.rule or ""
    if judge.brief.exclusion(rule) is not None or judge.brief.target(rule) is not None:
        return rule
    raise Invalid(
        _(
            "Version %(version)s of the brief, which judges this report, "
            "has no rule “%(rule)s”. Name one of its exclusions or "
            "targets."
        )
        % {"version": judge.version, "rule": rule[:40]},
        field="rule",
    )
