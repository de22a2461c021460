"""Passkeys in a real browser, with a virtual authenticator, from an empty installation."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

pytestmark = pytest.mark.browser
PASSWORD = "a long enough sentence"
SERVE = "import sys; sys.argv = ['seawall', *sys.argv[1:]]; from seawall.cli import main; main()"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """A new installation that serves; its address and the link of its first administrator."""
    port = _free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SEAWALL_")},
        "SEAWALL_HOME": str(tmp_path_factory.mktemp("home")),
        "SEAWALL_LOGIN_LIMITS": "0",
        "PYTHONUNBUFFERED": "1",
    }
    log = tmp_path_factory.mktemp("log") / "out.txt"
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "-c", SERVE, "up", "--port", str(port)],
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    base = f"http://localhost:{port}"
    try:
        _wait_for(base, server, log)
        yield base, re.search(r"/link/[\w-]+", log.read_text())[0]
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(base, server, log):
    for _try in range(240):
        try:
            urllib.request.urlopen(f"{base}/healthz", timeout=30).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            assert server.poll() is None, log.read_text()[-2000:]
            time.sleep(0.25)
    pytest.fail(f"The server does not answer: {log.read_text()[-2000:]}")


@pytest.fixture
def browser():
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        path = own if os.path.exists(own) else shutil.which("chromium")
        if path is None:
            pytest.skip("Chromium is not installed.")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def _add_authenticator(page):
    """A platform authenticator that always says yes; gives the session that controls it."""
    control = page.context.new_cdp_session(page)
    control.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = control.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return control, made["authenticatorId"]


def _add_passkey(page, base, name):
    page.goto(f"{base}/settings/security/passkeys/add")
    if "/confirm" in page.url:
        page.fill("#id_password", PASSWORD)
        page.get_by_role("button", name="Confirm").click()
        page.wait_for_url("**/passkeys/add")
    page.fill("#id_name", name)
    page.check("#id_passwordless")
    page.click("#passkey_add")
    page.wait_for_function("() => !location.pathname.endsWith('/add')")


def _sign_out(page, base):
    page.goto(f"{base}/sign-out")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{base}/")


def test_two_passkeys_sign_in_stand_in_as_second_factor_and_are_lost_without_harm(
    installation, browser
):
    base, link = installation
    page = browser.new_page()
    complaints = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    control, first = _add_authenticator(page)

    # The administrator's account, by the printed link.
    page.goto(base + link)
    page.fill("#id_email", "boss@example.org")
    page.fill("#id_handle", "boss")
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.wait_for_url(f"{base}/")

    # Two keys on two devices; recovery codes come with the first.
    _add_passkey(page, base, "Laptop")
    assert page.url.endswith("/settings/security/codes")
    codes = re.findall(r"\d{8}", page.locator("pre").inner_text())
    assert len(codes) == 10
    control.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": first})
    control, second = _add_authenticator(page)
    _add_passkey(page, base, "Key in the drawer")
    page.goto(f"{base}/settings/security/passkeys")
    assert "Laptop" in page.content()
    assert "Key in the drawer" in page.content()

    # Alone, without address or password.
    _sign_out(page, base)
    page.goto(f"{base}/sign-in")
    page.click("#passkey_login")
    page.wait_for_url(f"{base}/")
    page.goto(f"{base}/settings/profile")
    assert page.url == f"{base}/settings/profile"

    # After a password, as the second step.
    _sign_out(page, base)
    _password(page, base)
    page.click("#passkey_second")
    page.wait_for_url(f"{base}/")

    # All devices lost: a recovery code, once.
    _sign_out(page, base)
    control.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": second})
    _password(page, base)
    page.fill("#id_code", codes[0])
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{base}/")

    assert [said for said in complaints if "Content Security Policy" in said] == []


def _password(page, base):
    page.goto(f"{base}/sign-in")
    page.fill("#id_login", "boss@example.org")
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/sign-in/code")
