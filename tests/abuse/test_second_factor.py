"""AC-036 (bursts), AC-039 to AC-044: codes that are tried again, many at once, and taken away.

The races are against real server processes: one on SQLite, two on PostgreSQL.
"""

import contextlib
import itertools
import os
import subprocess
import time
import urllib.request

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.test import Client

from seawall.domain.audit.models import Event
from tests import factories, prepared, servers
from tests.abuse.browsers import Browser, at_once, token_in
from tests.abuse.factors import EMAIL
from tests.web.accounts.conftest import _memory_cache, _no_waiting, _quick_hashes  # noqa: F401
from tests.web.accounts.walking import PASSWORD, code_for, mails, sign_in

LONG = os.environ.get("SEAWALL_TEST_LONG") == "1"
TOGETHER = 100 if LONG else 8
ROUNDS = 10 if LONG else 1
_addresses = (
    f"198.51.{third}.{fourth}" for third, fourth in itertools.product(range(256), repeat=2)
)


# ── real processes ───────────────────────────────────────────────────────────
class Served:
    """A site, its addresses (a process each) and who is to be attacked."""

    def __init__(self, site) -> None:
        self.site = site
        self.made = site.module("tests.abuse.factors", "make")
        self.base_urls = itertools.cycle([site.base_url])

    def half(self) -> Browser:
        """A browser of its own that passed the password, from an address of its own."""
        browser = Browser(next(self.base_urls), next(_addresses))
        answer = browser.post("/sign-in", login=EMAIL, password=PASSWORD)
        assert answer.to == "/sign-in/code", answer
        return browser

    def told(self):
        return self.site.module("tests.abuse.factors", "told")


@contextlib.contextmanager
def _served(name: str, **more: str):
    with servers.site(name, like=prepared.MIGRATED) as site, contextlib.ExitStack() as stack:
        site.more = {"SEAWALL_TRUSTED_PROXIES": "1", **more}
        served = Served(site)
        site.start()
        urls = [site.base_url]
        if site.database_url:
            urls.append(stack.enter_context(_second_process(site)))
        served.base_urls = itertools.cycle(urls)
        yield served


@contextlib.contextmanager
def _second_process(site):
    port = servers.free_port()
    environment = site.environment() | {"SEAWALL_BASE_URL": site.base_url}
    command = [str(servers.SEAWALL), "web", "--port", str(port)]
    process = subprocess.Popen(command, cwd=servers.ROOT, env=environment)
    try:
        until = time.monotonic() + servers.PATIENCE_SECONDS
        while True:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=5).close()
                break
            assert time.monotonic() < until
            time.sleep(0.1)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def _code_at_the_start_of_a_period(secret: str) -> str:
    """One that stays right while many send it."""
    left = 30 - time.time() % 30
    if left < 15:
        time.sleep(left + 0.05)
    return code_for(secret)


def _together(browsers: list[Browser], path: str, codes: list[str]):
    return _sent(browsers, path, [token_in(one.get(path).text) for one in browsers], codes)


def _sent(browsers: list[Browser], path: str, tokens: list[str], codes: list[str]):
    return at_once(
        [
            lambda browser=browser, token=token, code=code: browser.send(path, token, code=code)
            for browser, token, code in zip(browsers, tokens, codes, strict=True)
        ]
    )


@pytest.fixture(scope="module")
def raced():
    """Limits off, so that each try is looked at."""
    with _served("race") as served:
        yield served


def _one_got_in(answers) -> bool:
    return sorted(one.status for one in answers) == [200] * 7 + [302]


@pytest.mark.server
def test_ac_039_one_code_lets_one_in_however_many_send_it_at_once(raced):
    browsers = [raced.half() for _ in range(8)]
    spellings = itertools.cycle([str, lambda c: f"{c[:3]} {c[3:]}", _full_width])
    tokens = [token_in(browser.get("/sign-in/code").text) for browser in browsers]
    code = _code_at_the_start_of_a_period(raced.made["secret"])

    said = [spell(code) for _browser, spell in zip(browsers, spellings, strict=False)]

    answers = _sent(browsers, "/sign-in/code", tokens, said)

    assert _one_got_in(answers), answers


@pytest.mark.server
@pytest.mark.parametrize("number", range(ROUNDS))
def test_ac_044_one_recovery_code_lets_one_in_however_many_send_it_at_once(raced, number):
    browsers = [raced.half() for _ in range(8)]

    answers = _together(browsers, "/sign-in/code", [raced.made["codes"][number]] * 8)

    assert _one_got_in(answers), answers


def _full_width(code: str) -> str:
    return "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in code)


@pytest.mark.server
def test_ac_041_five_codes_are_looked_at_over_all_sessions_and_processes():
    """The limits as in production. AC-036: bursts at the sign-in page, too."""
    with _served("limit", SEAWALL_LOGIN_LIMITS="1") as served:
        codes = [f"{number:06}" for number in range(TOGETHER // 2)]
        codes += [f"{number:08}" for number in range(TOGETHER - len(codes))]
        answers = _together([served.half() for _ in codes], "/sign-in/code", codes)
        last = served.half()
        right = last.post("/sign-in/code", code=code_for(served.made["secret"]))
        told = served.told()

    assert {one.status for one in answers} == {200}
    assert right.status == 200
    assert told["events"]["session.sign_in_failed"] <= 5
    assert told["events"]["session.sign_in_throttled"] == 1
    assert told["mails"].count("Somebody tries to sign in as you") == 1


@pytest.mark.server
def test_ac_036_a_burst_of_passwords_is_looked_at_five_times():
    with _served("burst", SEAWALL_LOGIN_LIMITS="1") as served:
        browsers = [Browser(next(served.base_urls), next(_addresses)) for _ in range(TOGETHER)]
        tokens = [token_in(browser.get("/sign-in").text) for browser in browsers]
        answers = at_once(
            [
                lambda b=b, token=token: b.send(
                    "/sign-in", token, login=EMAIL, password="wrong wrong wrong"
                )
                for b, token in zip(browsers, tokens, strict=True)
            ]
        )
        right = Browser(next(served.base_urls), next(_addresses))
        refused = right.post("/sign-in", login=EMAIL, password=PASSWORD)
        told = served.told()

    looked_at = [one for one in answers if "Too many" not in one.text]
    assert all(one.status == 200 for one in answers)
    assert 1 <= len(looked_at) <= 5
    assert (refused.status, refused.to) == (200, "")
    assert told["mails"].count("Somebody tries to sign in as you") == 1


# ── one process, a clock that is set ─────────────────────────────────────────
@pytest.fixture
def person(db):
    return factories.person("mira", email="mira@example.org", password=PASSWORD)


@pytest.fixture
def secret(person):
    kept = auth.generate_totp_secret()
    auth.TOTP.activate(person, kept)
    return kept


@pytest.fixture
def at(monkeypatch):
    """Sets the clock of codes: seconds after the beginning of a period."""
    began = int(time.time()) // 30 * 30

    def set_to(seconds: float) -> None:
        monkeypatch.setattr(auth.time, "time", lambda: began + seconds)

    return set_to


def _half(person) -> Client:
    browser = Client()
    assert sign_in(browser, person.email)["Location"] == "/sign-in/code"
    return browser


@pytest.mark.django_db
def test_ac_039_a_code_is_used_up_for_good_in_every_spelling(person, secret, at):
    at(0)
    code = auth.format_hotp_value(auth.hotp_value(secret, int(auth.time.time()) // 30))
    tries = [(0, code), (0, code), (1, f" {code[:3]} {code[3:]} "), (2, _full_width(code))]
    tries += [(29, code), (31, code), (59, code), (61, code)]
    answers = []
    for seconds, spelled in tries:
        browser = _half(person)
        at(seconds)
        answers.append(browser.post("/sign-in/code", {"code": spelled}).status_code)

    assert answers == [302, *[200] * 7]


@pytest.mark.django_db
def test_ac_039_a_code_of_the_sign_in_does_not_confirm_and_the_other_way_round(person, secret, at):
    at(5)
    code = auth.format_hotp_value(auth.hotp_value(secret, int(auth.time.time()) // 30))
    browser = _half(person)
    assert browser.post("/sign-in/code", {"code": code}).status_code == 302

    again = browser.post("/confirm/code", {"code": code})

    assert again.status_code == 200


PROTECTED = {
    "remove the app": ("/settings/security/app/remove", {}),
    "set an app up": ("/settings/security/app", {"code": "123456"}),
    "see recovery codes": ("/settings/security/codes", None),
    "new recovery codes": ("/settings/security/codes/new", {}),
    "add a passkey": ("/settings/security/passkeys/add", {"name": "Mine", "credential": "{}"}),
    "remove a passkey": ("/settings/security/passkeys/{passkey}/remove", {}),
    "change the password": (
        "/settings/security/password",
        {"oldpassword": PASSWORD, "password1": "other sentence!", "password2": "other sentence!"},
    ),
    "change the address": (
        "/settings/security/email", {"email": "t@example.net", "action_add": ""}
    ),
    "make a token": (
        "/settings/tokens/new", {"name": "x", "scopes": ["reports:read"], "days": "30"}
    ),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("what", PROTECTED)
@pytest.mark.parametrize("knows_password", [False, True])
def test_ac_042_a_thief_of_a_session_changes_no_credential(person, secret, what, knows_password):
    """Signed in with the factor a while ago; now without it, even with the password."""
    passkey = factories.factor(person, Authenticator.Type.WEBAUTHN)
    auth_before = _credentials(person)
    thief = Client()
    thief.force_login(person)
    if knows_password:
        thief.post("/confirm", {"password": PASSWORD})
    path, body = PROTECTED[what]
    path = path.format(passkey=passkey.pk)

    answer = thief.get(path) if body is None else thief.post(path, body)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/confirm")
    assert _credentials(person) == auth_before


def _credentials(person):
    person.refresh_from_db()
    return (
        person.password,
        person.email,
        sorted(person.emailaddress_set.values_list("email", flat=True)),
        sorted(Authenticator.objects.values_list("type", "data")),
        person.tokens.count(),
    )


@pytest.mark.django_db
def test_ac_042_with_the_factor_it_is_done_mailed_and_logged_and_others_are_out(
    person, secret, at, monkeypatch
):
    monkeypatch.setattr("django.db.transaction.on_commit", lambda act: act())
    owner, elsewhere = _half(person), Client()
    owner.post("/sign-in/code", {"code": code_for(secret)})
    elsewhere.force_login(person)
    at(31)
    confirmed = owner.post("/settings/security/app/remove")
    assert confirmed.status_code == 302

    # A sign-in with the factor a moment ago is fresh; the library asks for a confirmation.
    counter = int(auth.time.time()) // 30
    owner.post("/confirm/code", {"code": auth.format_hotp_value(auth.hotp_value(secret, counter))})
    owner.post("/settings/security/app/remove")

    assert not Authenticator.objects.filter(type="totp").exists()
    assert Event.objects.filter(name="factor.removed").exists()
    assert any(one.address == person.email for one in mails())
    assert elsewhere.get("/settings/profile").status_code == 302
    assert owner.get("/settings/profile").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["trust", "mfa/trust", "sign-in/trust"])
def test_ac_042_no_browser_can_be_trusted_to_skip_the_factor(client, db, path):
    assert client.get(f"/{path}").status_code == 404
