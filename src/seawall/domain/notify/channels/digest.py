"""One message a day with all that its reader wants to be told together.

Lines say which event waits for whom; the rest is asked when the message is made, so a digest tells
what its reader may see then, in today's words.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seawall.domain.audit.models import Event
from seawall.domain.notify.channels import mail
from seawall.domain.notify.models import DigestLine, Mail
from seawall.domain.notify.queries.letters import Letter, letters
from seawall.domain.notify.queries.notices import address_of, sentence
from seawall.domain.notify.queries.recipients import recipients
from seawall.domain.notify.queries.sealing import sealed_text
from seawall.domain.notify.rules.topics import digest_ends
from seawall.lib import clock

# More is too much to read; the rest is counted.
MOST_LINES = 100


def lines(found: Iterable[Letter]) -> list[DigestLine]:
    """The rows for these letters, not stored yet."""
    now = clock.now()
    return [
        DigestLine(user_id=letter.user_id, event_id=letter.event_id, created_at=now)
        for letter in found
    ]


def deliver(made: Sequence[DigestLine]) -> None:
    """Store the lines; one that exists already stays as it is. One statement."""
    if made:
        DigestLine.objects.bulk_create(made, ignore_conflicts=True)


def due(now: datetime) -> list[tuple[int, datetime]]:
    """Whose digest is due, and up to which moment it tells."""
    waiting = DigestLine.objects.values_list("user", "user__time_zone")
    ends = (
        (user_id, digest_ends(now, _zone(name)), oldest)
        for user_id, name, oldest in waiting.annotate(oldest=Min("created_at")).order_by("user")
    )
    return [(user_id, end) for user_id, end, oldest in ends if oldest < end]


@transaction.atomic
def send(user_id: int, until: datetime) -> bool:
    """Make one person's message of what came before `until`; the lines are gone with it.

    False where nothing of it may be told any more, or another worker was faster.
    """
    waiting = DigestLine.objects.filter(user=user_id, created_at__lt=until).select_for_update()
    events = [row.event_id for row in waiting.order_by("event_id")]
    DigestLine.objects.filter(user=user_id, event_id__in=events).delete()
    happened = list(Event.objects.filter(pk__in=events).order_by("pk"))
    found = letters([one for one in recipients(happened) if one.user_id == user_id])
    if not found:
        return False
    key = f"digest:{user_id}:{events[0]}"
    count = ngettext("%(count)s notice", "%(count)s notices", len(found)) % {"count": len(found)}
    message = Mail(
        dedupe_key=key,
        user_id=user_id,
        address=found[0].address,
        subject=_("Daily digest: %(count)s") % {"count": count},
        body_sealed=sealed_text(key, _body(found)),
        created_at=clock.now(),
    )
    mail.deliver([message])
    return True


def _body(found: Sequence[Letter]) -> str:
    """Plain text: each programme with its notices, oldest first."""
    parts = [_("Hello %(handle)s,") % {"handle": found[0].handle}]
    by_program: dict[str, list[str]] = {}
    for letter in found[:MOST_LINES]:
        link = f"{settings.BASE_URL}{address_of(letter.route, letter.facts)}"
        line = f"* {sentence(letter.route, letter.facts)}\n  {link}"
        by_program.setdefault(letter.program_name, []).append(line)
    for name, told in by_program.items():
        parts.append("\n".join([name, *told] if name else told))
    if len(found) > MOST_LINES:
        more = _("And %(count)s more: %(address)s")
        address = f"{settings.BASE_URL}/notices"
        parts.append(more % {"count": len(found) - MOST_LINES, "address": address})
    why = _("You are told once a day because of your settings: %(address)s")
    parts.append("-- \n" + why % {"address": f"{settings.BASE_URL}/settings/notifications"})
    return "\n\n".join(parts) + "\n"


def _zone(name: str) -> tzinfo:
    return ZoneInfo(name or "UTC")
