"""Refusals are written once, in English, and read in the language of whoever asks."""

import pytest

from seawall.domain import errors
from seawall.domain.errors import Conflict, Invalid, NotFound
from seawall.lib.text import gettext_noop, said, together

WORDS = {
    "At most %(n)s characters.": "Höchstens %(n)s Zeichen.",
    "Give it a title.": "Gib ihm einen Titel.",
    "The brief cannot be published yet: %(missing)s": "Noch nicht: %(missing)s",
    "There is nothing here.": "Hier ist nichts.",
}


@pytest.fixture
def _in_german():
    errors.translate_with(lambda text: WORDS.get(text, text))
    yield
    from django.utils.translation import gettext

    errors.translate_with(gettext)


MANY = said(gettext_noop("At most %(n)s characters."), n=80)


def test_a_refusal_is_english_without_a_translator():
    refusal = Invalid(MANY, field="title")

    assert refusal.message == str(refusal) == "At most 80 characters."
    assert refusal.fields == {"title": "At most 80 characters."}


@pytest.mark.usefixtures("_in_german")
def test_a_refusal_is_read_in_another_language_with_its_values():
    assert Invalid(MANY, field="title").fields == {"title": "Höchstens 80 Zeichen."}
    assert Conflict(gettext_noop("Give it a title.")).message == "Gib ihm einen Titel."
    assert NotFound().message == "Hier ist nichts."


@pytest.mark.usefixtures("_in_german")
def test_what_is_said_inside_is_translated_and_what_people_wrote_is_not():
    missing = together([gettext_noop("Give it a title."), MANY])
    template = gettext_noop("The brief cannot be published yet: %(missing)s")

    assert Invalid(said(template, missing=missing)).message == (
        "Noch nicht: Gib ihm einen Titel. Höchstens 80 Zeichen."
    )
    assert Invalid(said(template, missing="Give it a title.")).message == (
        "Noch nicht: Give it a title."
    )


@pytest.mark.usefixtures("_in_german")
def test_without_words_of_its_own_it_says_those_of_its_fields():
    fields = {"title": gettext_noop("Give it a title."), "notes": MANY}

    assert Invalid(fields=fields).message == "Gib ihm einen Titel. Höchstens 80 Zeichen."


def test_a_sentence_without_values_may_hold_a_percent_sign():
    assert said(gettext_noop("100 % of it.")) == "100 % of it."
    assert Invalid(said(gettext_noop("%(n)s %% of it."), n=3)).message == "3 % of it."
