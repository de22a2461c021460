"""The language of filters: what is read, what is refused and where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.domain.search.rules import grammar
from seawall.domain.search.rules.grammar import (
    FIELDS,
    LONGEST_QUERY,
    MOST_TERMS,
    Range,
    parse,
    render,
)


def _one(text):
    found = parse(text)
    assert found.problems == ()
    (term,) = found.terms
    return term.field, term.values, term.ranges, term.excludes


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("state:triaged", ("state", ("triaged",), (), False)),
        ("STATE:New,Triaged", ("state", ("new", "triaged"), (), False)),
        ("priority:1..2", ("priority", (), (Range("1", "2"),), False)),
        ("priority:P1,none", ("priority", ("1", "none"), (), False)),
        ("priority:>2", ("priority", (), (Range("3", None),), False)),
        ("priority:<=2", ("priority", (), (Range(None, "2"),), False)),
        ("-assignee:none", ("assignee", ("none",), (), True)),
        ("assignee:@mira", ("assignee", ("mira",), (), False)),
        ("created:>2026-01-01", ("created", (), (Range("2026-01-02", None),), False)),
        ("created:2026-01-01..", ("created", (), (Range("2026-01-01", None),), False)),
        ("created:<0001-01-01", ("created", (), (Range(None, "0001-01-01"),), False)),
        ("target:*.example.org", ("target", ("*.example.org",), (), False)),
        ('target:"a b",c', ("target", ("a b", "c"), (), False)),
        ("weakness:CWE-79", ("weakness", ("CWE-79",), (), False)),
        ("has:bounty", ("has", ("bounty",), (), False)),
        ("clock:overdue", ("clock", ("overdue",), (), False)),
    ],
)
def test_terms(text, term):
    assert _one(text) == term


def test_a_whole_query():
    text = (
        'state:triaged priority:1..2 assignee:none program:x "exact phrase" -not sort:updated-desc'
    )

    found = parse(text)

    assert [term.field for term in found.terms] == ["state", "priority", "assignee", "program"]
    assert [(one.text, one.is_phrase, one.excludes) for one in found.said] == [
        ("exact phrase", True, False),
        ("not", False, True),
    ]
    assert found.sort == "updated"
    assert found.term("program").values == ("x",)


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("state:trigaed", "state:trigaed", "triaged"),
        ("new stat:new", "stat:new", "state"),
        ("quux:1", "quux:1", "state, priority"),
        ("priority:high", "priority:high", "1..3"),
        ("priority:>none", "priority:>none", "number"),
        ("created:yesterday", "created:yesterday", "2026-01-31"),
        ("created:2026-02-30", "created:2026-02-30", "day"),
        ('word "open', '"open', "not closed"),
        ('""', '""', "nothing"),
        ("state:,", "state:,", "between one"),
    ],
)
def test_a_wrong_term_is_named_where_it_stands(text, place, words):
    found = parse(text)

    (problem,) = found.problems
    assert text[problem.start : problem.end] == place
    assert words in problem.message % problem.parameters
    assert found.terms == ()


def test_an_address_is_no_field():
    found = parse("https://shop.example/x -http://y")

    assert [(one.text, one.excludes) for one in found.said] == [
        ("https://shop.example/x", False),
        ("http://y", True),
    ]


def test_a_wrong_term_does_not_spoil_the_others():
    found = parse("state:new priority:x")

    assert [term.field for term in found.terms] == ["state"]
    assert len(found.problems) == 1


def test_too_much_is_said_and_the_beginning_counts():
    long = parse("x " * LONGEST_QUERY)

    assert len(long.said) == MOST_TERMS
    assert [str(problem.message % problem.parameters)[:4] for problem in long.problems] == [
        "Only",
        "Only",
    ]


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    found = parse(text)

    for problem in found.problems:
        assert problem.message % problem.parameters


@given(
    st.lists(
        st.sampled_from(
            ["state:new,triaged", "priority:1..2", "priority:>3", "-assignee:me", "word", "-other",
             '"a \\"b\\" c"', 'target:"x y",*.z', "created:>=2026-01-01", "sort:newest", "id:R-1"]
        ),
        max_size=8,
    )
)  # fmt: skip
def test_what_is_rendered_means_the_same(parts):
    def meaning(parsed):
        return (
            [(t.field, t.values, t.ranges, t.excludes) for t in parsed.terms],
            [(s.text, s.is_phrase, s.excludes) for s in parsed.said],
            parsed.sort,
            parsed.problems,
        )

    once = parse(" ".join(parts))

    assert meaning(parse(render(once))) == meaning(once)


def test_every_field_says_what_it_means():
    assert all(field.meaning for field in FIELDS.values())
    assert set(grammar.SORTS) <= set(FIELDS["sort"].choices)


def test_what_comes_close_is_offered_in_place_of_the_wrong_term():
    problems = parse("stat:new x -state:nwe state:new,nwe zzz:1").problems

    assert [one.fix for one in problems] == ["state:new", "-state:new", "", ""]


def test_a_field_that_a_reader_may_not_use_does_not_exist():
    found = parse("has:duplicate has:file", grammar.OWN_FIELDS)

    assert [term.values for term in found.terms] == [("file",)]
    assert len(found.problems) == 1
