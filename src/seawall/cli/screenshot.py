"""`./run screenshot`: docs/inbox.png, taken from a running demo (`./run up --demo`)."""

import json
import os
import shutil
from pathlib import Path

from seawall.cli import setup

TARGET = Path(__file__).resolve().parents[3] / "docs" / "inbox.png"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")


def run(arguments: list[str]) -> int:
    """Sign in as the triager by a one-time link and photograph the inbox with a report open."""
    from playwright.sync_api import sync_playwright

    from seawall.config import environment

    serving = environment.path("SEAWALL_HOME") / "serving.json"
    if not serving.exists():
        print("No demo is running here. Start one first: ./run up --demo")
        return 1
    base_url = str(json.loads(serving.read_text("utf-8"))["base_url"])
    link = _link(base_url)
    chromium = os.environ.get("SEAWALL_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.goto(link)
        page.click("main form button[type=submit]")
        page.goto(f"{base_url}/inbox")
        page.click("a.row >> nth=3")
        page.wait_for_selector(".doc-title")
        page.wait_for_timeout(500)
        page.screenshot(path=str(TARGET))
        browser.close()
    print(f"wrote {TARGET}")
    return 0


def _link(base_url: str) -> str:
    os.environ.setdefault("SEAWALL_BASE_URL", base_url)
    setup.start_django()
    from seawall.cli.demo.world import HANDLES
    from seawall.domain.accounts import commands, queries
    from seawall.domain.actor import SYSTEM

    user_id = queries.user_id_of(HANDLES["triager"])
    secret = commands.make_one_time_link(user_id, purpose="sign_in", minutes=5, actor=SYSTEM)
    return f"{base_url}/link/{secret}"
