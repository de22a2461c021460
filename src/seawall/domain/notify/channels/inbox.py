"""Notices inside the app."""

from collections.abc import Iterable, Sequence

from seawall.domain.notify.models import Notice
from seawall.domain.notify.queries.letters import Letter
from seawall.lib import clock


def notices(letters: Iterable[Letter]) -> list[Notice]:
    """The rows for these letters, not stored yet."""
    now = clock.now()
    return [
        Notice(
            user_id=letter.user_id,
            event_id=letter.event_id,
            topic=letter.route.topic,
            program_id=letter.program_id,
            report_id=letter.report_id,
            payload={"what": letter.route.key, **letter.facts},
            created_at=now,
        )
        for letter in letters
    ]


def deliver(made: Sequence[Notice]) -> None:
    """Store the notices; one that exists already stays as it is. One statement."""
    Notice.objects.bulk_create(made, ignore_conflicts=True)
