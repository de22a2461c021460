"""The forms that move a report and answer its checklist."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.automation import queries as automation
from seawall.domain.errors import DomainError, NotAllowed, NotFound
from seawall.domain.reports import queries
from seawall.domain.reports.rules.workflow import MOVES, Ask, Move
from seawall.lib import ids
from seawall.web.pages.reports import moving, wording
from seawall.web.pages.reports.moving import MoveForm, Question
from seawall.web.pages.triage import panes
from seawall.web.pages.triage.framing import ActPage, framed, latest, seen_by_team
from seawall.web.pages.triage.narrowing import Narrowing


@dataclass(frozen=True, slots=True)
class MovePage(ActPage):
    """`move` is None when the state does not permit the move; `original_url` looks one up."""

    move: MoveForm | None = None
    original_url: str = ""


@dataclass(frozen=True, slots=True)
class ChecklistPage(ActPage):
    """The three questions with the answers so far."""

    questions: tuple[Question, ...] = ()


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
    return MovePage(
        **framed(
            thread,
            narrowing,
            "move",
            title=wording.move(name),
            submit=wording.move(name),
            icon=form.icon if form else "",
            fields="triage/_fields_move.html",
            of=(name,),
            kind=_kind(row),
        ),
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


def checklist_page(actor: Actor, public_id: str, narrowing: Narrowing) -> ChecklistPage:
    """In scope, exploitable, novel. Raises NotAllowed."""
    thread = seen_by_team(actor, public_id)
    if not thread.report.abilities.can_answer_checklist:
        raise NotAllowed(_("Your role may not answer the checklist."))
    return ChecklistPage(
        **framed(
            thread,
            narrowing,
            "checklist",
            title=_("Checklist"),
            submit=_("Save the answers"),
            icon="list-checks",
            fields="triage/_fields_checklist.html",
        ),
        questions=moving.checklist_questions(thread.report.checklist, {}),
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


def _kind(row: Move) -> str:
    return "danger-solid" if row.name == "close_spam" else "primary"
