"""The retests of one report as one reader may see them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from seawall.domain.accounts.queries.former import masking
from seawall.domain.actor import Actor
from seawall.domain.programs.rules.lifecycle import ProgramKind
from seawall.domain.readings.rules import Door
from seawall.domain.reports import policies
from seawall.domain.reports.models import Attachment, Report, Retest
from seawall.domain.reports.queries.briefs import pinned
from seawall.domain.reports.queries.parts import AttachmentView
from seawall.domain.reports.queries.revisions import person_of
from seawall.domain.reports.queries.rows import Person
from seawall.domain.reports.queries.threads import known_report, visible_report
from seawall.domain.reports.queries.timeline import attachment_view
from seawall.domain.reports.rules import retesting
from seawall.domain.reports.rules.retesting import RetestState
from seawall.lib import clock

Files = dict[int | None, list[AttachmentView]]


@dataclass(frozen=True, slots=True)
class RetestView:
    """One retest. `pay_minor` is None where nothing is promised, or the reader sees no sums.

    `is_fixed` is what the reporter said, None before; `attachments` are the evidence.
    `ended_by` is None where time ended it.
    """

    public_id: str
    state: RetestState
    asked_at: datetime
    asked_by: Person
    fix: str
    note: str
    due_at: datetime
    is_late: bool
    pay_minor: int | None
    currency: str
    accepted_at: datetime | None
    is_fixed: bool | None
    answered_at: datetime | None
    summary: str
    attachments: tuple[AttachmentView, ...]
    ended_at: datetime | None
    ended_by: Person | None
    reason: str

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.ended_at is None


@dataclass(frozen=True, slots=True)
class Retests:
    """The retests of a report, the oldest first.

    `pays_in` is the currency of what the reader may promise for another one, empty for nothing.
    """

    views: tuple[RetestView, ...]
    pays_in: str


def retests(actor: Actor, public_id: str, *, door: Door | None = Door.PAGE) -> Retests:
    """All retests of the report. Raises NotFound.

    Without a `door` nothing is noted: for who opened the report by another query just now.
    """
    if door is None:
        report = known_report(actor, public_id)
    else:
        report = visible_report(actor, public_id, door=door)
    return Retests(retests_of(actor, report), _pays_in(actor, report))


def _pays_in(actor: Actor, report: Report) -> str:
    if report.program.kind == ProgramKind.DISCLOSURE or report.brief_id is None:
        return ""
    if not policies.can_promise(actor, report):
        return ""
    return pinned(report.brief_id).brief.currency


def retests_of(actor: Actor, report: Report) -> tuple[RetestView, ...]:
    """The same for a report at hand, in two statements (three where somebody is mentioned)."""
    found = list(
        Retest.objects.filter(report=report)
        .select_related("asked__moved_by", "answered", "ended__moved_by")
        .order_by("pk")
    )
    if not found:
        return ()
    files = _files(actor, report, (row.answered_id for row in found if row.answered_id))
    sees_sums = policies.can_read_sums(actor, report)
    mask = masking([text for row in found for text in _texts(row)])
    return tuple(_view(row, files, mask, sees_sums=sees_sums) for row in found)


def _texts(row: Retest) -> list[str]:
    moves = (row.asked, row.answered, row.ended)
    return [move.note if move else "" for move in moves]


def _files(actor: Actor, report: Report, moves: Iterable[int]) -> Files:
    found: Files = {}
    rows: Iterable[Attachment] = (
        policies.visible_attachments(actor, report)
        .filter(move__in=list(moves))
        .select_related("uploader")
        .order_by("pk")
    )
    for row in rows:
        found.setdefault(row.move_id, []).append(attachment_view(row))
    return found


def _view(row: Retest, files: Files, mask: Callable[[str], str], *, sees_sums: bool) -> RetestView:
    asked, answered, ended = row.asked, row.answered, row.ended
    note, summary, reason = map(mask, _texts(row))
    asked_by = asked.moved_by
    assert asked_by is not None, "a person asks for a retest"
    return RetestView(
        public_id=row.public_id,
        state=retesting.state_of(
            ended.move if ended else "",
            is_answered=answered is not None,
            is_taken_on=row.accepted_at is not None,
        ),
        asked_at=asked.moved_at,
        asked_by=person_of(asked_by),
        fix=asked.fix,
        note=note,
        due_at=row.due_at,
        is_late=ended is None and answered is None and row.due_at <= clock.now(),
        pay_minor=row.pay_minor if sees_sums else None,
        currency=row.currency or "" if sees_sums else "",
        accepted_at=row.accepted_at,
        is_fixed=None if answered is None else answered.move == retesting.ANSWERS[True],
        answered_at=answered.moved_at if answered else None,
        summary=summary,
        attachments=tuple(files.get(row.answered_id, ())),
        ended_at=ended.moved_at if ended else None,
        ended_by=person_of(ended.moved_by) if ended and ended.moved_by else None,
        reason=reason,
    )
