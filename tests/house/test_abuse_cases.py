"""Every abuse case is a test named by its number, or stands in tests/abuse/pending.md."""

import csv
import re
from pathlib import Path

ABUSE = Path(__file__).resolve().parents[1] / "abuse"


def _tested() -> set[str]:
    return {
        f"AC-{number}"
        for file in ABUSE.rglob("test_*.py")
        for number in re.findall(r"^def test_ac_(\d{3})_", file.read_text("utf-8"), re.MULTILINE)
    }


def _pending() -> list[str]:
    return re.findall(r"^\| (AC-\d{3}) \|", (ABUSE / "pending.md").read_text("utf-8"), re.MULTILINE)


def test_no_case_is_both_tested_and_pending():
    assert sorted(_tested() & set(_pending())) == []


def test_a_case_waits_in_one_line():
    assert _pending() == sorted(set(_pending()), key=_pending().index)


def test_every_case_of_the_catalogue_is_tested_or_pending(shared):
    with (shared / "security" / "abuse_cases.tsv").open(encoding="utf-8", newline="") as file:
        cases = {row["id"] for row in csv.DictReader(file, delimiter="\t")}

    assert sorted(cases ^ (_tested() | set(_pending()))) == []
