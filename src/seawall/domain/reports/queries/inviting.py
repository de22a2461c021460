"""The guests of a report, for who may invite them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import NotAllowed
from seawall.domain.reports import policies
from seawall.domain.reports.queries.guests import guests_of
from seawall.domain.reports.queries.parts import GuestView
from seawall.domain.reports.queries.threads import visible_report


@dataclass(frozen=True, slots=True)
class GuestPage:
    """The guests of a report, for who may invite them; the newest first."""

    public_id: str
    title: str
    guests: tuple[GuestView, ...]


def guest_page(actor: Actor, public_id: str) -> GuestPage:
    """Raises NotFound for strangers and NotAllowed for whoever may not invite here."""
    report = visible_report(actor, public_id)
    if not policies.can_invite_guests(actor, report):
        raise NotAllowed(_("Your role may not invite guests to this report."))
    return GuestPage(report.public_id, report.title, guests_of(report, is_team=True))
