"""Looking at a secret, and saying that it is none. Who may is asked by the subject it belongs to.

These are parts of the commands of reports and leaks, in their transactions: they know which side
of the subject the actor stands on, the vault does not.
"""

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.audit.commands import record
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.vault.commands.quarantine import Place, use_of
from seawall.domain.vault.events import SecretDisputed, SecretJudged, SecretRevealed
from seawall.domain.vault.models import Reveal, SealedSecret
from seawall.domain.vault.rules.reasons import CHOSEN, LONGEST_NOTE, RevealReason
from seawall.lib import clock, crypto


@dataclass(frozen=True, slots=True)
class Revealed:
    """A secret in the clear, to be shown once and stored nowhere."""

    kind: str
    plain: str


@transaction.atomic
def reveal(
    secret_id: str, *, place: Place, reason: str, note: str, role: str, actor: Actor
) -> Revealed:
    """The secret itself. The reveal is a row and an event before anything is shown.

    Raises Invalid without a reason, Conflict for one whose time is over.
    """
    if reason not in CHOSEN:
        raise Invalid(_("Say why you look at it."), field="reason")
    if reason == RevealReason.OTHER and not note.strip():
        raise Invalid(_("Write the reason."), field="note")
    _check_length(note)
    row = _row(secret_id, place)
    if row.purged_at is not None:
        raise Conflict(_("Its time is over: only the fingerprint is left."), code="purged")
    plain = opened(row)
    _note_look(row, role=role, reason=reason, note=note, actor=actor)
    event = SecretRevealed(
        subject=place.ref, secret=str(row.public_id), kind=row.kind, reason=reason
    )
    _tell(event, place, actor)
    return Revealed(row.kind, plain)


@transaction.atomic
def dispute(secret_id: str, *, place: Place, actor: Actor) -> None:
    """Say that it is no secret. The team decides; until then it stays sealed."""
    row = _row(secret_id, place)
    if row.decided_at is not None:
        raise Conflict(_("The team has decided about this one."), code="decided")
    if row.disputed_at is not None:
        raise Conflict(_("You have said so already. The team decides."), code="unchanged")
    row.disputed_at, row.disputed_by_id = clock.now(), _person(actor)
    row.save(update_fields=["disputed_at", "disputed_by"])
    _tell(SecretDisputed(subject=place.ref, secret=str(row.public_id)), place, actor)


@transaction.atomic
def judge(
    secret_id: str, *, is_secret: bool, note: str, role: str, place: Place, actor: Actor
) -> SealedSecret:
    """Decide whether it is one. The caller puts the words back where it is none.

    Putting back lays the words open to every reader, so it counts as a look and needs its reason.
    Raises Invalid without one, Conflict where nobody asked, and for one whose time is over.
    """
    if not is_secret and not note.strip():
        raise Invalid(_("Write why this is no secret."), field="note")
    _check_length(note)
    row = _row(secret_id, place)
    if row.disputed_at is None:
        raise Conflict(_("Nobody said that this is no secret."), code="undisputed")
    if row.decided_at is not None and row.is_secret == is_secret:
        raise Conflict(_("This was decided so already."), code="unchanged")
    if not row.is_secret:
        raise Conflict(_("The words were put back; they cannot be sealed again."), code="released")
    if not is_secret and row.purged_at is not None:
        raise Conflict(_("Its time is over: only the fingerprint is left."), code="purged")
    row.decided_at, row.decided_by_id, row.is_secret = clock.now(), _person(actor), is_secret
    row.save(update_fields=["decided_at", "decided_by", "is_secret"])
    if not is_secret:
        _note_look(row, role=role, reason=RevealReason.PUT_BACK, note=note, actor=actor)
    _tell(
        SecretJudged(subject=place.ref, secret=str(row.public_id), is_secret=is_secret),
        place,
        actor,
    )
    return row


def open_all(subject: str, ref: str, *, field: str) -> list[tuple[str, str]]:
    """Kind and words of every secret of one field, for a message that the subject's owner wants.

    What is purged is left out. The caller stores and logs none of it.
    """
    rows = SealedSecret.objects.filter(subject=subject, ref=ref, field=field, purged_at=None)
    return [(row.kind, opened(row)) for row in rows.order_by("pk")]


def opened(row: SealedSecret) -> str:
    """The words that were sealed. RuntimeError when the key that sealed them is gone."""
    for key in settings.VAULT_KEYS:
        if crypto.key_id(key) == row.key_id:
            return crypto.unseal(row.sealed, key=key, use=use_of(row.public_id))
    raise RuntimeError(f"The vault key {row.key_id} is not in secrets.json.")


def _row(secret_id: str, place: Place) -> SealedSecret:
    try:
        name = uuid.UUID(secret_id)
    except ValueError:
        raise NotFound from None
    row = (
        SealedSecret.objects.select_for_update()
        .filter(public_id=name, subject=place.subject, ref=place.ref)
        .first()
    )
    if row is None:
        raise NotFound
    return row


def _check_length(note: str) -> None:
    if len(note) > LONGEST_NOTE:
        raise Invalid(_("At most %(most)s characters.") % {"most": LONGEST_NOTE}, field="note")


def _note_look(row: SealedSecret, *, role: str, reason: str, note: str, actor: Actor) -> None:
    Reveal.objects.create(
        secret=row,
        revealed_at=clock.now(),
        revealed_by_id=_person(actor),
        role=role,
        reason=reason,
        note=note.strip(),
    )


def _person(actor: Actor) -> int:
    if actor.user_id is None:
        raise NotAllowed(_("Sign in to do this."))
    return actor.user_id


def _tell(
    event: SecretRevealed | SecretDisputed | SecretJudged, place: Place, actor: Actor
) -> None:
    record(
        event,
        actor=actor,
        organization_id=place.organization_id,
        program_id=place.program_id,
        report_id=place.report_pk,
    )
