"""The query string of the inbox: read leniently, written the same way back."""

import pytest
from django.http import QueryDict

from seawall.domain.reports.rules.workflow import OPEN, State
from seawall.web.pages.triage.narrowing import Narrowing, is_form, parse_query


def given(text):
    return parse_query(QueryDict(text))


def test_without_a_choice_the_inbox_shows_what_is_open():
    assert given("") == Narrowing("state:open")
    assert not given("").is_narrowed
    assert given("").query() == ""


def test_an_empty_box_shows_everything():
    assert given("q=").text == ""
    assert given("q=").query() == "?q="


@pytest.mark.parametrize(
    "text",
    [
        "?q=state:new,triaged+priority:1..3+-assignee:me",
        "?q=state:closed",
        "?q=%22a+phrase%22+wrong:term",
        "",
    ],
)
def test_what_was_read_is_written_back(text):
    assert given(text.removeprefix("?")).query() == text


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("assignee=@Kim", "state:open assignee:kim"),
        ("program=shop&state=new&state=triaged&priority=3&priority=1&risk=1",
         "program:shop state:new,triaged priority:1,3 clock:risk"),
        ("state=closed", "state:closed"),
        ("state=all", ""),
        ("state=open", "state:open"),
        ("state=reporter", "state:open turn:reporter"),
        ("state=draft", "state:open"),
        ("state=nonsense&priority=9&risk=maybe", "state:open"),
        ("q=xss+state:new+-priority:5+sort:newest&state=all&priority=2&risk=0",
         "xss -priority:5 sort:newest priority:2"),
        ("q=program:shop+xss&program=", "xss"),
        ("q=clock:risk&risk=0&risk=1", "clock:risk"),
        ('assignee=a"b', "state:open"),
    ],
)  # fmt: skip
def test_what_the_form_says_comes_into_the_filter(form, text):
    assert is_form(QueryDict(form))
    assert given(form).text == text
    assert given(form).parsed.problems == ()


def test_several_words_for_states_are_joined():
    term = given("state=team&state=resolved").parsed.term("state")

    assert set(term.values) == (OPEN - {State.NEEDS_INFO, State.RETESTING}) | {State.RESOLVED}


def test_a_filter_that_is_too_long_is_cut_and_told():
    narrowing = given("q=" + "a" * 5000)

    assert len(narrowing.text) == 1001
    assert narrowing.parsed.problems


def test_pages_lead_back_the_way_they_came():
    first = given("q=priority:1")
    second = given(first.next_page("two").removeprefix("?"))
    third = given(second.next_page("three").removeprefix("?"))

    assert third.previous_page() == second.query()
    assert second.previous_page() == first.query()
    assert first.previous_page() is None


def test_the_way_back_stays_short_however_far_somebody_goes():
    place = Narrowing()
    for number in range(100):
        place = given(place.next_page(f"cursor{number}").removeprefix("?"))

    assert len(place.trail) == 12
    assert len(place.query()) < 40
