"""What is offered while somebody types, and terms that buttons put in and take out."""

import pytest

from seawall.domain.search.rules.completing import complete, with_term, without
from seawall.domain.search.rules.grammar import FIELDS, OF_PROGRAM, OWN_FIELDS

KNOWN = {"program": ("lantern", "openai"), "assignee": ("mira", "mo")}


def offered(text, fields=FIELDS):
    return [one.text for one in complete(text, len(text), KNOWN, fields).items]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pr", ["priority:", "program:"]),
        ("xss -pr", ["-priority:", "-program:"]),
        ("state:new,tr", ["state:new,triaged"]),
        ("x -assignee:m", ["-assignee:me", "-assignee:mira", "-assignee:mo"]),
        ("assignee:@mi", ["assignee:mira"]),
        ("program:", ["program:lantern", "program:openai"]),
        ("priority:", [f"priority:{one}" for one in (1, 2, 3, 4, 5, "none")]),
        ("has:file,f", ["has:file,fix"]),
        ("nothing:", []),
        ("zzz", []),
    ],
)
def test_a_word_is_completed_where_it_stands(text, found):
    assert offered(text) == found


def test_an_empty_box_offers_every_field_with_its_meaning():
    items = complete("", 0, KNOWN).items

    assert [one.text for one in items] == [f"{name}:" for name in FIELDS if name != OF_PROGRAM]
    assert all(one.meaning for one in items)


def test_what_a_reporter_may_not_ask_is_not_offered():
    assert "has:duplicate" in offered("has:d")
    assert offered("has:d", OWN_FIELDS) == []


def test_the_word_begins_after_the_last_space():
    assert complete("state:new pri", 13, KNOWN).start == 10
    assert complete("state:new pri", 5, KNOWN).start == 0


@pytest.mark.parametrize(
    ("text", "name", "values", "found"),
    [
        ("", "priority", ("1",), "priority:1"),
        ("state:open", "priority", ("1",), "state:open priority:1"),
        ("priority:2 xss  -priority:3", "priority", ("1",), "xss -priority:3 priority:1"),
        ('"two words" state:new', "state", (), '"two words"'),
        ("state:new,open x", "state", ("triaged", "new"), "x state:triaged,new"),
        ("wrong:term", "state", ("new",), "wrong:term state:new"),
        ("sort:due x", "sort", ("newest",), "x sort:newest"),
        ("", "target", ("a b",), 'target:"a b"'),
    ],
)
def test_a_button_writes_its_own_term_and_leaves_the_rest(text, name, values, found):
    assert with_term(text, name, *values) == found


def test_several_fields_are_taken_out_at_once():
    assert without("a state:new b priority:1 c", "state", "priority") == "a b c"
