"""Who may not report to a programme, as its team sees it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from seawall.domain.accounts.models import Ban
from seawall.domain.accounts.rules import BAN_REASONS, BanReason
from seawall.domain.actor import Actor
from seawall.domain.errors import NotAllowed
from seawall.domain.programs import policies
from seawall.domain.programs.queries import reading
from seawall.lib import clock

_LISTED = 1000


@dataclass(frozen=True, slots=True)
class BanRow:
    """One ban of the team's own. `scope` is program or organization; times are None for never."""

    id: int
    handle: str
    scope: str
    reason: str
    note: str
    banned_at: datetime
    banned_by: str
    expires_at: datetime | None
    lifted_at: datetime | None
    is_in_force: bool

    @property
    def reason_label(self) -> str:
        """The reason in words, untranslated."""
        return BAN_REASONS[BanReason(self.reason)]


def bans(actor: Actor, slug: str) -> tuple[BanRow, ...]:
    """Bans of the programme and of its whole organization, newest first, at most 1000.

    Those of the platform are the administrator's and not told. Raises NotAllowed for members
    who may not ban.
    """
    program = reading.managed(actor, slug)
    if not policies.can_ban(actor, program):
        raise NotAllowed(_("Only an owner or a programme manager bans researchers."))
    now = clock.now()
    rows = (
        Ban.objects.filter(Q(program=program) | Q(program__isnull=True))
        .filter(organization=program.organization_id)
        .select_related("user", "banned_by")
        .order_by("-pk")[:_LISTED]
    )
    return tuple(
        BanRow(
            id=row.pk,
            handle=row.user.handle,
            scope="organization" if row.program_id is None else "program",
            reason=row.reason,
            note=row.note,
            banned_at=row.banned_at,
            banned_by=row.banned_by.handle if row.banned_by else "",
            expires_at=row.expires_at,
            lifted_at=row.lifted_at,
            is_in_force=row.is_in_force(now),
        )
        for row in rows
    )
