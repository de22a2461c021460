"""One report whole, as a document to take away: what its reader sees, and nothing else.

Without internal parts it is what the reporter sees, too. Without names, people are called by their
part in the report, in lines and in texts.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from seawall.domain.actor import Actor, ActorKind
from seawall.domain.errors import NotAllowed
from seawall.domain.readings.rules import Door
from seawall.domain.reports import policies
from seawall.domain.reports.models import Report
from seawall.domain.reports.queries.parts import (
    AppealEntry,
    AttachmentView,
    CommentEntry,
    Entry,
    MoveEntry,
    RemovalEntry,
    RevisionEntry,
    SeverityEntry,
)
from seawall.domain.reports.queries.rows import Person
from seawall.domain.reports.queries.threads import (
    ReportPage,
    known_report,
    page_of,
    visible_report,
)
from seawall.domain.reports.rules.workflow import Party

FORMAT = "seawall-report/1"
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Dossier:
    """`document` is plain JSON; `files` are the stored files that it names, in its order."""

    report: Report
    document: Document
    files: tuple[AttachmentView, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """Of a report that somebody is about to take along: none of its words."""

    public_id: str
    is_team: bool


def heading(actor: Actor, public_id: str) -> Heading:
    """Raises NotFound for what the actor may not see."""
    report = known_report(actor, public_id)
    return Heading(report.public_id, policies.side_of(actor, report) == Party.TEAM)


def dossier(actor: Actor, public_id: str, *, internal: bool, names: bool) -> Dossier:
    """The report as the actor sees it. That it was opened is noted.

    Raises NotFound for what they may not see, NotAllowed where a reporter asks for internal parts.
    """
    report = visible_report(actor, public_id, door=Door.EXPORT)
    is_team = policies.side_of(actor, report) == Party.TEAM
    if internal and not is_team:
        raise NotAllowed(_("Only the team takes internal parts along. Leave them out."))
    page = page_of(actor, report)
    if is_team and not internal:
        page = _as_reporter_sees(page, report)
    called = _Names(page, kept=names)
    document = _document(page, called)
    if internal:
        document["internal"] = _internal(page, called)
    return Dossier(report, document, page.attachments)


def _as_reporter_sees(page: ReportPage, report: Report) -> ReportPage:
    """What both sides see: the reporter's page, less what is hidden from this member."""
    shared = page_of(Actor(kind=ActorKind.PERSON, user_id=report.reporter_id), report)
    seen = {decision.public_id for decision in page.decisions}
    # A member who sees only the reports of their groups may not know the original's number.
    numbers = {entry.original for entry in page.timeline if isinstance(entry, MoveEntry)}
    return replace(
        shared,
        decisions=tuple(one for one in shared.decisions if one.public_id in seen),
        original=shared.original if page.original and page.original.public_id else None,
        timeline=tuple(
            replace(entry, original="")
            if isinstance(entry, MoveEntry) and entry.original not in numbers
            else entry
            for entry in shared.timeline
            if not isinstance(entry, AppealEntry) or entry.decision in seen
        ),
    )


class _Names:
    """How people are called: by name, or by their part in the report."""

    def __init__(self, page: ReportPage, *, kept: bool) -> None:
        self._called: dict[int, str] = {}
        words: dict[str, str] = {}
        reporters = [page.row.reporter, *(one.person for one in page.collaborators)]
        team = [one for one in _people(page) if one.id not in {each.id for each in reporters}]
        parts = [(_("Reporter"), reporters[:1]), (_("Collaborator"), reporters[1:])]
        for part, people in (*parts, (_("Team member"), team)):
            for number, person in enumerate({one.id: one for one in people}.values(), start=1):
                hidden = part if part == parts[0][0] else f"{part} {number}"
                name = person.display_name or person.handle
                self._called[person.id] = name if kept else hidden
                words |= {one.lower(): hidden for one in (person.handle, name) if one}
        spelled = sorted(map(re.escape, words), key=len, reverse=True)
        self._words = words
        self._pattern = None if kept else re.compile(rf"(?i)(?<!\w)@?({'|'.join(spelled)})(?!\w)")

    def of(self, person: Person | None) -> str:
        """What the person is called; the platform itself where it was nobody."""
        return self._called.get(person.id, _("Team member")) if person else "Seawall"

    def text(self, text: str) -> str:
        """A text with the people in it called so."""
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda found: self._words[found[1].lower()], text)


def _people(page: ReportPage) -> Iterator[Person]:
    if page.row.assignee:
        yield page.row.assignee
    for entry in page.timeline:
        if entry.by:
            yield entry.by
    for file in page.attachments:
        yield file.uploader
    for opinion in page.opinions.values():
        yield opinion.author
    for decision in page.decisions:
        yield decision.made_by


def _document(page: ReportPage, called: _Names) -> Document:
    row, content = page.row, page.revision.content
    return {
        "format": FORMAT,
        "id": row.public_id,
        "program": row.program,
        "program_name": row.program_name,
        "organization": page.organization,
        "state": row.state.value,
        "priority": row.priority,
        "reporter": called.of(row.reporter),
        "collaborators": [
            {"name": called.of(one.person), "share": one.share, "state": one.state}
            for one in page.collaborators
        ],
        "content": {name: called.text(value) for name, value in asdict(content).items()},
        "fields": [
            {
                "label": one.spec.label,
                "name": one.spec.name,
                "audience": one.spec.audience,
                "value": called.text(one.value),
            }
            for one in page.fields
            if one.value
        ],
        "cvss": page.revision.cvss,
        "vrt_release": row.vrt_release,
        "content_sha256": page.content_sha256,
        "brief_version": page.brief_version,
        "terms_version": page.terms_version,
        "fix": called.text(page.fix),
        "created_at": _moment(row.created_at),
        "submitted_at": _moment(row.submitted_at),
        "closed_at": _moment(row.closed_at),
        "original": page.original.public_id if page.original else "",
        "severity": [
            {
                "side": opinion.side,
                "priority": opinion.priority,
                "cvss": opinion.cvss,
                "reason": called.text(opinion.reason),
                "by": called.of(opinion.author),
                "at": _moment(opinion.at),
            }
            for opinion in page.opinions.values()
        ],
        "timeline": [_entry(entry, called) for entry in page.timeline],
        "files": [_file(file, called) for file in page.attachments],
    }


def _internal(page: ReportPage, called: _Names) -> Document:
    answers = page.checklist
    return {
        "assignee": called.of(page.row.assignee) if page.row.assignee else "",
        "tags": [tag.name for tag in page.row.tags],
        "duplicates": [one.public_id for one in page.duplicates],
        "checklist": {
            "in_scope": answers.in_scope if answers else None,
            "exploitable": answers.exploitable if answers else None,
            "novel": answers.novel if answers else None,
        },
    }


def _entry(entry: Entry, called: _Names) -> Document:
    """One line of the timeline; `kind` tells which other keys it has."""
    told: Document = {"at": _moment(entry.at), "by": called.of(entry.by)}
    match entry:
        case CommentEntry():
            return told | {
                "kind": "comment",
                "audience": entry.audience,
                "text": called.text(entry.body),
                "edited_at": _moment(entry.edited_at),
                "removed_at": _moment(entry.removed_at),
                "files": [file.public_id for file in entry.attachments],
            }
        case MoveEntry():
            return told | {
                "kind": "move",
                "move": entry.move,
                "from": entry.from_state.value,
                "to": entry.to_state.value,
                "text": called.text(entry.note),
                "rule": entry.rule,
                "original": entry.original or entry.known_issue,
            }
        case SeverityEntry():
            return told | {
                "kind": "severity",
                "side": entry.opinion.side,
                "priority": entry.opinion.priority,
                "cvss": entry.opinion.cvss,
                "text": called.text(entry.opinion.reason),
            }
        case RevisionEntry():
            return told | {"kind": "revision", "number": entry.number, "parts": [*entry.changed]}
        case RemovalEntry():
            return told | {
                "kind": "removal",
                "file": entry.attachment,
                "sha256": entry.sha256,
                "reason": entry.reason,
            }
        case AppealEntry():
            return told | {
                "kind": "objection",
                "about": entry.kind,
                "outcome": entry.outcome,
                "text": called.text(entry.text),
            }


def _file(file: AttachmentView, called: _Names) -> Document:
    return {
        "id": file.public_id,
        "name": called.text(file.name),
        "size_bytes": file.size_bytes,
        "sha256": file.sha256,
        "audience": file.audience,
        "by": called.of(file.uploader),
        "at": _moment(file.created_at),
        "path": path_in_archive(file),
    }


def path_in_archive(file: AttachmentView) -> str:
    """Where an archive has the file: names from outside lead nowhere else."""
    ending = re.search(r"\.[A-Za-z0-9]{1,10}$", file.name)
    return f"files/{file.public_id}{ending[0].lower() if ending else ''}"


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
