"""Programmes that take leaked keys, and leaks in every state."""

import random

from seawall.domain.accounts.rules import Role
from seawall.domain.leaks import commands
from seawall.domain.leaks.models import Leak, LeakIntake
from seawall.domain.leaks.rules.sending import LeakInput
from seawall.domain.programs.models import Program
from seawall.domain.rewards import commands as rewards
from seawall.domain.vault.rules import formats
from seawall.lib import clock
from tests.factories import accounts, reports
from tests.factories.secrets import token

__all__ = ["intake", "leak", "leaked_key"]

_chance = random.Random(31)
_WAY = {
    "received": (),
    "confirmed": ("confirm",),
    "revoked": ("confirm", "revoke"),
    "rewarded": ("confirm", "revoke"),
    "not_ours": ("mark_not_ours",),
    "already_revoked": ("mark_already_revoked",),
}


def leaked_key() -> str:
    return token(formats.by_prefix()["sk_live_"][0], _chance)


def intake(program=None, *, address="", checked=True, **fields) -> LeakIntake:
    """A program with a brief that takes leaked keys."""
    by = {"checked_at": clock.now(), "checked_by": accounts.person()} if address and checked else {}
    where = program or reports.judged_program()
    Program.objects.filter(pk=where.pk).update(takes_leaked_keys=fields.get("is_open", True))
    return LeakIntake.objects.create(
        program=where,
        **({"is_open": True, "address": address} | by | fields),
    )


def leak(state="received", *, program=None, reporter=None, keys=None, anonymous=False, **parts):
    """A leak in the state, brought there by the moves that lead to it."""
    where = program or intake().program
    if not LeakIntake.objects.filter(program=where).exists():
        intake(where)
    given = {"credentials": keys or leaked_key(), "source": "code", "kind": "API key"}
    sent = commands.send(
        where.slug,
        given=LeakInput(**(given | parts)),
        actor=accounts.visitor() if anonymous else accounts.actor(reporter),
    )
    for move in _WAY.get(state, ()):
        commands.move(
            sent.public_id, move, note="Why.", actor=reports.team_actor(where, Role.TRIAGER)
        )
    row = Leak.objects.select_related("program").get(public_id=sent.public_id)
    row.secret = sent.secret
    if state == "rewarded":
        _reward(row)
    return row


def _reward(row: Leak) -> None:
    award = rewards.propose_for_leak(
        row.public_id,
        priority=3,
        amount_minor=60_000,
        currency="USD",
        kind="bounty",
        reason="",
        actor=reports.team_actor(row.program, Role.TRIAGER),
    )
    manager = reports.team_actor(row.program, Role.PROGRAM_MANAGER)
    rewards.approve(award.public_id, actor=manager)
    row.refresh_from_db()
