"""A few words around what was looked for."""

import pytest

from seawall.domain.search.rules.excerpts import excerpt, stems
from seawall.domain.search.rules.grammar import parse


def marked(text, query):
    pieces = excerpt(text, parse(query).said)
    return "".join(f"[{piece}]" if is_found else piece for piece, is_found in pieces)


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("A quokka here.", "quokka", "A [quokka] here."),
        ("Quokkas replied", "quokka reply", "[Quokkas] [replied]"),
        ("cross site scripting", '"site scripts"', "cross [site scripting]"),
        ("see api.example.org/orders", "api.example.org", "see [api.example.org]/orders"),
        ("snake_case_name", "case", "snake_[case]_name"),
        ("first\n\nsecond line", "second", "first [second] line"),
        ("unrelated", "quokka", ""),
        ("quokka", "-quokka", ""),
        ("quokka", "state:new", ""),
        ("a *b* (c", "*", ""),
    ],
)
def test_the_words_are_marked(text, query, found):
    assert marked(text, query) == found


def test_a_long_text_is_cut_around_the_first():
    said = marked(f"{'before ' * 40}quokka{' after' * 40}", "quokka")

    assert said.startswith("… before before")
    assert "[quokka] after" in said
    assert said.endswith(" …")
    assert len(said) < 200


def test_stems_stand_in_every_text_that_holds_the_word():
    assert stems(parse('Sessions "signed requests" *').said) == ("Session", "request")
