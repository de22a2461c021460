"""New reports given out: by weight, past who is away, first to who is on call."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from seawall.domain.accounts import commands as accounts
from seawall.domain.accounts import queries as account_queries
from seawall.domain.accounts.models import Membership
from seawall.domain.accounts.rules import Role
from seawall.domain.actor import SYSTEM
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.jobs_queue import worker
from seawall.domain.programs import commands as programs
from seawall.domain.programs.models import RotationPlace
from seawall.domain.programs.rules.rotation import Place, next_turn
from seawall.domain.reports import commands
from seawall.domain.reports.commands.rotating import assign_in_turn
from seawall.domain.reports.models import Report
from seawall.lib import clock
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    return factories.judged_program()


@pytest.fixture
def owner(program):
    return factories.team_actor(program, Role.OWNER)


@pytest.fixture
def team(program, owner):
    """Three triagers by handle; the owner has no turn."""
    names = ("anna", "ben", "cleo")
    for name in names:
        factories.member(program.organization, Role.TRIAGER, user=factories.person(name))
    weights = {"anna": 2, owner.handle: 0}
    programs.set_rotation(program.slug, is_on=True, weights=weights, actor=owner)
    return names


def turns(program, count):
    """Whom the next reports are given to."""
    made = [factories.report(program=program) for _ in range(count)]
    for report in made:
        assign_in_turn(report.pk, actor=SYSTEM)
    given = dict(Report.objects.values_list("pk", "assignee__handle"))
    return [given[report.pk] for report in made]


def days(program, handle, kind, actor, ahead=0):
    today = clock.now().date()
    return accounts.enter_days(
        program.organization_id,
        kind=kind,
        handle=handle,
        first=today - timedelta(days=2),
        last=today + timedelta(days=ahead + 2),
        actor=actor,
    )


@pytest.mark.parametrize(
    ("weights", "order"),
    [
        ((3, 1), "aabaaaba"), ((1, 1, 1), "abcabc"), ((2, 1, 1), "abcaabca"), ((0, 1), "bbb"),
        ((5, 1, 1), "aabacaaaabacaa"), ((0, 0), ""),
    ],
)  # fmt: skip
def test_turns_are_smooth_and_follow_from_the_state_alone(weights, order):
    places = tuple(Place(number, weight, 0) for number, weight in enumerate(weights))
    said = ""
    for _ in order or "x":
        turn = next_turn(places)
        if turn is None:
            break
        said += "abc"[turn.chosen.user_id]
        held = {one.user_id: one for one in turn.places}
        places = tuple(held.get(one.user_id, one) for one in places)

    assert said == order


def test_reports_are_given_out_by_weight_and_the_log_says_why(program, team, owner):
    assert turns(program, 8) == ["anna", "ben", "cleo", "anna"] * 2
    told = Event.objects.filter(name="report.assigned").latest("pk")
    assert told.actor_kind == "system"
    assert told.payload["why"] == "round-robin, weight 2"


def test_who_is_away_is_skipped_and_who_is_on_call_comes_first(program, team, owner):
    away = days(program, "anna", "absent", owner)
    assert turns(program, 4) == ["ben", "cleo"] * 2
    why = Event.objects.filter(name="report.assigned").latest("pk").payload["why"]
    anna = away.membership.user_id
    assert why == f"round-robin, weight 1; {anna} skipped: absent until {away.last_date}"
    on_call = days(program, "cleo", "on_call", owner)
    assert turns(program, 3) == ["cleo"] * 3
    days(program, "cleo", "absent", owner)
    assert turns(program, 1) == ["ben"]
    for row in (away, on_call):
        accounts.remove_days(program.organization_id, row.pk, actor=owner)
    assert "anna" in turns(program, 2)


def test_absence_ends_by_the_day_of_the_member(program, team, owner):
    user = Membership.objects.get(user__handle="anna").user
    user.time_zone = "Pacific/Auckland"
    user.save()
    with clock.frozen_at(clock.now().replace(year=2030, month=5, day=1, hour=18)):
        first = date(2030, 5, 1)
        accounts.enter_days(
            program.organization_id,
            kind="absent",
            handle="anna",
            first=first,
            last=first,
            actor=owner,
        )
        # There it is the second of May already.
        assert account_queries.duties(program.organization_id, [user.pk], clock.now()) == {}
        earlier = clock.now() - timedelta(hours=8)
        assert account_queries.duties(program.organization_id, [user.pk], earlier)


def test_only_members_of_the_group_get_them_also_limited_ones(program, team, owner):
    org = program.organization_id
    accounts.make_group(org, handle="web-team", actor=owner)
    accounts.set_group_members(org, "web-team", add=["ben"], actor=owner)
    member = Membership.objects.get(user__handle="ben")
    accounts.limit_member(member.pk, is_limited=True, actor=owner)
    programs.set_rotation(program.slug, is_on=True, group="web-team", actor=owner)

    assert turns(program, 2) == ["ben", "ben"]
    assert Report.objects.filter(group__handle="web-team").count() == 2
    days(program, "ben", "absent", owner)
    assert turns(program, 1) == [None]
    assert Report.objects.filter(group__handle="web-team").count() == 3


def test_their_own_reports_those_taken_and_old_ones_are_left_alone(program, team, owner):
    anna = Membership.objects.get(user__handle="anna").user
    own = factories.report(program=program, reporter=anna)
    taken = factories.report(program=program)
    commands.assign(taken.public_id, assignee="cleo", actor=owner)
    for report in (own, taken):
        assign_in_turn(report.pk, actor=SYSTEM)
    given = dict(Report.objects.values_list("pk", "assignee__handle"))
    assert (given[own.pk], given[taken.pk]) == ("ben", "cleo")

    programs.set_rotation(program.slug, is_on=False, actor=owner)
    old = factories.report(program=program)
    with clock.frozen_at(clock.now() + timedelta(hours=1)):
        programs.set_rotation(program.slug, is_on=True, actor=owner)
        assign_in_turn(old.pk, actor=SYSTEM)
    assert Report.objects.get(pk=old.pk).assignee is None


def test_the_log_is_followed(program, team):
    report = factories.report(program=program)
    worker.settle()
    assert Report.objects.get(pk=report.pk).assignee.handle == "anna"


def test_who_may_set_it_and_enter_days(program, team, owner):
    triager = factories.actor(Membership.objects.get(user__handle="anna"))
    outsider = factories.team_actor(factories.judged_program(), Role.OWNER)
    with pytest.raises(NotAllowed):
        programs.set_rotation(program.slug, is_on=False, actor=triager)
    for weights in ({"anna": 11}, {"nobody-here": 1}):
        with pytest.raises(Invalid):
            programs.set_rotation(program.slug, is_on=True, weights=weights, actor=owner)
    with pytest.raises(Conflict):
        programs.set_rotation(program.slug, is_on=True, weights={"anna": 2}, actor=owner)
    mine = days(program, "", "absent", triager)
    for kind, handle in (("on_call", ""), ("absent", "ben")):
        with pytest.raises(NotAllowed):
            days(program, handle, kind, triager)
    with pytest.raises(NotFound):
        days(program, "anna", "absent", outsider)
    with pytest.raises(NotFound):
        accounts.remove_days(program.organization_id, mine.pk, actor=outsider)
    with pytest.raises(Invalid):
        days(program, "", "absent", triager, ahead=500)
    accounts.remove_days(program.organization_id, mine.pk, actor=triager)
    assert account_queries.calendar(owner, program.organization_id) == ()


@pytest.mark.django_db(transaction=True)
@pytest.mark.needs_postgresql
def test_parallel_ones_have_different_turns(program, team):
    reports = [factories.report(program=program) for _ in range(4)]

    def give(pk):
        try:
            assign_in_turn(pk, actor=SYSTEM)
        finally:
            connection.close()

    threads = [threading.Thread(target=give, args=(one.pk,)) for one in reports]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    given = Report.objects.values_list("assignee__handle", flat=True)
    assert sorted(given) == ["anna", "anna", "ben", "cleo"]
    assert set(RotationPlace.objects.values_list("current", flat=True)) == {0}
