"""Area disclosure-export: an export holds what its reader sees, and runs nothing."""

import ast
import csv
import html
import io
import re
from pathlib import Path

import pytest

from seawall.domain.accounts.models import User
from seawall.domain.rewards.models import LedgerTransaction
from tests.abuse import canaries
from tests.abuse.surfaces import ask
from tests.lib.shared_cases import shared_cases

pytestmark = [pytest.mark.django_db, pytest.mark.promise("P3", "P11")]

SOURCE = Path(__file__).resolve().parents[2] / "src"
EXPORTS = {
    "/rewards.csv": "/rewards",
    "/organizations/org-a/ledger.csv": "/organizations/org-a/ledger",
    "/organizations/org-a/activity.csv": "/organizations/org-a/activity",
}


@pytest.mark.parametrize("actor", ["R1", "C1", "R2", "RO", "FIN", "T1", "ADM_A", "ADM_B"])
def test_ac_075_an_export_is_part_of_what_its_reader_sees(world, actor):
    for export, page in EXPORTS.items():
        file = ask(world, actor, export)
        if file.is_refused:
            continue

        shown = _words_of_all_pages(world, actor, page)
        assert file.leaks == []
        assert canaries.words_in(file.body) <= shown | _own(world, actor)
        assert file.headers["Cache-Control"] == "no-store"
        assert file.headers["Content-Disposition"].startswith("attachment")


def _words_of_all_pages(world, actor: str, page: str) -> set[str]:
    words: set[str] = set()
    while page:
        shown = ask(world, actor, page)
        assert shown.status == 200, page
        words |= canaries.words_in(shown.body)
        further = re.search(r'<a[^>]*href="([^"]+)"[^>]*rel="next"', shown.body)
        page = html.unescape(further[1]) if further else ""
    return words


def _own(world, actor: str) -> set[str]:
    """One's own export is an event of the next one."""
    return {world.handle(actor)}


@pytest.mark.parametrize("actor", ["R1", "R3", "ADM_B", "T1", "DEV", "SUPER", "anonymous"])
def test_ac_075_who_may_not_see_the_books_takes_no_copy(world, actor):
    for export in ("/organizations/org-a/ledger.csv", "/organizations/org-a/activity.csv"):
        answer = ask(world, actor, export)

        assert answer.is_refused
        assert answer.leaks == []


CELLS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    "'=1",
    "a;=1",
    '"=1',
    '=HYPERLINK("http://evil.example";"x")',
    "  =1",
    "\u200b=1",
    "|calc",
    "%0A=1",
]


def _runs(cell: str) -> bool:
    """Whether a spreadsheet would take the cell for a formula."""
    first = cell.lstrip(" \u200b")[:1]
    return (cell[:1] in "\t\r\n=+-@＝＋－＠" and not _is_number(cell)) or first in ("=", "＝")


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_ac_077_no_cell_of_any_export_is_a_formula(world):
    """Names and references that somebody chose, hostile, in the books; sums stay numbers."""
    posted = LedgerTransaction.objects.filter(award=world.awards["A-paid"]).order_by("pk").last()
    User.objects.filter(pk=world.person("R1").pk).update(display_name="=1+1")
    for number, cell in enumerate(_cells()):
        line = cell.replace("\x00", "")[:80] or "x"
        copy = LedgerTransaction.objects.create(
            public_id=f"L-{number:06}",
            kind=posted.kind,
            program=posted.program,
            award=posted.award,
            reference=line,
            note=line,
            posted_at=posted.posted_at,
            posted_by=posted.posted_by,
        )
        entry = posted.entries.first()
        entry.pk, entry.transaction = None, copy
        entry.save(force_insert=True)
    body = ask(world, "ADM_A", "/organizations/org-a/ledger.csv").body
    found = [cell for row in csv.reader(io.StringIO(body)) for cell in row if cell]

    assert [cell for cell in found if _runs(cell)] == []
    assert any(_is_number(cell) and cell.startswith("-") for cell in found)


def _cells() -> list[str]:
    try:
        return CELLS + [case["s"] for case in shared_cases("csv_injection/dev.jsonl")]
    except pytest.skip.Exception:
        return CELLS


def test_ac_077_there_is_one_writer_of_csv():
    writers = [
        str(file.relative_to(SOURCE))
        for file in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("csv.writer", "csv.DictWriter")
    ]

    assert len(set(writers)) == 1, writers
