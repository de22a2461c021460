import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.audit.models import Event
from seawall.domain.errors import NotFound
from seawall.domain.jobs_queue import worker
from seawall.domain.notify.models import Notice
from seawall.domain.readings import commands as readings
from seawall.domain.reports import commands, queries
from seawall.domain.reports.models import Collaborator
from seawall.lib import clock
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.BLOBS_FOLDER, settings.UPLOADS_FOLDER = tmp_path / "files", tmp_path / "uploads"


@pytest.fixture
def reporter():
    return factories.actor()


@pytest.fixture
def report(reporter):
    return factories.report(reporter=_user(reporter))


def _user(actor):
    from seawall.domain.accounts.models import User

    return User.objects.get(pk=actor.user_id)


def seen(actor, report):
    """Who opened the report as this person reads it, the oldest first."""
    readings.flush()
    found = queries.reads(actor, report.public_id).items
    return [(one.side, one.role, str(one.door), one.handle) for one in reversed(found)]


def test_the_reporter_reads_roles_and_moments_but_no_names(report, reporter):
    triager = factories.team_actor(report.program)

    queries.thread(triager, report.public_id)
    queries.thread(reporter, report.public_id)

    assert seen(reporter, report) == [("team", "triager", "page", ""), ("reporter", "", "page", "")]


def test_those_who_read_the_activity_read_names_too(report):
    triager = factories.team_actor(report.program)
    owner = factories.team_actor(report.program, Role.OWNER)
    viewer = factories.team_actor(report.program, Role.VIEWER)

    queries.thread(triager, report.public_id)

    assert seen(owner, report) == [("team", "triager", "page", triager.handle)]
    assert seen(viewer, report) == [("team", "triager", "page", "")]


def test_a_stranger_learns_nothing(report):
    queries.thread(factories.team_actor(report.program), report.public_id)

    with pytest.raises(NotFound):
        queries.reads(factories.actor(), report.public_id)


def test_every_way_to_the_words_is_noted(report, reporter):
    triager = factories.team_actor(report.program)
    file = commands.attach_bytes(report.public_id, name="a.txt", content=b"a", actor=reporter)
    token = factories.token_actor(_user(triager))

    queries.receipt(triager, report.public_id)
    readings.flush()
    queries.revision_list(triager, report.public_id)
    readings.flush()
    commands.open_attachment(file.public_id, actor=triager).stream.close()
    commands.open_attachment(file.public_id, actor=token).stream.close()
    queries.thread(token, report.public_id)

    assert [line[2] for line in seen(reporter, report)] == ["page", "page", "file", "api", "api"]
    named = [one.file for one in queries.reads(reporter, report.public_id).items]
    assert named == ["", "a.txt", "a.txt", "", ""]


def test_the_reporter_does_not_learn_of_files_for_the_team(report, reporter):
    triager = factories.team_actor(report.program)
    note = commands.attach_bytes(
        report.public_id, name="n.txt", content=b"n", audience="team", actor=triager
    )

    commands.open_attachment(note.public_id, actor=triager).stream.close()

    assert seen(reporter, report) == []
    assert len(seen(triager, report)) == 1


def test_titles_in_lists_are_counted_by_role(report, reporter):
    triager = factories.team_actor(report.program)
    for _ in range(2):
        queries.inbox(triager)
        readings.flush()
    queries.my_reports(reporter)
    readings.flush()

    found = queries.reads(reporter, report.public_id)

    assert [(one.role, one.times) for one in found.listings] == [("triager", 2)]
    assert found.items == ()


def test_a_collaborator_is_named_as_one(report, reporter):
    friend = factories.person()
    Collaborator.objects.create(
        report=report, user=friend, share=10, state="accepted",
        invited_at=clock.now(), answered_at=clock.now(),
    )  # fmt: skip

    queries.thread(factories.actor(friend), report.public_id)

    assert seen(reporter, report) == [("collaborator", "", "page", "")]


def test_reading_a_draft_names_no_organization(reporter):
    draft = factories.draft(reporter=_user(reporter))

    queries.thread(reporter, draft.public_id)
    readings.flush()

    row = Event.objects.get(name="reading.opened")
    assert (row.organization_id, row.program_id, row.report_id) == (None, None, draft.pk)


def test_nobody_is_told_that_somebody_reads(report, reporter):
    worker.settle()
    before = Notice.objects.count()

    queries.thread(factories.team_actor(report.program), report.public_id)
    readings.flush()
    worker.settle()

    assert Notice.objects.count() == before
    assert [type(one).__name__ for one in queries.thread(reporter, report.public_id).timeline] == [
        "MoveEntry"
    ]


def test_looking_at_the_list_leaves_no_trace(report, reporter):
    queries.reads(reporter, report.public_id)

    assert readings.flush() == 0
