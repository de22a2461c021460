"""The published table of promises names tests that exist, and nobody wrote it by hand."""

import re
from pathlib import Path

import pytest
from tests.promises import PROVEN_BY

from seawall.cli import promises
from seawall.web.pages import security

ROOT = Path(__file__).resolve().parents[2]
_MARK = re.compile(r"mark\.promise\(([^)]*)\)")


def _marked() -> set[str]:
    return {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for given in _MARK.findall(file.read_text("utf-8"))
        for name in re.findall(r"P\d+", given)
    }


def test_there_are_fifteen():
    assert list(security.PROMISES) == [f"P{number}" for number in range(1, 16)]


@pytest.mark.parametrize("name", security.PROMISES)
def test_every_promise_has_tests(name):
    assert name in _marked() | {one for names in PROVEN_BY.values() for one in names}


def test_no_test_proves_what_is_not_promised():
    assert _marked() <= set(security.PROMISES)


@pytest.mark.parametrize("place", PROVEN_BY)
def test_what_is_named_exists(place):
    assert (ROOT / place).exists()


def test_the_last_run_was_of_tests_that_exist():
    said = security.results().get("promises", {}).values()
    gone = {file for one in said for file in one["files"] if not (ROOT / file).exists()}

    assert gone == set(), "Run: ./run test, then ./run promises"


def test_the_page_is_what_the_last_run_said():
    text = promises.PAGE.read_text("utf-8")

    assert promises.page(text) == text, "Run: ./run promises"
    assert set(re.findall(r"\| (P\d+) \|", text)) == set(security.PROMISES)


def test_runs_on_two_databases_add_up():
    one = {"cases": ["AC-001"], "files": {"tests/a.py": {"passed": 2, "failed": 0}}}
    other = {"cases": ["AC-002"], "files": {"tests/a.py": {"passed": 1, "failed": 1}}}
    found = promises.joined(
        {
            "sqlite": {"tested_on": "2026-11-25", "promises": {"P2": one}},
            "postgresql": {"tested_on": "2026-11-24", "promises": {"P2": other, "P10": one}},
        }
    )

    assert found == {
        "tested_on": "2026-11-24",
        "databases": ["SQLite", "PostgreSQL"],
        "promises": {
            "P2": {
                "cases": ["AC-001", "AC-002"],
                "files": {"tests/a.py": {"passed": 3, "failed": 1}},
            },
            "P10": one,
        },
    }
