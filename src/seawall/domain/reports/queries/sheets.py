"""A report's document laid out for reading: as plain text, and as what is set into a PDF."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from seawall.domain.reports.models import Audience
from seawall.domain.reports.rules.deciding import OUTCOME_LABELS, Outcome
from seawall.domain.reports.rules.workflow import MOVES, STATE_LABELS, State

Document = Mapping[str, Any]
_WIDTH = 78


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, short facts under it, and texts as they were typed, each with a name or none."""

    heading: str
    facts: tuple[tuple[str, str], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole report in reading order."""

    title: str
    note: str
    sections: tuple[Section, ...]


def sheet_of(document: Document) -> Sheet:
    """The sheet of `dossier`'s document."""
    content = document["content"]
    sections = (_report(document), *map(_happened, document["timeline"]), *_files(document))
    if "internal" in document:
        sections = (sections[0], _internal(document["internal"]), *sections[1:])
    return Sheet(
        title=f"{document['id']} · {content['title']}",
        note=_("With what only the team reads. Do not pass it on.")
        if "internal" in document
        else "",
        sections=sections,
    )


def as_text(sheet: Sheet) -> str:
    """The sheet as plain text."""
    lines = [sheet.title, "=" * min(len(sheet.title), _WIDTH)]
    if sheet.note:
        lines.append(sheet.note)
    for section in sheet.sections:
        lines += ["", section.heading, "-" * min(len(section.heading), _WIDTH)]
        lines += [f"{name}: {value}" for name, value in section.facts]
        for name, text in section.texts:
            lines += ["", f"{name}:" if name else "", text] if name else ["", text]
    return "\n".join(lines) + "\n"


def _report(document: Document) -> Section:
    content = document["content"]
    priority = document["priority"]
    facts = (
        (_("Programme"), document["program_name"]),
        (_("State"), _(STATE_LABELS[State(document["state"])])),
        (_("Priority"), "" if priority is None else f"P{priority}"),
        (_("Reporter"), document["reporter"]),
        (_("Collaborators"), ", ".join(one["name"] for one in document["collaborators"])),
        (_("Target"), content["target"]),
        (_("URL or location"), content["url"]),
        (_("Vulnerability type"), content["vrt"]),
        (_("CVSS"), document["cvss"]),
        (_("Received"), _moment(document["submitted_at"])),
        (_("Closed"), _moment(document["closed_at"])),
        (_("Original"), document["original"]),
        (_("Fixed by"), document["fix"]),
        (_("Version of the brief"), str(document["brief_version"] or "")),
        *((field["label"], field["value"]) for field in document["fields"]),
        ("SHA-256", document["content_sha256"]),
    )
    texts = (
        (_("Description"), content["description"]),
        (_("Impact"), content["impact"]),
        (_("Why this target belongs to the programme"), content["other_justification"]),
    )
    return Section(_("Report"), _filled(facts), _filled(texts))


def _internal(internal: Document) -> Section:
    answers = {True: _("yes"), False: _("no"), None: ""}
    checklist = internal["checklist"]
    facts = (
        (_("Assigned to"), internal["assignee"]),
        (_("Tags"), ", ".join(internal["tags"])),
        (_("Duplicates of it"), ", ".join(internal["duplicates"])),
        (_("In scope"), answers[checklist["in_scope"]]),
        (_("Exploitable"), answers[checklist["exploitable"]]),
        (_("Novel"), answers[checklist["novel"]]),
    )
    return Section(_("Of the team"), _filled(facts))


def _happened(entry: Document) -> Section:
    facts: tuple[tuple[str, str], ...] = ()
    match entry["kind"]:
        case "comment":
            is_note = entry["audience"] == Audience.TEAM
            what = _("Note of the team") if is_note else _("Comment")
            facts = (
                (_("Changed"), _moment(entry["edited_at"])),
                (_("Deleted"), _moment(entry["removed_at"])),
                (_("Files"), ", ".join(entry["files"])),
            )
        case "move":
            what = _(MOVES[entry["move"]].label)
            facts = (
                (_("State"), _(STATE_LABELS[State(entry["to"])])),
                (_("Rule of the brief"), entry["rule"]),
                (_("Original"), entry["original"]),
            )
        case "severity":
            what = _("Rating")
            priority = entry["priority"]
            facts = (
                (_("Priority"), "" if priority is None else f"P{priority}"),
                (_("CVSS"), entry["cvss"]),
            )
        case "revision":
            what = _("Version %(number)s of the words") % {"number": entry["number"]}
        case "removal":
            what = _("Deleted the file %(id)s") % {"id": entry["file"]}
            facts = (("SHA-256", entry["sha256"]),)
        case _other:
            what = _("Objection to a decision")
            outcome = entry["outcome"]
            facts = ((_("Answer"), _(OUTCOME_LABELS[Outcome(outcome)]) if outcome else ""),)
    heading = f"{_moment(entry['at'])} · {entry['by']} · {what}"
    return Section(heading, _filled(facts), _filled((("", entry.get("text", "")),)))


def _files(document: Document) -> Iterator[Section]:
    if document["files"]:
        facts = tuple(
            (file["id"], f"{file['name']} · {file['size_bytes']} B · SHA-256 {file['sha256']}")
            for file in document["files"]
        )
        yield Section(_("Files"), facts)


def _filled(pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in pairs if value)


def _moment(at: str | None) -> str:
    return f"{localtime(datetime.fromisoformat(at)):%Y-%m-%d %H:%M %Z}" if at else ""
