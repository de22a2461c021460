"""The versions of a report's words, and how they differ."""

from collections.abc import Sequence

from seawall.domain.accounts.models import User
from seawall.domain.errors import NotFound
from seawall.domain.reports.models import Report, Revision
from seawall.domain.reports.queries.parts import RevisionDiff, RevisionView
from seawall.domain.reports.queries.rows import Person
from seawall.domain.reports.rules.content import Content
from seawall.domain.reports.rules.differences import content_diff


def views_of(report: Report) -> tuple[RevisionView, ...]:
    """Every version, the first one first, in one statement."""
    found = report.revisions.order_by("number").select_related("author")
    return tuple(view_of(row) for row in found)


def view_of(row: Revision) -> RevisionView:
    """One stored version."""
    return RevisionView(
        number=row.number,
        author=person_of(row.author),
        content=content_of(row),
        cvss=row.cvss,
        content_sha256=row.content_sha256,
        saved_at=row.saved_at,
        sealed_at=row.sealed_at,
        saves=row.saves,
        claimed_priority=row.claimed_priority,
    )


def content_of(row: Revision) -> Content:
    """The written parts of a stored version."""
    return Content(
        title=row.title,
        target=row.target,
        target_id=row.target_id,
        vrt=row.vrt,
        url=row.url,
        description=row.description,
        impact=row.impact,
        kind=row.kind,
        other_justification=row.other_justification,
    )


def compared(versions: Sequence[RevisionView], older: int, newer: int) -> RevisionDiff:
    """Two of the versions by their numbers. Raises NotFound for one that does not exist."""
    by_number = {view.number: view for view in versions}
    if older not in by_number or newer not in by_number:
        raise NotFound
    before, after = by_number[older], by_number[newer]
    return RevisionDiff(before, after, content_diff(before.content, after.content))


def person_of(user: User) -> Person:
    """Somebody as the people of a report see them."""
    return Person(user.pk, user.handle, user.display_name)
