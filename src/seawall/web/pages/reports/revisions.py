"""The versions of a report's words, and two of them beside each other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seawall.domain.actor import Actor
from seawall.domain.reports import queries
from seawall.domain.reports.rules.differences import DiffLine, LineKind
from seawall.web.pages.reports import timelines, wording

# This many unchanged lines are shown around a change.
_CONTEXT = 3
_KINDS = {LineKind.SAME: "same", LineKind.ADDED: "add", LineKind.REMOVED: "del"}


@dataclass(frozen=True, slots=True)
class Version:
    """One version in the list."""

    number: int
    author: str
    at: datetime
    content_sha256: str
    diff_url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a diff, for the diff component. `kind` is add, del, same or gap."""

    kind: str
    text: str
    old_no: int | None
    new_no: int | None


@dataclass(frozen=True, slots=True)
class PartDiff:
    """How one part changed."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class RevisionsPage:
    """All versions, newest first, and the two that are compared; None while there is only one."""

    public_id: str
    url: str
    versions: tuple[Version, ...]
    numbers: tuple[tuple[int, str], ...]
    old: int | None
    new: int | None
    parts: tuple[PartDiff, ...]


def revisions(actor: Actor, public_id: str, old: str = "", new: str = "") -> RevisionsPage:
    """Without numbers the last two are compared. Raises NotFound for one that does not exist."""
    found = queries.revision_list(actor, public_id)
    newest = found[-1].number
    newer = int(new) if new.isdigit() and len(new) < 6 else newest
    older = int(old) if old.isdigit() and len(old) < 6 else newer - 1
    has_two = len(found) > 1
    parts: tuple[PartDiff, ...] = ()
    if has_two or (old and new):
        compared = queries.revision_diff(actor, public_id, older, newer)
        parts = tuple(
            PartDiff(wording.part(name), tuple(collapsed(numbered(lines))))
            for name, lines in compared.parts.items()
        )
    here = reverse("report-revisions", args=[public_id])
    return RevisionsPage(
        public_id=public_id,
        url=reverse("report", args=[public_id]),
        versions=tuple(
            Version(
                number=view.number,
                author=timelines.name_of(view.author),
                at=view.sealed_at or view.saved_at,
                content_sha256=view.content_sha256,
                diff_url=f"{here}?old={view.number - 1}&new={view.number}"
                if view.number > 1
                else "",
            )
            for view in reversed(found)
        ),
        numbers=tuple(
            (view.number, _("Revision %(number)s") % {"number": view.number}) for view in found
        ),
        old=older if has_two else None,
        new=newer if has_two else None,
        parts=parts,
    )


def numbered(lines: Iterable[DiffLine]) -> Iterator[Line]:
    """The lines with their numbers on either side."""
    old = new = 0
    for line in lines:
        old += line.kind is not LineKind.ADDED
        new += line.kind is not LineKind.REMOVED
        yield Line(
            _KINDS[line.kind],
            line.text,
            old if line.kind is not LineKind.ADDED else None,
            new if line.kind is not LineKind.REMOVED else None,
        )


def collapsed(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines without long unchanged stretches, of which the length is told instead."""
    found = list(lines)
    changed = [index for index, line in enumerate(found) if line.kind != "same"]
    near = {at for index in changed for at in range(index - _CONTEXT, index + _CONTEXT + 1)}
    hidden = 0
    for index, line in enumerate(found):
        if index in near:
            if hidden:
                yield _gap(hidden)
            hidden = 0
            yield line
        else:
            hidden += 1
    if hidden:
        yield _gap(hidden)


def _gap(count: int) -> Line:
    text = ngettext("%(n)d unchanged line", "%(n)d unchanged lines", count) % {"n": count}
    return Line("gap", text, None, None)
