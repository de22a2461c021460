"""What may be told of the secrets of a subject: everything but the secrets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from seawall.domain.vault.models import Reveal, SealedSecret
from seawall.domain.vault.rules.placeholders import short


@dataclass(frozen=True, slots=True)
class RevealLine:
    """Who looked, by role; `who` is for the team's eyes."""

    at: datetime
    role: str
    reason: str
    who: str


@dataclass(frozen=True, slots=True)
class SecretLine:
    """One secret that was taken out."""

    id: str
    kind: str
    field: str
    fingerprint: str
    taken_at: datetime
    purge_at: datetime | None
    is_purged: bool
    is_disputed: bool
    is_decided: bool
    is_secret: bool
    reveals: tuple[RevealLine, ...]


def count(subject: str, ref: str) -> int:
    """How many secrets were taken out of the subject. Who may know asks its own policies first."""
    return SealedSecret.objects.filter(subject=subject, ref=ref, is_secret=True).count()


def is_known(
    subject: str, program_id: int | None, fingerprints: Sequence[str], *, except_ref: str
) -> bool:
    """Whether one of these secrets lies in another subject of the programme already."""
    same = SealedSecret.objects.filter(
        subject=subject, program_id=program_id, fingerprint__in=fingerprints
    )
    return same.exclude(ref=except_ref).exists()


def same_elsewhere(
    subject: str, ref: str, *, program_id: int
) -> dict[str, tuple[tuple[str, str], ...]]:
    """By secret, (subject, public id) of the other places of the programme that hold the same."""
    here = SealedSecret.objects.filter(subject=subject, ref=ref)
    names = {row.fingerprint: str(row.public_id) for row in here}
    others: dict[str, list[tuple[str, str]]] = {}
    found = SealedSecret.objects.filter(program_id=program_id, fingerprint__in=names)
    for row in found.exclude(subject=subject, ref=ref).order_by("pk"):
        others.setdefault(names[row.fingerprint], []).append((row.subject, row.ref))
    return {name: tuple(dict.fromkeys(places)) for name, places in others.items()}


def secrets_of(subject: str, ref: str) -> tuple[SecretLine, ...]:
    """All of them, in the order in which they were found; three statements."""
    rows = list(SealedSecret.objects.filter(subject=subject, ref=ref).order_by("pk"))
    reveals = Reveal.objects.filter(secret__in=rows).select_related("revealed_by").order_by("pk")
    seen: dict[int, list[RevealLine]] = {row.pk: [] for row in rows}
    for one in reveals:
        line = RevealLine(one.revealed_at, one.role, one.reason, one.revealed_by.handle)
        seen[one.secret_id].append(line)
    return tuple(_line(row, seen[row.pk]) for row in rows)


def _line(row: SealedSecret, reveals: Sequence[RevealLine]) -> SecretLine:
    return SecretLine(
        id=str(row.public_id),
        kind=row.kind,
        field=row.field,
        fingerprint=short(row.fingerprint),
        taken_at=row.taken_at,
        purge_at=row.purge_at,
        is_purged=row.purged_at is not None,
        is_disputed=row.disputed_at is not None,
        is_decided=row.decided_at is not None,
        is_secret=row.is_secret,
        reveals=tuple(reveals),
    )
