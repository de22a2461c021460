"""The query string of the inbox: read leniently, written the same way back."""

import pytest
from django.http import QueryDict

from seawall.domain.reports.rules.workflow import CLOSED, OPEN, State
from seawall.web.pages.triage.narrowing import Narrowing, parse


def given(text):
    return parse(QueryDict(text))


def test_without_a_choice_the_inbox_shows_what_is_open():
    assert given("") == Narrowing()
    assert given("").filters.states == OPEN
    assert not given("").is_narrowed


@pytest.mark.parametrize(
    "text",
    [
        "?program=shop&state=new&state=triaged&priority=1&priority=3&assignee=me&risk=1",
        "?state=closed",
        "?assignee=kim",
        "",
    ],
)
def test_what_was_read_is_written_back(text):
    assert given(text.removeprefix("?")).query() == text


@pytest.mark.parametrize(
    "text",
    [
        "state=draft",
        "state=nonsense",
        "priority=9",
        "priority=x",
        "risk=maybe",
        "state=open",
        "x=1",
    ],
)
def test_what_is_no_filter_is_left_out(text):
    assert given(text) == Narrowing()


def test_words_stand_for_several_states():
    assert given("state=closed").states == CLOSED
    assert given("state=reporter").states == {State.NEEDS_INFO}
    assert given("state=team").states == OPEN - {State.NEEDS_INFO}
    assert given("state=team&state=resolved").states == given("state=team").states | {
        State.RESOLVED
    }
    assert given("state=all").filters.states == frozenset()


def test_a_handle_is_read_as_people_write_it():
    assert given("assignee=@Kim").assignee == "kim"


def test_pages_lead_back_the_way_they_came():
    first = given("priority=1")
    second = parse(QueryDict(first.next_page("two").removeprefix("?")))
    third = parse(QueryDict(second.next_page("three").removeprefix("?")))

    assert third.previous_page() == second.query()
    assert second.previous_page() == first.query()
    assert first.previous_page() is None


def test_the_way_back_stays_short_however_far_somebody_goes():
    place = Narrowing()
    for number in range(100):
        place = parse(QueryDict(place.next_page(f"cursor{number}").removeprefix("?")))

    assert len(place.trail) == 12
    assert len(place.query()) < 40
