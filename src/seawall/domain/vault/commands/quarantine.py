"""The door: a command calls it for every text it stores, before it does anything else with it.

It finds secrets, seals them, and gives back the text with placeholders. Calling it twice changes
nothing: a placeholder is never found again.
"""

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import timedelta
from typing import Any, TypeVar, cast

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.audit.commands import record
from seawall.domain.errors import Invalid
from seawall.domain.vault.events import SecretSealed
from seawall.domain.vault.models import SealedSecret
from seawall.domain.vault.rules import own_patterns, scanning
from seawall.domain.vault.rules.finding import Finding
from seawall.domain.vault.rules.own_patterns import OwnPattern
from seawall.domain.vault.rules.placeholders import placeholder, struck
from seawall.lib import clock, crypto

T = TypeVar("T")
# What a line wrap or an invisible character adds is no part of the secret itself.
_BETWEEN = re.compile("[\\s>|\u00ad\u200b-\u200f\u2060-\u2064\ufeff]|\\\\[nrt]")


@dataclass(frozen=True, slots=True)
class Place:
    """Whose text it is. `report_pk` and `organization_id` are for the event: none for a draft.

    `own_patterns` are the programme's, as `own_patterns.parsed` takes them.
    """

    subject: str
    ref: str
    program_id: int | None
    retention_days: int
    own_patterns: str = ""
    organization_id: int | None = None
    report_pk: int | None = None


def quarantine(value: T, *, place: Place, actor: Actor, field: str = "") -> T:
    """The same value without secrets: a text, or anything of texts (dataclass, mapping, sequence).

    The value itself comes back when nothing is found, after about 0.05 ms per KB. What is found
    is sealed in the caller's transaction and recorded.
    """
    sealing = _Sealing(place, actor)
    return cast(T, sealing.cleaned(value, field))


def seal_all(texts: Sequence[str], *, place: Place, field: str, actor: Actor) -> tuple[str, ...]:
    """Seal whole texts that are secrets by what they are for. Gives their fingerprints."""
    sealing = _Sealing(place, actor)
    return tuple(sealing.whole(text, field) for text in texts)


def refuse_secrets(text: str, *, field: str, own: str = "") -> None:
    """For words that nobody could reveal again, as a profile: refuse what holds a secret.

    `own` are a programme's patterns. Raises Invalid, which names the kind and never the secret.
    """
    found = scanning.find(text, own=own_patterns.parsed(own))
    if found:
        raise Invalid(
            _("This holds what looks like a secret (%(kind)s). Remove it.")
            % {"kind": found[0].kind},
            field=field,
        )


def struck_out(value: T, *, own: str = "") -> T:
    """For words that are kept as they come and nobody reveals: secrets are struck out for good.

    A text, or JSON of texts; the value itself where nothing is found.
    """
    return cast(T, _struck(value, own_patterns.parsed(own)))


def same_secret(text: str) -> str:
    """The fingerprint of a secret, however it was wrapped."""
    return crypto.fingerprint(_BETWEEN.sub("", text), key=settings.FINGERPRINT_KEY)


def _struck(value: Any, own: tuple[OwnPattern, ...]) -> Any:
    if isinstance(value, str):
        found = scanning.find(value, own=own)
        for one in reversed(found):
            value = f"{value[: one.start]}{struck(one.kind)}{value[one.end :]}"
        return value
    if isinstance(value, Mapping):
        made = {_struck(name, own): _struck(part, own) for name, part in value.items()}
        same = all(made.get(name) is part for name, part in value.items())
        return value if same else made
    if isinstance(value, list | tuple):
        parts = [_struck(part, own) for part in value]
        same = all(one is other for one, other in zip(parts, value, strict=True))
        return value if same else type(value)(parts)
    return value


class _Sealing:
    """One pass over a value. Asks the database only when something was found."""

    def __init__(self, place: Place, actor: Actor) -> None:
        self._place, self._actor = place, actor
        self._own = own_patterns.parsed(place.own_patterns)
        self._known: dict[str, SealedSecret] | None = None

    def cleaned(self, value: Any, field: str) -> Any:
        if isinstance(value, str):
            return self._text(value, field)
        if is_dataclass(value) and not isinstance(value, type):
            parts = {part.name: getattr(value, part.name) for part in fields(value)}
            return self._rebuilt(value, parts, lambda changed: replace(value, **changed))
        if isinstance(value, Mapping):
            return self._rebuilt(value, dict(value), lambda changed: {**value, **changed}, field)
        if isinstance(value, list | tuple):
            made = [self.cleaned(each, field) for each in value]
            same = all(one is other for one, other in zip(made, value, strict=True))
            return value if same else type(value)(made)
        return value

    def whole(self, text: str, field: str) -> str:
        """The fingerprint of a text that is sealed as a whole, under the kind it shows."""
        found = scanning.find(text, own=self._own)
        self._sealed(text, found[0].kind if len(found) == 1 else "credential", field)
        return same_secret(text)

    def _rebuilt(self, value: Any, parts: dict[Any, Any], build: Any, field: str = "") -> Any:
        changed = {}
        for name, part in parts.items():
            made = self.cleaned(part, field or str(name))
            if made is not part:
                changed[name] = made
        return build(changed) if changed else value

    def _text(self, text: str, field: str) -> str:
        found = scanning.find(text, own=self._own)
        if not found:
            return text
        return "".join(self._pieces(text, found, field))

    def _pieces(self, text: str, found: tuple[Finding, ...], field: str) -> Iterator[str]:
        last = 0
        for one in found:
            yield text[last : one.start]
            yield self._sealed(text[one.start : one.end], one.kind, field)
            last = one.end
        yield text[last:]

    def _sealed(self, plain: str, kind: str, field: str) -> str:
        """The placeholder, or the words themselves where the team said that they are no secret."""
        print_ = same_secret(plain)
        known = self._rows().get(print_)
        if known is not None and not known.is_secret:
            return plain
        if known is None:
            known = self._rows()[print_] = self._row(plain, print_, kind, field)
        elif known.purged_at is not None:
            self._renew(known, plain)
        return placeholder(print_, known.kind)

    def _rows(self) -> dict[str, SealedSecret]:
        if self._known is None:
            here = SealedSecret.objects.filter(subject=self._place.subject, ref=self._place.ref)
            self._known = {row.fingerprint: row for row in here}
        return self._known

    def _row(self, plain: str, print_: str, kind: str, field: str) -> SealedSecret:
        if not connection.in_atomic_block:
            raise RuntimeError("quarantine() must be called inside the transaction that stores.")
        name, now, place = uuid.uuid4(), clock.now(), self._place
        key = settings.VAULT_KEYS[0]
        row = SealedSecret(
            public_id=name,
            subject=place.subject,
            ref=place.ref,
            program_id=place.program_id,
            kind=kind,
            field=field[:40],
            fingerprint=print_,
            sealed=crypto.seal(plain, key=key, use=use_of(name)),
            key_id=crypto.key_id(key),
            taken_at=now,
            taken_from_id=self._actor.user_id,
            purge_at=now + timedelta(days=place.retention_days),
        )
        row.save(force_insert=True)
        record(
            SecretSealed(subject=place.ref, secret=str(name), kind=kind, field=field[:40]),
            actor=self._actor,
            organization_id=place.organization_id,
            program_id=place.program_id if place.organization_id else None,
            report_id=place.report_pk,
        )
        return row

    def _renew(self, row: SealedSecret, plain: str) -> None:
        """Written again after its time was over: it is kept for as long again."""
        key = settings.VAULT_KEYS[0]
        row.sealed, row.key_id = (
            crypto.seal(plain, key=key, use=use_of(row.public_id)),
            crypto.key_id(key),
        )
        row.purged_at = None
        row.purge_at = clock.now() + timedelta(days=self._place.retention_days)
        row.save(update_fields=["sealed", "key_id", "purged_at", "purge_at"])


def use_of(name: uuid.UUID) -> str:
    """What a sealed text is bound to: its own row."""
    return f"vault:{name}"
