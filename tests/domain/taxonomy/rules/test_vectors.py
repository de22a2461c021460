"""A vector to begin with, and the words that led to it."""

import pytest

from seawall.domain.taxonomy.rules import cvss
from seawall.domain.taxonomy.rules.suggesting.vectors import Source, _lines, suggest_vector

USUAL = "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N"


def of(usual, title, body=""):
    found = suggest_vector(usual, title, body)
    assert found is not None
    return {one.code: (one.value, one.source.value, one.words) for one in found.metrics}


def test_without_words_it_is_the_usual_vector_of_the_type():
    found = suggest_vector(USUAL, "Orders of others", "Change the number.")

    assert (found.vector, str(found.score)) == (USUAL, "6.5")
    assert {one.source for one in found.metrics} == {Source.TYPE}


def test_words_change_single_metrics_and_are_named():
    found = of(USUAL, "Orders without login", "The victim clicks, then a race condition follows.")

    assert found["PR"] == ("N", "words", "without login")
    assert found["UI"] == ("R", "words", "victim click")
    assert found["AC"] == ("H", "words", "race condition")
    assert found["C"] == ("H", "type", "")


def test_a_type_without_a_vector_needs_words_of_a_loss():
    assert suggest_vector(None, "Something odd", "It needs no login.") is None

    found = of(None, "Remote code execution in the importer")
    assert [found[code][0] for code in ("C", "I", "A", "AV", "PR")] == ["H", "H", "H", "N", "N"]
    assert found["PR"][1] == "plain"


def test_what_is_denied_does_not_speak():
    assert of(USUAL, "No denial of service, but orders")["A"] == ("N", "type", "")
    assert of(USUAL, "Denial of service")["A"][0] == "H"


def test_the_first_line_decides_and_a_phrase_does_not_span_title_and_body():
    both = of(USUAL, "Any user", "An unauthenticated attacker, or any user")
    assert both["PR"] == ("N", "words", "unauthenticated")
    assert of(USUAL, "A race", "condition of entry")["AC"] == ("L", "type", "")


@pytest.mark.parametrize("line", _lines(), ids=lambda line: line.phrases[0][0])
def test_every_shipped_line_gives_a_vector_that_scores(line):
    found = suggest_vector(USUAL, " ".join(line.phrases[0]))

    assert cvss.parse(found.vector).score == found.score
    said = {one.code: one.value for one in found.metrics if one.source is Source.WORDS}
    assert line.values.items() <= said.items()
