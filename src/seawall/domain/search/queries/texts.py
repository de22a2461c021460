"""The words of sent reports as finding reads them: the newest version of each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import F

from seawall.domain.reports.models import Revision


@dataclass(frozen=True, slots=True)
class Text:
    """`body` is address, description and impact, one below the other."""

    report_id: int
    organization_id: int
    title: str
    body: str


def newest_texts(report_ids: Iterable[int]) -> Iterator[Text]:
    """Of those that were sent, in the order of their ids. One statement."""
    rows = (
        Revision.objects.filter(
            report_id__in=list(report_ids),
            number=F("report__revision_count"),
            sealed_at__isnull=False,
        )
        .order_by("report_id")
        .values_list(
            "report_id",
            "report__program__organization_id",
            "title",
            "url",
            "description",
            "impact",
        )
    )
    for report_id, organization_id, title, url, description, impact in rows:
        yield Text(report_id, organization_id, title, f"{url}\n{description}\n{impact}")
