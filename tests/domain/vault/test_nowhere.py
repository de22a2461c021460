"""Two hundred shapes of secrets through every door: afterwards none is anywhere in the clear.

Searched are every table as text, the raw files of the database with its log, stored and unfinished
files, mail, webhooks, what was logged, the cache and a backup.
"""

import contextlib
import json
import logging
import os
import random
from io import BytesIO
from pathlib import Path

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction

from seawall.domain.jobs_queue import worker
from seawall.domain.leaks import commands as leaks
from seawall.domain.leaks.rules.sending import LeakInput
from seawall.domain.notify.rules.hooks import TYPES
from seawall.domain.reports import commands
from seawall.domain.reports.rules.workflow import MoveInput
from seawall.domain.vault.models import SealedSecret
from seawall.domain.vault.rules.placeholders import PLACEHOLDER
from seawall.lib import http
from tests import factories, receivers
from tests.api.client import ApiClient, report_body
from tests.domain.notify.test_telling import deliver
from tests.factories import hooks, reports, secrets
from tests.web.reports.forms import posted

SHAPES = 1000 if os.environ.get("SEAWALL_TEST_LONG") == "1" else 200


@pytest.fixture
def places(settings, tmp_path):
    settings.BLOBS_FOLDER, settings.UPLOADS_FOLDER = tmp_path / "files", tmp_path / "uploads"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    return tmp_path


@pytest.fixture
def logged():
    """Every line that is logged, whatever its level."""
    lines: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record):
            lines.append(f"{record.getMessage()} {record.__dict__}")

    keeper = Keeper(level=logging.DEBUG)
    logging.getLogger().addHandler(keeper)
    yield lines
    logging.getLogger().removeHandler(keeper)


@pytest.fixture
def stack():
    with contextlib.ExitStack() as found:
        yield found


@pytest.mark.django_db(transaction=True)
def test_no_secret_is_anywhere_after_it_came_by_any_door(client, places, logged, settings, stack):
    tokens = [
        token for _kind, token in secrets.tokens(SHAPES, seed=random.SystemRandom().randrange(9**9))
    ]
    tokens += [secrets.private_key(random.Random(seed)) for seed in range(4)]
    program, reporter = factories.intake(reports.judged_program()).program, factories.person()
    share = len(tokens) // 8
    groups = [tokens[at : at + share] for at in range(0, len(tokens), share)]

    receiver = stack.enter_context(receivers.receiver())
    settings.EGRESS = http.policy_of([receiver.url])
    hooks.webhook(factories.member(program.organization), url=receiver.url, events=sorted(TYPES))

    _by_form(client, program, reporter, groups[0])
    _by_autosave(client, program, reporter, groups[1])
    name = _by_api(program, reporter, groups[2])
    _by_comment(client, name, reporter, groups[3])
    _by_file(name, reporter, groups[4])
    _by_moves(name, program, groups[5])
    _by_revision(name, reporter, groups[6])
    _by_leak(program, [*groups[7], *(groups[8] if len(groups) > 8 else [])])
    deliver()
    worker.settle()

    assert len(receiver.requests) > 5
    assert _found(tokens, b"".join(request.body for request in receiver.requests)) == set()
    assert SealedSecret.objects.values("fingerprint").distinct().count() == len(set(tokens))
    assert _found(tokens, _tables()) == set()
    assert _found(tokens, "\n".join(logged)) == set()
    assert _found(tokens, "\n".join(str(one.message()) for one in mail.outbox)) == set()
    assert _found(tokens, _files(places)) == set()
    assert _found(tokens, _database_files()) == set()
    assert _found(tokens, str(getattr(cache, "_cache", ""))) == set()


def _words(tokens) -> str:
    return "\n\n".join(f"- `{token}`" for token in tokens)


def _by_form(client, program, reporter, tokens):
    draft = reports.draft(program, reporter)
    client.force_login(reporter)
    refused = client.post(
        f"/reports/{draft.public_id}/submit", posted(draft, title="", description=_words(tokens))
    )
    assert refused.status_code == 422
    assert _found(tokens, refused.content.decode()) == set()
    sent = client.post(
        f"/reports/{draft.public_id}/submit", posted(draft, description=_words(tokens))
    )
    assert sent.status_code == 303, sent.content.decode()[:2000]


def _by_autosave(client, program, reporter, tokens):
    draft = reports.draft(program, reporter)
    saved = client.post(
        f"/reports/{draft.public_id}/autosave", posted(draft, impact=_words(tokens))
    )
    assert saved.status_code == 200


def _by_api(program, reporter, tokens) -> str:
    machine = ApiClient(reporter)
    body = report_body(program, description=_words(tokens), title=f"Found {tokens[0]}"[:150])
    answer = machine.post(f"/programs/{program.slug}/reports", body, key="once")
    assert answer.status_code == 201, answer.content
    assert _found(tokens, answer.content.decode()) == set()
    again = machine.post(f"/programs/{program.slug}/reports", body, key="once")
    assert again.content == answer.content
    return json.loads(answer.content)["id"]


def _by_comment(client, name, reporter, tokens):
    client.force_login(reporter)
    answer = client.post(
        f"/reports/{name}/comments", {"body": _words(tokens), "audience": "participants"}
    )
    assert answer.status_code == 303
    shown = client.get(f"/reports/{name}").content.decode()
    assert PLACEHOLDER.search(shown)
    assert _found(tokens, shown) == set()


def _by_file(name, reporter, tokens):
    actor, half = factories.actor(reporter), len(tokens) // 2
    whole = _words(tokens[:half]).encode()
    commands.attach_bytes(name, name=f"{tokens[0]}.log"[:100], content=whole, actor=actor)
    pieces = _words(tokens[half:]).encode("utf-16")
    state = commands.begin_upload(name, name="a.txt", size_bytes=len(pieces), actor=actor)
    for at in (0, 100):
        piece = pieces[:100] if at == 0 else pieces[100:]
        commands.append_chunk(state.id, offset=at, stream=BytesIO(piece), actor=actor)
    commands.complete_upload(state.id, actor=actor)


def _by_moves(name, program, tokens):
    actor, half = reports.team_actor(program), len(tokens) // 2
    commands.make_move(name, "ask", actor=actor, given=MoveInput(note=_words(tokens[:half])))
    commands.set_severity(
        name,
        side="triage",
        priority=2,
        reason_code="other",
        reason=_words(tokens[half:])[:3900],
        actor=actor,
    )
    commands.comment(name, body=_words(tokens[half:]), audience="team", actor=actor)


def _by_revision(name, reporter, tokens):
    commands.revise(
        name,
        content=reports.content(impact=_words(tokens)),
        expected_revision=1,
        actor=factories.actor(reporter),
    )


def _by_leak(program, tokens):
    given = LeakInput(credentials="\n".join(tokens[:40]), source="code", notes=_words(tokens[:20]))
    leaks.send(program.slug, given=given, actor=factories.visitor())
    if tokens[40:]:
        _by_leak(program, tokens[40:])


def _found(tokens, text) -> set[str]:
    """Those of the tokens that stand in a text or in bytes, whole or in their longest line."""
    if isinstance(text, str):
        return {one for one in tokens if _core(one) in text}
    return {
        one
        for one in tokens
        if _core(one).encode() in text or _core(one).encode("utf-16-le") in text
    }


def _core(token: str) -> str:
    """What of it no wrap or escape could change."""
    return max(token.split("\n"), key=len)


def _tables() -> str:
    said = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            said += [str(row) for row in cursor.fetchall()]
    return "\n".join(said)


def _files(folder: Path) -> bytes:
    return b"\0".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def _database_files() -> bytes:
    """The file, its write-ahead log, and a backup made by the engine; nothing on PostgreSQL."""
    if connection.vendor != "sqlite":
        return b""
    name = str(connection.settings_dict["NAME"])
    if "memory" in name:
        with transaction.atomic():
            return bytes(connection.connection.serialize())
    return b"\0".join(
        Path(f"{name}{end}").read_bytes() for end in ("", "-wal") if Path(f"{name}{end}").exists()
    )
