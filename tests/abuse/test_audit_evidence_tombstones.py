"""What is taken away leaves a tombstone, and the record outlives who wrote it."""

import hashlib

import pytest

from seawall.domain import leaving
from seawall.domain.accounts.models import User
from seawall.domain.accounts.rules import Role
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.reports import commands, jobs, queries
from seawall.domain.reports.commands import storing, sweeping
from seawall.domain.reports.models import Attachment, CommentRevision
from seawall.domain.reports.queries import CommentEntry, RemovalEntry
from seawall.lib import clock
from tests import factories
from tests.web.programs.browsers import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.BLOBS_FOLDER, settings.UPLOADS_FOLDER = tmp_path / "files", tmp_path / "uploads"


@pytest.fixture
def reporter():
    return factories.actor()


@pytest.fixture
def report(reporter):
    return factories.report(reporter=User.objects.get(pk=reporter.user_id))


@pytest.fixture
def team(report):
    roles = {"owner": Role.OWNER, "manager": Role.PROGRAM_MANAGER, "triager": Role.TRIAGER}
    return {name: factories.team_actor(report.program, role) for name, role in roles.items()}


@pytest.fixture
def file(report, reporter):
    return commands.attach_bytes(report.public_id, name="a.txt", content=b"proof", actor=reporter)


def stored(file) -> bool:
    return storing.blobs().exists(file.sha256)


def browser(actor):
    return browser_of(User.objects.get(pk=actor.user_id))


def test_ac_111_a_deleted_comment_leaves_hash_actor_and_moment(report, reporter, team):
    said = commands.comment(
        report.public_id, body="cnry-said", audience="participants", actor=reporter
    )
    commands.edit_comment(report.public_id, said.pk, body="cnry-later", actor=reporter)

    commands.remove_comment(report.public_id, said.pk, actor=reporter)

    entry = queries.thread(team["triager"], report.public_id).timeline[-1]
    assert isinstance(entry, CommentEntry)
    assert (entry.body, entry.history, entry.can_edit) == ("", (), False)
    assert (entry.by.id, entry.removed_at is not None) == (reporter.user_id, True)
    assert entry.removed_sha256 == hashlib.sha256(b"cnry-later").hexdigest()
    event = Event.objects.get(name="report.comment_removed")
    assert (event.user_id, event.payload["sha256"]) == (reporter.user_id, entry.removed_sha256)
    for who in (reporter, team["owner"]):
        page = browser(who).get(f"/reports/{report.public_id}").content.decode()
        assert "cnry-" not in page
        assert entry.removed_sha256 in page
    assert [row.body for row in CommentRevision.objects.order_by("pk")] == [
        "cnry-said",
        "cnry-later",
    ]


def test_ac_111_only_the_author_deletes_a_comment_and_once(report, reporter, team):
    said = commands.comment(report.public_id, body="Hi.", audience="participants", actor=reporter)

    for other in team.values():
        with pytest.raises(NotAllowed):
            commands.remove_comment(report.public_id, said.pk, actor=other)
    with pytest.raises(NotFound):
        commands.remove_comment(report.public_id, said.pk, actor=factories.actor())
    commands.remove_comment(report.public_id, said.pk, actor=reporter)
    with pytest.raises(Conflict):
        commands.remove_comment(report.public_id, said.pk, actor=reporter)
    with pytest.raises(NotAllowed):
        commands.edit_comment(report.public_id, said.pk, body="Again.", actor=reporter)


def test_ac_020_a_hidden_or_deleted_file_is_gone_with_the_next_request(
    report, reporter, team, file
):
    mine, theirs = browser(reporter), browser(team["triager"])
    address = f"/files/{file.public_id}"
    assert mine.get(address).getvalue() == b"proof"

    commands.hide_attachment(
        report.public_id, file.public_id, reason="personal_data", actor=team["triager"]
    )
    assert (mine.get(address).status_code, theirs.get(address).status_code) == (404, 200)

    commands.delete_attachment(
        report.public_id, file.public_id, reason="personal_data", actor=team["triager"]
    )
    assert (mine.get(address).status_code, theirs.get(address).status_code) == (404, 404)


def test_ac_111_a_deleted_file_leaves_a_tombstone_that_its_readers_see(
    report, reporter, team, file
):
    commands.delete_attachment(
        report.public_id, file.public_id, reason="secret", actor=team["triager"]
    )

    entry = queries.thread(reporter, report.public_id).timeline[-1]

    assert isinstance(entry, RemovalEntry)
    assert (entry.sha256, entry.reason, entry.by.id) == (
        file.sha256,
        "secret",
        team["triager"].user_id,
    )
    assert file.sha256 in browser(reporter).get(f"/reports/{report.public_id}").content.decode()
    assert stored(file)


def test_ac_111_the_content_goes_when_two_people_want_it(report, team, file):
    given = (report.public_id, file.public_id)
    with pytest.raises(Conflict):
        commands.purge_attachment(*given, actor=team["owner"])
    commands.delete_attachment(*given, reason="illegal", actor=team["owner"])
    with pytest.raises(NotAllowed):
        commands.purge_attachment(*given, actor=team["triager"])

    commands.purge_attachment(*given, actor=team["owner"])
    with pytest.raises(NotAllowed):
        commands.purge_attachment(*given, actor=team["owner"])
    _sweep_much_later()
    assert stored(file)
    commands.purge_attachment(*given, actor=team["manager"])

    sweeping.sweep_content(file.sha256)
    assert not stored(file)
    names = Event.objects.filter(name__startswith="attachment.").order_by("pk")
    assert [row.name for row in names.values_list("name", named=True)] == [
        "attachment.added",
        "attachment.deleted",
        "attachment.purge_asked",
        "attachment.purged",
    ]
    row = Attachment.objects.get(pk=file.pk)
    assert row.sha256 == file.sha256
    assert row.purge_asked_by_id != row.purged_by_id


def test_ac_111_no_job_and_nobody_purges_during_a_legal_hold(report, team, file):
    given = (report.public_id, file.public_id)
    commands.delete_attachment(*given, reason="mistake", actor=team["owner"])
    commands.purge_attachment(*given, actor=team["owner"])
    commands.hold_report(report.public_id, actor=team["owner"])

    with pytest.raises(Conflict):
        commands.purge_attachment(*given, actor=team["manager"])
    _sweep_much_later()
    assert stored(file)

    commands.release_report(report.public_id, actor=team["manager"])
    commands.purge_attachment(*given, actor=team["manager"])
    sweeping.sweep_content(file.sha256)
    assert not stored(file)


def test_ac_111_the_same_content_elsewhere_survives(report, reporter, team, file):
    other = factories.report(reporter=User.objects.get(pk=reporter.user_id))
    commands.attach_bytes(other.public_id, name="b.txt", content=b"proof", actor=reporter)
    given = (report.public_id, file.public_id)
    commands.delete_attachment(*given, reason="mistake", actor=team["owner"])
    for name in ("owner", "manager"):
        commands.purge_attachment(*given, actor=team[name])

    assert not sweeping.sweep_content(file.sha256)
    assert stored(file)


def test_ac_111_those_without_the_right_take_nothing(report, reporter, file):
    given = (report.public_id, file.public_id)
    developer = factories.team_actor(report.program, Role.DEVELOPER)
    stranger = factories.team_actor(factories.report().program, Role.OWNER)

    for who, refusal in ((developer, NotAllowed), (reporter, NotAllowed), (stranger, NotFound)):
        with pytest.raises(refusal):
            commands.delete_attachment(*given, reason="mistake", actor=who)
        with pytest.raises(refusal):
            commands.hold_report(report.public_id, actor=who)
    owner = factories.team_actor(report.program, Role.OWNER)
    with pytest.raises(Invalid):
        commands.delete_attachment(*given, reason="because", actor=owner)


def test_ac_111_the_record_survives_the_account(report, reporter, file):
    commands.comment(report.public_id, body="Kept.", audience="participants", actor=reporter)
    before = list(Event.objects.filter(report_id=report.pk).order_by("pk").values())

    leaving.close_account(reporter.user_id, actor=reporter)

    after = list(Event.objects.filter(report_id=report.pk).order_by("pk").values())
    assert after == before
    owner = factories.team_actor(report.program, Role.OWNER)
    page = queries.thread(owner, report.public_id)
    assert page.timeline[-1].body == "Kept."
    assert commands.open_attachment(file.public_id, actor=owner).stream.read() == b"proof"


def test_the_page_of_the_team_does_what_the_commands_do(report, reporter, team, file):
    owner, manager = browser(team["owner"]), browser(team["manager"])
    base = f"/reports/{report.public_id}"
    files = f"{base}/evidence/{file.public_id}"

    assert browser(reporter).get(f"{base}/evidence").status_code == 404
    assert owner.post(f"{files}/delete", {"reason": ""}).status_code == 422
    for client, path, given in (
        (owner, f"{files}/hide", {"reason": "mistake"}),
        (owner, f"{files}/delete", {"reason": "mistake"}),
        (owner, f"{base}/hold", {"do": "hold"}),
        (owner, f"{base}/hold", {"do": "release"}),
        (owner, f"{files}/purge", {}),
        (manager, f"{files}/purge", {}),
    ):
        assert client.post(path, given).status_code == 303, path
    assert "Content deleted" in owner.get(f"{base}/evidence").content.decode()


def _sweep_much_later():
    with clock.frozen_at(clock.now() + 100 * sweeping.ORPHAN_AGE):
        jobs.sweep_files()
