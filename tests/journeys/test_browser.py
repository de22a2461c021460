"""The whole main job in Chromium, from both sides, by keyboard and mouse."""

import hashlib
import re

import pytest

from tests.browser.conftest import browser, enter, harbour, open_context

__all__ = ["browser", "enter", "harbour", "open_context"]

pytestmark = [pytest.mark.browser, pytest.mark.server]

PASSWORD = "walrus lantern harbour 47"
SCRIPT = b"import sys\nprint('nothing is sent')\n" * 200
TITLE = "Orders of other customers can be read"


def test_a_report_lives_from_the_directory_to_the_hall_of_fame(open_context, enter, harbour):
    site, _made = harbour
    visitor = open_context().new_page()
    _read_the_brief(visitor)
    _sign_up(visitor, site, "nadia")
    researcher = visitor
    number = _write_and_send(researcher, site)

    triager = enter("tomas", viewport={"width": 1440, "height": 900})
    _ask_by_keyboard(triager, number)
    _answer(researcher, number)
    _work_in_the_inbox(triager, number)

    manager = enter("marta", viewport={"width": 1440, "height": 900})
    _accept_and_propose(manager, number)
    _approve(enter("fiona"))
    _resolve(manager, number)
    _see_the_outcome(researcher, number)
    _see_the_hall_of_fame(open_context().new_page())


def _read_the_brief(page):
    page.goto("/")
    page.get_by_role("link", name="Harbour Shop").first.click()
    page.wait_for_url("**/programs/harbour-shop")
    text = page.locator("main").inner_text()
    for words in ("api.shop.example/v1", "blog.shop.example", "Denial of service", "$9,000"):
        assert words in text, words
    assert re.search("safe harbour", text, re.IGNORECASE)

    for target, rule in (("api.shop.example/v1/orders", "(t3)"), ("blog.shop.example", "(t5)")):
        box = page.get_by_role("textbox", name=re.compile("target|address", re.IGNORECASE)).first
        box.fill(target)
        box.press("Enter")
        page.get_by_text(rule).first.wait_for()
    assert "Out of scope" in page.locator("main").inner_text()


def _sign_up(page, site, handle):
    address = f"{handle}@example.net"
    page.goto("/sign-up")
    page.locator("#id_email").fill(address)
    page.locator("#id_username").fill(handle)
    page.locator("#id_password1").fill(PASSWORD)
    page.locator("#id_password2").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.wait_for_url("**/verify")
    mail = site.wait_for_mail(address, "confirm")
    path = re.search(r"/verify/[\w:-]+", mail.get_content())[0]
    page.goto(path)
    page.locator("main form button[type=submit]").first.click()
    page.goto("/sign-in")
    if "/sign-in" in page.url:
        page.locator("#id_login").fill(address)
        page.locator("#id_password").fill(PASSWORD)
        page.locator("main form button[type=submit]").first.click()
    page.goto("/settings/profile")
    credit = page.locator("form[action*=credit]")
    credit.locator("input[value=name]").check()
    credit.get_by_label(re.compile("name", re.IGNORECASE)).last.fill("Nadia Grant")
    credit.get_by_role("button").click()


def _write_and_send(page, site) -> str:
    page.goto("/programs/harbour-shop")
    page.get_by_role("link", name=re.compile("Report a vulnerability|Submit", re.I)).first.click()
    page.wait_for_url("**/edit")
    number = page.url.split("/")[-2]
    _write(page)
    _get_told_what_is_not_taken(page)
    _attach(page)
    _share(page)
    page.get_by_role("checkbox", name=re.compile("I have read")).check()
    page.get_by_role("button", name="Report vulnerability").click()
    page.wait_for_url("**/receipt**")
    receipt = page.locator("main").inner_text()
    assert number in receipt
    assert hashlib.sha256(SCRIPT).hexdigest() in receipt
    mail = site.wait_for_mail("nadia@example.net", number)
    assert TITLE not in mail.as_string()
    return number


def _write(page):
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_target_id").select_option("other")
    page.locator("#id_target").fill("https://blog.shop.example/post/1")
    page.get_by_text("Out of scope: this cannot be sent").wait_for()
    api = page.locator("#id_target_id option", has_text="api.shop.example/v1").first
    page.locator("#id_target_id").select_option(value=api.get_attribute("value"))
    page.locator("#id_target").fill("https://api.shop.example/v1/orders")
    page.locator("#screening").get_by_text("In scope", exact=True).wait_for()
    box = page.get_by_role("combobox", name="Type")
    box.fill("iterable")
    page.locator("[role=listbox] [role=option]").first.wait_for()
    box.press("ArrowDown")
    box.press("Enter")
    page.locator("#id_url").fill("https://api.shop.example/v1/orders/4812")
    page.locator("#id_impact").fill("Name and address of every customer can be read.")
    with page.expect_response("**/autosave") as saved:
        page.locator("#id_description").fill("1. Sign in as A.\n2. Ask for an order of **B**.")
    assert saved.value.ok


def _get_told_what_is_not_taken(page):
    words = page.locator("#id_description").input_value()
    page.locator("#id_description").fill(f"{words}\n\nFound by a jailbreak of the assistant.")
    page.get_by_text(re.compile("X2 ·")).first.wait_for()
    page.get_by_role("button", name="Take me to the right place").wait_for()
    with page.expect_response("**/autosave"):
        page.locator("#id_description").fill(words)
    page.get_by_text(re.compile("X2 ·")).first.wait_for(state="detached")


def _attach(page):
    page.locator("input[type=file]").first.set_input_files(
        {"name": "orders.py", "mimeType": "text/x-python", "buffer": SCRIPT}
    )
    page.get_by_text(hashlib.sha256(SCRIPT).hexdigest()[:8]).first.wait_for()


def _share(page):
    page.locator("#id_person_1").fill("colin")
    page.locator("#id_share_1").fill("25")
    page.get_by_label("Your own share").or_(page.locator("#id_own_share")).first.fill("75")
    page.get_by_role("button", name="Save and add another").click()
    page.get_by_text("Invited").first.wait_for()


def _open_by_keyboard(page, number):
    """Walk the list with j until the report's row has the focus, then open it."""
    page.goto("/inbox")
    for _step in range(20):
        page.keyboard.press("j")
        if number in page.evaluate("document.activeElement.getAttribute('href') || ''"):
            break
    page.keyboard.press("k")
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.locator("#report").get_by_role("heading", name=TITLE).wait_for()


def _ask_by_keyboard(page, number):
    _open_by_keyboard(page, number)
    page.keyboard.press("?")
    page.locator("dialog#shortcuts").wait_for()
    page.keyboard.press("Escape")
    _act(page, re.compile("^Ask"))
    page.locator("dialog#act textarea[name=note]").fill("With which account did you do it?")
    page.keyboard.press("Control+Enter")
    page.locator("#report").get_by_text("Needs info").first.wait_for()


def _act(page, name):
    """Press what the report offers, behind the menu if need be."""
    shown = page.locator("#report [data-act]:visible").filter(has_text=name)
    if shown.count() == 0:
        page.keyboard.press("x")
    shown.first.click()
    page.locator("dialog#act[open] form").wait_for()


def _send_dialog(page):
    page.locator("dialog#act .dialog-foot button[type=submit]").click()
    page.locator("dialog#act[open]").wait_for(state="detached")


def _answer(page, number):
    page.goto(f"/reports/{number}")
    page.get_by_text("With which account did you do it?").first.wait_for()
    page.locator("#move-answer textarea").fill("With any account; I made two for this.")
    page.locator("#move-answer button[type=submit]").click()
    page.get_by_text("is now: New").wait_for()


def _work_in_the_inbox(page, number):
    _open_by_keyboard(page, number)
    page.get_by_text("With any account; I made two for this.").first.wait_for()
    page.keyboard.press("c")
    for name in ("in_scope", "exploitable", "novel"):
        page.locator(f"dialog#act input[name={name}][value=yes]").check(force=True)
    _send_dialog(page)
    page.keyboard.press("p")
    page.locator("dialog#act select[name=priority]").select_option("3")
    page.locator("dialog#act select[name=reason_code]").select_option(index=1)
    page.locator("dialog#act textarea[name=reason]").fill("Reading only, and one order at a time.")
    _send_dialog(page)
    _act(page, re.compile("^Triage"))
    _send_dialog(page)
    page.locator("#report").get_by_text("Triaged").first.wait_for()


def _accept_and_propose(page, number):
    _open_by_keyboard(page, number)
    _act(page, re.compile("^Accept"))
    _send_dialog(page)
    page.locator("#report").get_by_text("Accepted").first.wait_for()
    page.keyboard.press("w")
    page.locator("dialog#act input[name=amount]").fill("800")
    page.locator("dialog#act textarea[name=reason]").fill("Clear and complete.")
    _send_dialog(page)
    page.locator("#report").get_by_text("$800").first.wait_for()


def _approve(page):
    page.goto("/awards")
    page.locator("a[href*='/awards/A-']").first.click()
    page.wait_for_url("**/awards/A-*")
    page.get_by_role("button", name="Approve").or_(
        page.get_by_role("link", name="Approve")
    ).first.click()
    page.locator("form[action$=approve]:visible button[type=submit]").first.click()
    page.get_by_text("The award is approved.").wait_for()


def _resolve(page, number):
    _open_by_keyboard(page, number)
    _act(page, re.compile("^Resolve"))
    page.locator("dialog#act input[name=fix]").fill("https://git.example/shop/commit/1a2b3c")
    _send_dialog(page)
    page.locator("#report").get_by_text("Resolved").first.wait_for()


def _see_the_outcome(page, number):
    page.goto(f"/reports/{number}")
    text = page.locator("main").inner_text()
    for words in ("Resolved", "https://git.example/shop/commit/1a2b3c", "Reading only", "$800"):
        assert words in text, words
    page.goto("/rewards")
    assert "$800" in page.locator("main").inner_text()
    page.goto("/notices")
    assert number in page.locator("main").inner_text()


def _see_the_hall_of_fame(page):
    page.goto("/programs/harbour-shop/hall-of-fame")
    assert "Nadia Grant" in page.locator("main").inner_text()
