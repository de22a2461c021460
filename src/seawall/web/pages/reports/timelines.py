"""What happened to a report, as lines of a timeline for one reader."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from seawall.domain.reports.queries import (
    AppealEntry,
    AttachmentView,
    CommentEntry,
    Entry,
    MoveEntry,
    OpinionView,
    RemovalEntry,
    RevisionEntry,
    SeverityEntry,
    WordingView,
)
from seawall.domain.reports.queries.rows import Person
from seawall.domain.reports.rules.deciding import DECISION_LABELS, DecisionKind, Outcome
from seawall.domain.reports.rules.removing import REMOVAL_REASONS, RemovalReason
from seawall.domain.reports.rules.workflow import CLOSED, Party
from seawall.domain.taxonomy.rules.cvss import MetricChange
from seawall.web.pages.reports import wording
from seawall.web.pages.reports.files import FileLine, file_lines
from seawall.web.pages.reports.prose import Links, Words

_ICONS = {
    "submit": "send",
    "ask": "circle-question-mark",
    "answer": "reply",
    "triage": "crosshair",
    "accept": "check",
    "resolve": "badge-check",
    "mark_duplicate": "files",
    "withdraw": "rotate-ccw",
    "reopen": "lock-open",
    "close_unanswered": "timer",
    "answer_late": "reply",
    "ask_retest": "rotate-ccw",
    "answer_fixed": "check",
    "answer_not_fixed": "circle-x",
    "confirm_fixed": "badge-check",
    "expire_retest": "timer",
}
_TONES = {
    "ask": "warn",
    "answer": "info",
    "answer_late": "info",
    "triage": "info",
    "accept": "accent",
    "resolve": "ok",
    "reopen": "warn",
    "ask_retest": "warn",
    "answer_fixed": "info",
    "answer_not_fixed": "info",
    "confirm_fixed": "ok",
    "confirm_not_fixed": "accent",
}


@dataclass(frozen=True, slots=True)
class Detail:
    """A name and value under a line, such as the rule that a closing names."""

    label: str
    value: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a comment said before."""

    body: Words
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened. `kind` is event or comment; a comment's `history` is oldest first.

    `edit_url` is empty for whoever may not reword it.
    """

    anchor: str
    kind: str
    icon: str
    tone: str
    actor: str
    side: str
    text: str
    at: datetime
    audience: str = "participants"
    body: Words | None = None
    source: str = ""
    details: tuple[Detail, ...] = ()
    changes: tuple[MetricChange, ...] = ()
    files: tuple[FileLine, ...] = ()
    edited_at: datetime | None = None
    history: tuple[Earlier, ...] = ()
    edit_url: str = ""


def name_of(person: Person) -> str:
    """How a person is called: the name they show, else the handle."""
    return person.display_name or person.handle


def texts_of(entries: Iterable[Entry]) -> Iterator[str]:
    """All Markdown of a timeline, to look its links up at once."""
    for entry in entries:
        match entry:
            case CommentEntry():
                yield entry.body
                yield from (old.body for old in entry.history)
            case MoveEntry():
                yield entry.note
            case SeverityEntry():
                yield entry.opinion.reason
            case AppealEntry():
                yield entry.text
            case RevisionEntry() | RemovalEntry():
                pass


def lines(public_id: str, entries: Iterable[Entry], links: Links) -> tuple[Line, ...]:
    """The timeline of the report, in order."""
    return tuple(
        _line(public_id, number, entry, links) for number, entry in enumerate(entries, start=1)
    )


def _line(public_id: str, number: int, entry: Entry, links: Links) -> Line:
    anchor = f"event-{number}"
    match entry:
        case CommentEntry():
            return _comment(public_id, entry, links)
        case MoveEntry():
            return _move(anchor, entry, links)
        case SeverityEntry():
            return _severity(anchor, entry, links)
        case RevisionEntry():
            return _revision(anchor, public_id, entry)
        case RemovalEntry():
            return _removal(anchor, entry)
        case AppealEntry():
            return _appeal(anchor, entry, links)


def _appeal(anchor: str, entry: AppealEntry, links: Links) -> Line:
    outcomes = {
        Outcome.UPHELD: _("found the objection right"),
        Outcome.PARTLY: _("found the objection right in part"),
        Outcome.REJECTED: _("found the objection wrong"),
    }
    kind = _(DECISION_LABELS[DecisionKind(entry.kind)])
    return Line(
        anchor=anchor,
        kind="event",
        icon="scale",
        tone="info" if entry.outcome else "warn",
        actor=name_of(entry.by),
        side=entry.side,
        text=outcomes[Outcome(entry.outcome)] if entry.outcome else _("objected to a decision"),
        at=entry.at,
        body=links.words(entry.text),
        details=(Detail(_("Decision"), kind, f"#decision-{entry.decision}"),),
    )


def _removal(anchor: str, entry: RemovalEntry) -> Line:
    details = [
        Detail(_("Reason"), _(REMOVAL_REASONS[RemovalReason(entry.reason)])),
        Detail("SHA-256", entry.sha256),
    ]
    if entry.is_purged:
        details.append(Detail(_("Content"), _("deleted by two people")))
    return Line(
        anchor=anchor,
        kind="event",
        icon="trash-2",
        tone="warn",
        actor=name_of(entry.by),
        side=Party.TEAM,
        text=_("deleted the file %(id)s") % {"id": entry.attachment},
        at=entry.at,
        details=tuple(details),
    )


def _tombstone(entry: CommentEntry) -> Line:
    return Line(
        anchor=f"comment-{entry.id}",
        kind="event",
        icon="trash-2",
        tone="",
        actor=name_of(entry.by),
        side=entry.side,
        text=_("deleted this comment"),
        at=entry.at,
        audience=entry.audience,
        details=(
            Detail(_("Deleted"), f"{localtime(entry.removed_at):%Y-%m-%d %H:%M %Z}"),
            Detail("SHA-256", entry.removed_sha256),
        ),
        files=file_lines(entry.attachments),
    )


def _comment(public_id: str, entry: CommentEntry, links: Links) -> Line:
    if entry.removed_at is not None:
        return _tombstone(entry)
    edit_url = reverse("report-comment-edit", args=[public_id, entry.id])
    return Line(
        anchor=f"comment-{entry.id}",
        kind="comment",
        icon="message-square",
        tone="",
        actor=name_of(entry.by),
        side=entry.side,
        text=_("of the team") if entry.side == Party.TEAM else "",
        at=entry.at,
        audience=entry.audience,
        body=links.words(entry.body),
        source=entry.body,
        files=file_lines(entry.attachments),
        edited_at=entry.edited_at,
        history=tuple(_earlier(old, links) for old in entry.history),
        edit_url=edit_url if entry.can_edit else "",
    )


def _earlier(old: WordingView, links: Links) -> Earlier:
    return Earlier(links.words(old.body), old.replaced_at)


def _move(anchor: str, entry: MoveEntry, links: Links) -> Line:
    details = []
    if entry.original:
        url = links.references.get(entry.original, "")
        details.append(Detail(_("Original"), entry.original, url))
    if entry.known_issue:
        details.append(Detail(_("Known issue"), entry.known_issue))
    if entry.rule:
        details.append(Detail(_("Rule of the brief"), entry.rule))
    if entry.fix:
        details.append(Detail(_("Fixed by"), entry.fix))
    closing = "circle-x" if entry.to_state in CLOSED else "circle-dot"
    return Line(
        anchor=anchor,
        kind="event",
        icon=_ICONS.get(entry.move, closing),
        tone=_TONES.get(entry.move, ""),
        actor=name_of(entry.by) if entry.by else _("Seawall"),
        side=entry.side,
        text=wording.done(entry.move),
        at=entry.at,
        body=links.words(entry.note),
        details=tuple(details),
    )


def _severity(anchor: str, entry: SeverityEntry, links: Links) -> Line:
    opinion = entry.opinion
    details = [Detail(_("Reason"), wording.reason(opinion.reason_code))]
    if opinion.cvss:
        details.append(Detail(_("CVSS"), f"{opinion.score} {opinion.cvss}"))
    return Line(
        anchor=anchor,
        kind="event",
        icon="scale",
        tone="warn",
        actor=name_of(entry.by),
        side=Party.TEAM,
        text=_rated(opinion),
        at=entry.at,
        body=links.words(opinion.reason),
        details=tuple(details),
        changes=opinion.changes,
    )


def _rated(opinion: OpinionView) -> str:
    words = {"side": wording.side(opinion.side), "priority": opinion.priority}
    before = opinion.previous_priority
    if before is None or before == opinion.priority:
        return _("rated it P%(priority)s (%(side)s)") % words
    return _("changed the priority from P%(before)s to P%(priority)s (%(side)s)") % {
        **words,
        "before": before,
    }


def _revision(anchor: str, public_id: str, entry: RevisionEntry) -> Line:
    names = ", ".join(dict.fromkeys(wording.part(name) for name in entry.changed))
    url = (
        f"{reverse('report-revisions', args=[public_id])}?old={entry.number - 1}&new={entry.number}"
    )
    return Line(
        anchor=anchor,
        kind="event",
        icon="pencil",
        tone="",
        actor=name_of(entry.by),
        side=Party.REPORTER,
        text=_("revised the report"),
        at=entry.at,
        details=(Detail(_("Changed"), names, url),),
    )


def sealed(files: Iterable[AttachmentView]) -> tuple[AttachmentView, ...]:
    """Files that were sent with something, not those still waiting in somebody's reply box."""
    return tuple(file for file in files if file.is_sealed)
