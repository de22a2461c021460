import pytest

from seawall.domain.errors import Conflict
from seawall.domain.programs.rules.lifecycle import (
    EFFECTS,
    ProgramState,
    is_listed,
    may_comment,
    may_follow,
    may_read_brief,
    may_submit,
    require_change,
    why_not_submit,
)

DRAFT, OPEN, PAUSED, CLOSED = ProgramState

PERMITTED = [
    # state, read the brief, submit, comment, listed
    (DRAFT, False, False, False, False),
    (OPEN, True, True, True, True),
    (PAUSED, True, False, True, True),
    (CLOSED, True, False, True, False),
]

FOLLOWING = {
    DRAFT: {OPEN, CLOSED},
    OPEN: {PAUSED, CLOSED},
    PAUSED: {OPEN, CLOSED},
    CLOSED: {OPEN},
}


@pytest.mark.parametrize(("state", "read", "submit", "comment", "listed"), PERMITTED)
def test_each_state_permits_what_the_table_says(state, read, submit, comment, listed):
    assert may_read_brief(state) is read
    assert may_submit(state) is submit
    assert may_comment(state) is comment
    assert is_listed(state) is listed
    assert (why_not_submit(state) is None) is submit


@pytest.mark.parametrize("state", ProgramState)
@pytest.mark.parametrize("following", ProgramState)
def test_a_state_is_followed_only_by_those_of_the_table(state, following):
    assert may_follow(state, following) is (following in FOLLOWING[state])


@pytest.mark.parametrize("state", ProgramState)
@pytest.mark.parametrize("following", ProgramState)
def test_another_change_is_refused_with_what_is_possible(state, following):
    if following in FOLLOWING[state]:
        require_change(state, following)
        return

    with pytest.raises(Conflict) as refusal:
        require_change(state, following)

    assert all(item in refusal.value.message for item in FOLLOWING[state])


def test_every_state_has_its_effect():
    assert set(EFFECTS) == set(ProgramState)
