"""A ban is kept at every door, and tells nothing but that reports are not taken."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from seawall.domain.accounts import commands as account_commands
from seawall.domain.audit.models import Event
from seawall.domain.errors import DomainError, Invalid, NotAllowed, NotFound
from seawall.domain.jobs_queue import worker
from seawall.domain.notify.models import Mail
from seawall.domain.programs import commands as program_commands
from seawall.domain.programs import queries as program_queries
from seawall.domain.reports import commands
from seawall.domain.reports import queries as report_queries
from seawall.domain.reports.models import Collaborator, Report
from seawall.lib import clock
from tests import factories
from tests.api.client import ApiClient, report_body
from tests.web.programs.browsers import browser_of

pytestmark = pytest.mark.django_db

WHERE = ("program", "organization", "platform")
NEUTRAL = "This programme does not take reports from you."


def banned(where, program, user):
    if where == "platform":
        return factories.ban(user)
    return factories.ban(user, program=program, scope=where)


def told(user) -> set[str]:
    worker.settle()
    return {row.subject for row in Mail.objects.filter(user=user)}


@pytest.mark.parametrize("where", WHERE)
def test_ac_061_a_banned_researcher_submits_through_no_door(where):
    program, user = factories.judged_program(), factories.person()
    draft = factories.draft(program, user)
    banned(where, program, user)
    browser, api = browser_of(user), ApiClient(user)
    before = Report.objects.count()

    started = browser.get(f"/programs/{program.slug}/report?new")
    brief = browser.get(f"/programs/{program.slug}").content.decode()
    sent = browser.post(f"/reports/{draft.public_id}/submit", {"accept_terms": "1"})
    by_api = api.post(f"/programs/{program.slug}/reports", report_body(program))
    with pytest.raises(NotAllowed) as refusal:
        commands.submit(draft.public_id, accept_terms=1, actor=factories.actor(user))

    draft.refresh_from_db()
    assert (started.status_code, sent.status_code, by_api.status_code) == (403, 422, 403)
    assert by_api.json()["code"] == "not_taken"
    assert refusal.value.message == by_api.json()["detail"] == NEUTRAL
    assert (draft.state, Report.objects.count()) == ("draft", before)
    for page in (started.content.decode(), sent.content.decode(), brief):
        assert NEUTRAL in page
        assert not re.search(r"\bban(ned)?\b|without substance", page, re.IGNORECASE)


@pytest.mark.parametrize("where", WHERE)
def test_ac_061_a_private_programme_is_gone_for_the_banned(where):
    user = factories.person()
    program = factories.private_program(researcher=user)
    unknown = browser_of(user).get("/programs/never-was")
    banned(where, program, user)

    page = browser_of(user).get(f"/programs/{program.slug}")
    api = ApiClient(user).post(f"/programs/{program.slug}/reports", report_body(program))

    assert (page.status_code, api.status_code) == (404, 404)
    assert _bare(page) == _bare(unknown)


@pytest.mark.parametrize("where", WHERE)
def test_ac_061_the_banned_are_not_added_and_accept_no_earlier_offer(where):
    program, user = factories.judged_program(), factories.person("gone")
    author = factories.person()
    draft = factories.draft(program, author)
    by = factories.actor(author)
    commands.add_collaborators(
        draft.public_id, reporter_share=9000, collaborators={"gone": 1000}, actor=by
    )
    banned(where, program, user)
    later = factories.draft(program, author)

    with pytest.raises(Invalid):
        commands.add_collaborators(
            later.public_id, reporter_share=9000, collaborators={"gone": 1000}, actor=by
        )
    with pytest.raises(NotFound):
        commands.answer_invitation(draft.public_id, accept=True, actor=factories.actor(user))
    assert report_queries.my_invitations(factories.actor(user)) == ()
    assert Collaborator.objects.get(user=user).state == "invited"


@pytest.mark.parametrize("where", WHERE)
def test_ac_061_an_old_invitation_answers_like_one_that_never_was(where):
    program = factories.private_program()
    user = factories.person()
    manager = factories.manager_of(program)
    secret = program_commands.invite_researcher(program.slug, who=user.handle, actor=manager)
    banned(where, program, user)
    browser = browser_of(user)

    for client in (browser, Client()):
        page = client.get(f"/program-invitations/{secret}")
        unknown = client.get(f"/program-invitations/{secret[::-1]}")
        assert (page.status_code, _bare(page)) == (404, _bare(unknown))
    with pytest.raises(NotFound):
        program_commands.accept_invitation(secret=secret, actor=factories.actor(user))
    with pytest.raises(DomainError):
        program_commands.invite_researcher(program.slug, who=user.handle, actor=manager)
    with pytest.raises(DomainError):
        program_commands.invite_researcher(program.slug, who=user.email, actor=manager)
    assert program_queries.offers_for(factories.actor(user)) == ()


def test_ac_061_a_ban_of_the_platform_closes_the_door_to_teams_too():
    user = factories.person()
    secret, _row = factories.invitation(email=user.email)
    factories.ban(user)

    with pytest.raises(NotFound):
        account_commands.accept_invitation(secret, actor=factories.actor(user))


@pytest.mark.parametrize("where", WHERE)
def test_ac_061_no_mail_of_programmes_but_of_ones_own_reports(where):
    program, user = factories.private_program(), factories.person()
    author = factories.person()
    for each in (user, author):
        factories.program_access(program, each)
    own = factories.report(program=program, reporter=user, **_WORDS)
    draft = factories.draft(program, author, **_WORDS)
    told(user)
    Mail.objects.all().delete()
    commands.add_collaborators(
        draft.public_id,
        reporter_share=9000,
        collaborators={user.handle: 1000},
        actor=factories.actor(author),
    )
    banned(where, program, user)

    assert told(user) == set()

    commands.comment(
        own.public_id,
        body="We are on it.",
        audience="participants",
        actor=factories.team_actor(program),
    )
    assert len(told(user)) == 1


def test_ac_061_resetting_the_password_lifts_nothing():
    program, user = factories.judged_program(), factories.person(password="a long old sentence")
    factories.ban(user, program=program)
    browser = Client()
    browser.post("/reset", {"email": user.email})
    worker.settle()
    sent = "\n".join(one.body for one in mail.outbox)
    link = re.search(r"/reset/\S+", sent)
    assert link is not None
    page = browser.get(link.group(), follow=True)
    new = "an entirely different sentence"
    browser.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})

    answer = ApiClient(user).post(f"/programs/{program.slug}/reports", report_body(program))

    user.refresh_from_db()
    assert user.check_password(new)
    assert answer.json()["code"] == "not_taken"


@pytest.mark.parametrize("where", WHERE)
def test_own_reports_stay_readable_and_go_on(where):
    program, user = factories.judged_program(), factories.person()
    report = factories.report(program=program, reporter=user)
    banned(where, program, user)
    me = factories.actor(user)

    commands.comment(report.public_id, body="One more thing.", audience="participants", actor=me)

    assert browser_of(user).get(f"/reports/{report.public_id}").status_code == 200
    assert [row.public_id for row in report_queries.my_reports(me).items] == [report.public_id]


@pytest.mark.parametrize("where", WHERE)
def test_a_ban_ends_by_itself_and_by_being_lifted(where):
    program, user = factories.judged_program(), factories.person()
    admin = factories.actor(factories.person(is_platform_admin=True))
    manager = factories.actor(
        factories.member(program.organization, "program_manager"), second_factor=True
    )
    today = clock.now().date()
    if where == "platform":
        row = account_commands.ban_person(user.pk, reason="abuse", until=today, actor=admin)
    else:
        row = program_commands.ban_researcher(
            program.slug, who=user.handle, reason="abuse", scope=where, until=today, actor=manager
        )
    api = ApiClient(user)

    def send():
        return api.post(f"/programs/{program.slug}/reports", report_body(program)).status_code

    assert send() == 403
    with clock.frozen_at(clock.now() + timedelta(days=1)):
        assert send() == 201
    assert send() == 403
    if where == "platform":
        account_commands.lift_ban(row.pk, actor=admin)
    else:
        program_commands.lift_ban(program.slug, ban_id=row.pk, actor=manager)
    assert send() == 201
    names = {"platform": "person", "program": "program", "organization": "program"}
    events = Event.objects.filter(name__endswith="ban_lifted") | Event.objects.filter(
        name__endswith="banned"
    )
    assert [one.name.split(".")[0] for one in events.order_by("pk")] == [names[where]] * 2


def test_only_those_with_the_right_ban_and_only_whom_they_may():
    program, user = factories.judged_program(), factories.person()
    other = factories.judged_program()
    row = factories.ban(user, program=program)

    for role in ("triager", "finance", "developer", "viewer"):
        who = factories.actor(factories.member(program.organization, role), second_factor=True)
        with pytest.raises(NotAllowed):
            program_commands.ban_researcher(program.slug, who=user.handle, reason="spam", actor=who)
        with pytest.raises(NotAllowed):
            program_commands.lift_ban(program.slug, ban_id=row.pk, actor=who)
    stranger = factories.actor(factories.member(other.organization, "owner"), second_factor=True)
    with pytest.raises(NotFound):
        program_commands.lift_ban(other.slug, ban_id=row.pk, actor=stranger)
    with pytest.raises(NotFound):
        account_commands.ban_person(user.pk, reason="spam", actor=stranger)
    with pytest.raises(NotFound):
        account_commands.lift_ban(factories.ban(factories.person()).pk, actor=stranger)


def test_members_are_not_banned_and_nobody_twice():
    program, user = factories.judged_program(), factories.person()
    member = factories.member(program.organization, "viewer").user
    factories.ban(user, program=program)

    with pytest.raises(DomainError) as twice:
        factories.ban(user, program=program)
    with pytest.raises(DomainError) as inside:
        factories.ban(member, program=program)

    assert (twice.value.code, inside.value.code) == ("banned", "member")


_WORDS = {"target": "https://api.shop.example/v1/orders"}


def _bare(response) -> str:
    text = response.content.decode()
    text = re.sub(r'(csrfmiddlewaretoken" value=|csrf-token" content=)"[^"]*"', r"\1", text)
    return re.sub(r'nonce="[^"]*"', "nonce", text)
