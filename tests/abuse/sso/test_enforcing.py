"""Where an organization's provider is enforced, nothing else opens anything of it."""

import contextlib
import dataclasses
import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from seawall.domain.accounts import commands, queries
from seawall.domain.accounts.commands.providers import domain_name
from seawall.domain.accounts.models import Session, User
from seawall.domain.accounts.queries.providers import proof_of
from seawall.domain.accounts.rules import Enforcement, Role
from seawall.domain.audit.models import Event
from seawall.domain.errors import DomainError, Invalid
from seawall.domain.jobs_queue.worker import settle
from seawall.domain.notify.models import Mail, Notice
from seawall.domain.programs.models import Program
from seawall.lib import clock, http
from tests import providers, receivers
from tests.abuse.sso.people import CORP, by_link, signed_in, victim
from tests.api.client import ApiClient
from tests.factories import accounts, reports
from tests.factories import providers as made
from tests.web.accounts.walking import PASSWORD, code_for, link_in, mails, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def enforced(way):
    """A member of the domain, and what they see of the organization before it is enforced."""
    member = accounts.member(way.organization, Role.TRIAGER, user=victim(password=PASSWORD))
    report = reports.report(
        program=reports.judged_program(way.organization, slug="canary-program"),
        reporter=accounts.person("reporter"),
    )
    settle()
    Program.objects.filter(pk=report.program_id).update(visibility="private")
    return member, report


def enforce(way, how=Enforcement.DOMAINS):
    way.enforcement = how
    way.save()


def sees(client, report) -> list[str]:
    """What of the organization any page shows."""
    slug = report.program.organization.slug
    paths = [
        f"/inbox/{report.public_id}", f"/reports/{report.public_id}", "/inbox",
        f"/programs/{report.program.slug}", f"/organizations/{slug}", "/notices",
        f"/organizations/{slug}/programs", f"/organizations/{slug}/members", "/awards", "/",
    ]  # fmt: skip
    shown = []
    for path in paths:
        answer = client.get(path)
        text = answer.content.decode()
        if answer.status_code == 200 and (
            report.public_id in text or report.title in text or report.program.slug in text
        ):
            shown.append(path)
    return shown


def _old_session(member):
    client = Client()
    sign_in(client, member.user.email)
    return client


def _by_reset(member):
    client = Client()
    client.post("/reset", {"email": member.user.email})
    link = link_in(mails()[-1])
    answer = client.get(link, follow=True)
    client.post(
        answer.request["PATH_INFO"],
        {"password1": "another long sentence", "password2": "another long sentence"},
    )
    sign_in(client, member.user.email, "another long sentence")
    return client


def _with_factor(member):
    """As after a passkey: a session whose second factor was passed."""
    accounts.factor(member.user, "webauthn")
    client = Client()
    client.force_login(member.user)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "webauthn", "at": clock.now().timestamp()}
    ]
    session.save()
    return client


@pytest.mark.parametrize("how", [_old_session, _by_reset, by_link, _with_factor])
@pytest.mark.parametrize("whom", [Enforcement.DOMAINS, Enforcement.EVERYBODY])
def test_ac_129_no_other_door_shows_anything_of_the_organization(way, enforced, how, whom):
    member, report = enforced
    client = how(member)
    assert signed_in(client) == member.user_id
    assert "/inbox" in sees(client, report)

    enforce(way, whom)

    assert sees(client, report) == []
    answer = client.get(f"/inbox/{report.public_id}")
    missing = client.get("/inbox/R-000000")
    assert (answer.status_code, len(answer.content)) == (404, len(missing.content))
    assert signed_in(client) == member.user_id
    assert way.organization.name in client.get("/reports").content.decode()


def test_ac_129_through_the_provider_everything_is_there_again_for_half_a_day(way, liar, enforced):
    member, report = enforced
    made.identity(member, way, subject="subject-1")
    enforce(way)
    local, fresh = _old_session(member), Client()

    providers.come_in(local, way.public_id, liar)
    providers.come_in(fresh, way.public_id, liar)

    assert "/inbox" in sees(local, report)
    assert "/inbox" in sees(fresh, report)
    Session.objects.update(expires_at=clock.now() + timedelta(days=7))
    later = clock.now() + timedelta(hours=13)
    with clock.frozen_at(later):
        Session.objects.update(seen_at=later)
        assert sees(local, report) == []


def test_ac_129_tokens_minted_before_open_nothing_and_those_minted_inside_do(way, liar, enforced):
    member, report = enforced
    made.identity(member, way, subject="subject-1")
    before = ApiClient(member.user)
    assert before.get(f"/reports/{report.public_id}").status_code == 200
    enforce(way)
    locked = ApiClient(member.user)
    client = Client()
    providers.come_in(client, way.public_id, liar)
    client.post("/settings/tokens/new", {"name": "ci", "scopes": "reports:read", "days": "30"})
    client.post("/confirm", {"password": PASSWORD})
    client.post("/settings/tokens/new", {"name": "ci", "scopes": "reports:read", "days": "30"})
    secret = re.search(r"sw_[\w-]{51}", client.get("/settings/tokens").content.decode())[0]
    inside = ApiClient()
    inside.headers = {"Authorization": f"Bearer {secret}"}

    for client in (before, locked):
        assert client.get(f"/reports/{report.public_id}").status_code == 404
        assert client.get("/reports").json()["items"] == []
        assert client.get("/me").json()["organizations"] == {}
    assert inside.get(f"/reports/{report.public_id}").status_code == 200


def test_ac_129_writes_and_files_are_refused_too(way, enforced):
    member, report = enforced
    client = _old_session(member)
    enforce(way)
    before = Event.objects.filter(report_id=report.pk).count()

    answers = [
        client.post(f"/inbox/{report.public_id}/moves/triage"),
        client.post(f"/reports/{report.public_id}/comments", {"body": "x", "audience": "team"}),
        client.get(f"/organizations/{way.organization.slug}/activity.csv"),
        client.get(f"/organizations/{way.organization.slug}/sign-in"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert Event.objects.filter(report_id=report.pk).count() == before


def test_ac_129_a_member_of_another_domain_is_asked_only_where_everybody_is(way, enforced):
    _member, report = enforced
    other = accounts.member(
        way.organization, Role.TRIAGER, user=accounts.person("other", password=PASSWORD)
    )
    client = _old_session(other)
    enforce(way, Enforcement.DOMAINS)
    assert "/inbox" in sees(client, report)

    enforce(way, Enforcement.EVERYBODY)

    assert sees(client, report) == []


@pytest.mark.parametrize(
    "address",
    [
        f"victim@{CORP}.evil",
        f"victim@x{CORP}",
        f"victim@sub.{CORP}",
        "victim@corp.example.evil.example",
    ],
)
def test_ac_129_a_domain_that_looks_like_it_is_another(way, enforced, address):
    _member, report = enforced
    near = accounts.member(
        way.organization,
        Role.TRIAGER,
        user=accounts.person("near", email=address, password=PASSWORD),
    )
    enforce(way, Enforcement.DOMAINS)

    assert "/inbox" in sees(_old_session(near), report)
    assert queries.way_in_for_domain(address.rpartition("@")[2]) is None


@pytest.mark.parametrize(
    "address",
    [
        f"victim@{CORP}%00.evil", f"victim@{CORP}\x00.evil", f"victim@{CORP}\n.evil",
        f"victim@{CORP}@evil.example", f'"victim@{CORP}"@', f"victim@{CORP} ,x@evil.example",
    ],
)  # fmt: skip
def test_ac_129_an_address_with_a_second_end_is_no_address(way, address):
    answer = Client().post(
        "/sign-up",
        {"email": address, "username": "evil", "password1": PASSWORD, "password2": PASSWORD},
    )

    assert answer.status_code in (200, 422)
    assert not User.objects.filter(handle="evil").exists()


@pytest.mark.parametrize("text", ["CORP.example.", "ｃｏｒｐ.example", "Corp.Example"])
def test_ac_129_a_domain_has_one_spelling(text):
    assert domain_name(text) == CORP


@pytest.mark.parametrize(
    "text",
    [
        "", "corp", "corp example", "*.example", "a@corp.example", "corp.example%00.evil",
        "corp..example", "-a.example", "1.2.3.4",
    ],
)  # fmt: skip
def test_ac_129_what_is_no_domain_is_refused(text):
    with pytest.raises(Invalid):
        domain_name(text)


def test_ac_129_emergencies_have_one_name_a_second_factor_and_are_told(way, enforced, owner):
    _member, report = enforced
    enforce(way, Enforcement.EVERYBODY)
    other = accounts.member(way.organization, user=accounts.person("second", password=PASSWORD))
    way.emergency_user = owner.user
    way.save()
    without = _old_session(owner)
    assert sees(without, report) == []
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(owner.user, secret)
    client = Client()
    sign_in(client, owner.user.email)
    client.post("/sign-in/code", {"code": code_for(secret)})
    settle()

    assert "/inbox" in sees(client, report)
    assert sees(_with_factor(other), report) == []
    told = Event.objects.get(name="provider.emergency_used")
    assert told.payload["user_id"] == owner.user_id
    for one in (owner, other):
        assert Notice.objects.filter(user=one.user, event_id=told.pk).exists()


def test_ac_129_the_page_for_an_address_says_the_same_for_all(way):
    answers = [
        Client().post("/sso", {"email": address})
        for address in (f"anybody@{CORP}", "anybody@none.example")
    ]

    texts = [
        re.sub(r'nonce="[^"]+"|value="[^"]+"|content="[^"]+"', "", answer.content.decode()).replace(
            CORP, "none.example"
        )
        for answer in answers
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert texts[0] == texts[1]
    assert [mail.address for mail in Mail.objects.all()] == [f"anybody@{CORP}"]
    assert link_in(mails()[-1]) == f"/sso/{way.public_id}"


def test_ac_129_nobody_locks_themselves_out(way, owner):
    def demand(**given):
        rules = {"enforcement": "everybody", "default_role": "", "emergency_user": ""} | given
        commands.set_provider_rules(way.organization_id, actor=accounts.actor(owner), **rules)

    with pytest.raises(DomainError):
        demand()
    with pytest.raises(Invalid):
        demand(emergency_user="owner")
    accounts.factor(owner.user)
    demand(emergency_user="owner")
    with pytest.raises(Invalid):
        demand(emergency_user="owner", default_role="owner")


@pytest.mark.parametrize("where", ["dns", "file", "neither", "elsewhere", "more than the proof"])
def test_ac_129_a_domain_counts_once_it_was_shown_to_be_ones_own(owner, settings, tmp_path, where):
    row = made.provider_domain(owner.organization, "shop.example", verified=False)
    proof = proof_of(row)
    texts = {"dns": [proof], "more than the proof": [f"{proof}x"]}.get(where, [])
    behave = {
        "file": receivers.answer(200, f"{proof}\n".encode()),
        "elsewhere": receivers.answer(302, Location="https://attacker.example/proof"),
        "more than the proof": receivers.answer(200, f"<html>{proof}".encode()),
    }.get(where, receivers.answer(404))
    certified = receivers.authority(tmp_path, "shop.example")

    with receivers.receiver(receivers.tunnel(certified, behave)) as proxy:
        policy = http.policy_of(proxy=proxy.url, ca_file=str(certified.ca_file))
        settings.EGRESS = dataclasses.replace(
            policy, texts=lambda name: texts if name == "_seawall.shop.example" else []
        )
        with contextlib.suppress(DomainError):
            assert commands.verify_domain(row.pk, actor=accounts.actor(owner)) == where

    row.refresh_from_db()
    assert (row.verified_at is not None) is (where in ("dns", "file"))


def test_ac_129_a_domain_is_of_one_organization(owner, settings):
    made.provider_domain(accounts.organization(), CORP)
    mine = made.provider_domain(owner.organization, CORP, verified=False)
    settings.EGRESS = dataclasses.replace(http.Policy(), texts=lambda name: [proof_of(mine)])

    with pytest.raises(DomainError):
        commands.verify_domain(mine.pk, actor=accounts.actor(owner))

    mine.refresh_from_db()
    assert mine.verified_at is None
