"""Notices inside the app."""

from collections.abc import Iterable

from seawall.domain.notify.models import Notice
from seawall.domain.notify.queries.letters import Letter
from seawall.lib import clock


def deliver(letters: Iterable[Letter]) -> None:
    """One notice for each; one that exists already stays as it is. One statement."""
    now = clock.now()
    Notice.objects.bulk_create(
        [
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
        ],
        ignore_conflicts=True,
    )
