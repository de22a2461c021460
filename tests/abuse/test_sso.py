"""Sign-in through a provider: what it may not prove, and where nothing else counts."""

import base64
import contextlib
import dataclasses
import hashlib
import hmac
import json
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from seawall.domain.accounts import commands, queries
from seawall.domain.accounts.commands.providers import domain_name
from seawall.domain.accounts.models import ProviderIdentity, Session, User
from seawall.domain.accounts.queries.providers import proof_of
from seawall.domain.accounts.rules import Enforcement, Role
from seawall.domain.audit.models import Event
from seawall.domain.errors import DomainError, Invalid
from seawall.domain.jobs_queue.worker import settle
from seawall.domain.notify.models import Mail, Notice
from seawall.domain.programs.models import Program
from seawall.lib import clock, http, oidc
from tests import providers, receivers
from tests.api.client import ApiClient
from tests.factories import accounts, reports
from tests.factories import providers as made
from tests.web.accounts.walking import PASSWORD, code_for, link_in, mails, sign_in

pytestmark = pytest.mark.django_db

CORP = "corp.example"


@pytest.fixture(autouse=True)
def _quick_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def liar(settings):
    with providers.lying_provider() as provider:
        settings.EGRESS = http.policy_of([provider.issuer])
        yield provider


@pytest.fixture
def owner():
    return accounts.member(user=accounts.person("owner", password=PASSWORD))


@pytest.fixture
def way(owner, liar):
    """The organization's provider, and a verified domain."""
    made.provider_domain(owner.organization, CORP)
    return made.provider(owner.organization, issuer=liar.issuer)


def signed_in(client) -> int | None:
    user_id = client.session.get("_auth_user_id")
    return int(user_id) if user_id else None


def victim(**fields):
    return accounts.person("victim", email=f"victim@{CORP}", **fields)


# ── AC-127 ───────────────────────────────────────────────────────────────────
DOUBTFUL = [
    {},
    *({"email_verified": said} for said in (False, "true", 1, ["true"], None, True)),
]


@pytest.mark.parametrize("said", DOUBTFUL)
def test_ac_127_the_victims_address_opens_nothing_whatever_the_provider_says_of_it(way, liar, said):
    person, client = victim(), Client()
    accounts.member(way.organization, user=person)

    answer = providers.come_in(
        client, way.public_id, liar, sub="attacker", email=person.email, **said
    )

    assert answer.status_code == 403
    assert signed_in(client) is None
    assert not ProviderIdentity.objects.exists()
    assert EmailAddress.objects.get(user=person).verified


@pytest.mark.parametrize("said", DOUBTFUL[:-1])
def test_ac_127_no_account_is_made_for_an_address_that_nobody_vouches_for(way, liar, said):
    way.default_role = Role.VIEWER
    way.save()

    answer = providers.come_in(
        Client(), way.public_id, liar, sub="new", email=f"new@{CORP}", **said
    )

    assert answer.status_code == 403
    assert not User.objects.filter(email=f"new@{CORP}").exists()


@pytest.mark.parametrize("said", DOUBTFUL[:-1])
def test_ac_127_a_doubtful_answer_opens_not_even_a_known_identity(way, liar, said):
    made.identity(accounts.member(way.organization), way, subject="known")
    client = Client()

    answer = providers.come_in(
        client, way.public_id, liar, sub="known", email="a@b.example", **said
    )

    assert (answer.status_code, signed_in(client)) == (403, None)


def test_ac_127_the_same_subject_of_another_issuer_is_somebody_else(way, liar, settings):
    member = accounts.member(way.organization)
    made.identity(member, way, subject="same")

    with providers.lying_provider() as other:
        settings.EGRESS = http.policy_of([liar.issuer, other.issuer])
        foreign = made.provider(accounts.organization(), issuer=other.issuer)
        answer = providers.come_in(Client(), foreign.public_id, other, sub="same")
        assert answer.status_code == 403

        # The owner turns to another issuer: nobody is linked to it.
        commands.set_provider(
            way.organization_id,
            issuer=other.issuer,
            client_id="seawall",
            client_secret="s",
            actor=accounts.actor(User.objects.get(handle="owner")),
        )
        again = queries.sign_in_settings(
            way.organization_id, actor=accounts.actor(User.objects.get(handle="owner"))
        ).provider
        answer = providers.come_in(Client(), again.public_id, other, sub="same")

    assert answer.status_code == 403
    assert not ProviderIdentity.objects.exists()


def _unsigned(claims):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}."


def _hmac(claims):
    """Signed with what everybody knows, the public key."""
    public = providers.KEY.public_key()
    key = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    header = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"one"}').rstrip(b"=")
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=")
    tag = base64.urlsafe_b64encode(hmac.digest(key, header + b"." + body, hashlib.sha256))
    return (header + b"." + body + b"." + tag.rstrip(b"=")).decode()


FORGED = {
    "nobody signed it": {"sign": _unsigned},
    "the public key signed it": {"sign": _hmac},
    "the client secret signed it": {
        "sign": lambda said: jwt.encode(said, "client-secret" * 4, "HS256", {"kid": "one"})
    },
    "another key signed it": {"sign": lambda said: providers.signed(said, key=providers.OTHER_KEY)},
    "it is no token": {"sign": lambda said: "not.a.token"},
    "another attempt": {"claims": {"nonce": "other"}},
    "no attempt": {"claims": {"nonce": None}},
    "another client": {"claims": {"aud": "other"}},
    "among other clients": {"claims": {"aud": ["seawall", "other"]}},
    "another issuer": {"claims": {"iss": "https://login.example"}},
    "expired": {"claims": {"exp": 1}},
    "never expires": {"claims": {"exp": None}},
    "no time": {"claims": {"iat": None}},
    "from the future": {"claims": {"iat": 4_000_000_000, "exp": 4_000_000_300}},
    "no subject": {"claims": {"sub": None}},
    "an empty subject": {"claims": {"sub": " "}},
    "a number": {"claims": {"sub": 7}},
    "discovery of another issuer": {"document": {"issuer": "https://login.example"}},
    "discovery inside": {"document": {"jwks_uri": "https://127.0.0.1/keys"}},
    "a token endpoint inside": {"document": {"token_endpoint": "http://169.254.169.254/"}},
}


@pytest.mark.parametrize("how", FORGED)
def test_ac_127_an_answer_that_proves_nothing_opens_nothing(way, liar, how):
    made.identity(accounts.member(way.organization), way, subject="subject-1")
    client = Client()
    url = providers.onward(client.post(f"/sso/{way.public_id}"))
    for name, value in FORGED[how].items():
        setattr(liar, name, value)

    answer = client.get(f"/sso/{way.public_id}/callback?{liar.authorize(url)}")

    assert answer.status_code == 403
    assert signed_in(client) is None


def test_ac_127_an_honest_answer_opens_the_identity_and_nothing_can_be_used_twice(way, liar):
    member = accounts.member(way.organization)
    made.identity(member, way, subject="subject-1")
    client = Client()
    url = providers.onward(client.post(f"/sso/{way.public_id}"))
    query = liar.authorize(url)

    assert client.get(f"/sso/{way.public_id}/callback?{query}").status_code == 302
    assert signed_in(client) == member.user_id
    for browser in (client, Client()):
        again = browser.get(f"/sso/{way.public_id}/callback?{query}")
        assert again.status_code == 403


def test_ac_127_a_begun_attempt_is_of_its_browser_provider_and_quarter_of_an_hour(way, liar):
    made.identity(accounts.member(way.organization), way, subject="subject-1")
    foreign = made.provider(accounts.organization(), issuer=liar.issuer)
    client, other = Client(), Client()
    url = providers.onward(client.post(f"/sso/{way.public_id}"))
    query = liar.authorize(url)

    assert other.get(f"/sso/{way.public_id}/callback?{query}").status_code == 403
    assert client.get(f"/sso/{foreign.public_id}/callback?{query}").status_code == 403
    url = providers.onward(client.post(f"/sso/{way.public_id}"))
    with clock.frozen_at(clock.now() + timedelta(minutes=16)):
        answer = client.get(f"/sso/{way.public_id}/callback?{liar.authorize(url)}")
    assert answer.status_code == 403
    assert (signed_in(client), signed_in(other)) == (None, None)


def test_ac_127_the_code_is_bound_to_the_browser_by_pkce_and_to_the_issuer_by_name(way, liar):
    made.identity(accounts.member(way.organization), way, subject="subject-1")
    client = Client()
    asked = parse_qs(urlsplit(providers.onward(client.post(f"/sso/{way.public_id}"))).query)

    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [f"http://testserver/sso/{way.public_id}/callback"]
    assert {len(asked[name][0]) for name in ("state", "nonce", "code_challenge")} == {43}
    url = providers.onward(client.post(f"/sso/{way.public_id}"))
    named = f"{liar.authorize(url)}&iss=https%3A%2F%2Fattacker.example"
    assert client.get(f"/sso/{way.public_id}/callback?{named}").status_code == 403


def test_ac_127_linking_needs_a_session_that_was_confirmed_and_the_person_who_began(way, liar):
    member = accounts.member(way.organization, user=accounts.person(password=PASSWORD))
    honest = {"email": "a@b.example", "email_verified": True}
    stale, fresh = Client(), Client()
    stale.force_login(member.user)
    sign_in(fresh, member.user.email)

    asked_again = stale.post(f"/sso/{way.public_id}/link")
    assert asked_again.headers["Location"].startswith("/confirm")
    # A signed-in browser that comes back from the provider is not linked by that.
    assert providers.come_in(fresh, way.public_id, liar, **honest).status_code == 403
    assert not ProviderIdentity.objects.exists()

    fresh.post("/confirm", {"password": PASSWORD})
    url = providers.onward(fresh.post(f"/sso/{way.public_id}/link"))
    unvouched = liar.authorize(url, email="a@b.example", email_verified="true")
    assert fresh.get(f"/sso/{way.public_id}/callback?{unvouched}").status_code == 403
    url = providers.onward(fresh.post(f"/sso/{way.public_id}/link"))
    query = liar.authorize(url, **honest)
    assert stale.get(f"/sso/{way.public_id}/callback?{query}").status_code == 403
    assert fresh.get(f"/sso/{way.public_id}/callback?{query}").status_code == 303
    linked = ProviderIdentity.objects.get()
    assert (linked.user_id, linked.issuer, linked.subject) == (
        member.user_id,
        liar.issuer,
        "subject-1",
    )


def test_ac_127_one_identity_is_one_person(way, liar):
    first, second = (accounts.member(way.organization) for _ in range(2))
    made.identity(first, way, subject="subject-1")
    claims = oidc.Claims(liar.issuer, "subject-1", "a@b.example", "", has_doubtful_email=False)

    with pytest.raises(DomainError):
        commands.link_identity(way.pk, claims, actor=accounts.actor(second))


def test_ac_127_who_was_removed_does_not_come_in_through_the_provider(way, liar, owner):
    member = accounts.member(way.organization)
    made.identity(member, way, subject="subject-1")
    commands.remove_member(member.pk, actor=accounts.actor(owner))

    assert providers.come_in(Client(), way.public_id, liar).status_code == 403


def test_ac_127_a_provider_opens_its_own_organization_alone(way, liar):
    member = accounts.member(way.organization)
    other = accounts.member(user=member.user)
    member.user.is_platform_admin = True
    member.user.save()
    made.identity(member, way, subject="subject-1")
    client = Client()

    providers.come_in(client, way.public_id, liar)

    assert client.get(f"/organizations/{way.organization.slug}").status_code == 200
    assert client.get(f"/organizations/{other.organization.slug}").status_code == 404
    assert client.get("/platform/people").status_code == 404


def test_ac_127_a_session_of_ours_loses_nothing_by_passing_the_provider(way, liar):
    member = accounts.member(way.organization)
    other = accounts.member(user=member.user)
    made.identity(member, way, subject="subject-1")
    client = _by_link(member)

    providers.come_in(client, way.public_id, liar)

    for one in (member, other):
        assert client.get(f"/organizations/{one.organization.slug}").status_code == 200


def test_ac_127_a_password_opens_the_others_to_who_came_through_the_provider(way, liar):
    member = accounts.member(way.organization, user=accounts.person(password=PASSWORD))
    other = accounts.member(user=member.user)
    made.identity(member, way, subject="subject-1")
    client = Client()
    providers.come_in(client, way.public_id, liar)
    page = f"/organizations/{other.organization.slug}"
    assert client.get(page).status_code == 404
    assert "Other organisations" in client.get("/reports").content.decode()

    client.post("/confirm", {"password": PASSWORD})

    assert client.get(page).status_code == 200


def test_ac_127_a_second_factor_of_ours_is_asked_for_all_the_same(way, liar):
    member = accounts.member(way.organization)
    made.identity(member, way, subject="subject-1")
    accounts.factor(member.user)
    client = Client()

    answer = providers.come_in(client, way.public_id, liar)

    assert answer.headers["Location"].startswith("/sign-in/code")
    assert signed_in(client) is None


def test_a_real_provider_signs_a_member_in(owner, settings):
    member = accounts.member(owner.organization)
    with providers.real_provider(mira={"email": "m@b.example", "email_verified": True}) as issuer:
        settings.EGRESS = http.policy_of([issuer])
        row = made.provider(owner.organization, issuer=issuer)
        made.identity(member, row, subject="mira")
        client = Client()

        url = providers.onward(client.post(f"/sso/{row.public_id}"))
        answer = client.get(providers.agree(url, "mira"))
        stranger = Client()
        url = providers.onward(stranger.post(f"/sso/{row.public_id}"))
        refused = stranger.get(providers.agree(url, "somebody@corp.example"))

    assert (answer.status_code, signed_in(client)) == (302, member.user_id)
    assert (refused.status_code, signed_in(stranger)) == (403, None)
    event = Event.objects.filter(name="session.signed_in").latest("pk")
    assert event.payload["method"] == "provider"


def test_newcomers_need_an_invitation_or_a_role_for_their_domain(way, liar, owner):
    def come(subject, email):
        client = Client()
        providers.come_in(
            client, way.public_id, liar, sub=subject, email=email, email_verified=True
        )
        return signed_in(client)

    assert come("a", f"ann@{CORP}") is None
    accounts.invitation(way.organization, email=f"ann@{CORP}", role=Role.TRIAGER, by=owner)
    ann = come("a", f"ann@{CORP}")
    way.default_role = Role.VIEWER
    way.save()
    bob = come("b", f"bob@{CORP}")
    outside = [come("c", email) for email in (f"c@{CORP}.evil", "c@evil.example", f"c@x.{CORP}")]

    assert outside == [None, None, None]
    roles = dict(way.organization.memberships.values_list("user_id", "role"))
    assert (roles[ann], roles[bob]) == (Role.TRIAGER, Role.VIEWER)
    assert not User.objects.get(pk=ann).has_usable_password()


# ── AC-129 ───────────────────────────────────────────────────────────────────
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


def _by_link(member):
    client = Client()
    secret = accounts.one_time_link(member.user)[0]
    client.post(f"/link/{secret}")
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


@pytest.mark.parametrize("how", [_old_session, _by_reset, _by_link, _with_factor])
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
