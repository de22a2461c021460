"""Who leaves takes their data along; what they reported stays without a name."""

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from seawall.domain import leaving
from seawall.domain.accounts import commands as account_commands
from seawall.domain.accounts import queries as people
from seawall.domain.accounts.models import Membership, Session, User
from seawall.domain.accounts.rules import Role
from seawall.domain.actor import SYSTEM
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, DomainError, NotAllowed, NotFound
from seawall.domain.jobs_queue import worker
from seawall.domain.programs import commands as program_commands
from seawall.domain.reports import commands, queries
from seawall.domain.reports.models import Report
from seawall.domain.reports.rules.workflow import State
from seawall.domain.rewards.models import LedgerEntry
from tests import factories
from tests.api.client import ApiClient
from tests.web.accounts.walking import PASSWORD, sign_in
from tests.web.programs.browsers import browser_of

pytestmark = pytest.mark.django_db

HANDLE, ADDRESS = "lea-ver", "cnry-address@example.org"
CANARIES = ("cnry-address", "cnry-name", "cnry-about", "cnry-site", "cnry-credit", "cnry-agent")


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.BLOBS_FOLDER, settings.UPLOADS_FOLDER = tmp_path / "files", tmp_path / "uploads"


@pytest.fixture
def leaver():
    """Somebody with everything that an account can hold."""
    user = factories.person(HANDLE, email=ADDRESS, password=PASSWORD)
    me = factories.actor(user)
    account_commands.edit_profile(
        user.pk, display_name="cnry-name", is_public=True, about="cnry-about",
        website="https://cnry-site.example", actor=me,
    )  # fmt: skip
    account_commands.edit_credit(user.pk, credit_kind="name", credit_name="cnry-credit", actor=me)
    factories.session(user, agent="cnry-agent")
    factories.factor(user)
    factories.invitation(email=ADDRESS)
    return user


def rows_with(*words: str) -> dict[str, list[str]]:
    """By word, the tables in which it stands, sign-in and second factors included."""
    found: dict[str, list[str]] = {word: [] for word in words}
    for label in ("domain", "account", "mfa"):
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
                text = repr(cursor.fetchall())
            for word in words:
                if word in text:
                    found[word].append(model._meta.db_table)
    return found


def test_ac_119_personal_data_is_gone_from_every_table(leaver):
    program = factories.judged_program()
    private = factories.private_program(researcher=leaver, slug="circle")
    program_commands.invite_researcher(
        private.slug, who="somebody@example.org", actor=factories.manager_of(private)
    )
    factories.report(program=program, reporter=leaver)
    draft = factories.draft(program, leaver)
    commands.attach_bytes(
        draft.public_id, name="cnry-name.txt", content=b"x", actor=factories.actor(leaver)
    )
    worker.settle()
    assert all(rows_with(*CANARIES).values())

    leaving.close_account(leaver.pk, actor=factories.actor(leaver))

    assert rows_with(*CANARIES, HANDLE) == {word: [] for word in (*CANARIES, HANDLE)}
    assert not Report.objects.filter(pk=draft.pk).exists()
    assert not Session.objects.filter(user=leaver).exists()


def test_ac_119_reports_stay_as_of_a_former_researcher_on_every_surface(leaver):
    program = factories.judged_program()
    report = factories.report(State.ACCEPTED, program=program, reporter=leaver)
    triager = factories.team_actor(program)
    owner = factories.team_actor(program, Role.OWNER)
    said = commands.comment(
        report.public_id, body="Thank you @lea-ver.", audience="participants", actor=triager
    )
    commands.edit_comment(report.public_id, said.pk, body="Thanks, @Lea-Ver!", actor=triager)
    leaving.close_account(leaver.pk, actor=factories.actor(leaver))
    worker.settle()
    team = browser_of(User.objects.get(pk=owner.user_id))
    api = ApiClient(User.objects.get(pk=owner.user_id))
    slug = program.organization.slug

    answers = {
        "pane": team.get(f"/inbox/{report.public_id}"),
        "list": team.get("/inbox"),
        "page": team.get(f"/reports/{report.public_id}"),
        "reads": team.get(f"/reports/{report.public_id}/reads"),
        "hall": team.get(f"/programs/{program.slug}/hall-of-fame"),
        "activity": team.get(f"/organizations/{slug}/activity"),
        "csv": team.get(f"/organizations/{slug}/activity.csv"),
        "api": api.get(f"/reports/{report.public_id}"),
        "api list": api.get("/reports"),
    }

    texts = {
        name: b"".join(answer) if answer.streaming else answer.content
        for name, answer in answers.items()
    }
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(
        answers, 200
    )
    assert [name for name, text in texts.items() if b"lea-ver" in text.lower()] == []
    for name in ("pane", "page", "api"):
        assert b"Former researcher" in texts[name]
        assert b"@former-" in texts[name]
    for address in (f"/researchers/{HANDLE}", f"/researchers/{_now(leaver).handle}"):
        assert team.get(address).status_code == 404


def test_ac_119_the_handle_passes_to_nobody(leaver):
    leaving.close_account(leaver.pk, actor=factories.actor(leaver))

    with pytest.raises(Conflict):
        account_commands.create_person("new@example.org", handle=HANDLE.upper(), actor=SYSTEM)
    with pytest.raises(Conflict):
        account_commands.rename_handle(
            (other := factories.person()).pk, handle=HANDLE, actor=factories.actor(other)
        )
    form = {"email": "n@example.org", "username": HANDLE, "password1": PASSWORD}
    page = Client().post("/sign-up", form | {"password2": PASSWORD})
    assert page.status_code == 200
    assert not people.is_handle_free(HANDLE)
    assert not User.objects.filter(email="n@example.org").exists()


def test_ac_119_ledger_and_log_keep_the_pseudonym(leaver):
    approved = factories.award("approved", report=factories.rewarded_report(reporter=leaver))
    before = list(LedgerEntry.objects.order_by("pk").values())
    worker.settle()

    leaving.close_account(leaver.pk, actor=factories.actor(leaver))

    assert list(LedgerEntry.objects.order_by("pk").values()) == before
    assert LedgerEntry.objects.filter(user=leaver, transaction__award=approved).exists()
    closed = Event.objects.get(name="person.closed")
    assert (closed.user_id, closed.payload) == (leaver.pk, {"user_id": leaver.pk, "by_self": True})
    assert _now(leaver).handle.startswith("former-")


def test_closing_needs_the_password_again_and_the_handle(leaver):
    browser = Client()
    sign_in(browser, leaver.email)
    assert browser.get("/settings/close").status_code in (302, 303)
    assert _now(leaver).closed_at is None


def test_nobody_else_closes_an_account_and_an_owner_appoints_another_first(leaver):
    for stranger in (factories.actor(), factories.token_actor(leaver)):
        with pytest.raises(NotFound):
            leaving.close_account(leaver.pk, actor=stranger)
    owner = factories.member(role=Role.OWNER)
    with pytest.raises(Conflict):
        leaving.close_account(owner.user_id, actor=factories.actor(owner))
    admin = factories.person(is_platform_admin=True)
    with pytest.raises(Conflict):
        leaving.close_account(admin.pk, actor=factories.actor(admin))

    leaving.close_account(leaver.pk, actor=factories.actor(admin))

    with pytest.raises(Conflict):
        account_commands.reactivate_person(leaver.pk, actor=factories.actor(admin))


def test_a_member_who_leaves_is_a_former_member():
    program = factories.judged_program()
    report = factories.report(program=program)
    triager = factories.team_actor(program)
    commands.comment(report.public_id, body="Hello.", audience="team", actor=triager)

    leaving.close_account(triager.user_id, actor=triager)

    owner = factories.team_actor(program, Role.OWNER)
    said = queries.thread(owner, report.public_id).timeline[-1]
    assert said.by.display_name == "Former member"
    assert not Membership.objects.filter(user=triager.user_id).exists()


def test_a_disabled_account_is_out_with_the_next_request():
    user, admin = factories.person(password=PASSWORD), factories.person(is_platform_admin=True)
    browser, api = browser_of(user), ApiClient(user)
    link = factories.one_time_link(user)[0]
    assert (browser.get("/reports").status_code, api.get("/me").status_code) == (200, 200)

    account_commands.deactivate_person(user.pk, actor=factories.actor(admin))

    assert (browser.get("/reports").status_code, api.get("/me").status_code) == (302, 401)
    with pytest.raises(DomainError):
        account_commands.use_sign_in_link(link, actor=SYSTEM)
    late = Client()
    sign_in(late, user.email)
    assert late.get("/reports").status_code == 302
    with pytest.raises((NotAllowed, NotFound)):
        people.actor_for_user(user.pk, second_factor=False)


def _now(user) -> User:
    return User.objects.get(pk=user.pk)
