"""An authenticator app, recovery codes and sessions, as somebody uses them."""

import re

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)

pytestmark = pytest.mark.browser

PASSWORD = "walrus lantern harbour 47"


def _code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def _press(page, name):
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def _password(page, handle):
    page.goto("/sign-in")
    page.fill("#id_login", f"{handle}@example.org")
    page.fill("#id_password", PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in", exact=True).click()


def _sign_in(page, handle, code):
    _password(page, handle)
    page.wait_for_url("**/sign-in/code")
    page.fill("#id_code", code)
    _press(page, "Sign in")


def test_an_app_and_recovery_codes_are_a_second_step(enter, open_context):
    page = enter("vito")
    page.goto("/settings/security/password/set")
    page.fill("#id_password1", PASSWORD)
    page.fill("#id_password2", PASSWORD)
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()

    # A new password ends every session.
    _password(page, "vito")
    page.goto("/settings/security/app")
    if "/confirm" in page.url:
        page.fill("#id_password", PASSWORD)
        _press(page, "Confirm")
        page.wait_for_url("**/settings/security/app")
    secret = page.locator(".copy code").inner_text()
    page.fill("#id_code", _code(secret))
    _press(page, "Turn on")
    page.wait_for_url("**/settings/security/codes")
    codes = re.findall(r"\d{8}", page.locator("pre").inner_text())
    assert len(codes) == 10

    second = open_context().new_page()
    _sign_in(second, "vito", codes[0])
    second.wait_for_url(lambda url: "/sign-in" not in url)
    third = open_context().new_page()
    _sign_in(third, "vito", codes[0])
    third.locator(".errorlist, [role=alert]").first.wait_for()
    assert "/sign-in/code" in third.url


def test_a_revoked_session_is_dead_at_its_next_request(enter):
    here, there = enter("devin"), enter("devin")
    there.goto("/settings/profile")
    assert there.url.endswith("/settings/profile")

    here.goto("/settings/sessions")
    here.locator("form[action$='end-others'] button").first.click()
    with here.expect_navigation():
        here.locator("dialog#confirm [data-confirm-yes]").click()
    there.goto("/settings/profile")

    assert "/sign-in" in there.url
    here.goto("/settings/profile")
    assert here.url.endswith("/settings/profile")
