"""Passkeys in a real browser, with a virtual authenticator, from an empty installation."""

import re

import pytest

from tests import prepared, servers
from tests.browser.conftest import contexts

pytestmark = pytest.mark.browser
PASSWORD = "a long enough sentence"


@pytest.fixture(scope="module")
def installation():
    """A new installation that serves, and the path of its first administrator's link."""
    with servers.site("passkeys", like=prepared.MIGRATED) as site:
        site.start()
        yield site, re.search(r"/link/[\w-]+", site.log())[0]


@pytest.fixture
def open_context(browser, installation):
    """Opens a new browser profile at the installation; closes it, and fails on complaints."""
    yield from contexts(browser, installation[0])


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


def _add_passkey(page, name):
    page.goto("/settings/security/passkeys/add")
    if "/confirm" in page.url:
        page.fill("#id_password", PASSWORD)
        page.get_by_role("button", name="Confirm").click()
        page.wait_for_url("**/passkeys/add")
    page.fill("#id_name", name)
    page.check("#id_passwordless")
    page.click("#passkey_add")
    page.wait_for_function("() => !location.pathname.endsWith('/add')")


def _sign_out(page):
    page.goto("/sign-out")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/")


def test_two_passkeys_sign_in_stand_in_as_second_factor_and_are_lost_without_harm(
    installation, open_context
):
    site, link = installation
    page = open_context().new_page()
    control, first = _add_authenticator(page)

    # The administrator's account, by the printed link.
    page.goto(link)
    page.fill("#id_email", "boss@example.org")
    page.fill("#id_handle", "boss")
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.wait_for_url("**/")

    # Two keys on two devices; recovery codes come with the first.
    _add_passkey(page, "Laptop")
    assert page.url.endswith("/settings/security/codes")
    codes = re.findall(r"\d{8}", page.locator("pre").inner_text())
    assert len(codes) == 10
    control.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": first})
    control, second = _add_authenticator(page)
    _add_passkey(page, "Key in the drawer")
    page.goto("/settings/security/passkeys")
    assert "Laptop" in page.content()
    assert "Key in the drawer" in page.content()

    # Alone, without address or password.
    _sign_out(page)
    page.goto("/sign-in")
    page.click("#passkey_login")
    page.wait_for_url("**/")
    page.goto("/settings/profile")
    assert page.url == f"{site.base_url}/settings/profile"

    # After a password, as the second step.
    _sign_out(page)
    _password(page)
    page.click("#passkey_second")
    page.wait_for_url("**/")

    # All devices lost: a recovery code, once.
    _sign_out(page)
    control.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": second})
    _password(page)
    page.fill("#id_code", codes[0])
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/")


def _password(page):
    page.goto("/sign-in")
    page.fill("#id_login", "boss@example.org")
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/sign-in/code")
