"""How many reports one may send, and how many a programme takes of people it cannot judge yet.

Counted in memory: no row is locked until the end of a submission that others wait for.
"""

from django.conf import settings
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import TooMany
from seawall.domain.reports.models import Report
from seawall.domain.reports.rules.workflow import RETEST, State
from seawall.lib import buckets

MOST_OF_PERSON = 60
MOST_OF_NEWCOMERS = 120
_HOUR = 3600
_USUAL_PER_MINUTE = 1200
_WORTH_SOMETHING = (State.ACCEPTED, State.RESOLVED, *RETEST)


def take(program_id: int, *, actor: Actor) -> None:
    """Count one report. Raises TooMany, which leaves a draft as it is.

    A flood of new accounts fills the programme's bucket; whoever had a report accepted before, by
    any programme, is not kept out by it.
    """
    factor = max(1.0, settings.API_PER_MINUTE / _USUAL_PER_MINUTE)
    wait = buckets.take(
        f"report.submit:user:{actor.user_id}", at_most=MOST_OF_PERSON * factor, per_seconds=_HOUR
    )
    if wait:
        raise TooMany(
            _("You sent many reports in one hour. This one is kept as it is: send it later."),
            retry_after=wait,
        )
    wait = buckets.take(
        f"report.submit:program:{program_id}",
        at_most=MOST_OF_NEWCOMERS * factor,
        per_seconds=_HOUR,
    )
    if wait and not _is_known(actor):
        raise TooMany(
            _(
                "This programme gets more reports from new researchers than it can read at the "
                "moment. Keep this one and send it later."
            ),
            retry_after=wait,
        )


def _is_known(actor: Actor) -> bool:
    return Report.objects.filter(reporter_id=actor.user_id, state__in=_WORTH_SOMETHING).exists()
