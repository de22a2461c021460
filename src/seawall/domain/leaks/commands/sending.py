"""Taking a message about leaked credentials, from somebody known or from nobody."""

from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.accounts.commands import limits
from seawall.domain.accounts.rules import TokenScope
from seawall.domain.actor import Actor
from seawall.domain.audit.commands import record
from seawall.domain.errors import Invalid, NotAllowed, NotFound
from seawall.domain.leaks import policies
from seawall.domain.leaks.commands.placing import place_of
from seawall.domain.leaks.events import LeakReceived
from seawall.domain.leaks.models import Leak, LeakIntake
from seawall.domain.leaks.rules import sending
from seawall.domain.leaks.rules.sending import LeakInput, Source
from seawall.domain.leaks.rules.workflow import LeakState
from seawall.domain.vault import commands as vault
from seawall.domain.vault import queries as secrets
from seawall.lib import clock, crypto, ids
from seawall.lib.text import UnsafeText, clean_line, clean_text

_HOUR = 3600.0
_DAY = 86_400.0
MOST_PER_HOUR = 10
MOST_OF_PROGRAM_PER_DAY = 500


@dataclass(frozen=True, slots=True)
class Sent:
    """What the finder gets. `secret` opens it again for nobody known; it is never shown twice."""

    public_id: str
    state: str
    is_known: bool
    secret: str


@transaction.atomic
def send(slug: str, *, given: LeakInput, actor: Actor) -> Sent:
    """Take leaked credentials for a programme that takes them. Without an account, by a link.

    The credentials go to the vault and nowhere else. `is_known` tells a later finder, in neutral
    words, that at least one was reported before. Raises NotFound, Invalid, TooMany.
    """
    intake = policies.open_intake(actor, slug)
    if intake is None:
        raise NotFound
    if not actor.has_scope(TokenScope.LEAKS_WRITE):
        raise NotAllowed(_("This token may not report leaked keys: it lacks leaks:write."))
    _limit(intake, actor)
    credentials = _credentials(given.credentials)
    now, public_id = clock.now(), _unused_id()
    secret = "" if actor.is_person else crypto.new_secret()
    leak = Leak(
        public_id=public_id,
        program=intake.program,
        state=LeakState.RECEIVED,
        reporter_id=actor.user_id,
        return_hash=crypto.sha256_hex(secret) if secret else None,
        credential_count=len(credentials),
        created_at=now,
        updated_at=now,
    )
    place = place_of(leak, retention_days=intake.retention_days)
    # Sealed before the other words are searched: the same key there has the same placeholder.
    prints = vault.seal_all(credentials, place=place, field="credential", actor=actor)
    _fill(leak, vault.quarantine(_cleaned(given), place=place, actor=actor))
    leak.is_known = secrets.is_known("leak", intake.program_id, prints, except_ref=public_id)
    leak.save(force_insert=True)
    record(
        LeakReceived(
            leak=public_id,
            program=intake.program.slug,
            source=leak.source,
            count=leak.credential_count,
            is_anonymous=not actor.is_person,
            is_known=leak.is_known,
        ),
        actor=actor,
        organization_id=intake.program.organization_id,
        program_id=intake.program_id,
    )
    return Sent(public_id, leak.state, leak.is_known, secret)


def _limit(intake: LeakIntake, actor: Actor) -> None:
    who = f"user:{actor.user_id}" if actor.is_person else f"address:{actor.ip}"
    limits.take(f"leak.send:{who}", at_most=MOST_PER_HOUR, per_seconds=_HOUR)
    # A flood of nobody known keeps out nobody who has an account.
    kind = "people" if actor.is_person else "anybody"
    ceiling = f"leak.send:{kind}:program:{intake.program_id}"
    limits.take(ceiling, at_most=MOST_OF_PROGRAM_PER_DAY, per_seconds=_DAY)


def _credentials(text: str) -> list[str]:
    if len(text) > sending.LONGEST_CREDENTIALS:
        raise Invalid(
            _("At most %(most)s characters; send the most important ones.")
            % {"most": sending.LONGEST_CREDENTIALS},
            field="credentials",
        )
    found = sending.split(text.replace("\0", ""))
    if not found:
        raise Invalid(_("Paste the leaked key."), field="credentials")
    if len(found) > sending.MOST_CREDENTIALS:
        raise Invalid(
            _("At most %(most)s at once. Say below how many there are.")
            % {"most": sending.MOST_CREDENTIALS},
            field="credentials",
        )
    if any(len(one) < sending.SHORTEST_CREDENTIAL for one in found):
        raise Invalid(_("Write one whole key a line."), field="credentials")
    return found


def _cleaned(given: LeakInput) -> LeakInput:
    """The other words as they are stored, or Invalid with every part that cannot be."""
    wrong: dict[str, str] = {}
    parts: dict[str, str] = {}
    for name, longest in (
        ("url", sending.LONGEST_URL),
        ("kind", sending.LONGEST_KIND),
        ("contact", sending.LONGEST_CONTACT),
        ("notes", sending.LONGEST_NOTES),
    ):
        clean = clean_text if name == "notes" else clean_line
        try:
            parts[name] = clean(getattr(given, name)).strip()
        except UnsafeText as refusal:
            wrong[name] = str(refusal)
            continue
        if len(parts[name]) > longest:
            wrong[name] = _("At most %(most)s characters.") % {"most": longest}
    if given.source not in frozenset(Source):
        wrong["source"] = _("Say where it was found.")
    if not 1 <= given.how_many <= 1_000_000:
        wrong["how_many"] = _("A number from 1 to 1000000.")
    if given.found_on is not None and not date(2000, 1, 1) <= given.found_on <= clock.now().date():
        wrong["found_on"] = _("A day that is not in the future.")
    if wrong:
        raise Invalid(" ".join(wrong.values()), fields=wrong)
    return replace(
        given,
        credentials="",
        url=parts["url"],
        kind=parts["kind"],
        contact=parts["contact"],
        notes=parts["notes"],
    )


def _fill(leak: Leak, given: LeakInput) -> None:
    leak.source, leak.url, leak.kind = given.source, given.url[:2048], given.kind[:120]
    leak.found_on, leak.how_many = given.found_on, max(given.how_many, leak.credential_count)
    leak.notes, leak.contact = given.notes, given.contact[:400]


def _unused_id() -> str:
    while True:
        candidate = ids.public_id("L")
        if not Leak.objects.filter(public_id=candidate).exists():
            return candidate
