"""Many reports at once: each by its own rights, with its own event and its own answer."""

import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.audit.models import Event
from seawall.domain.errors import Invalid
from seawall.domain.reports.commands import many
from seawall.domain.reports.models import Report
from seawall.domain.reports.rules.workflow import MoveInput, State
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    return factories.judged_program()


@pytest.fixture
def triager(program):
    return factories.team_actor(program)


def codes(results):
    return [one.code for one in results]


def test_each_report_answers_for_itself_and_has_its_own_event(program, triager):
    fresh, asked = (
        factories.report(program=program),
        factories.report(State.NEEDS_INFO, program=program),
    )
    foreign = factories.report()
    before = Event.objects.count()
    chosen = [fresh.public_id, foreign.public_id, "R-000000", asked.public_id, fresh.public_id]
    results = many.move_many(chosen, "ask", given=MoveInput(note="Which build?"), actor=triager)

    assert [one.report for one in results] == chosen[:4]
    assert codes(results) == ["done", "not_found", "not_found", "illegal_move"]
    assert results[1].message == results[2].message
    assert [one.name for one in Event.objects.order_by("pk")[before:]] == ["report.moved"]
    assert Report.objects.get(pk=foreign.pk).state == State.NEW


@pytest.mark.parametrize("role", [Role.VIEWER, Role.DEVELOPER])
def test_rights_are_asked_for_each_report(program, role):
    reports = [factories.report(program=program) for _ in range(2)]
    actor = factories.team_actor(program, role)
    numbers = [one.public_id for one in reports]
    reason = {"priority": 1, "reason_code": "other", "reason": "Seen."}

    for results in (
        many.move_many(numbers, "triage", given=MoveInput(), actor=actor),
        many.assign_many(numbers, assignee=None, actor=actor),
        many.rate_many(numbers, actor=actor, **reason),
    ):
        assert codes(results) == ["not_allowed"] * 2


def test_nobody_acts_on_their_own_report_as_the_team(program, triager):
    user = factories.member(program.organization, Role.TRIAGER).user
    own = factories.report(program=program, reporter=user)

    results = many.assign_many([own.public_id], assignee=None, actor=factories.actor(user))

    assert codes(results) == ["not_allowed"]


def test_a_priority_with_its_reason_is_set_for_all(program, triager):
    reports = [factories.report(program=program) for _ in range(3)]
    numbers = [one.public_id.lower() for one in reports]
    reason = {"priority": 2, "reason_code": "other", "reason": "The same hole."}

    assert codes(many.rate_many(numbers, actor=triager, **reason)) == ["done"] * 3
    assert set(Report.objects.values_list("priority", flat=True)) == {2}
    assert codes(many.rate_many(numbers, actor=triager, **reason)) == ["unchanged"] * 3


def test_assigning_is_undone_for_each_to_who_had_it(program, triager):
    kim = factories.member(program.organization, Role.TRIAGER).user
    taken, free = factories.report(program=program), factories.report(program=program)
    many.assign_many([taken.public_id], assignee=kim.handle, actor=triager)
    numbers = [taken.public_id, free.public_id]

    results = many.assign_many(numbers, assignee=triager.handle, actor=triager)
    assert [one.before for one in results] == [kim.handle, ""]
    undone = many.give_back(
        {one.report: (one.before, one.before_group) for one in results}, actor=triager
    )

    assert codes(undone) == ["done", "done"]
    assert Report.objects.get(pk=taken.pk).assignee == kim
    assert Report.objects.get(pk=free.pk).assignee is None


@pytest.mark.parametrize("numbers", [[], [f"R-{number:06d}" for number in range(501)]])
def test_none_and_too_many_are_refused_at_once(triager, numbers):
    with pytest.raises(Invalid):
        many.assign_many(numbers, assignee=None, actor=triager)
