"""The moves that a reader may make now, each as a form that asks for what the workflow asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.programs.rules.brief import Brief
from seawall.domain.reports.queries import ReportPage
from seawall.domain.reports.rules.workflow import Ask, Checklist, Move, State
from seawall.web.pages.reports import wording

Options = tuple[tuple[str, str], ...]

_ICONS = {
    "ask": "circle-question-mark",
    "answer": "reply",
    "triage": "crosshair",
    "accept": "check",
    "resolve": "badge-check",
    "mark_duplicate": "files",
    "mark_known": "history",
    "close_informational": "info",
    "close_out_of_scope": "ban",
    "close_not_reproducible": "circle-x",
    "close_not_applicable": "circle-x",
    "close_spam": "trash-2",
    "withdraw": "rotate-ccw",
    "reopen": "lock-open",
    "answer_late": "reply",
}
_KINDS = {
    "answer": "primary",
    "answer_late": "primary",
    "triage": "primary",
    "accept": "primary",
    "resolve": "primary",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One answer of the checklist. `value` is yes, no or empty."""

    name: str
    label: str
    help: str
    value: str


@dataclass(frozen=True, slots=True)
class Given:
    """What was posted for a move that was refused: shown again with what is wrong."""

    move: str
    values: Mapping[str, str]
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MoveForm:
    """One possible move. `kind` is the look of its button; `closes` moves stand apart.

    `rules` are pairs for a select, empty where no rule is asked for; `errors` has "" for what
    concerns no single field.
    """

    name: str
    label: str
    icon: str
    kind: str
    action: str
    explanation: str
    closes: bool
    asks_note: bool
    note_label: str
    note_help: str
    asks_original: bool
    asks_known_issue: bool
    asks_fix: bool
    rules: tuple[tuple[str, Options], ...]
    questions: tuple[Question, ...]
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether it was just refused and should show why."""
        return bool(self.errors)


def forms(report: ReportPage, given: Given | None) -> tuple[MoveForm, ...]:
    """The forms in the order of the workflow."""
    return tuple(_form(report, move, given) for move in report.abilities.moves)


def _form(report: ReportPage, move: Move, given: Given | None) -> MoveForm:
    posted = given if given is not None and given.move == move.name else None
    values = posted.values if posted else {}
    return MoveForm(
        name=move.name,
        label=wording.move(move.name),
        icon=_ICONS[move.name],
        kind=_KINDS.get(move.name, "default"),
        action=reverse("report-moves", args=[report.row.public_id]),
        explanation=_explanation(move),
        closes=move.closes and move.target is not State.RESOLVED,
        asks_note=bool({Ask.NOTE, Ask.TRIED} & move.asks),
        note_label=_note_label(move),
        note_help=_("The reporter reads this.") if report.side == "team" else "",
        asks_original=Ask.ORIGINAL in move.asks,
        asks_known_issue=Ask.KNOWN_ISSUE in move.asks,
        asks_fix=Ask.FIX in move.asks,
        rules=rule_options(report.brief) if Ask.RULE in move.asks and report.brief else (),
        questions=_questions(move, report.checklist, values),
        values=values,
        errors=posted.errors if posted else {},
    )


def rule_options(brief: Brief) -> tuple[tuple[str, Options], ...]:
    """The rules of a brief in groups: exclusions first, then what is listed out of scope."""
    exclusions = tuple((row.id, f"{row.id} · {row.title}") for row in brief.exclusions)
    outside = tuple((row.id, f"{row.id} · {row.identifier}") for row in brief.out_of_scope)
    inside = tuple((row.id, f"{row.id} · {row.identifier}") for row in brief.in_scope)
    groups = (
        (_("Topics that are not covered"), exclusions),
        (_("Targets out of scope"), outside),
        (_("Targets in scope"), inside),
    )
    return tuple((label, options) for label, options in groups if options)


def _questions(
    move: Move, checklist: Checklist | None, values: Mapping[str, str]
) -> tuple[Question, ...]:
    if Ask.CHECKLIST not in move.asks | move.takes:
        return ()
    return checklist_questions(checklist, values)


def checklist_questions(
    checklist: Checklist | None, values: Mapping[str, str]
) -> tuple[Question, ...]:
    """In scope, exploitable, novel, with what was answered so far."""
    known = checklist or Checklist()
    asked = (
        ("in_scope", _("In scope"), _("It is the organisation’s and the brief covers it.")),
        ("exploitable", _("Exploitable"), _("Somebody could do harm with it.")),
        ("novel", _("Novel"), _("Nobody reported it before.")),
    )
    return tuple(
        Question(name, label, text, values.get(name) or _answer(getattr(known, name)))
        for name, label, text in asked
    )


def _answer(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


def _note_label(move: Move) -> str:
    if Ask.TRIED in move.asks:
        return _("What was tried")
    words = {
        "ask": _("What do you need to know?"),
        "answer": _("Your answer"),
        "answer_late": _("Your answer"),
        "withdraw": _("Why you withdraw it"),
        "accept": _("Note"),
    }
    return words.get(move.name, _("Why"))


def _explanation(move: Move) -> str:
    words = {
        "ask": _("The clocks stand still until the reporter answers."),
        "answer": _("The clocks go on and it is the team’s turn again."),
        "triage": _("The report is understood and belongs to the team."),
        "accept": _("The finding is in scope, exploitable and novel. A reward can be proposed."),
        "resolve": _("Name the change that fixed it; credit depends on it."),
        "mark_duplicate": _(
            "Name the older report. The reporter gets the proof that it was earlier, with what "
            "the programme tells of it."
        ),
        "mark_known": _(
            "Name a known issue that was registered before the report came. The reporter gets the "
            "proof of it."
        ),
        "close_informational": _("Nothing will be changed because of it."),
        "close_out_of_scope": _("Name the rule of the brief that this report is judged by."),
        "close_not_reproducible": _("Say what you tried, so that the reporter can help."),
        "close_not_applicable": _("Say why it is no vulnerability."),
        "close_spam": _("For reports that were never meant seriously."),
        "withdraw": _("You take the report back. The team keeps what was written."),
        "reopen": _("Starts again as a new report; the clocks stay as they were."),
        "answer_late": _(
            "The report was closed because a question waited too long. Answer it now."
        ),
    }
    return words[move.name]
