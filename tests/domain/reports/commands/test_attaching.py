import hashlib
import os
import threading
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.db import connections
from PIL import Image

from seawall.domain.accounts.models import Membership, User
from seawall.domain.accounts.rules import Role
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.reports import commands, jobs, queries
from seawall.domain.reports.commands import storing, sweeping
from seawall.domain.reports.models import Attachment, Upload
from seawall.domain.reports.rules.content import content_hash
from seawall.lib import clock
from tests.factories import accounts, reports

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folders(settings, tmp_path):
    settings.BLOBS_FOLDER = tmp_path / "files"
    settings.UPLOADS_FOLDER = tmp_path / "uploads"


def attach(report, content=b"proof", name="poc.py", actor=None, audience="participants"):
    return commands.attach_bytes(
        report.public_id,
        name=name,
        content=content,
        audience=audience,
        actor=actor or accounts.actor(report.reporter),
    )


def read(attachment, actor):
    found = commands.open_attachment(attachment.public_id, actor=actor)
    with found.stream:
        return found.name, found.size_bytes, found.sha256, found.stream.read()


def age(folder, hours):
    for file in Path(folder).rglob("*"):
        if file.is_file():
            then = (clock.now() - timedelta(hours=hours)).timestamp()
            os.utime(file, (then, then))


def stored(settings):
    files = (file for file in Path(settings.BLOBS_FOLDER).rglob("*") if file.is_file())
    return sorted(file.name for file in files if file.name != ".seawall-files")


def test_a_file_comes_back_as_it_was():
    report = reports.report()
    row = attach(report, b"\x00\xffproof")

    assert read(row, reports.team_actor(report.program)) == (
        "poc.py",
        7,
        hashlib.sha256(b"\x00\xffproof").hexdigest(),
        b"\x00\xffproof",
    )
    event = Event.objects.latest("pk")
    assert (event.name, event.payload["attachment"]) == ("attachment.added", row.public_id)


def test_a_file_of_the_team_is_nobody_elses():
    report = reports.report()
    triager = reports.team_actor(report.program)
    row = attach(report, actor=triager, audience="team")
    reporter = accounts.actor(report.reporter)

    assert read(row, triager)[3] == b"proof"
    for stranger in (reporter, accounts.actor(), reports.team_actor(report.program, Role.FINANCE)):
        with pytest.raises(NotFound):
            commands.open_attachment(row.public_id, actor=stranger)
    assert queries.thread(reporter, report.public_id).attachments == ()
    with pytest.raises(NotAllowed):
        attach(report, actor=reporter, audience="team")


def test_a_file_of_a_draft_is_the_reporters_alone():
    draft = reports.draft()
    row = attach(draft)

    with pytest.raises(NotFound):
        commands.open_attachment(row.public_id, actor=reports.team_actor(draft.program))
    assert Event.objects.latest("pk").organization_id is None


def test_sending_seals_the_files_and_hashes_them():
    draft = reports.draft()
    row = attach(draft)
    gone = attach(draft, b"wrong file")
    commands.remove_attachment(gone.public_id, actor=accounts.actor(draft.reporter))

    report = commands.submit(draft.public_id, actor=accounts.actor(draft.reporter), accept_terms=1)

    assert report.content_sha256 == content_hash(reports.content(target_id="api"), [row.sha256])
    receipt = queries.receipt(accounts.actor(draft.reporter), report.public_id)
    assert receipt.attachments == (row.sha256,)
    with pytest.raises(Conflict):
        commands.remove_attachment(row.public_id, actor=accounts.actor(draft.reporter))


def test_a_file_is_removed_by_who_added_it():
    report = reports.report()
    row = attach(report)

    with pytest.raises(NotAllowed):
        commands.remove_attachment(row.public_id, actor=reports.team_actor(report.program))
    commands.remove_attachment(row.public_id, actor=accounts.actor(report.reporter))

    with pytest.raises(NotFound):
        commands.open_attachment(row.public_id, actor=accounts.actor(report.reporter))
    assert Event.objects.latest("pk").name == "attachment.removed"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("", "attachment"),
        ("   ", "attachment"),
        ("x" * 500 + ".txt", "x" * 116 + ".txt"),
    ],
)
def test_a_name_is_only_for_showing(sent, shown):
    assert attach(reports.report(), name=sent).name == shown


def test_limits_are_named(settings):
    settings.UPLOAD_BYTES, settings.REPORT_BYTES = 10, 15
    report = reports.report()

    for content, words in ((b"", "empty"), (b"x" * 11, "at most 10")):
        with pytest.raises(Invalid, match=words):
            attach(report, content)
    attach(report, b"x" * 10)
    with pytest.raises(Invalid, match="5 are left"):
        attach(report, b"y" * 6)
    assert Attachment.objects.count() == 1


def test_a_stream_longer_than_declared_is_stopped(settings):
    settings.UPLOAD_BYTES = 10
    report = reports.report()

    with pytest.raises(Invalid, match="at most 10"):
        commands.attach_stream(
            report.public_id,
            name="a",
            size_bytes=5,
            stream=BytesIO(b"x" * 50),
            actor=accounts.actor(report.reporter),
        )

    assert stored(settings) == []


def test_a_comment_carries_files_of_its_author_and_audience():
    report = reports.report()
    triager = reports.team_actor(report.program)
    note, public = attach(report, actor=triager, audience="team"), attach(report, actor=triager)

    def say(files, audience="participants"):
        return commands.comment(
            report.public_id, body="See.", audience=audience, actor=triager, attachments=files
        )

    for wrong in ([note.public_id], [attach(report).public_id], ["F-000000"]):
        with pytest.raises(Invalid) as refusal:
            say(wrong)
        assert set(refusal.value.fields) == {"attachments"}
    say([public.public_id])
    with pytest.raises(Invalid):
        say([public.public_id])
    page = queries.thread(accounts.actor(report.reporter), report.public_id)
    entry = next(one for one in page.timeline if isinstance(one, queries.CommentEntry))
    assert [view.public_id for view in entry.attachments] == [public.public_id]


def begin(report, size, name="big.zip", actor=None):
    return commands.begin_upload(
        report.public_id,
        name=name,
        size_bytes=size,
        actor=actor or accounts.actor(report.reporter),
    )


def test_a_file_comes_in_pieces_and_goes_on_after_a_break():
    report = reports.report()
    actor = accounts.actor(report.reporter)
    upload = begin(report, 10)

    commands.append_chunk(upload.id, offset=0, stream=BytesIO(b"01234"), actor=actor)
    with pytest.raises(commands.WrongPlace) as refusal:
        commands.append_chunk(upload.id, offset=0, stream=BytesIO(b"01234"), actor=actor)
    assert refusal.value.offset == 5
    with pytest.raises(commands.WrongPlace):
        commands.complete_upload(upload.id, actor=actor)
    assert commands.upload_state(upload.id, actor=actor).offset == 5
    commands.append_chunk(upload.id, offset=5, stream=BytesIO(b"56789"), actor=actor)
    row = commands.complete_upload(upload.id, actor=actor)

    assert read(row, actor)[3] == b"0123456789"
    assert not Upload.objects.exists()
    with pytest.raises(NotFound):
        commands.upload_state(upload.id, actor=actor)


def test_an_upload_is_its_uploaders_alone():
    report = reports.report()
    upload = begin(report, 10)
    other = reports.team_actor(report.program)

    for attempt in (
        lambda: commands.upload_state(upload.id, actor=other),
        lambda: commands.append_chunk(upload.id, offset=0, stream=BytesIO(b"x"), actor=other),
        lambda: commands.complete_upload(upload.id, actor=other),
        lambda: commands.abandon_upload(upload.id, actor=other),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_more_than_was_announced_is_refused():
    report = reports.report()
    actor = accounts.actor(report.reporter)
    upload = begin(report, 3)

    with pytest.raises(Invalid, match="at most 3"):
        commands.append_chunk(upload.id, offset=0, stream=BytesIO(b"0123"), actor=actor)

    assert commands.upload_state(upload.id, actor=actor).offset == 0


def test_who_lost_their_role_cannot_complete_an_upload():
    report = reports.report()
    actor = reports.team_actor(report.program)
    upload = begin(report, 1, actor=actor)
    commands.append_chunk(upload.id, offset=0, stream=BytesIO(b"x"), actor=actor)
    Membership.objects.filter(user=actor.user_id).delete()
    now = accounts.actor(User.objects.get(pk=actor.user_id))

    with pytest.raises(NotFound):
        commands.complete_upload(upload.id, actor=now)

    assert not Attachment.objects.exists()


def test_the_sweep_removes_only_old_content_that_no_row_names(settings):
    report = reports.report()
    kept = attach(report)
    removed = attach(report, b"removed")
    commands.remove_attachment(removed.public_id, actor=accounts.actor(report.reporter))
    storing.blobs().put(BytesIO(b"orphan"))

    assert sweeping.sweep_blobs() == 0
    age(settings.BLOBS_FOLDER, hours=2)
    assert sweeping.sweep_blobs() == 2

    assert stored(settings) == [kept.sha256]


def test_the_sweep_forgets_uploads_that_were_given_up(settings):
    report = reports.report()
    actor = accounts.actor(report.reporter)
    with clock.frozen_at(clock.now() - timedelta(hours=30)):
        old, going_on = begin(report, 10), begin(report, 10)
    begin(report, 10)
    age(settings.UPLOADS_FOLDER, hours=30)
    commands.append_chunk(going_on.id, offset=0, stream=BytesIO(b"x"), actor=actor)

    assert sweeping.sweep_uploads() == 1

    assert not Upload.objects.filter(public_id=old.id).exists()
    assert Upload.objects.count() == 2


def picture():
    content = BytesIO()
    Image.new("RGB", (900, 600), "red").save(content, "PNG")
    return content.getvalue()


def test_an_image_gets_a_small_picture():
    report = reports.report()
    row = attach(report, picture(), "screen.png")
    assert row.thumbnail_state == "waiting"

    assert jobs.enqueue_thumbnails() == 1
    assert jobs.enqueue_thumbnails() == 0
    jobs.make_thumbnail(row.pk)
    jobs.make_thumbnail(row.pk)

    row.refresh_from_db()
    assert row.thumbnail_state == "ready"
    small = commands.open_thumbnail(row.public_id, actor=accounts.actor(report.reporter))
    with small.stream, Image.open(BytesIO(small.stream.read())) as image:
        assert max(image.size) <= 512
    with pytest.raises(NotFound):
        commands.open_thumbnail(row.public_id, actor=accounts.actor())


def test_a_broken_image_has_no_picture():
    row = attach(reports.report(), b"\x89PNG\r\n\x1a\nnothing", "screen.png")

    jobs.make_thumbnail(row.pk)

    row.refresh_from_db()
    assert (row.thumbnail_state, row.thumbnail_sha256) == ("failed", "")


def test_other_files_have_no_picture():
    row = attach(reports.report(), b"text", "screen.png")

    assert (row.thumbnail_state, row.label_type) == ("none", "")


@pytest.mark.django_db(transaction=True)
def test_a_sweep_beside_an_upload_never_leaves_a_row_without_its_file(settings):
    report = reports.report()
    actor = accounts.actor(report.reporter)
    storing.blobs().put(BytesIO(b"same"))
    age(settings.BLOBS_FOLDER, hours=2)

    def sweep():
        sweeping.sweep_blobs()
        connections.close_all()

    thread = threading.Thread(target=sweep)
    thread.start()
    try:
        row = attach(report, b"same", actor=actor)
    except Conflict:
        row = None
    thread.join()

    assert row is None or read(row, actor)[3] == b"same"
