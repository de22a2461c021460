"""What the team does with a leaked credential, and what both sides say."""

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.audit.commands import Happening, record
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.leaks import policies
from seawall.domain.leaks.commands import messaging
from seawall.domain.leaks.commands.placing import place_in_program
from seawall.domain.leaks.events import LeakCommented, LeakMoved
from seawall.domain.leaks.models import Leak, LeakComment, LeakStep
from seawall.domain.leaks.rules import workflow
from seawall.domain.leaks.rules.workflow import INTERNAL_MOVES, OPEN, LeakState
from seawall.domain.vault import commands as vault
from seawall.domain.vault.commands import Revealed
from seawall.lib import clock, ids
from seawall.lib.text import UnsafeText, clean_text

LONGEST_WORDS = 4000


@transaction.atomic
def move(public_id: str, name: str, *, note: str = "", actor: Actor) -> Leak:
    """Take the leak through one row of `workflow.MOVES`; the reporter reads the note."""
    leak = held(public_id, actor=actor)
    if not policies.can_handle(actor, leak):
        raise NotAllowed(_("You may not make moves here."))
    if name in INTERNAL_MOVES:
        raise Conflict(_("This follows from an award."), code="illegal_move")
    row = workflow.check(name, LeakState(leak.state), note)
    said = vault.quarantine(
        words(note, "note"), place=place_in_program(leak), field="note", actor=actor
    )
    step(leak, row, note=said, actor=actor)
    if row.notifies:
        messaging.ask(leak)
    return leak


def step(leak: Leak, row: workflow.LeakMove, *, note: str, actor: Actor) -> None:
    """The row of a move and its event; the caller has checked that it may be made."""
    before, now = leak.state, clock.now()
    leak.state, leak.updated_at = row.target, now
    leak.closed_at = None if row.target in OPEN else now
    leak.save(update_fields=["state", "updated_at", "closed_at"])
    LeakStep.objects.create(
        leak=leak,
        move=row.name,
        from_state=before,
        to_state=row.target,
        note=note,
        moved_at=now,
        moved_by_id=actor.user_id,
    )
    event = LeakMoved(leak=leak.public_id, move=row.name, from_state=before, to_state=row.target)
    tell(leak, event, actor=actor)


@transaction.atomic
def comment(public_id: str, *, body: str, actor: Actor) -> LeakComment:
    """Say something that both sides read."""
    leak = held(public_id, actor=actor)
    if not policies.can_comment(actor, leak):
        raise NotAllowed(_("You may not write here."))
    side = "team" if policies.is_team(actor, leak) else "reporter"
    return said(leak, body, side=side, actor=actor)


def said(leak: Leak, body: str, *, side: str, actor: Actor) -> LeakComment:
    """The row of a comment and its event."""
    text = vault.quarantine(
        words(body, "body"), place=place_in_program(leak), field="comment", actor=actor
    )
    if not text:
        raise Invalid(_("Write the comment."), field="body")
    now = clock.now()
    row = LeakComment.objects.create(
        leak=leak, author_id=actor.user_id, side=side, body=text, created_at=now
    )
    leak.updated_at = now
    leak.save(update_fields=["updated_at"])
    tell(leak, LeakCommented(leak=leak.public_id, side=side), actor=actor)
    return row


@transaction.atomic
def reveal_credential(
    public_id: str, secret_id: str, *, reason: str, note: str, is_fresh: bool, actor: Actor
) -> Revealed:
    """One credential, for a member with the right, a reason and a second factor passed just now."""
    leak = held(public_id, actor=actor)
    if not policies.can_reveal(actor, leak):
        raise NotAllowed(_("You may not look at the credential."))
    if not actor.second_factor:
        raise NotAllowed(_("Set up a second factor first."), code="second_factor")
    if not is_fresh:
        raise NotAllowed(_("Confirm your second factor again."), code="fresh_factor")
    place = place_in_program(leak)
    cleaned = vault.quarantine(note, place=place, field="reveal", actor=actor)
    role = actor.roles.get(leak.program.organization_id, "")
    return vault.reveal(secret_id, place=place, reason=reason, note=cleaned, role=role, actor=actor)


def held(public_id: str, *, actor: Actor) -> Leak:
    """The leak, locked, for who may see it. Raises NotFound for all others."""
    leak = (
        policies.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("program")
        .filter(public_id=ids.normalize(public_id))
        .first()
    )
    if leak is None:
        raise NotFound
    return leak


def words(text: str, field: str) -> str:
    """Clean text of many lines, not too long."""
    try:
        cleaned = clean_text(text).strip()
    except UnsafeText as refusal:
        raise Invalid(str(refusal), field=field) from refusal
    if len(cleaned) > LONGEST_WORDS:
        raise Invalid(_("At most %(most)s characters.") % {"most": LONGEST_WORDS}, field=field)
    return cleaned


def tell(leak: Leak, event: Happening, *, actor: Actor) -> None:
    """Record what happened, for the organization."""
    record(
        event,
        actor=actor,
        organization_id=leak.program.organization_id,
        program_id=leak.program_id,
    )
