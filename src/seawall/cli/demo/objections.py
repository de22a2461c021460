"""Objections of the demo: one that was right, one that was wrong, one that waits."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from seawall.domain.actor import Actor
from seawall.domain.reports import commands as reports
from seawall.domain.reports import queries

_FULL = "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:N"
_LESS = "CVSS:3.1/AV:N/AC:H/PR:H/UI:R/S:U/C:L/I:L/A:N"


def life(now: datetime, ids: Mapping[str, str], actors: Mapping[str, Actor]) -> Iterator[datetime]:
    """Yields a moment; what follows happens at that moment."""
    jonas, ana, olive = (actors[handle] for handle in ("jonas", "ana", "olive"))
    yield now - timedelta(days=2, hours=20)
    _lower(ids["scim-delete"], 3, "Only former members can use it, and only for an hour.", jonas)
    _lower(ids["desktop-update"], 4, "An attacker must already be in the same network.", jonas)
    yield now - timedelta(days=2, hours=14)
    _object(
        ids["scim-delete"],
        actors["kestrel"],
        2,
        "The hour is renewed with each request: **access never ends**. See step 4.",
    )
    yield now - timedelta(days=2, hours=11)
    _object(ids["desktop-update"], actors["tyr"], 2, "A café is a network, too.")
    yield now - timedelta(days=1, hours=20)
    _answer(ids["scim-delete"], ana, "upheld", "Right: the hour starts again. We repeated step 4.")
    yield now - timedelta(days=1, hours=3)
    _answer(ids["desktop-update"], olive, "rejected", "True for cafés; the package is signed.")
    yield now - timedelta(hours=9)
    reports.set_severity(
        ids["invite-role"],
        side="triage",
        cvss=_LESS,
        priority=3,
        reason_code="preconditions",
        reason="The invitation must be intercepted by an administrator of the same organisation.",
        actor=jonas,
    )
    yield now - timedelta(hours=4)
    _object(
        ids["invite-role"],
        actors["tyr"],
        1,
        "Nothing has to be intercepted: the invited person changes the role in their own link.",
        _FULL,
    )


def _lower(public_id: str, priority: int, reason: str, actor: Actor) -> None:
    reports.set_severity(
        public_id,
        side="triage",
        priority=priority,
        reason_code="preconditions",
        reason=reason,
        actor=actor,
    )


def _object(public_id: str, actor: Actor, priority: int, text: str, cvss: str = "") -> None:
    newest = queries.decisions(actor, public_id)[-1].public_id
    reports.appeal(public_id, newest, text=text, priority=priority, cvss=cvss, actor=actor)


def _answer(public_id: str, actor: Actor, outcome: str, reason: str) -> None:
    waiting = next(one for one in queries.decisions(actor, public_id) if one.appeal)
    reports.decide_appeal(public_id, waiting.public_id, outcome=outcome, reason=reason, actor=actor)
