from itertools import product

import pytest

from seawall.domain.accounts.rules import Permission
from seawall.domain.errors import Conflict, Invalid
from seawall.domain.reports.rules import workflow
from seawall.domain.reports.rules.workflow import (
    CLOSED,
    MOVES,
    OPEN,
    PUBLIC_MOVES,
    STATE_LABELS,
    Category,
    Checklist,
    MoveInput,
    Party,
    State,
    category_of,
    check,
    moves_from,
    turn_of,
)

EVERYTHING = MoveInput(
    note="why",
    checklist=Checklist(True, True, True),
    original="R-000000",
    rule="X1",
    fix="v2",
    known_issue="K-000000",
)

# State by state, what may be done: the table of the code is by move.
EXPECTED = {
    "draft": {"submit"},
    "new": {
        "ask",
        "triage",
        "mark_duplicate",
        "mark_known",
        "close_informational",
        "close_out_of_scope",
        "close_not_reproducible",
        "close_not_applicable",
        "close_spam",
        "withdraw",
    },
    "needs_info": {
        "answer",
        "triage",
        "mark_duplicate",
        "mark_known",
        "close_informational",
        "close_out_of_scope",
        "close_not_reproducible",
        "close_not_applicable",
        "close_spam",
        "withdraw",
        "close_unanswered",
    },
    "triaged": {
        "accept",
        "mark_duplicate",
        "mark_known",
        "close_informational",
        "close_out_of_scope",
        "close_not_reproducible",
        "close_not_applicable",
    },
    "accepted": {
        "resolve",
        "ask_retest",
        "mark_duplicate",
        "mark_known",
        "close_informational",
        "close_out_of_scope",
        "close_not_reproducible",
        "close_not_applicable",
    },
    **{state.value: {"reopen"} for state in CLOSED},
    "informational": {"reopen", "answer_late"},
    "resolved": {"reopen", "ask_retest"},
    "retesting": {
        "answer_fixed",
        "answer_not_fixed",
        "decline_retest",
        "cancel_retest",
        "expire_retest",
    },
    "retested": {"confirm_fixed", "confirm_not_fixed", "reject_retest"},
}

TARGETS = {
    "submit": "new", "ask": "needs_info", "answer": "new", "triage": "triaged",
    "accept": "accepted", "resolve": "resolved", "mark_duplicate": "duplicate",
    "close_informational": "informational", "close_out_of_scope": "out_of_scope",
    "close_not_reproducible": "not_reproducible", "close_not_applicable": "not_applicable",
    "close_spam": "spam", "withdraw": "withdrawn", "reopen": "new",
    "close_unanswered": "informational", "answer_late": "new",
    "ask_retest": "retesting", "answer_fixed": "retested", "answer_not_fixed": "retested",
    "decline_retest": "accepted", "cancel_retest": "accepted", "expire_retest": "accepted",
    "confirm_fixed": "resolved", "confirm_not_fixed": "accepted", "reject_retest": "accepted",
}  # fmt: skip


@pytest.mark.parametrize(("state", "move"), list(product(State, TARGETS)))
def test_each_move_is_possible_in_exactly_the_states_listed(state, move):
    if move in EXPECTED[state]:
        check(move, state, EVERYTHING)
        assert MOVES[move].target == TARGETS[move]
    else:
        with pytest.raises(Conflict, match=f"“{move}” is not possible in the state {state}"):
            check(move, state, EVERYTHING)


def test_the_moves_of_the_api_are_exactly_these():
    assert PUBLIC_MOVES == (
        "ask", "answer", "triage", "accept", "resolve", "mark_duplicate", "mark_known",
        "close_informational",
        "close_out_of_scope", "close_not_reproducible", "close_not_applicable", "close_spam",
        "withdraw", "answer_late", "reopen",
    )  # fmt: skip


def test_a_refused_move_names_the_possible_ones():
    with pytest.raises(Conflict, match=r"Possible moves: reopen\.") as refusal:
        check("accept", State.SPAM, EVERYTHING)
    assert refusal.value.code == "illegal_move"
    with pytest.raises(Conflict, match=r"Possible moves: none\."):
        check("triage", State.DRAFT, EVERYTHING)


def test_a_word_that_is_no_move_is_invalid():
    with pytest.raises(Invalid) as refusal:
        check("explode", State.NEW, EVERYTHING)
    assert "move" in refusal.value.fields


NEEDED = {
    "ask": "note", "answer": "note", "accept": "checklist", "resolve": "fix",
    "mark_duplicate": "original", "mark_known": "known_issue",
    "close_out_of_scope": "rule", "close_not_reproducible": "note",
    "close_not_applicable": "note", "close_spam": "note", "reopen": "note",
    "answer_late": "note", "ask_retest": "fix", "answer_fixed": "note",
    "answer_not_fixed": "note", "reject_retest": "note",
}  # fmt: skip


@pytest.mark.parametrize("move", TARGETS)
def test_a_move_asks_for_exactly_what_it_needs(move):
    state = min(MOVES[move].sources)
    empty = MoveInput(note=" \n", original=" ", rule="", fix="\t", known_issue=" ")
    if move not in NEEDED:
        check(move, state, empty)
        return
    with pytest.raises(Invalid) as refusal:
        check(move, state, empty)
    assert set(refusal.value.fields) == {NEEDED[move]}


@pytest.mark.parametrize("answers", list(product([True, False, None], repeat=3)))
def test_only_three_times_yes_is_accepted(answers):
    given = MoveInput(checklist=Checklist(*answers))
    if answers == (True, True, True):
        check("accept", State.TRIAGED, given)
        return
    with pytest.raises(Invalid) as refusal:
        check("accept", State.TRIAGED, given)
    wording = "Answer all three" if None in answers else "Only a finding"
    assert refusal.value.fields["checklist"].startswith(wording)


def test_triage_takes_an_incomplete_checklist():
    check("triage", State.NEW, MoveInput(checklist=Checklist(in_scope=True)))


def test_exactly_one_party_is_next_until_the_report_is_closed():
    turns = {state: turn_of(state) for state in State}
    assert {state for state, party in turns.items() if party is Party.NOBODY} == CLOSED
    assert {state for state, party in turns.items() if party is Party.REPORTER} == {
        State.DRAFT,
        State.NEEDS_INFO,
        State.RETESTING,
    }
    assert all(move.turn == turn_of(move.target) for move in MOVES.values())


def test_whose_turn_it_is_has_a_move():
    for state in State:
        if turn_of(state) is not Party.NOBODY:
            assert moves_from(state, by=turn_of(state))


def test_every_state_is_a_draft_open_or_closed():
    assert {category_of(state) for state in OPEN} == {Category.OPEN}
    assert {category_of(state) for state in CLOSED} == {Category.CLOSED}
    assert category_of(State.DRAFT) is Category.DRAFT
    assert len(State) == len(OPEN) + len(CLOSED) + 1 == 15


def test_every_state_can_be_reached_and_has_a_label():
    assert {move.target for move in MOVES.values()} | {State.DRAFT} == set(State)
    assert set(STATE_LABELS) == set(State)


def test_moves_of_the_team_need_a_permission_and_moves_of_the_reporter_none():
    for move in MOVES.values():
        assert (move.permission is None) == (move.by is not Party.TEAM)
    assert [move.name for move in MOVES.values() if move.by is Party.NOBODY] == [
        "close_unanswered",
        "expire_retest",
    ]
    assert {move.name for move in MOVES.values() if move.by is Party.REPORTER} == {
        "submit",
        "answer",
        "answer_late",
        "withdraw",
        "answer_fixed",
        "answer_not_fixed",
        "decline_retest",
    }
    assert MOVES["resolve"].permission is Permission.REPORT_RESOLVE
    assert MOVES["accept"].permission is Permission.REPORT_ACCEPT


def test_the_reporter_of_a_new_report_may_only_withdraw():
    assert [move.name for move in moves_from(State.NEW, by=Party.REPORTER)] == ["withdraw"]


def test_the_diagram_shows_every_move_from_every_source():
    lines = workflow.mermaid().splitlines()
    assert lines[0] == "stateDiagram-v2"
    assert "    triaged --> accepted: accept (team)" in lines
    arrows = [line for line in lines if ": " in line]
    expected = sum(len(move.sources) * len(move.targets) for move in MOVES.values())
    assert len(arrows) == len(set(arrows)) == expected


def test_a_retest_without_a_result_leads_back_to_where_the_report_stood():
    back = {name: move for name, move in MOVES.items() if move.returns}
    assert set(back) == {"decline_retest", "cancel_retest", "expire_retest", "reject_retest"}
    for move in back.values():
        assert move.leading(was_resolved=True).target is State.RESOLVED
        assert move.leading(was_resolved=False).target is State.ACCEPTED
    assert MOVES["confirm_fixed"].leading(was_resolved=False).target is State.RESOLVED
