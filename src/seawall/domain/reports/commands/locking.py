"""The one way in which a command gets a report: seen by the actor, and held until commit."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict, NotAllowed, NotFound
from seawall.domain.reports import policies
from seawall.domain.reports.models import Report
from seawall.domain.reports.rules.workflow import Party
from seawall.lib import ids


def held(public_id: str, *, actor: Actor, by_guests: bool = False) -> Report:
    """The report, locked until the transaction ends, with program and collaborators.

    Raises NotFound for what the actor may not see, as for what does not exist, and Conflict for
    whoever is not of the team of a locked one. `by_guests`: guests may ask for it, too.
    """
    seen = policies.openable_by(actor) if by_guests else policies.visible_to(actor)
    found = _with_parts(seen).select_for_update(of=("self",))
    report = _first(found, public_id)
    require_unlocked(report, actor)
    return report


def require_unlocked(report: Report, actor: Actor) -> None:
    """Return where the actor may write at all. Raises Conflict with the reason of the lock."""
    if report.locked_at is None or policies.side_of(actor, report) == Party.TEAM:
        return
    message = _("The team locked this report; only they write here. Their reason: %(reason)s")
    raise Conflict(message % {"reason": report.lock_reason}, code="locked")


def seen(public_id: str, *, actor: Actor) -> Report:
    """The same without the lock, for reading and for files on their way."""
    return _first(_with_parts(policies.visible_to(actor)), public_id)


def person(actor: Actor) -> int:
    """The id of the person who acts. Raises NotAllowed for nobody and for the system itself."""
    if actor.user_id is None:
        raise NotAllowed(_("Sign in to do this."))
    return actor.user_id


def _with_parts(reports: QuerySet[Report]) -> QuerySet[Report]:
    return reports.select_related("program").prefetch_related("collaborators")


def _first(reports: QuerySet[Report], public_id: str) -> Report:
    report = reports.filter(public_id=ids.normalize(public_id)).first()
    if report is None:
        raise NotFound
    return report
