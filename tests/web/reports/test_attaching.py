"""Files in pieces, and the headers under which they come back."""

import hashlib
import io
import json

import pytest
from django.test import Client
from PIL import Image

from seawall.domain.reports import commands
from seawall.domain.reports.models import Attachment
from tests import factories
from tests.web.reports.forms import without_nonce

pytestmark = pytest.mark.django_db
CONTENT = b"<script>alert(1)</script>" * 1000
SIZE = len(CONTENT)


@pytest.fixture
def draft(program, reporter):
    return factories.draft(program, reporter)


def _begin(browser, row, *, name="proof.html", size=SIZE, end="uploads"):
    return browser.post(
        f"/reports/{row.public_id}/{end}",
        json.dumps({"name": name, "size": size, "type": "text/html"}),
        content_type="application/json",
    )


def _piece(browser, address, content, offset):
    return browser.patch(
        address,
        content,
        content_type="application/offset+octet-stream",
        headers={"Upload-Offset": str(offset)},
    )


def _uploaded(browser, row, content=CONTENT, name="proof.html"):
    begun = _begin(browser, row, name=name, size=len(content)).json()
    address = f"/reports/{row.public_id}/uploads/{begun['upload']}"
    _piece(browser, address, content, 0)
    return browser.post(f"{address}/complete", "{}", content_type="application/json").json()


def test_a_file_arrives_in_pieces_and_goes_on_after_a_break(browser, draft):
    begun = _begin(browser, draft)
    address = f"/reports/{draft.public_id}/uploads/{begun.json()['upload']}"

    first = _piece(browser, address, CONTENT[:10_000], 0)
    early = browser.post(f"{address}/complete", "{}", content_type="application/json")
    repeated = _piece(browser, address, CONTENT[:10_000], 0)
    asked = browser.get(address)
    _piece(browser, address, CONTENT[10_000:], asked.json()["offset"])
    done = browser.post(f"{address}/complete", "{}", content_type="application/json")

    assert begun.status_code == 201
    assert begun.json()["offset"] == 0
    assert first.json() == asked.json() == {"offset": 10_000}
    assert (early.status_code, early.json()["offset"]) == (409, 10_000)
    assert (repeated.status_code, repeated.json()["offset"]) == (409, 10_000)
    assert done.status_code == 201
    assert done.json()["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert done.json()["size"] == len(CONTENT)


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"name": 1, "size": 2}', '{"name": "a", "size": true}', "\xff"]
)
def test_a_broken_announcement_is_answered_in_json(browser, draft, body):
    answer = browser.post(
        f"/reports/{draft.public_id}/uploads", body, content_type="application/json"
    )

    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_too_large_and_empty_files_are_refused_before_the_first_byte(browser, draft, settings):
    assert _begin(browser, draft, size=settings.UPLOAD_BYTES + 1).status_code == 422
    assert _begin(browser, draft, size=0).status_code == 422
    assert not Attachment.objects.exists()


def test_more_than_was_announced_is_refused(browser, draft):
    begun = _begin(browser, draft, size=10).json()
    address = f"/reports/{draft.public_id}/uploads/{begun['upload']}"

    assert _piece(browser, address, b"12345678901", 0).status_code == 422
    assert _piece(browser, address, b"1", "x").status_code == 422


def test_a_finished_file_can_be_taken_back(browser, draft):
    row = _uploaded(browser, draft)

    answer = browser.delete(f"/reports/{draft.public_id}/uploads/{row['id']}")

    assert answer.status_code == 204
    assert browser.get(f"/files/{row['id']}").status_code == 404


def test_an_unfinished_file_can_be_abandoned(browser, draft):
    begun = _begin(browser, draft).json()
    address = f"/reports/{draft.public_id}/uploads/{begun['upload']}"

    assert browser.delete(address).status_code == 204
    assert browser.get(address).status_code == 404


def test_uploads_of_somebody_else_do_not_exist(browser, draft, program):
    begun = _begin(browser, draft).json()
    address = f"/reports/{draft.public_id}/uploads/{begun['upload']}"
    other = Client()
    other.force_login(factories.person())

    for answer in (
        other.get(address),
        _piece(other, address, b"x", 0),
        other.delete(address),
        other.post(f"{address}/complete", "{}", content_type="application/json"),
        _begin(other, draft),
    ):
        assert answer.status_code == 404
        assert answer.json() == {"detail": "There is nothing here."}


def test_the_team_adds_files_that_only_the_team_reads(browser, program, reporter):
    row = factories.report(program=program, reporter=reporter)
    member = Client()
    member.force_login(factories.member(program.organization).user)

    begun = _begin(member, row, end="team-uploads", size=5).json()
    address = f"/reports/{row.public_id}/team-uploads/{begun['upload']}"
    _piece(member, address, b"notes", 0)
    done = member.post(f"{address}/complete", "{}", content_type="application/json").json()

    assert member.get(done["url"]).status_code == 200
    assert browser.get(done["url"]).status_code == 404
    assert _begin(browser, row, end="team-uploads").status_code == 403


def test_a_download_can_neither_run_nor_be_kept(browser, draft):
    row = _uploaded(browser, draft, name="evil\u202e.html")

    answer = browser.get(row["url"])

    assert b"".join(answer.streaming_content) == CONTENT
    headers = answer.headers
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"].startswith("attachment;")
    assert "\u202e" not in headers["Content-Disposition"]
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Content-Length"] == str(len(CONTENT))


@pytest.mark.parametrize("name", ['a"b.txt', "a;b.txt", "ä€.txt", "../../etc/passwd", "a\r\nX: y"])
def test_a_name_never_breaks_out_of_the_header(browser, draft, name):
    row = _uploaded(browser, draft, name=name)

    value = browser.get(row["url"]).headers["Content-Disposition"]

    assert "\r" not in value
    assert "\n" not in value
    assert "/" not in value


def test_foreign_files_answer_like_files_that_never_existed(browser, draft):
    row = _uploaded(browser, draft)
    stranger = Client()
    stranger.force_login(factories.person())

    theirs, nothing = stranger.get(row["url"]), stranger.get("/files/F-ZZZZZZ")
    small, none = stranger.get(row["url"] + "/thumbnail"), stranger.get("/files/F-ZZZZZZ/thumbnail")

    assert {answer.status_code for answer in (theirs, nothing, small, none)} == {404}
    assert len({without_nonce(answer) for answer in (theirs, nothing, small, none)}) == 1


def test_a_picture_comes_back_small_and_made_anew(browser, draft, reporter):
    from seawall.domain.reports.commands import storing

    picture = io.BytesIO()
    Image.new("RGB", (40, 30)).save(picture, "PNG")
    row = commands.attach_bytes(
        draft.public_id, name="a.png", content=picture.getvalue(), actor=factories.actor(reporter)
    )
    assert browser.get(f"/files/{row.public_id}/thumbnail").status_code == 404
    blob = storing.blobs().put(io.BytesIO(b"RIFF small"))
    Attachment.objects.filter(pk=row.pk).update(
        thumbnail_sha256=blob.sha256, thumbnail_state="ready"
    )

    answer = browser.get(f"/files/{row.public_id}/thumbnail")

    assert b"".join(answer.streaming_content) == b"RIFF small"
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
