"""AC-045 to AC-049: what ends a session, and what other sites may make a browser do."""

import json

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client

from seawall.domain import leaving
from seawall.domain.accounts import commands
from seawall.domain.accounts.models import Session
from seawall.domain.actor import SYSTEM
from seawall.domain.audit.models import Event
from tests import factories
from tests.abuse import sweep
from tests.abuse.surfaces import client as client_of
from tests.matrix import routes
from tests.matrix.asking import contents
from tests.web.accounts.conftest import _memory_cache, _no_waiting, _quick_hashes  # noqa: F401
from tests.web.accounts.walking import PASSWORD, link_in, mails, sign_in

pytestmark = pytest.mark.django_db
NEW = "quite another sentence"
PAGES = ("/settings/profile", "/reports", "/api/v1/me")


# ── AC-045 ───────────────────────────────────────────────────────────────────
@pytest.fixture
def person():
    return factories.person("mira", email="mira@example.org", password=PASSWORD)


class Thief:
    """Holds everything that a browser and a script of the person ever had."""

    def __init__(self, person) -> None:
        here, elsewhere = Client(), Client()
        self.here, self.elsewhere = here, elsewhere
        for browser in (here, elsewhere):
            sign_in(browser, person.email)
        self.cookie = here.cookies[settings.SESSION_COOKIE_NAME].value
        self.other = elsewhere.cookies[settings.SESSION_COOKIE_NAME].value
        self.token = factories.api_token(person)[0]
        self.link = factories.one_time_link(person)[0]

    def opens(self) -> set[str]:
        """Which of the old credentials still do."""
        found = set()
        for name, cookie in (("this browser", self.cookie), ("another", self.other)):
            browser = Client()
            browser.cookies[settings.SESSION_COOKIE_NAME] = cookie
            if browser.get("/settings/profile").status_code == 200:
                found.add(name)
        asked = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {self.token}"})
        found |= {"token"} if asked.status_code == 200 else set()
        found |= {"link"} if Client().get(f"/link/{self.link}").status_code == 302 else set()
        return found


def _reset(person, thief) -> None:
    browser = Client()
    browser.post("/reset", {"email": person.email})
    form = browser.get(link_in(mails()[-1]))["Location"]
    browser.post(form, {"password1": NEW, "password2": NEW})


def _change_password(person, thief) -> None:
    thief.here.post("/confirm", {"password": PASSWORD})
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert thief.here.post("/settings/security/password", form).status_code == 302


def _add_factor(person, thief) -> None:
    reference = thief.here.session.key_hash
    commands.note_factor(
        person.pk, change="added", kind="totp", keep_session=reference,
        actor=factories.actor(person),
    )  # fmt: skip


def _admin():
    return factories.actor(factories.person(is_platform_admin=True))


# What each ends, and what stays: the rule of docs/how-to/people.md.
ENDINGS = {
    "signing out": (lambda p, t: t.here.post("/sign-out"), {"another", "token", "link"}),
    "ending the others": (
        lambda p, t: t.here.post("/settings/sessions/end-others"),
        {"this browser", "token", "link"},
    ),
    "changing the password": (_change_password, {"token", "link"}),
    "resetting the password": (_reset, {"token", "link"}),
    "another second factor": (_add_factor, {"this browser", "token", "link"}),
    "deactivating": (lambda p, t: commands.deactivate_person(p.pk, actor=_admin()), set()),
    "closing the account": (lambda p, t: leaving.close_account(p.pk, actor=_admin()), set()),
    "a restore": (lambda p, t: commands.begin_epoch(actor=SYSTEM), set()),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_ac_045_old_credentials_open_nothing_from_the_next_request_on(person, ending):
    thief = Thief(person)
    assert thief.opens() == {"this browser", "another", "token", "link"}
    act, stays = ENDINGS[ending]
    before = Event.objects.count()

    act(person, thief)

    assert thief.opens() == stays
    assert Event.objects.count() > before


def test_ac_045_a_session_that_was_ended_is_not_brought_back_by_a_slow_request(person):
    """The request began before the end and saves its session after it."""
    thief = Thief(person)
    store = thief.here.session
    store["seen"] = "something"

    commands.end_other_sessions(person.pk, keep=None, actor=factories.actor(person))

    with pytest.raises(UpdateError):
        store.save()
    assert not Session.objects.filter(user=person).exists()


# ── AC-047 ───────────────────────────────────────────────────────────────────
# The description of the API: a page and a file for everybody.
DESCRIBING = {"api/v1/docs", "api/v1/openapi.json"}
LIKE_A_FORM = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")


def _every_address(world):
    names = {
        "report": world.id("X1"), "file": world.id("F-x1"), "award": world.id("A-paid"),
        "program": "a-priv", "organization": "org-a",
    }  # fmt: skip
    for one in sweep.addresses(world):
        yield one, one.path.format(names.get(one.kind, "x"))


def _signed_in(world, name) -> Client:
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.force_login(world.person(name))
    return browser


def test_ac_047_no_form_of_another_site_is_taken(world):
    """Without a token, with somebody else's, as text/plain, with the method in a field."""
    victim = _signed_in(world, "ADM_A")
    stranger = _signed_in(world, "R3")
    page = stranger.get("/settings/profile").content.decode()
    foreign = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    assert len(foreign) > 20
    before, taken = contents(), []
    for one, path in _every_address(world):
        if one.route.text.startswith("api/v1/") or one.route.name == "policy_report":
            # A browser's report of a broken policy carries no token, and changes nothing.
            continue
        tries = [("", kind, {}) for kind in LIKE_A_FORM]
        tries += [
            (f"csrfmiddlewaretoken={foreign}", LIKE_A_FORM[0], {}),
            ("_method=DELETE", LIKE_A_FORM[0], {"X-HTTP-Method-Override": "DELETE"}),
        ]
        for body, kind, headers in tries:
            answer = victim.generic("POST", path, body, kind, headers=headers)
            if answer.status_code not in {403, 404, 405}:
                taken.append(f"{path} {kind}: {answer.status_code}")

    assert taken == []
    assert contents() == before


def test_ac_047_a_browser_says_where_a_post_comes_from_and_it_counts(world):
    victim = _signed_in(world, "ADM_A")
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}

    for _one, path in _every_address(world):
        assert victim.post(path, headers=headers).status_code == 403, path


def test_ac_047_the_api_knows_no_cookies(world):
    """Whoever is signed in in the browser is nobody there; a token needs no form token."""
    browser, nobody = _signed_in(world, "ADM_A"), Client(raise_request_exception=False)
    before = contents()

    for _one, path in _every_address(world):
        if not path.startswith("/api/v1/") or path.lstrip("/") in DESCRIBING:
            continue
        for kind in ("application/json", *LIKE_A_FORM):
            answer = browser.generic("POST", path, "{}", kind)
            assert answer.status_code in {401, 404, 405, 422}, path
            stranger = nobody.generic("POST", path, "{}", kind)
            assert stranger.status_code == answer.status_code, path
            if "json" in answer.headers["Content-Type"]:
                assert stranger.content == answer.content, path
    assert contents() == before


def test_ac_047_another_method_in_a_header_or_field_changes_nothing(world):
    browser = client_of(world, "ADM_A")
    before = contents()

    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        for path in ("/settings/sessions/end-others", "/sign-out"):
            browser.get(path, headers={name: "POST"})
            browser.get(f"{path}?_method=POST")

    assert contents() == before


# ── AC-048 ───────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password"])
def test_ac_048_nobody_is_signed_in_by_another_site(name):
    """Login CSRF: the form of an attacker with the attacker's own password."""
    factories.person("thief", email="thief@example.org", password=PASSWORD)
    path = next(f"/{one.text}" for one in routes.every_route() if one.name == name)
    form = {"login": "thief@example.org", "password": PASSWORD, "email": "thief@example.org"}

    for headers in ({}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        browser = Client(enforce_csrf_checks=True)
        browser.get("/sign-in")
        answer = browser.post(path, form, headers=headers)

        assert answer.status_code == 403
        assert browser.get("/settings/profile").status_code != 200


def test_ac_048_a_sign_in_link_of_an_attacker_signs_nobody_in():
    secret, _row = factories.one_time_link(factories.person("thief"))
    browser = Client(enforce_csrf_checks=True)
    browser.get(f"/link/{secret}")

    assert browser.post("/link/here").status_code == 403
    assert browser.get("/settings/profile").status_code == 302


# ── AC-049 ───────────────────────────────────────────────────────────────────
ORIGINS = (
    "https://evil.example", "null", "http://testserver.evil.example", "https://testserver",
    "http://testserver@evil.example", "file://", "",
)  # fmt: skip


@pytest.mark.parametrize("origin", ORIGINS)
def test_ac_049_no_origin_is_let_in(world, origin):
    browser = client_of(world, "ADM_A")
    # Every path is asked once, by one of the origins.
    paths = list(dict.fromkeys(path for _one, path in _every_address(world)))
    paths = paths[ORIGINS.index(origin) :: len(ORIGINS)]
    token = {"Authorization": f"Bearer {world.token('ADM_A')}"}
    for path in paths:
        answer = browser.get(path, headers={"Origin": origin, **token})
        names = [name for name in answer.headers if name.lower().startswith("access-control-")]
        assert names == [], path


def test_ac_049_a_preflight_is_refused(world):
    browser = client_of(world, "ADM_A")
    asked = {
        "Origin": "https://evil.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
        "Sec-Fetch-Site": "cross-site",
        "Sec-Fetch-Mode": "cors",
    }
    for _one, path in _every_address(world):
        for headers in (asked, {name: asked[name] for name in list(asked)[:3]}):
            answer = browser.options(path, headers=headers)
            names = [name for name in answer.headers if name.lower().startswith("access-control-")]
            assert names == [], path


def test_ac_049_json_cannot_be_read_as_a_script(world):
    token = {"Authorization": f"Bearer {world.token('R1')}"}

    answer = Client().get("/api/v1/reports", headers=token)

    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert isinstance(json.loads(answer.content), dict)
