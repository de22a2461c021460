"""Keeping the words of each sent report where they can be looked for."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from seawall.domain.reports.models import Attachment, Audience, Comment, Report
from seawall.domain.search.queries.fulltext import PER_REPORT, TEAM_DOCUMENT
from seawall.domain.search.queries.texts import newest_texts
from seawall.domain.search.rules.fulltext import plain

# PostgreSQL refuses a vector of more than a megabyte.
_LONGEST = 200_000

_DROP = {
    "sqlite": "DELETE FROM domain_searchtext WHERE rowid = %s",
    "postgresql": "DELETE FROM domain_searchtext WHERE id = %s",
}
_ADD = {
    "sqlite": "INSERT INTO domain_searchtext (rowid, scope, title, body, talk)"
    " VALUES (%s, %s, %s, %s, %s)",
    "postgresql": "INSERT INTO domain_searchtext (id, words) VALUES (%s,"
    " array_to_tsvector(string_to_array(%s, ' ')) || setweight(to_tsvector('english', %s), 'A')"
    " || to_tsvector('english', %s) || to_tsvector('english', %s))",
}


@dataclass(frozen=True, slots=True)
class Document:
    """What is looked through of one report by one audience. `talk`: comments and file names."""

    id: int
    scope: tuple[str, ...]
    title: str
    body: str
    talk: str

    def values(self) -> tuple[int, str, str, str, str]:
        """As the table takes them."""
        mark = "" if connection.vendor == "sqlite" else "sw_"
        scope = " ".join(f"{mark}{one}" for one in self.scope)
        title, body, talk = map(plain, (self.title, self.body, self.talk))
        return self.id, scope, title, body[:_LONGEST], talk[:_LONGEST]


def index_words(report_ids: Iterable[int]) -> Callable[[], None]:
    """Read these reports now; calling what is returned writes them, in a transaction.

    Drafts and unknown ids are left out.
    """
    ids = sorted(set(report_ids))
    places = {
        pk: (f"o{org}", f"p{program}", f"r{reporter}")
        for pk, org, program, reporter in Report.objects.filter(pk__in=ids).values_list(
            "pk", "program__organization_id", "program_id", "reporter_id"
        )
    }
    talk = _talk(ids)
    found: list[Document] = []
    for text in newest_texts(ids):
        pk, scope = text.report_id, places[text.report_id]
        open_talk, team_talk = talk.get((pk, False), ""), talk.get((pk, True), "")
        found.append(Document(pk * PER_REPORT, scope, text.title, text.body, open_talk))
        if team_talk:
            found.append(Document(pk * PER_REPORT + TEAM_DOCUMENT, scope[:2], "", "", team_talk))
    return lambda: _write(ids, found)


def index_words_after(report_id: int, limit: int) -> int | None:
    """Read the words of the next `limit` sent reports, known or not.

    Returns the last id looked at, None when nothing is left.
    """
    later = Report.objects.filter(submitted_at__isnull=False, pk__gt=report_id).order_by("pk")
    ids = list(later.values_list("pk", flat=True)[:limit])
    if not ids:
        return None
    write = index_words(ids)
    with transaction.atomic():
        write()
    return ids[-1]


def _talk(ids: Sequence[int]) -> dict[tuple[int, bool], str]:
    comments = Comment.objects.filter(report_id__in=ids).order_by("pk")
    files = Attachment.objects.filter(report_id__in=ids, removed_at__isnull=True).order_by("pk")
    found: dict[tuple[int, bool], list[str]] = {}
    rows = (
        *comments.values_list("report_id", "audience", "body"),
        *files.values_list("report_id", "audience", "name"),
    )
    for report_id, audience, said in rows:
        found.setdefault((report_id, audience == Audience.TEAM), []).append(said)
    return {key: "\n".join(said) for key, said in found.items()}


def _write(ids: Sequence[int], found: Sequence[Document]) -> None:
    old = [(pk * PER_REPORT + kind,) for pk in ids for kind in range(PER_REPORT)]
    with connection.cursor() as cursor:
        cursor.executemany(_DROP[connection.vendor], old)
        if found:
            cursor.executemany(_ADD[connection.vendor], [one.values() for one in found])
