"""Who may not report. A ban ends no sign-in: one's own reports stay readable and go on.

Bans by a team are commands of the programs, which write their rows here.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.accounts import policies
from seawall.domain.accounts.commands import wording
from seawall.domain.accounts.events import PersonBanLifted, PersonBanned
from seawall.domain.accounts.models import Ban, User
from seawall.domain.accounts.rules import BanReason
from seawall.domain.actor import Actor
from seawall.domain.audit import commands as audit
from seawall.domain.errors import Conflict, Invalid, NotFound
from seawall.lib import clock

NOTE_CHARS = 500
_LONGEST = timedelta(days=3660)


@transaction.atomic
def ban_person(
    user_id: int, *, reason: str, note: str = "", until: date | None = None, actor: Actor
) -> Ban:
    """Keep somebody from reporting to any program, up to and with the day `until` (in UTC)."""
    if not policies.can_manage_people(actor):
        raise NotFound
    row = enter_ban(
        user_id, organization_id=None, program_id=None, reason=reason, note=note, until=until,
        actor=actor,
    )  # fmt: skip
    event = PersonBanned(
        user_id=user_id, ban_id=row.pk, reason=row.reason, expires_at=expiry_label(row)
    )
    audit.record(event, actor=actor)
    return row


@transaction.atomic
def lift_ban(ban_id: int, *, actor: Actor) -> None:
    """End a ban of the platform before its time."""
    if not policies.can_manage_people(actor):
        raise NotFound
    row = Ban.objects.select_for_update().filter(pk=ban_id, organization=None).first()
    if row is None:
        raise NotFound
    end_ban(row, actor=actor)
    audit.record(PersonBanLifted(user_id=row.user_id, ban_id=row.pk), actor=actor)


def enter_ban(
    user_id: int,
    *,
    organization_id: int | None,
    program_id: int | None,
    reason: str,
    note: str,
    until: date | None,
    actor: Actor,
) -> Ban:
    """The row of a ban. The caller has asked who may, and records the event."""
    if reason not in frozenset(BanReason):
        raise Invalid(_("Choose a reason."), field="reason")
    if not User.objects.select_for_update().filter(pk=user_id, is_active=True).exists():
        raise NotFound
    if user_id == actor.user_id:
        raise Conflict(_("You cannot ban yourself."), code="self")
    scope: dict[str, Any] = {
        "user_id": user_id,
        "organization_id": organization_id,
        "program_id": program_id,
    }
    if policies.bans_in_force().filter(**scope).exists():
        raise Conflict(_("This person is banned already. Lift that ban first."), code="banned")
    return Ban.objects.create(
        **scope,
        reason=reason,
        note=wording.line(note, field="note", longest=NOTE_CHARS),
        banned_at=clock.now(),
        banned_by_id=actor.user_id,
        expires_at=_end_of(until),
    )


def end_ban(row: Ban, *, actor: Actor) -> None:
    """Lift it. Raises Conflict for one that is over already."""
    if row.lifted_at is not None or not policies.bans_in_force().filter(pk=row.pk).exists():
        raise Conflict(_("This ban is over already."), code="over")
    row.lifted_at, row.lifted_by_id = clock.now(), actor.user_id
    row.save(update_fields=["lifted_at", "lifted_by"])


def expiry_label(row: Ban) -> str:
    """How the log names the end of a ban; empty for one without."""
    return row.expires_at.isoformat() if row.expires_at else ""


def _end_of(day: date | None) -> datetime | None:
    """The first moment after the day."""
    if day is None:
        return None
    today = clock.now().date()
    if not today <= day <= today + _LONGEST:
        raise Invalid(_("Choose a day from today on, within ten years."), field="until")
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=UTC)
