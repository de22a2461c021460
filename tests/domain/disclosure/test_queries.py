"""The hall of fame of a programme."""

from datetime import UTC, datetime

import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.actor import ANONYMOUS
from seawall.domain.disclosure.queries import hall_of_fame
from seawall.domain.errors import NotAllowed, NotFound
from seawall.domain.reports import commands as report_commands
from seawall.domain.reports.models import Report
from seawall.domain.reports.rules.workflow import MoveInput, State
from seawall.lib import clock
from tests import factories

pytestmark = pytest.mark.django_db


def _named(handle, kind, **fields):
    return factories.researcher(handle, credit_kind=kind, **fields).user


def test_everybody_stands_there_under_the_name_they_chose():
    program = factories.judged_program()
    real = _named("real_handle", "name", credit_name="Ada Lovelace", is_public=True)
    alias = _named("bea", "alias", is_public=True)
    shy = _named("cyd", "alias")
    nobody = _named("hidden_handle", "anonymous", credit_name="Secret Name", is_public=True)
    for day, user in enumerate((real, alias, shy, nobody), start=1):
        with clock.frozen_at(datetime(2026, 1, day, tzinfo=UTC)):
            factories.report(State.RESOLVED, program=program, reporter=user)

    hall = hall_of_fame(ANONYMOUS, program.slug)

    assert [(one.name, one.handle, one.profile, one.reports) for one in hall.credits] == [
        ("Ada Lovelace", None, None, 1),
        ("bea", "bea", "bea", 1),
        ("cyd", "cyd", None, 1),
        (None, None, None, 1),
    ]
    assert "hidden_handle" not in str(hall)
    assert "Secret Name" not in str(hall)
    assert "real_handle" not in str(hall)


@pytest.mark.parametrize("state", [state for state in State if state != State.RESOLVED])
def test_other_states_earn_no_thanks(state):
    program = factories.judged_program()
    factories.report(state, program=program)

    assert hall_of_fame(ANONYMOUS, program.slug).credits == ()


def test_a_reopened_report_is_not_thanked_until_it_is_fixed_again():
    program = factories.judged_program()
    report = factories.report(State.RESOLVED, program=program)
    report_commands.make_move(
        report.public_id,
        "reopen",
        actor=factories.team_actor(program),
        given=MoveInput(note="Still there."),
    )

    assert hall_of_fame(ANONYMOUS, program.slug).credits == ()


def test_who_shared_the_report_is_thanked_if_they_accepted():
    silent, other = factories.person("silent"), factories.person("other")
    report = factories.shared_report(accepted={other: 1_000}, invited={silent: 1_000})
    report_commands.make_move(
        report.public_id,
        "resolve",
        actor=factories.team_actor(report.program),
        given=MoveInput(fix="v2"),
    )

    hall = hall_of_fame(ANONYMOUS, report.program.slug)

    assert {one.name for one in hall.credits} == {report.reporter.handle, "other"}
    assert (hall.researchers, hall.reports) == (2, 1)


def test_findings_of_other_programmes_do_not_count():
    program = factories.judged_program()
    user = factories.person()
    factories.report(State.RESOLVED, program=program, reporter=user)
    factories.report(State.RESOLVED, program=program, reporter=user)
    factories.report(State.RESOLVED, reporter=user)

    assert [one.reports for one in hall_of_fame(ANONYMOUS, program.slug).credits] == [2]


def test_a_private_programme_has_a_hall_for_those_who_may_know_of_it_only():
    guest = factories.person()
    program = factories.judged_program(visibility="private")
    factories.program_access(program, guest)
    member = factories.member(program.organization, Role.VIEWER)

    for stranger in (ANONYMOUS, factories.actor()):
        with pytest.raises(NotFound):
            hall_of_fame(stranger, program.slug)
    with pytest.raises(NotFound):
        hall_of_fame(ANONYMOUS, "never-existed")
    assert hall_of_fame(factories.actor(guest), program.slug).credits == ()
    assert hall_of_fame(factories.actor(member), program.slug).credits == ()


def test_a_hall_behind_terms_opens_after_they_are_signed():
    guest = factories.person()
    program = factories.private_program(researcher=guest, nda="Tell nobody.", signed=False)

    with pytest.raises(NotAllowed):
        hall_of_fame(factories.actor(guest), program.slug)


def test_a_closed_account_keeps_its_thanks_without_a_link():
    user = _named("gone", "alias", is_public=True)
    program = factories.judged_program()
    factories.report(State.RESOLVED, program=program, reporter=user)
    type(user).objects.filter(pk=user.pk).update(is_active=False)

    (credit,) = hall_of_fame(ANONYMOUS, program.slug).credits

    assert (credit.name, credit.profile) == ("gone", None)


def test_the_hall_costs_the_same_for_1_and_3(django_assert_num_queries):
    program = factories.judged_program()
    factories.report(State.RESOLVED, program=program)

    for _ in range(2):
        with django_assert_num_queries(4):
            hall_of_fame(ANONYMOUS, program.slug)
        factories.report(State.RESOLVED, program=program)
        factories.report(State.RESOLVED, program=program)
    assert Report.objects.filter(state=State.RESOLVED).count() == 5
