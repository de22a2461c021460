"""Leaked keys: who may do what in which state, and that the key lies in the vault alone."""

import dataclasses
import json
from base64 import b64decode
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.conf import settings

from seawall.domain.accounts.rules import Role
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, TooMany
from seawall.domain.leaks import commands, queries
from seawall.domain.leaks.commands import messaging
from seawall.domain.leaks.models import Leak, LeakMessage
from seawall.domain.leaks.rules import partner, sending, workflow
from seawall.domain.leaks.rules.sending import LeakInput
from seawall.domain.leaks.rules.workflow import MOVES, LeakState
from seawall.domain.vault import commands as vault
from seawall.domain.vault.jobs import purge
from seawall.domain.vault.models import SealedSecret
from seawall.lib import clock, http
from tests import factories
from tests.domain.reports.commands.test_sealing import everything
from tests.factories import reports

pytestmark = pytest.mark.django_db
ALLOWED = {
    ("received", "confirm"): "confirmed",
    ("received", "mark_already_revoked"): "already_revoked",
    ("received", "mark_not_ours"): "not_ours",
    ("confirmed", "revoke"): "revoked",
    ("confirmed", "mark_already_revoked"): "already_revoked",
    ("confirmed", "mark_not_ours"): "not_ours",
    ("not_ours", "reopen"): "received",
    ("already_revoked", "reopen"): "received",
}
HANDLERS = {Role.OWNER, Role.PROGRAM_MANAGER, Role.TRIAGER}


@pytest.mark.parametrize("state", LeakState)
@pytest.mark.parametrize("move", MOVES)
def test_each_move_in_each_state_by_each_role(state, move):
    leak = factories.leak(state)
    wanted = ALLOWED.get((str(state), move))
    others = [role for role in Role if role not in HANDLERS]

    for role in others:
        with pytest.raises((NotAllowed, NotFound)):
            commands.move(
                leak.public_id, move, note="Why.", actor=reports.team_actor(leak.program, role)
            )
    for actor in (factories.actor(leak.reporter), factories.actor()):
        with pytest.raises((NotAllowed, NotFound)):
            commands.move(leak.public_id, move, note="Why.", actor=actor)
    leak.refresh_from_db()
    assert leak.state == state
    for role in HANDLERS:
        actor = reports.team_actor(leak.program, role)
        if wanted is None:
            with pytest.raises(Conflict):
                commands.move(leak.public_id, move, note="Why.", actor=actor)
        else:
            Leak.objects.filter(pk=leak.pk).update(state=state)
            assert commands.move(leak.public_id, move, note="Why.", actor=actor).state == wanted


def test_the_table_has_no_dead_end_but_the_ends():
    assert {state for state in LeakState if not workflow.moves_from(state)} == {
        LeakState.REVOKED,
        LeakState.REWARDED,
    }


def test_the_key_lies_in_the_vault_and_nowhere_else():
    key = factories.leaked_key()
    leak = factories.leak(
        keys=key, notes=f"It was {key} in the file.", url=f"https://x.example/{key}"
    )

    row = SealedSecret.objects.get()
    assert (row.subject, row.ref, row.field) == ("leak", leak.public_id, "credential")
    assert vault.open_all("leak", leak.public_id, field="credential") == [(row.kind, key)]
    assert key not in everything()
    assert "[secret " in leak.notes


def test_what_has_no_known_form_is_sealed_all_the_same():
    leak = factories.leak(keys="correct horse battery staple\nhunter2hunter2")

    assert leak.credential_count == 2
    assert "hunter2hunter2" not in everything()
    assert {row.kind for row in SealedSecret.objects.all()} == {"credential"}


def test_the_second_finder_of_a_key_is_told_so_and_the_team_sees_both():
    key, program = factories.leaked_key(), factories.intake().program
    first = factories.leak(program=program, keys=key)
    second = factories.leak(program=program, keys=f"  {key}  ")

    team = reports.team_actor(program)
    assert (first.is_known, second.is_known) == (False, True)
    (line,) = queries.leak(team, second.public_id).credentials
    assert line.others == (("leak", first.public_id),)
    (own,) = queries.leak(factories.actor(second.reporter), second.public_id).credentials
    assert own.others == ()


def test_the_same_key_in_another_program_says_nothing():
    key = factories.leaked_key()
    factories.leak(keys=key)

    assert not factories.leak(keys=key).is_known


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("credentials", " \n "),
        ("credentials", "abc"),
        ("credentials", "\n".join(f"key-number-{n}" for n in range(60))),
        ("credentials", "x" * (sending.LONGEST_CREDENTIALS + 1)),
        ("source", "moon"),
        ("notes", "x" * 5000),
        ("url", "x" * 3000),
        ("how_many", 0),
        ("kind", "two\nlines"),
    ],
)
def test_what_cannot_be_used_is_refused_by_its_field(field, value):
    program = factories.intake().program
    given = {"credentials": factories.leaked_key(), "source": "code"} | {field: value}

    with pytest.raises(Invalid) as refusal:
        commands.send(program.slug, given=LeakInput(**given), actor=factories.visitor())

    assert field in refusal.value.fields
    assert not Leak.objects.exists()
    assert not SealedSecret.objects.exists()


def test_a_program_that_takes_none_answers_like_one_that_never_was():
    program = reports.judged_program()
    closed = factories.intake(is_open=False).program
    given = LeakInput(credentials=factories.leaked_key(), source="code")

    for slug in (program.slug, closed.slug, "no-such-program"):
        with pytest.raises(NotFound):
            commands.send(slug, given=given, actor=factories.visitor())


def test_without_an_account_there_are_limits():
    program = factories.intake().program

    def send(ip):
        given = LeakInput(credentials=factories.leaked_key(), source="code")
        return commands.send(program.slug, given=given, actor=factories.visitor(ip))

    for _ in range(10):
        send("192.0.2.9")
    with pytest.raises(TooMany):
        send("192.0.2.9")
    assert send("192.0.2.10").secret


def test_the_secret_link_opens_the_leak_and_is_not_stored():
    leak = factories.leak(anonymous=True)

    assert queries.by_link(leak.secret).row.public_id == leak.public_id
    assert leak.secret not in everything()
    for wrong in ("", "x" * 43, leak.return_hash, leak.public_id):
        with pytest.raises(NotFound):
            queries.by_link(wrong)
    commands.comment_by_link(leak.secret, body="It is in a second file.", actor=factories.visitor())
    (said,) = queries.leak(reports.team_actor(leak.program), leak.public_id).timeline
    assert (said.side, said.who, said.body) == ("reporter", "", "It is in a second file.")


def test_no_address_of_an_anonymous_finder_is_kept():
    leak = factories.leak(anonymous=True)

    rows = [str(row) for row in Leak.objects.values_list()]
    events = [str(row) for row in Event.objects.values_list()]
    assert leak.reporter_id is None
    assert "192.0.2.7" not in "".join(rows + events)


def test_a_key_in_a_comment_or_note_is_taken_out():
    key, leak = factories.leaked_key(), factories.leak()

    commands.comment(leak.public_id, body=f"Also {key}", actor=factories.actor(leak.reporter))
    commands.move(
        leak.public_id, "confirm", note=f"Yes, {key}", actor=reports.team_actor(leak.program)
    )

    assert key not in everything()


def test_a_member_who_reported_it_is_on_the_reporters_side():
    program = factories.intake().program
    member = factories.member(program.organization, Role.TRIAGER).user
    leak = factories.leak(program=program, reporter=member)

    with pytest.raises(NotAllowed):
        commands.move(leak.public_id, "confirm", actor=factories.actor(member))
    assert not queries.leak(factories.actor(member), leak.public_id).is_team
    assert queries.queue(factories.actor(member)) == ()


def test_a_look_at_the_key_needs_right_reason_and_factor_and_is_told():
    key = factories.leaked_key()
    leak = factories.leak(keys=key)
    name = str(SealedSecret.objects.get().public_id)
    team = dataclasses.replace(reports.team_actor(leak.program), second_factor=True)

    def look(actor, **changed):
        given = {"reason": "revoke", "note": "", "is_fresh": True} | changed
        return commands.reveal_credential(leak.public_id, name, actor=actor, **given)

    for actor, changed in (
        (reports.team_actor(leak.program), {}),
        (team, {"is_fresh": False}),
        (team, {"reason": "curious"}),
        (dataclasses.replace(factories.actor(leak.reporter), second_factor=True), {}),
        (factories.actor(), {}),
    ):
        with pytest.raises(DomainError):
            look(actor, **changed)
    assert look(team).plain == key
    (seen,) = queries.leak(factories.actor(leak.reporter), leak.public_id).reveals
    assert (seen.role, seen.reason) == ("triager", "revoke")


def test_after_its_time_the_fingerprint_still_knows_the_key():
    key, program = factories.leaked_key(), factories.intake(retention_days=30).program
    factories.leak(program=program, keys=key)
    SealedSecret.objects.update(purge_at=clock.now() - timedelta(seconds=1))

    vault.purge()

    assert SealedSecret.objects.get().sealed == ""
    assert factories.leak(program=program, keys=key).is_known


def test_the_key_lives_exactly_as_long_as_the_program_says(monkeypatch):
    asked, key = answered(monkeypatch, 500), factories.leaked_key()
    program = factories.intake(address=ADDRESS, retention_days=30).program
    leak = factories.leak("confirmed", program=program, keys=key)
    team, begin = reports.team_actor(program), clock.now()

    monkeypatch.setattr(clock, "now", lambda: begin + timedelta(days=29, hours=23))
    purge()
    assert vault.open_all("leak", leak.public_id, field="credential")
    monkeypatch.setattr(clock, "now", lambda: begin + timedelta(days=30, seconds=1))
    purge()

    (line,) = queries.leak(team, leak.public_id).credentials
    assert (line.is_purged, len(line.fingerprint) > 4) == (True, True)
    assert vault.open_all("leak", leak.public_id, field="credential") == []
    (message,) = messaging.due_messages()
    commands.send_message(message)
    assert asked == []
    assert Event.objects.get(name="secret.purged").payload == {"count": 1}


ADDRESS = "https://revoke.example.org/keys"


def answered(monkeypatch, status):
    """Every request gets this status; gives the list of what was asked."""
    asked = []

    def fetch(url, *, method="GET", headers=None, body=None, policy=None):
        asked.append((url, method, dict(headers or {}), body))
        if status == 0:
            raise http.Unreachable("no answer")
        return http.Answer(status, {}, b"", True)

    monkeypatch.setattr(messaging.http, "fetch", fetch)
    return asked


def test_the_revocation_system_gets_a_signed_list_of_the_keys(monkeypatch):
    asked, key = answered(monkeypatch, 200), factories.leaked_key()
    program = factories.intake(address=ADDRESS).program
    leak = factories.leak("confirmed", program=program, keys=key, url="https://git.example/x")

    (message,) = messaging.due_messages()
    commands.send_message(message)
    commands.send_message(message)

    ((url, method, headers, body),) = asked
    assert (url, method) == (ADDRESS, "POST")
    kind = SealedSecret.objects.get().kind
    assert json.loads(body) == [
        {"token": key, "type": kind, "url": "https://git.example/x", "source": "code"}
    ]
    signing = partner.signing_key(settings.FINGERPRINT_KEY)
    assert headers[partner.IDENTIFIER_HEADER] == partner.key_identifier(signing)
    public = load_pem_public_key(partner.public_pem(signing).encode())
    signature = b64decode(headers[partner.SIGNATURE_HEADER])
    public.verify(signature, body, ec.ECDSA(hashes.SHA256()))
    with pytest.raises(InvalidSignature):
        public.verify(signature, body + b" ", ec.ECDSA(hashes.SHA256()))
    assert Event.objects.get(name="leak.revocation_asked").payload == {
        "leak": leak.public_id,
        "status": 200,
    }
    assert key not in everything()


@pytest.mark.parametrize("status", [0, 302, 500])
def test_a_failing_system_is_asked_again_later_and_not_for_ever(monkeypatch, status):
    asked = answered(monkeypatch, status)
    factories.leak("confirmed", program=factories.intake(address=ADDRESS).program)

    (message,) = messaging.due_messages()
    commands.send_message(message)

    assert messaging.due_messages() == ()
    LeakMessage.objects.update(created_at=clock.now() - timedelta(days=1))
    while due := messaging.due_messages():
        commands.send_message(*due)
    assert len(asked) == messaging.MOST_ATTEMPTS


@pytest.mark.parametrize("fields", [{}, {"address": ADDRESS, "checked": False}])
def test_no_message_goes_where_the_operator_did_not_let_it(monkeypatch, fields):
    asked = answered(monkeypatch, 200)
    factories.leak("confirmed", program=factories.intake(**fields).program)

    assert messaging.due_messages() == ()
    assert asked == []


def test_another_address_waits_for_the_operator_again():
    row = factories.intake(address=ADDRESS)
    owner = reports.team_actor(row.program, Role.OWNER)

    def put(address):
        return commands.set_intake(
            row.program.slug, is_open=True, retention_days=90, address=address, actor=owner
        )

    assert put(ADDRESS).checked_at is not None
    assert put("https://other.example.org/").checked_at is None
    admin = factories.actor(factories.person(is_platform_admin=True))
    assert commands.check_address(row.program.slug, is_allowed=True, actor=admin).checked_at
    with pytest.raises(NotFound):
        commands.check_address(row.program.slug, is_allowed=True, actor=owner)


@pytest.mark.parametrize(
    "address", ["http://x.example.org/", "https://127.0.0.1/", "https://[::1]/", "ftp://x/", "x"]
)
def test_an_internal_or_plain_address_is_refused(address):
    program = factories.intake().program
    owner = reports.team_actor(program, Role.OWNER)

    with pytest.raises(Invalid):
        commands.set_intake(
            program.slug, is_open=True, retention_days=90, address=address, actor=owner
        )
