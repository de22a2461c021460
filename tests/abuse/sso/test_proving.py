"""Sign-in through a provider: what it may not prove."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.account.models import EmailAddress
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from seawall.domain.accounts import commands, queries
from seawall.domain.accounts.models import ProviderIdentity, User
from seawall.domain.accounts.rules import Role
from seawall.domain.audit.models import Event
from seawall.domain.errors import DomainError
from seawall.lib import clock, http, oidc
from tests import providers
from tests.abuse.sso.people import CORP, by_link, signed_in, victim
from tests.factories import accounts
from tests.factories import providers as made
from tests.web.accounts.walking import PASSWORD, sign_in

pytestmark = pytest.mark.django_db


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
    client = by_link(member)

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
