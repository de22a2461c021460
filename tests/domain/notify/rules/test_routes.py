"""The table of who is told what."""

import re

import pytest

from seawall.domain.notify.rules.facts import facts_of
from seawall.domain.notify.rules.routes import ROUTES, ROUTES_BY_KEY, Audience, Sees, routes_for
from seawall.domain.notify.rules.topics import TOPIC_HELP, TOPIC_LABELS, Topic
from seawall.domain.reports.rules.workflow import MOVES, Party

PLACEHOLDERS = {
    "report",
    "leak",
    "subject",
    "program",
    "state",
    "priority",
    "clock",
    "award",
    "role",
    "organization",
}


def test_every_topic_is_told_by_some_row_and_has_its_words():
    assert {route.topic for route in ROUTES} == set(Topic)
    assert set(TOPIC_LABELS) == set(TOPIC_HELP) == set(Topic)


def test_keys_are_unique_and_short_enough_to_store():
    assert len(ROUTES_BY_KEY) == len(ROUTES)
    assert max(len(route.topic) for route in ROUTES) <= 30


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.key)
def test_a_sentence_uses_known_placeholders_only(route):
    assert set(re.findall(r"%\((\w+)\)s", route.sentence)) <= PLACEHOLDERS
    assert set(re.findall(r"%\((\w+)\)s", route.path)) <= {
        "report",
        "leak",
        "award",
        "organization",
    }


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.key)
def test_the_reporters_side_is_never_meant_by_what_only_the_team_reads(route):
    if route.sees is Sees.TEAM_NOTES:
        assert route.audience is not Audience.PARTICIPANTS
    assert (route.audience is Audience.NAMED) == bool(route.named)


@pytest.mark.parametrize("move", [name for name in MOVES if name != "submit"])
def test_every_move_reaches_the_other_side(move):
    rows = routes_for("report.moved", {"move": move})

    audiences = {row.audience for row in rows}
    other = Audience.PARTICIPANTS if MOVES[move].by == Party.TEAM else Audience.WORKERS
    assert other in audiences


def test_a_note_of_the_team_is_told_to_the_team_only():
    rows = routes_for("report.commented", {"audience": "team"})

    assert {row.sees for row in rows} == {Sees.TEAM_NOTES}


def test_the_reporters_own_rating_is_no_news_to_them():
    rows = routes_for("report.severity_set", {"side": "reporter"})

    assert Audience.PARTICIPANTS not in {row.audience for row in rows}


def test_most_events_are_told_to_nobody():
    assert routes_for("report.drafted", {}) == ()
    assert routes_for("session.signed_in", {}) == ()


def test_facts_are_labels_of_the_event_and_nothing_else():
    payload = {"report": "R-7K2M9Q", "to_state": "triaged", "rule": "", "note": "secret", "x": 1}

    assert facts_of("report.moved", payload) == {"report": "R-7K2M9Q", "state": "triaged"}
