"""No secret gets past the door of a command, whichever text or file it stands in."""

import random
from io import BytesIO

import pytest
from django.db import connection

from seawall.domain.audit.models import Event
from seawall.domain.errors import Invalid
from seawall.domain.reports import commands
from seawall.domain.reports.commands import sealing
from seawall.domain.reports.models import Comment, Revision
from seawall.domain.reports.queries.revisions import content_of
from seawall.domain.reports.rules.content import content_hash
from seawall.domain.reports.rules.workflow import MoveInput, State
from seawall.domain.vault.commands.revealing import opened
from seawall.domain.vault.models import SealedSecret
from seawall.domain.vault.rules import formats
from seawall.domain.vault.rules.placeholders import PLACEHOLDER
from tests.factories import accounts, reports, secrets

pytestmark = pytest.mark.django_db
CHANCE = random.Random(11)


@pytest.fixture(autouse=True)
def _folders(settings, tmp_path):
    settings.BLOBS_FOLDER = tmp_path / "files"
    settings.UPLOADS_FOLDER = tmp_path / "uploads"


@pytest.fixture
def token():
    return secrets.token(formats.by_prefix()["ghp_"][0], CHANCE)


def everything() -> str:
    """Every table as text."""
    said = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            said += [str(row) for row in cursor.fetchall()]
    return "\n".join(said)


def only_secret() -> SealedSecret:
    return SealedSecret.objects.get()


def test_a_sent_report_holds_a_placeholder_and_the_vault_the_secret(token):
    report = reports.report(description=f"It is {token} in the page.", title=f"Key {token} found")

    row = only_secret()
    revision = Revision.objects.get(report=report)
    assert PLACEHOLDER.search(revision.description)
    assert PLACEHOLDER.search(report.title)
    assert opened(row) == token
    assert (row.subject, row.ref, row.taken_from) == ("report", report.public_id, report.reporter)
    assert token not in everything()


def test_the_event_says_what_was_sealed_and_nothing_of_it(token):
    report = reports.report(description=f"It is {token} here.")

    event = Event.objects.get(name="secret.sealed")
    assert event.payload == {
        "subject": report.public_id,
        "secret": str(only_secret().public_id),
        "kind": only_secret().kind,
        "field": "description",
    }
    assert (event.program_id, event.organization_id) == (
        report.program_id,
        report.program.organization_id,
    )


def test_an_autosave_seals_once_and_keeps_its_placeholder(token):
    report = reports.draft(description=f"It is {token} here.")
    actor = accounts.actor(report.reporter)
    stored = Revision.objects.get(report=report)
    written = stored.description

    for version, text in enumerate((written, f"{written} More {token}.", written), start=1):
        commands.save_draft(
            report.public_id,
            content=reports.content(description=text),
            expected_version=version,
            actor=actor,
        )

    stored.refresh_from_db()
    assert stored.description == written
    assert SealedSecret.objects.count() == 1


def test_what_is_told_of_a_draft_names_neither_program_nor_organization(token):
    reports.draft(description=f"It is {token} here.")

    event = Event.objects.get(name="secret.sealed")
    assert (event.program_id, event.organization_id) == (None, None)


def test_a_comment_and_its_new_wording_are_searched(token):
    report = reports.report()
    actor = accounts.actor(report.reporter)

    row = commands.comment(
        report.public_id, body=f"See {token}", audience="participants", actor=actor
    )
    commands.edit_comment(report.public_id, row.pk, body=f"Now {token}", actor=actor)

    assert PLACEHOLDER.search(Comment.objects.get().body)
    assert opened(only_secret()) == token
    assert token not in everything()


def test_a_revision_is_searched(token):
    report = reports.report()

    commands.revise(
        report.public_id,
        content=reports.content(impact=f"With {token} anybody can."),
        expected_revision=1,
        actor=accounts.actor(report.reporter),
    )

    assert token not in everything()
    assert SealedSecret.objects.count() == 1


def test_the_note_of_a_move_and_a_reason_are_searched(token):
    report = reports.report()
    actor = reports.team_actor(report.program)

    commands.make_move(
        report.public_id, "ask", actor=actor, given=MoveInput(note=f"Is it {token}?")
    )
    commands.set_severity(
        report.public_id,
        side="triage",
        priority=2,
        reason_code="other",
        reason=f"The key {token} is alive.",
        actor=actor,
    )

    assert token not in everything()
    assert SealedSecret.objects.count() == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "latin-1"])
def test_a_text_file_is_stored_with_placeholders(settings, token, encoding):
    report = reports.report()
    content = f"Größe\nkey: {token}\n".encode(encoding)

    row = commands.attach_bytes(
        report.public_id, name="x.log", content=content, actor=accounts.actor(report.reporter)
    )

    found = commands.open_attachment(row.public_id, actor=accounts.actor(report.reporter))
    with found.stream as stream:
        text = stream.read().decode(encoding)
    assert PLACEHOLDER.search(text)
    assert text.startswith("Größe")
    assert row.size_bytes != len(content)
    assert not _on_disk(settings, token.encode()) | _on_disk(settings, token.encode("utf-16-le"))


def test_a_file_without_secrets_and_a_binary_one_come_back_byte_for_byte(token):
    report = reports.report()
    actor = accounts.actor(report.reporter)

    for content in (b"plain \xff words\r\n", b"\x89PNG\r\n\x1a\n\0\0" + token.encode()):
        row = commands.attach_bytes(report.public_id, name="x", content=content, actor=actor)
        with commands.open_attachment(row.public_id, actor=actor).stream as stream:
            assert stream.read() == content


def test_a_file_in_pieces_and_its_name_are_searched(settings, token):
    report = reports.report()
    actor = accounts.actor(report.reporter)
    content = f"key: {token}\n".encode()

    state = commands.begin_upload(
        report.public_id, name=f"{token}.txt", size_bytes=len(content), actor=actor
    )
    commands.append_chunk(state.id, offset=0, stream=BytesIO(content), actor=actor)
    row = commands.complete_upload(state.id, actor=actor)

    assert PLACEHOLDER.search(row.name)
    assert token not in everything()
    assert not _on_disk(settings, token.encode())


def test_a_text_file_too_large_to_be_searched_is_refused(monkeypatch):
    monkeypatch.setattr(sealing, "LARGEST_TEXT_FILE_BYTES", 100)
    report = reports.report()

    with pytest.raises(Invalid, match="searched"):
        commands.attach_bytes(
            report.public_id,
            name="x.txt",
            content=b"word " * 30,
            actor=accounts.actor(report.reporter),
        )


def test_what_somebody_else_posts_to_a_report_they_may_not_see_seals_nothing(token):
    report = reports.report()

    same = commands.take_out_of_form(
        report.public_id, {"body": token}, actor=accounts.actor(accounts.person())
    )

    assert same == {"body": token}
    assert not SealedSecret.objects.exists()


def test_a_program_adds_patterns_of_its_own():
    program = reports.judged_program(secret_patterns="acme-key ACME-[A-Z0-9]{12}")

    reports.report(program=program, description="It is ACME-A1B2C3D4E5F6 here.")

    assert only_secret().kind == "acme-key"


def test_the_same_secret_has_the_same_fingerprint_however_it_was_wrapped(token):
    one = reports.report(description=f"It is {token} here.")
    two = reports.report(description=f"It is {token[:12]}\n{token[12:]}\nhere.")

    first, second = SealedSecret.objects.order_by("pk")
    assert (first.ref, second.ref) == (one.public_id, two.public_id)
    assert first.fingerprint == second.fingerprint


def test_the_hash_of_a_report_is_over_its_redacted_words(token):
    report = reports.report(State.NEW, description=f"It is {token} here.")

    revision = Revision.objects.get(report=report)
    assert PLACEHOLDER.search(revision.description)
    assert report.content_sha256 == content_hash(content_of(revision))


def _on_disk(settings, wanted: bytes) -> set[str]:
    folders = (settings.BLOBS_FOLDER, settings.UPLOADS_FOLDER)
    return {
        str(file)
        for folder in folders
        for file in folder.rglob("*")
        if file.is_file() and wanted in file.read_bytes()
    }
