"""Published versions: by number, by moment, two beside each other."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.programs.models import Brief as BriefRow
from seawall.domain.programs.queries import reading
from seawall.domain.programs.rules import diffing
from seawall.domain.programs.rules.brief import Brief, load

_KEPT = 256
_LISTED = 500


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One line of the history."""

    id: int
    version: int
    content_sha256: str
    change_note: str
    published_at: datetime
    published_by: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class BriefVersion:
    """One version with its text."""

    row: VersionRow
    brief: Brief


@dataclass(frozen=True, slots=True)
class VersionsDiff:
    """What a reader of `old` has to learn to know `new`."""

    old: VersionRow
    new: VersionRow
    changes: diffing.BriefDiff


def brief_of(brief_id: int, content_sha256: str = "") -> Brief:
    """The parsed version. Asks no policy; no statement when its hash is given and it was read."""
    digest = content_sha256 or BriefRow.objects.values_list("content_sha256", flat=True).get(
        pk=brief_id
    )
    return _parsed(brief_id, digest)


@lru_cache(maxsize=_KEPT)
def _parsed(brief_id: int, content_sha256: str) -> Brief:
    """By id and hash: an id that was rolled back may come again with another text."""
    return load(document_of(brief_id), content_hash=content_sha256)


def document_of(brief_id: int) -> dict[str, Any]:
    """The stored document of a version. Asks no policy."""
    content: dict[str, Any] = BriefRow.objects.values_list("content", flat=True).get(pk=brief_id)
    return content


def versions(actor: Actor, slug: str) -> tuple[VersionRow, ...]:
    """Newest first, at most 500. Raises like `brief_at`."""
    program = reading.readable(actor, slug)
    return tuple(_row(each, program.brief_id) for each in _rows(program.pk)[:_LISTED])


def brief_at(
    actor: Actor,
    slug: str,
    *,
    version: int | None = None,
    moment: datetime | None = None,
) -> BriefVersion:
    """The version of that number, or the one that was in force at that moment.

    Without either, the one in force now. Raises NotFound for a programme or version that the actor
    may not know of, NotAllowed while the brief is hidden from the actor.
    """
    program = reading.readable(actor, slug)
    rows = _rows(program.pk)
    if version is not None:
        rows = rows.filter(version=version)
    elif moment is not None:
        rows = rows.filter(published_at__lte=moment)
    found = rows.first()
    if found is None:
        raise NotFound
    return BriefVersion(_row(found, program.brief_id), brief_of(found.pk, found.content_sha256))


def diff(actor: Actor, slug: str, *, old: int, new: int) -> VersionsDiff:
    """Two versions of one programme. Raises like `brief_at`."""
    program = reading.readable(actor, slug)
    found = {row.version: row for row in _rows(program.pk).filter(version__in=(old, new))}
    if old not in found or new not in found:
        raise NotFound
    before, after = found[old], found[new]
    return VersionsDiff(
        old=_row(before, program.brief_id),
        new=_row(after, program.brief_id),
        changes=diffing.diff(
            brief_of(before.pk, before.content_sha256), brief_of(after.pk, after.content_sha256)
        ),
    )


def _rows(program_id: int) -> QuerySet[BriefRow]:
    return (
        BriefRow.objects.filter(program_id=program_id)
        .select_related("published_by")
        .only(
            "version",
            "content_sha256",
            "change_note",
            "published_at",
            "published_by__handle",
            "published_by__display_name",
        )
        .order_by("-version")
    )


def _row(row: BriefRow, current_id: int | None) -> VersionRow:
    return VersionRow(
        id=row.pk,
        version=row.version,
        content_sha256=row.content_sha256,
        change_note=row.change_note,
        published_at=row.published_at,
        published_by=row.published_by.display_name or row.published_by.handle,
        is_current=row.pk == current_id,
    )
