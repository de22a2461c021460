"""Which tests prove which promise, and what they said: a plugin of pytest (`-p tests.promises`).

A test of the abuse cases carries its promises as a mark. Tests elsewhere prove some too; they are
named here. With SEAWALL_TEST_PROMISES=FILE a run leaves its counts there for `./run promises`.
"""

import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from seawall.lib import clock

PROVEN_BY: dict[str, tuple[str, ...]] = {
    "tests/matrix/": ("P1", "P5"),
    "tests/abuse/test_api_token.py": ("P5",),
    "tests/abuse/test_api_token_secrets.py": ("P13",),
    "tests/abuse/test_membership_bans.py": ("P4",),
    "tests/abuse/test_session.py": ("P4", "P6"),
    "tests/abuse/test_authentication.py": ("P6",),
    "tests/abuse/test_second_factor.py": ("P6",),
    "tests/abuse/sso/": ("P6",),
    "tests/web/accounts/": ("P6",),
    "tests/abuse/test_generated_requests.py": ("P1",),
    "tests/crash/": ("P7",),
    "tests/faults/": ("P7",),
    "tests/migrations/": ("P7",),
    "tests/cli/test_backup.py": ("P7", "P13"),
    "tests/abuse/test_audit_evidence.py": ("P8",),
    "tests/abuse/test_audit_evidence_tombstones.py": ("P8",),
    "tests/domain/audit/": ("P8",),
    "tests/domain/test_append_only.py": ("P8",),
    "tests/abuse/test_bounty_ledger.py": ("P9",),
    "tests/domain/rewards/test_ledger_invariants.py": ("P9",),
    "tests/domain/disclosure/": ("P10",),
    "tests/lib/test_markdown.py": ("P11",),
    "tests/lib/http/": ("P12",),
    "tests/abuse/test_data_at_rest.py": ("P7", "P13"),
    "tests/abuse/test_data_at_rest_leaving.py": ("P13",),
    "tests/domain/vault/": ("P13",),
    "tests/domain/notify/test_mail.py": ("P14",),
    "tests/abuse/test_resource_exhaustion.py": ("P15",),
}
FILE = os.environ.get("SEAWALL_TEST_PROMISES", "")
_CASE = re.compile(r"::test_ac_(\d{3})_")


def promises_of(nodeid: str, marked: tuple[str, ...] = ()) -> set[str]:
    """The promises that a test proves, by its marks and by its place."""
    placed = (names for place, names in PROVEN_BY.items() if nodeid.startswith(place))
    return {*marked, *(name for names in placed for name in names)}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each test takes its promises along: reports of other processes bring them home."""
    for item in items:
        marked = tuple(name for mark in item.iter_markers("promise") for name in mark.args)
        found = promises_of(item.nodeid, marked)
        if found:
            item.user_properties.append(("promises", sorted(found)))
            item.add_marker(pytest.mark.promise(*sorted(found)))


class Counts:
    """What the tests of each promise said: by file how many passed and failed, and the cases."""

    def __init__(self) -> None:
        self.files: dict[str, dict[str, Counter[str]]] = {}
        self.cases: dict[str, set[str]] = {}

    def add(self, report: pytest.TestReport) -> None:
        """One phase of one test. What was skipped proves nothing."""
        outcome = "failed" if report.failed else "passed" if report.when == "call" else ""
        if not outcome or report.skipped:
            return
        for name in dict(report.user_properties).get("promises", ()):
            file = report.nodeid.partition("::")[0]
            self.files.setdefault(name, {}).setdefault(file, Counter())[outcome] += 1
            case = _CASE.search(report.nodeid)
            if case:
                self.cases.setdefault(name, set()).add(f"AC-{case[1]}")

    def as_json(self) -> dict[str, Any]:
        """In a stable order."""
        return {
            "tested_on": clock.now().date().isoformat(),
            "promises": {
                name: {
                    "cases": sorted(self.cases.get(name, ())),
                    "files": {
                        file: {"passed": said["passed"], "failed": said["failed"]}
                        for file, said in sorted(self.files[name].items())
                    },
                }
                for name in sorted(self.files, key=lambda one: int(one[1:]))
            },
        }


_counts = Counts()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Runs where all reports arrive; a worker's own counts are thrown away."""
    _counts.add(report)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the file, once, in the process that saw all."""
    if FILE and not hasattr(session.config, "workerinput"):
        place = Path(FILE)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(_counts.as_json(), indent=1) + "\n", "utf-8")
