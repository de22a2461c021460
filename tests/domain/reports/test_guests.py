"""Guests: one report, until a moment, and nothing else; in the manner of the abuse cases."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from seawall.domain.accounts.rules import Role
from seawall.domain.actor import SYSTEM
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from seawall.domain.jobs_queue import worker
from seawall.domain.notify.models import Mail, Notice
from seawall.domain.readings import commands as readings
from seawall.domain.recovery import begin_epoch
from seawall.domain.reports import commands, policies, queries
from seawall.domain.reports.commands import forgetting
from seawall.domain.reports.models import Guest, Report
from seawall.domain.reports.rules.workflow import MOVES, MoveInput, State
from seawall.lib import clock
from tests import factories
from tests.api.client import ApiClient
from tests.factories import accounts

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
ADDRESS = "ines@else.example"


@pytest.fixture
def report():
    return factories.report(title="Orders of others", description="Look at wordofthereport.")


@pytest.fixture
def ines():
    return accounts.person("ines", email=ADDRESS)


def team(report, role=Role.TRIAGER):
    return factories.team_actor(report.program, role)


def invite(report, **changes):
    given = {"email": ADDRESS, "days": 10, "actor": team(report)} | changes
    return commands.invite_guest(report.public_id, **given)


def join(report, who, **changes):
    commands.accept_guest(invite(report, **changes), actor=factories.actor(who))
    return Guest.objects.latest("pk")


def opened(report, who):
    """Whether the person can open the report by its number."""
    try:
        queries.thread(factories.actor(who), report.public_id, by_guests=True)
    except NotFound:
        return False
    return True


def test_a_guest_reads_what_the_participants_read(report, ines):
    noted = commands.comment(
        report.public_id, body="wordofthenote", audience="team", actor=team(report)
    )
    commands.attach_bytes(
        report.public_id, name="note.txt", content=b"n", audience="team", actor=team(report)
    )
    shown = commands.attach_bytes(
        report.public_id, name="shown.txt", content=b"s", actor=team(report)
    )
    join(report, ines)

    page = queries.thread(factories.actor(ines), report.public_id, by_guests=True)

    assert page.revision.content.description == "Look at wordofthereport."
    assert noted.body not in str(page.timeline)
    assert [file.public_id for file in page.attachments] == [shown.public_id]
    assert (page.decisions, page.checklist, page.duplicates) == ((), None, ())
    assert commands.open_attachment(shown.public_id, actor=factories.actor(ines)).name
    assert page.abilities.moves == page.abilities.audiences == ()


def test_a_guest_finds_the_report_nowhere_but_by_its_number(report, ines):
    join(report, ines, may_comment=True)
    actor, number = factories.actor(ines), report.public_id
    row = Report.objects.get(pk=report.pk)

    assert opened(report, ines)
    assert not policies.visible_to(actor).exists()
    assert not policies.seen_by_team(actor).exists()
    assert queries.readable(actor, [number]) == frozenset()
    client, api = Client(), ApiClient(ines)
    client.force_login(ines)
    for path in ("/reports", "/inbox", f"/programs/{report.program.slug}", "/rewards", "/notices"):
        assert number not in client.get(path).content.decode()
    assert api.get("/reports").json()["items"] == []
    assert api.get(f"/reports/{number}").status_code == 200
    for page in ("receipt", "reads", "revisions", "retest", "secrets", "lock", "guests", "revise"):
        assert client.get(f"/reports/{number}/{page}").status_code == 404
    assert client.get(f"/inbox/{number}").status_code == 404
    with pytest.raises(NotFound):
        queries.thread(actor, number)
    assert api.get(f"/reports/{number}/decisions").status_code == 404
    assert api.get(f"/reports/{number}/retests").status_code == 404
    assert not any(policies.can_move(actor, row, move) for move in MOVES)
    for write in (
        lambda: commands.make_move(number, "withdraw", given=MoveInput(), actor=actor),
        lambda: commands.comment(number, body="Hm.", audience="team", actor=actor),
        lambda: commands.attach_bytes(number, name="a.txt", content=b"a", actor=actor),
        lambda: commands.lock_report(number, reason="No.", actor=actor),
        lambda: invite(report, actor=actor),
    ):
        with pytest.raises(DomainError):
            write()
    # Nor does the member list know of them, and nobody can mention them by their name.
    assert policies.known_by_handle(team(report), row, ["ines"]) == {}
    shown = client.get(f"/reports/{number}").content.decode()
    for path in ("receipt", "reads", "revisions", "secrets"):
        assert f"/reports/{number}/{path}" not in shown


def test_comments_only_where_they_were_allowed(report, ines):
    other = accounts.person("otto", email="otto@else.example")
    join(report, ines)
    join(report, other, email="otto@else.example", may_comment=True)
    words = {"audience": "participants", "body": "I know this library."}
    with pytest.raises(NotAllowed):
        commands.comment(report.public_id, actor=factories.actor(ines), **words)

    row = commands.comment(report.public_id, actor=factories.actor(other), **words)

    assert row.side == "guest"
    commands.edit_comment(
        report.public_id, row.pk, body="I wrote this library.", actor=factories.actor(other)
    )
    # No answer of the team: their clock goes on.
    assert Report.objects.get(pk=report.pk).responded_at is None
    commands.lock_report(report.public_id, reason="Enough.", actor=team(report))
    with pytest.raises(Conflict, match="Enough"):
        commands.comment(report.public_id, actor=factories.actor(other), **words)


def test_access_ends_to_the_second_and_when_it_is_revoked(report, ines):
    guest = join(report, ines, may_comment=True)
    file = commands.attach_bytes(report.public_id, name="a.txt", content=b"a", actor=team(report))
    actor = factories.actor(ines)
    with clock.frozen_at(guest.expires_at - SECOND):
        assert opened(report, ines)
    with clock.frozen_at(guest.expires_at):
        assert not opened(report, ines)
        with pytest.raises(NotFound):
            commands.open_attachment(file.public_id, actor=actor)
        with pytest.raises(NotFound):
            commands.comment(report.public_id, body="Hm.", audience="participants", actor=actor)
    # Revoked while the page is open: the next request finds nothing.
    client = Client()
    client.force_login(ines)
    path = f"/reports/{report.public_id}"
    assert client.get(path).status_code == 200

    commands.revoke_guest(report.public_id, guest.public_id, actor=team(report))

    gone = client.post(f"{path}/comments", {"body": "Hm.", "audience": "participants"})
    assert (gone.status_code, client.get(path).status_code) == (404, 404)
    assert client.get(f"/files/{file.public_id}").status_code == 404
    with pytest.raises(Conflict):
        commands.revoke_guest(report.public_id, guest.public_id, actor=team(report))


def test_a_link_works_once_for_its_address_and_dead_ones_are_all_alike(report, ines):
    stranger, actor = factories.actor(accounts.person("eve")), factories.actor(ines)
    secret = invite(report)
    with pytest.raises(NotAllowed):
        commands.accept_guest(secret, actor=stranger)
    assert commands.accept_guest(secret, actor=actor).pk == report.pk
    replaced = invite(report)
    newer = invite(report)
    end = Guest.objects.latest("pk").link_expires_at
    revoked = invite(report, email="otto@else.example")
    row = Guest.objects.latest("pk")
    commands.revoke_guest(report.public_id, row.public_id, actor=team(report))
    refusals = set()
    for dead in (secret, replaced, revoked, "never-was"):
        for who in (actor, stranger):
            with pytest.raises(NotFound) as refusal:
                commands.accept_guest(dead, actor=who)
            refusals.add(refusal.value.message)
    with clock.frozen_at(end), pytest.raises(NotFound) as refusal:
        commands.accept_guest(newer, actor=stranger)
    refusals.add(refusal.value.message)
    assert len(refusals) == 1
    with pytest.raises(NotAllowed):
        commands.accept_guest(newer, actor=stranger)


def test_a_stranger_cannot_tell_a_report_with_guests_from_none(report, ines):
    join(report, ines)
    client, eve = Client(raise_request_exception=False), accounts.person("eve")
    client.force_login(eve)
    client.get("/reports")
    answers = []
    for number in (report.public_id, "R-000000"):
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(f"/reports/{number}")
        body = answer.content.decode().replace(number, "")
        answers.append((answer.status_code, len(body), len(asked)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


def test_who_may_invite_and_for_how_long(report, ines):
    for role in (Role.DEVELOPER, Role.VIEWER):
        with pytest.raises(NotAllowed):
            invite(report, actor=team(report, role))
    for who, refusal in ((report.reporter, NotAllowed), (ines, NotFound)):
        with pytest.raises(refusal):
            invite(report, actor=factories.actor(who))
    for wrong in ({"days": 0}, {"days": 91}, {"email": "nobody"}):
        with pytest.raises(Invalid):
            invite(report, **wrong)
    own = invite(report, email=report.reporter.email)
    with pytest.raises(Conflict):
        commands.accept_guest(own, actor=factories.actor(report.reporter))
    Guest.objects.update(email="")
    for number in range(19):
        invite(report, email=f"g{number}@else.example")
    with pytest.raises(Conflict, match="At most 20"):
        invite(report, email="one-more@else.example")


def test_the_second_factor_of_the_programme_counts_for_guests(report, ines):
    secret = invite(report)
    report.program.requires_second_factor = True
    report.program.save()
    with pytest.raises(NotAllowed, match="second factor"):
        commands.accept_guest(secret, actor=factories.actor(ines))

    commands.accept_guest(secret, actor=accounts.actor(ines, second_factor=True))

    number = report.public_id
    passed = accounts.actor(ines, second_factor=True)
    assert queries.thread(passed, number, by_guests=True).row.public_id == number
    with pytest.raises(NotFound):
        queries.thread(accounts.actor(ines), number, by_guests=True)


def test_a_restore_and_a_closed_account_end_it(report, ines):
    guest = join(report, ines)
    waiting = invite(report, email="otto@else.example")
    otto = accounts.person("otto", email="otto@else.example")

    begin_epoch(actor=SYSTEM)
    forgetting.forget_person(ines.pk, actor=SYSTEM)

    with pytest.raises(NotFound):
        commands.accept_guest(waiting, actor=factories.actor(otto))
    guest.refresh_from_db()
    assert guest.email == ""
    assert not opened(report, ines)


def test_everything_is_in_the_log_and_the_people_of_the_report_are_told(report, ines):
    guest = join(report, ines)
    client = Client()
    client.force_login(ines)
    client.get(f"/reports/{report.public_id}")
    readings.flush()
    commands.revoke_guest(report.public_id, guest.public_id, actor=team(report))
    worker.settle()

    found = Event.objects.filter(report_id=report.pk).order_by("pk")
    names = [name for name in found.values_list("name", flat=True) if "guest" in name]
    assert names == ["report.guest_invited", "report.guest_joined", "report.guest_revoked"]
    assert ADDRESS not in str(list(found.values_list("payload", flat=True)))
    opened_by = found.filter(user_id=ines.pk, payload__side="guest")
    assert opened_by.exists()
    told = Notice.objects.filter(payload__what="guest_joined").values_list("user", flat=True)
    assert set(told) == {report.reporter_id}
    views = queries.thread(factories.actor(report.reporter), report.public_id).guests
    assert views == ()


def test_the_reporter_reads_who_and_the_team_the_address_too(report, ines):
    join(report, ines)
    invite(report, email="otto@else.example")

    (mine,) = queries.thread(factories.actor(report.reporter), report.public_id).guests
    theirs = queries.thread(team(report), report.public_id).guests

    assert (mine.person.handle, mine.email, mine.invited_by) == ("ines", "", None)
    assert [(one.email, one.state) for one in theirs] == [
        ("otto@else.example", "invited"),
        (ADDRESS, "reading"),
    ]


def test_the_pages_from_the_invitation_to_the_report(report, ines):
    desk, guest = Client(), Client()
    member = factories.member(report.program.organization, Role.PROGRAM_MANAGER).user
    desk.force_login(member)
    page = f"/reports/{report.public_id}/guests"
    assert page in desk.get(f"/inbox/{report.public_id}").content.decode()
    for wrong in ({"email": ""}, {"days": "many"}, {"days": "400"}):
        given = {"do": "invite", "email": ADDRESS, "days": "5", "may_comment": "1"} | wrong
        assert desk.post(page, given).status_code == 422
    sent = desk.post(page, {"do": "invite", "email": "Ines@Else.example", "days": "5"})
    assert sent.status_code == 303
    worker.settle()
    row = Guest.objects.get()
    assert row.email == ADDRESS
    assert Mail.objects.filter(address=ADDRESS).exists()
    secret = invite(report, may_comment=True)
    offer = guest.get(f"/guest-invitations/{secret}")
    assert offer.status_code == 302
    shown = guest.get(offer.url).content.decode()
    assert "You may write them." in shown
    assert "Orders of others" not in shown
    guest.force_login(ines)
    guest.get(f"/guest-invitations/{secret}")
    assert guest.post("/guest-invitations/here/answer").status_code == 303
    read = guest.get(f"/reports/{report.public_id}").content.decode()
    assert "wordofthereport" in read
    assert "The reporter and the team read this." in read
    assert guest.get(f"/guest-invitations/{secret}").status_code == 404
    row = Guest.objects.latest("pk")
    assert "ines" in desk.get(page).content.decode()
    assert desk.post(page, {"do": "revoke", "guest": row.public_id}).status_code == 303
    assert desk.post(page, {"do": "revoke", "guest": "G-000000"}).status_code == 404
    assert guest.get(f"/reports/{report.public_id}").status_code == 404


def test_a_draft_has_no_guests_and_a_closed_report_may(ines):
    draft = factories.draft()
    with pytest.raises(DomainError):
        invite(draft, actor=factories.actor(draft.reporter))
    closed = factories.report(State.RESOLVED)
    join(closed, ines)
    assert opened(closed, ines)
