"""What Seawall promises, how it was last tested, what each role may do, and whom to tell."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from seawall.lib.text import gettext_noop
from seawall.web.pages.organizations import RoleTable, role_table

# Written by `./run promises` from a whole run of the tests; shipped with the program.
RESULTS = Path(__file__).resolve().parent.parent / "promises.json"
# An RFC 9116 file that nobody renews must end: this one is renewed with every answer.
SECURITY_TXT_DAYS = 30

# The numbers are public words: tests are marked with them (`@pytest.mark.promise("P1")`).
PROMISES: dict[str, str] = {
    "P1": gettext_noop(
        "Only the people listed on a report can read any part of it, on any surface."
    ),
    "P2": gettext_noop("What is private is also unknown: outsiders cannot tell that it exists."),
    "P3": gettext_noop("Remarks inside the team never reach reporters or the public."),
    "P4": gettext_noop("Taking access away works on the next request, everywhere."),
    "P5": gettext_noop("Nobody can do more than they were granted, or grant more than they have."),
    "P6": gettext_noop(
        "An account cannot be taken by mailbox tricks, replay or skipping the second factor."
    ),
    "P7": gettext_noop(
        "“Received” means stored: an acknowledged report is never lost, and one that was not "
        "acknowledged leaves nothing."
    ),
    "P8": gettext_noop(
        "Original texts, evidence, decisions and the log cannot be changed unnoticed."
    ),
    "P9": gettext_noop("Every award is paid once, and every sum adds up."),
    "P10": gettext_noop(
        "Nothing becomes public without recorded consent, and redacted text is nowhere."
    ),
    "P11": gettext_noop(
        "Hostile content is inert: in browser, server, mail client and spreadsheet."
    ),
    "P12": gettext_noop(
        "The server and the pages talk only to hosts the operator allowed: no telemetry, no "
        "third-party assets."
    ),
    "P13": gettext_noop("A stolen database, log or backup holds no usable credential."),
    "P14": gettext_noop("Mail is neither trusted coming in nor leaky going out."),
    "P15": gettext_noop("One user cannot stop the others."),
}


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """One promise. `tests` counts those that prove it; `result` is passed, failed or untested."""

    name: str
    text: str
    tests: int
    result: str
    result_label: str
    tone: str


@dataclass(frozen=True, slots=True)
class SecurityPage:
    """`tested_on` is None until a whole run of the tests was recorded."""

    promises: tuple[PromiseLine, ...]
    tested_on: date | None
    databases: str
    roles: RoleTable


def security_page() -> SecurityPage:
    """Read anew each time: a test run of an installation from source shows at once."""
    found = results()
    return SecurityPage(
        promises=tuple(_line(name, text, found) for name, text in PROMISES.items()),
        tested_on=date.fromisoformat(found["tested_on"]) if found.get("tested_on") else None,
        databases=", ".join(found.get("databases", ())),
        roles=role_table(),
    )


def results() -> dict[str, Any]:
    """What the last whole run said: `tested_on`, `databases`, and by promise its `cases` and the
    `passed` and `failed` of each of its `files`. Empty if none was recorded.
    """
    if not RESULTS.exists():
        return {}
    found: dict[str, Any] = json.loads(RESULTS.read_text("utf-8"))
    return found


def counted(said: dict[str, Any]) -> tuple[int, int]:
    """How many tests of one promise passed and how many failed."""
    files = said.get("files", {}).values()
    return sum(one["passed"] for one in files), sum(one["failed"] for one in files)


def _line(name: str, text: str, found: dict[str, Any]) -> PromiseLine:
    passed, failed = counted(found.get("promises", {}).get(name, {}))
    result = "failed" if failed else "passed" if passed else "untested"
    label, tone = {
        "passed": (_("kept"), "ok"),
        "failed": (_("broken"), "danger"),
        "untested": (_("not tested yet"), "neutral"),
    }[result]
    return PromiseLine(name, _(text), passed + failed, result, label, tone)


def security_txt_of(contact: str, base_url: str, *, today: date) -> str:
    """The file for an operator with this contact, in force for SECURITY_TXT_DAYS."""
    expires = today + timedelta(days=SECURITY_TXT_DAYS)
    return (
        f"Contact: {contact}\n"
        f"Expires: {expires.isoformat()}T00:00:00Z\n"
        "Preferred-Languages: en\n"
        f"Canonical: {base_url}/.well-known/security.txt\n"
        f"Policy: {base_url}/security\n"
    )
