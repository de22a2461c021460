"""Leaked keys of the demo, and one secret that was taken out of a report.

The keys are made by chance when the demo is: none stands in a file, and none opens anything.
"""

import secrets
import string
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from seawall.domain.actor import Actor, ActorKind
from seawall.domain.leaks import commands as leaks
from seawall.domain.leaks.rules.sending import LeakInput, Source
from seawall.domain.programs import commands as programs
from seawall.domain.programs.rules.known_issues import KnownIssueIn
from seawall.domain.reports import commands as reports
from seawall.domain.rewards import commands as rewards

_KNOWN = (
    KnownIssueIn(
        title="Changes of the billing contact are missing in the audit log",
        target="platform.openai.com",
        reference="SEC-214",
        notes="All settings but the billing contact appear in the audit log. Planned for autumn.",
    ),
    KnownIssueIn(
        title="Signing out in one tab leaves the page open in another",
        target="chatgpt.com",
        reference="SEC-231",
        notes="The session is gone; what was loaded stays on the screen until it is reloaded.",
    ),
)
_LETTERS = string.ascii_letters + string.digits
_PROGRAM = "openai"
_REPORT = "token-logs"


def life(
    now: datetime, ids: Mapping[str, str], *, owner: Actor, triager: Actor, finder: Actor
) -> Iterator[datetime]:
    """Yields a moment; what follows happens at that moment. `ids` has a report of the finder."""
    yield now - timedelta(days=40)
    programs.set_secret_rules(
        _PROGRAM, patterns="session-key sess-[A-Za-z0-9]{40}", retention_days=180, actor=owner
    )
    for issue in _KNOWN:
        programs.add_known_issue(_PROGRAM, issue=issue, actor=triager)
    leaks.set_intake(_PROGRAM, is_open=True, retention_days=90, address="", actor=owner)
    yield now - timedelta(days=21)
    key = _key()
    first = _send(
        finder,
        credentials=key,
        source=Source.CODE,
        url="https://github.com/example/notes/blob/main/train.ipynb",
        kind="API key in a notebook",
        notes="It is in the third cell and still works.",
    )
    yield now - timedelta(days=20)
    leaks.move(first, "confirm", actor=triager)
    yield now - timedelta(days=20) + timedelta(minutes=35)
    leaks.move(first, "revoke", note="Revoked; its owner was told. Thank you.", actor=triager)
    yield now - timedelta(days=18)
    award = rewards.propose_for_leak(
        first,
        priority=2,
        amount_minor=100_000,
        currency="USD",
        kind="bounty",
        reason="",
        actor=triager,
    )
    yield now - timedelta(days=17)
    rewards.approve(award.public_id, actor=owner)
    yield now - timedelta(days=2)
    second = _send(
        Actor(kind=ActorKind.ANONYMOUS, ip="192.0.2.40"),
        credentials=key,
        source=Source.PASTE,
        url="https://paste.example.org/8f2a",
        kind="API key in a paste",
    )
    yield now - timedelta(days=2) + timedelta(hours=3)
    leaks.move(second, "mark_already_revoked", actor=triager)
    yield now - timedelta(hours=5)
    _send(
        finder,
        credentials="\n".join(_key() for _ in range(3)),
        source=Source.APP,
        kind="Keys in a mobile app",
        notes="All three are in the file assets/config.json of version 4.2.",
    )
    yield now - timedelta(hours=3)
    _taken_out(ids[_REPORT], finder)


def _send(actor: Actor, *, credentials: str, source: Source, **words: str) -> str:
    given = LeakInput(
        credentials=credentials,
        source=source,
        how_many=credentials.count("\n") + 1,
        url=words.get("url", ""),
        kind=words.get("kind", ""),
        notes=words.get("notes", ""),
    )
    return leaks.send(_PROGRAM, given=given, actor=actor).public_id


def _taken_out(public_id: str, finder: Actor) -> None:
    """A comment in which a key stood: a placeholder is left."""
    body = f"One thing more: the answer also holds the key `{_key()}`, which should be replaced."
    reports.comment(public_id, body=body, audience="participants", actor=finder)


def _key() -> str:
    """The form of an API key: `sk-proj-` and chance."""
    return "sk-proj-" + "".join(secrets.choice(_LETTERS) for _ in range(48))
