"""Who from outside may read a report, and what a mailed link offers."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from seawall.domain.errors import NotFound
from seawall.domain.reports.models import Guest, Report
from seawall.domain.reports.queries.parts import GuestView
from seawall.domain.reports.queries.revisions import person_of
from seawall.lib import clock, crypto

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class GuestOffer:
    """What a link offers: whose report until when, and nothing of what it says."""

    organization: str
    invited_by: str
    may_comment: bool
    expires_at: datetime


def guests_of(report: Report, *, is_team: bool) -> tuple[GuestView, ...]:
    """Guests that read it now, and for the team all others, at most MOST_SHOWN. One statement."""
    found = Guest.objects.filter(report=report).select_related("user", "invited_by")
    rows = (_view(row, is_team=is_team) for row in found.order_by("-pk")[:MOST_SHOWN])
    return tuple(row for row in rows if is_team or row.state == "reading")


def guest_offer(secret: str) -> GuestOffer:
    """What the link offers. Raises NotFound, in the same words, for every link that is dead."""
    row = live(secret)
    return GuestOffer(
        organization=row.report.program.organization.name,
        invited_by=row.invited_by.display_name or row.invited_by.handle,
        may_comment=row.may_comment,
        expires_at=row.expires_at,
    )


def guest_address(secret: str) -> str:
    """Where the link is sent."""
    return live(secret).email


def live(secret: str) -> Guest:
    """The invitation of a link that still works."""
    now = clock.now()
    row = (
        Guest.objects.filter(
            secret_hash=crypto.sha256_hex(secret),
            user__isnull=True,
            revoked_at__isnull=True,
            link_expires_at__gt=now,
            expires_at__gt=now,
        )
        .select_related("report__program__organization", "invited_by")
        .first()
    )
    if row is None:
        raise NotFound(_("This invitation is not valid any more. Ask for a new one."))
    return row


def _view(row: Guest, *, is_team: bool) -> GuestView:
    return GuestView(
        public_id=row.public_id,
        person=person_of(row.user) if row.user else None,
        email=row.email if is_team else "",
        state=_state(row, clock.now()),
        may_comment=row.may_comment,
        expires_at=row.expires_at,
        joined_at=row.joined_at,
        invited_by=person_of(row.invited_by) if is_team else None,
    )


def _state(row: Guest, now: datetime) -> str:
    if row.revoked_at is not None:
        return "revoked"
    ends = row.expires_at if row.user_id else min(row.link_expires_at, row.expires_at)
    if ends <= now:
        return "expired"
    return "reading" if row.user_id else "invited"
