"""Another report of the same words: what is carried over, and what is not."""

import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.audit.models import Event
from seawall.domain.errors import NotAllowed, NotFound
from seawall.domain.reports import commands, queries
from seawall.domain.reports.models import Collaborator, Report
from seawall.domain.reports.queries.counts import counts
from seawall.domain.reports.rules.workflow import MoveInput, State
from seawall.lib import clock
from tests import factories
from tests.api.client import ApiClient

pytestmark = pytest.mark.django_db

HIGH = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"


@pytest.fixture
def source():
    """A report that was revised, rated, shared and talked about, with files of every kind."""
    draft = factories.draft()
    who, program = factories.actor(draft.reporter), draft.program
    commands.attach_bytes(draft.public_id, name="proof.txt", content=b"proof", actor=who)
    report = commands.submit(draft.public_id, accept_terms=program.brief.version, actor=who)
    Collaborator.objects.create(
        report=report, user=factories.person(), share=3000, state="accepted",
        invited_at=clock.now(), answered_at=clock.now(),
    )  # fmt: skip
    Report.objects.filter(pk=report.pk).update(reporter_share=7000)
    words = factories.content(title="Two findings")
    commands.revise(report.public_id, content=words, expected_revision=1, actor=who)
    by = factories.team_actor(program)
    commands.attach_bytes(
        report.public_id, name="note.txt", content=b"n", audience="team", actor=by
    )
    commands.comment(report.public_id, body="Thanks.", audience="participants", actor=by)
    commands.set_severity(
        report.public_id, side="triage", priority=4, reason_code="other", reason="Less.", actor=by
    )
    return report


def clone(source, role=Role.TRIAGER):
    return commands.clone_report(source.public_id, actor=factories.team_actor(source.program, role))


def test_words_files_and_people_are_carried_over_and_nothing_of_the_team(source):
    factories.new_version(source.program, terms="Others.")

    made = clone(source)

    who = factories.actor(source.reporter)
    page, before = (queries.thread(who, one.public_id) for one in (made, source))
    assert page.origin == source.public_id
    assert page.is_reporter
    assert (page.row.state, page.row.turn, page.row.title) == (State.NEW, "team", "Two findings")
    assert page.revision.content == before.revision.content
    assert (page.revision.number, page.brief_version, page.terms_version) == (1, 1, 1)
    assert [(file.name, file.sha256) for file in page.attachments] == [
        (file.name, file.sha256) for file in before.attachments
    ]
    assert page.attachments[0].is_sealed
    assert [(one.person.id, one.share) for one in page.collaborators] == [
        (one.person.id, one.share) for one in before.collaborators
    ]
    assert page.reporter_share == 7000
    assert set(page.opinions) <= {"reporter"}
    assert page.row.comment_count == 0
    assert counts(factories.team_actor(source.program))[State.NEW] == 2
    # What becomes of one is nothing to the other.
    given = MoveInput(note="Not this one.")
    team = factories.team_actor(source.program)
    commands.make_move(made.public_id, "close_informational", given=given, actor=team)
    assert Report.objects.get(pk=source.pk).state == State.NEW
    assert commands.open_attachment(page.attachments[0].public_id, actor=who).size_bytes == 5


def test_its_clocks_start_now_and_agree_with_its_history(source):
    made = Report.objects.get(pk=clone(source).pk)

    shown = {one.name: one for one in queries.recompute_clocks(made, clock.now())}

    assert made.submitted_at > source.submitted_at
    assert made.triage_due_at == shown["triage"].due_at
    assert made.response_due_at == shown["first_response"].due_at


def test_what_the_reporter_claimed_is_carried_over():
    source = factories.report(cvss=HIGH)

    made = clone(source)

    assert made.priority == source.priority
    opinion = made.opinions.get()
    assert (opinion.side, opinion.cvss, opinion.author_id) == (
        "reporter",
        HIGH,
        source.reporter_id,
    )


def test_who_may(source):
    for role in (Role.DEVELOPER, Role.VIEWER):
        with pytest.raises(NotAllowed):
            clone(source, role)
    for who, refusal in ((source.reporter, NotAllowed), (factories.person(), NotFound)):
        with pytest.raises(refusal):
            commands.clone_report(source.public_id, actor=factories.actor(who))


def test_the_log_knows_both_and_the_pages_lead_to_each_other(source, client):
    manager = factories.member(source.program.organization, Role.PROGRAM_MANAGER).user
    client.force_login(manager)
    page = f"/reports/{source.public_id}/clone"
    assert page in client.get(f"/inbox/{source.public_id}").content.decode()
    assert client.get(page).status_code == 200

    done = client.post(page)

    made = Report.objects.latest("pk")
    assert done.url == f"/inbox/{made.public_id}"
    assert f'/reports/{source.public_id}"' in client.get(done.url).content.decode()
    event = Event.objects.get(name="report.cloned")
    assert event.payload == {"report": source.public_id, "clone": made.public_id}
    assert Event.objects.filter(name="report.submitted", report_id=made.pk).exists()
    answer = ApiClient(manager).post(f"/reports/{source.public_id}/clone")
    assert (answer.status_code, answer.json()["origin"]) == (201, source.public_id)
    read = ApiClient(source.reporter).get(f"/reports/{answer.json()['id']}").json()
    assert read["origin"] == source.public_id
