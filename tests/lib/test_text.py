import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.lib.text import (
    LONGEST_FILENAME,
    UnsafeText,
    clean_line,
    clean_text,
    csv_cell,
    display_filename,
    show_invisible,
)
from tests.lib.shared_cases import shared_cases


def test_text_is_stored_composed_and_with_line_feeds():
    assert clean_text("e\u0301\r\na\rb\u2028c\td") == "é\na\nb\nc\td"


@pytest.mark.parametrize("bad", ["\0", "\ud800", "\x1b", "\x7f", "\x85", "\b", "\x0c"])
def test_what_cannot_be_stored_is_refused_with_its_line(bad):
    with pytest.raises(UnsafeText, match=rf"Line 2 .*U\+{ord(bad):04X}"):
        clean_text(f"one\ntwo {bad} two")


def test_evidence_with_bidi_characters_is_stored_as_it_is():
    assert clean_text("a\u202eb") == "a\u202eb"


def test_a_line_has_single_spaces_and_shows_what_is_invisible():
    assert clean_line("  SQL \t injection\u202e ") == "SQL injection⟦U+202E⟧"


@pytest.mark.parametrize("bad", ["a\nb", "a\r\nb", "a\u2029b", "a\0b"])
def test_a_line_with_a_line_end_or_nul_is_refused(bad):
    with pytest.raises(UnsafeText):
        clean_line(bad)


def test_tag_characters_become_visible_and_emoji_stay():
    assert show_invisible("\U000e0041\u200b") == "⟦U+E0041⟧⟦U+200B⟧"
    assert show_invisible("👨\u200d👩") == "👨\u200d👩"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_cleaning_a_line_twice_changes_nothing(text):
    try:
        once = clean_line(text)
    except UnsafeText:
        return
    assert clean_line(once) == once


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("poc.py", "poc.py"),
        ("../../../etc/passwd", "passwd"),
        ("C:\\temp\\dump.txt", "dump.txt"),
        ("a.png\0.html", "a.png_.html"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("a\r\nSet-Cookie: x=1.png", "a__Set-Cookie_ x=1.png"),
        ("отчёт.pdf", "отчёт.pdf"),
        ("archive.tar.gz", "archive.tar.gz"),
        (" ", "attachment"),
        ("...", "attachment"),
        ("", "attachment"),
        ("   .png", "attachment.png"),
        ("con.txt", "_con.txt"),
        ("<img src=x>.png", "_img src=x_.png"),
        ("\ud800.txt", "_.txt"),
    ],
)
def test_a_file_name_is_safe_to_show_and_to_save(given_name, shown):
    assert display_filename(given_name) == shown


@given(st.text())
def test_any_file_name_becomes_a_short_plain_one(name):
    shown = display_filename(name)
    assert 0 < len(shown) <= LONGEST_FILENAME + 1
    assert not set(shown) & set('/\\:*?"<>|\0\r\n%')
    assert shown == shown.strip(" ")
    assert not shown.endswith(".")
    shown.encode("utf-8")


def test_a_long_file_name_keeps_its_extension():
    assert display_filename("x" * 5000 + ".jpeg").endswith("x.jpeg")


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+cmd",
        "-2+3",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "＝1",
        "\ufeff=1",
        ";=1",
        "|x",
        "%0A=1",
        "\u200b=1",
        "\u00a0=1",
        "-1e5+1",
    ],
)
def test_a_formula_gets_an_apostrophe(cell):
    assert csv_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["plain", "a=b", "-5", "+1.50", "-0.05", "12", "R-7K2M9Q", "é"])
def test_ordinary_cells_and_numbers_stay_as_they_are(cell):
    assert csv_cell(cell) == cell


def test_numbers_and_nothing_are_cells_too():
    assert csv_cell(-20050) == "-20050"
    assert csv_cell(None) == ""


def test_the_shared_formulas_are_neutralized_and_look_alikes_readable():
    for case in shared_cases("csv_injection/dev.jsonl"):
        cell = csv_cell(case["s"])
        written = io.StringIO()
        csv.writer(written).writerow([cell])
        assert next(csv.reader(io.StringIO(written.getvalue(), newline=""))) == [cell]
        assert case["s"] in cell
        if case["label"] == "formula":
            assert cell.startswith("'"), case


def test_the_shared_hostile_file_names_are_made_safe():
    for case in shared_cases("uploads/dev.manifest.jsonl"):
        shown = display_filename(case["client_name"])
        assert not set(shown) & set('/\\\0\r\n<>"\u202e'), case
        assert len(shown) <= LONGEST_FILENAME + 1
