import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.reports import commands, queries
from seawall.domain.reports.models import Comment, CommentRevision, Report
from seawall.domain.reports.queries import CommentEntry
from tests.factories import accounts, reports

pytestmark = pytest.mark.django_db


def say(report, actor, body="Hello.", audience="participants", **extra):
    return commands.comment(report.public_id, body=body, audience=audience, actor=actor, **extra)


def bodies(actor, report):
    page = queries.thread(actor, report.public_id)
    return [entry.body for entry in page.timeline if isinstance(entry, CommentEntry)]


def test_a_note_of_the_team_never_reaches_the_reporter():
    report = reports.report()
    triager = reports.team_actor(report.program)
    say(report, triager, "For all.")
    say(report, triager, "For us.", "team")

    assert bodies(triager, report) == ["For all.", "For us."]
    assert bodies(accounts.actor(report.reporter), report) == ["For all."]


@pytest.mark.parametrize("audience", ["", "everybody", "PARTICIPANTS"])
def test_the_audience_is_chosen_outright(audience):
    report = reports.report()

    with pytest.raises(Invalid) as refusal:
        say(report, reports.team_actor(report.program), audience=audience)

    assert set(refusal.value.fields) == {"audience"}


def test_a_reporter_writes_no_note():
    report = reports.report()

    with pytest.raises(NotAllowed):
        say(report, accounts.actor(report.reporter), audience="team")


def test_a_viewer_reads_but_does_not_write():
    report = reports.report()
    viewer = reports.team_actor(report.program, Role.VIEWER)

    for audience in ("participants", "team"):
        with pytest.raises(NotAllowed):
            say(report, viewer, audience=audience)


def test_a_draft_has_no_conversation():
    draft = reports.draft()

    with pytest.raises(Conflict):
        say(draft, accounts.actor(draft.reporter))


@pytest.mark.parametrize("body", ["", " \n ", "a\x00b", "x" * 70_000])
def test_an_unusable_body_is_named(body):
    report = reports.report()

    with pytest.raises(Invalid) as refusal:
        say(report, accounts.actor(report.reporter), body)

    assert set(refusal.value.fields) == {"body"}


def test_the_first_public_word_of_the_team_is_the_response():
    report = reports.report()
    triager = reports.team_actor(report.program)
    say(report, accounts.actor(report.reporter))
    say(report, triager, audience="team")
    assert Report.objects.get(pk=report.pk).responded_at is None

    first = say(report, triager)
    say(report, triager)

    stored = Report.objects.get(pk=report.pk)
    assert stored.responded_at == first.created_at
    assert stored.response_due_at is None
    assert stored.next_due_at == stored.triage_due_at


def test_whom_one_mentions_must_be_able_to_read():
    report = reports.report()
    triager = reports.team_actor(report.program)
    finance = reports.team_actor(report.program, Role.FINANCE)
    reporter = report.reporter.handle

    with pytest.raises(Invalid, match=f"@{finance.handle}"):
        say(report, triager, f"Look, @{finance.handle}!", "team")
    with pytest.raises(Invalid, match=f"@{reporter}"):
        say(report, triager, f"@{reporter} is wrong.", "team")
    say(report, triager, f"Thank you, @{reporter} and @{triager.handle}.")
    say(report, triager, "Only `@stranger` and @nobody-at-all.", "team")

    event = Event.objects.filter(name="report.commented").order_by("pk")[0]
    assert set(event.payload["mentioned"]) == {report.reporter_id, triager.user_id}


def test_a_handle_that_one_does_not_meet_is_a_word_whoever_has_it():
    report = reports.report()
    triager = reports.team_actor(report.program)
    silent = reports.team_actor(report.program, Role.VIEWER)
    accounts.person("stranger")
    reporter = accounts.actor(report.reporter)

    say(report, reporter, f"Look, @stranger, @nobody, @{silent.handle} and @{triager.handle}!")
    say(report, triager, "Thank you.")
    say(report, reporter, f"Thank you, @{triager.handle}.")

    events = Event.objects.filter(name="report.commented").order_by("pk")
    assert [list(one.payload["mentioned"]) for one in events] == [[], [], [triager.user_id]]


def test_an_edit_keeps_what_was_said():
    report = reports.report()
    actor = accounts.actor(report.reporter)
    row = say(report, actor, "First.")

    commands.edit_comment(report.public_id, row.pk, body="Second.", actor=actor)

    page = queries.thread(reports.team_actor(report.program), report.public_id)
    (entry,) = (one for one in page.timeline if isinstance(one, CommentEntry))
    assert (entry.body, [old.body for old in entry.history]) == ("Second.", ["First."])
    assert entry.edited_at is not None
    assert not entry.can_edit
    assert Event.objects.latest("pk").name == "report.comment_edited"


def test_only_its_author_edits_a_comment():
    report = reports.report()
    row = say(report, accounts.actor(report.reporter))
    note = say(report, reports.team_actor(report.program), audience="team")

    with pytest.raises(NotAllowed):
        commands.edit_comment(
            report.public_id, row.pk, body="No.", actor=reports.team_actor(report.program)
        )
    with pytest.raises(NotFound):
        commands.edit_comment(
            report.public_id, note.pk, body="No.", actor=accounts.actor(report.reporter)
        )
    with pytest.raises(Conflict):
        commands.edit_comment(
            report.public_id, row.pk, body="Hello.", actor=accounts.actor(report.reporter)
        )
    assert not CommentRevision.objects.exists()


def test_only_what_participants_read_is_counted():
    report = reports.report()
    triager = reports.team_actor(report.program)
    say(report, triager)
    say(report, triager, audience="team")

    assert Report.objects.get(pk=report.pk).comment_count == 1
    assert Comment.objects.count() == 2


def test_no_word_of_a_comment_is_in_the_log():
    report = reports.report()
    say(report, accounts.actor(report.reporter), "the password is swordfish")

    assert "swordfish" not in str(list(Event.objects.values()))
