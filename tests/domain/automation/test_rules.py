"""Rules on events: who keeps them, what is refused, and what they would have done."""

from dataclasses import replace
from datetime import timedelta

import pytest

from seawall.domain.accounts.rules import Permission, Role, may
from seawall.domain.audit.models import Event
from seawall.domain.automation import queries
from seawall.domain.automation.commands import rules as commands
from seawall.domain.automation.models import Rule, RuleRun
from seawall.domain.automation.rules.ruling import MOVES_OF_RULES, Then
from seawall.domain.errors import Conflict, Invalid, NotFound
from seawall.domain.reports.rules.workflow import State
from seawall.lib import clock
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    return factories.judged_program()


@pytest.fixture
def owner(program):
    return factories.team_actor(program, Role.OWNER)


def names(actor, program):
    return [row.name for row in queries.rules(actor, program.organization_id)]


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_what_the_table_says(program, owner, role):
    row = factories.rule(owner, program)
    actor = factories.team_actor(program, role)
    acts = (
        lambda: queries.rules(actor, program.organization_id),
        lambda: factories.rule(actor, program, name="Another"),
        lambda: commands.change_rule(row.public_id, factories.rule_in(), actor=actor),
        lambda: commands.switch_rule(row.public_id, on=False, actor=actor),
        lambda: queries.runs(actor, row.public_id),
        lambda: commands.remove_rule(row.public_id, actor=actor),
    )
    for act in acts:
        if may(role, Permission.RULE_MANAGE):
            act()
        else:
            with pytest.raises(NotFound):
                act()


def test_others_neither_see_nor_change_one(program, owner):
    row = factories.rule(owner, program)
    other = factories.team_actor(factories.judged_program(), Role.OWNER)
    for act in (
        lambda: queries.rules(other, program.organization_id),
        lambda: queries.rule(other, row.public_id),
        lambda: commands.move_rule(row.public_id, up=True, actor=other),
        lambda: queries.trial(
            other, program.organization_id, triggers=("submitted",), condition="",
            days=7,
        ),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            act()


@pytest.mark.parametrize(
    ("given", "then", "field"),
    [
        ({"name": ""}, {}, "name"),
        ({"name": "Taken"}, {}, "name"),
        ({"triggers": ()}, {}, "triggers"),
        ({"triggers": ("submitted", "no-such")}, {}, "triggers"),
        ({"condition": "stat:new"}, {}, "condition"),
        ({"condition": "assignee:me"}, {}, "condition"),
        ({"condition": "state:new sort:due"}, {}, "condition"),
        ({"condition": "x" * 501}, {}, "condition"),
        ({"program": "no-such"}, {}, "program"),
        ({"most_per_hour": 0}, {}, "most_per_hour"),
        ({}, {"assignee": ""}, "then"),
        ({}, {"assignee": "nobody-here"}, "assignee"),
        ({}, {"group": "no-such"}, "group"),
        ({}, {"priority": 6, "reason": "Because."}, "priority"),
        ({}, {"priority": 2}, "reason"),
        ({}, {"priority": 2, "reason": "So.", "reason_code": "x"}, "reason_code"),
        ({}, {"tags": ("no-such",)}, "tags"),
        ({}, {"comment": "C-000000"}, "comment"),
        ({}, {"audience": "everybody"}, "audience"),
        ({}, {"move": "accept"}, "move"),
        ({}, {"move": "ask"}, "note"),
        ({}, {"move": "triage", "note": "C-000000"}, "note"),
        ({}, {"notify": ("nobody-here",)}, "notify"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(program, owner, given, then, field):
    factories.rule(owner, program, name="Taken")
    base = factories.rule_in(name="One", then=Then(assignee=owner.handle))
    rule = replace(base, **given, then=replace(base.then, **then))

    with pytest.raises(Invalid) as refused:
        commands.save_rule(program.organization_id, rule, actor=owner)
    assert set(refused.value.fields) == {field}


def test_a_wrong_term_is_told_with_the_words_of_the_filter(program, owner):
    with pytest.raises(Invalid, match="Did you mean “state”"):
        factories.rule(owner, program, condition="priority:1 stat:new")


def test_only_moves_that_need_no_more_than_a_text_are_for_rules():
    assert MOVES_OF_RULES == (
        "ask", "triage", "close_informational", "close_not_reproducible", "close_not_applicable",
        "close_spam", "reopen",
    )  # fmt: skip


def test_a_rule_is_written_switched_off_and_every_wording_stays(program, owner):
    row = commands.save_rule(program.organization_id, factories.rule_in(), actor=owner)
    assert (row.off_reason, row.version) == ("by_hand", 1)

    commands.switch_rule(row.public_id, on=True, actor=owner)
    with pytest.raises(Conflict):
        commands.switch_rule(row.public_id, on=True, actor=owner)
    second = factories.rule_in(condition="priority:1")
    commands.change_rule(row.public_id, second, actor=owner)

    said = [(one.number, one.condition) for one in queries.versions(owner, row.public_id)]
    assert said == [(2, "priority:1"), (1, "")]
    told = Event.objects.filter(name__startswith="rule.").order_by("pk")
    assert [(one.name, one.payload["rule"]) for one in told] == [
        ("rule.saved", row.public_id),
        ("rule.switched_on", row.public_id),
        ("rule.saved", row.public_id),
    ]


def test_rules_are_ordered_and_have_an_end(program, owner, monkeypatch):
    first, second = (factories.rule(owner, program, name=name) for name in "ab")
    commands.move_rule(second.public_id, up=True, actor=owner)
    assert names(owner, program) == ["b", "a"]
    with pytest.raises(Conflict):
        commands.move_rule(first.public_id, up=False, actor=owner)

    monkeypatch.setattr(commands, "MOST_RULES", 2)
    with pytest.raises(Conflict):
        factories.rule(owner, program, name="c")
    commands.remove_rule(second.public_id, actor=owner)
    assert names(owner, program) == ["a"]


def test_a_trial_tells_what_would_have_been_touched_and_writes_nothing(program, owner):
    factories.report(program=factories.judged_program())
    found = [factories.report(program=program) for _number in range(2)]
    factories.report(State.TRIAGED, program=program)
    factories.report(program=program, reporter=factories.user_of(owner))
    now = clock.now()
    factories.told("report.submitted", found[0], at=now - timedelta(days=9))
    before = (Event.objects.count(), RuleRun.objects.count(), Rule.objects.count())

    trial = queries.trial(
        owner, program.organization_id, triggers=("submitted",), condition="state:new",
        days=7,
    )  # fmt: skip

    assert {one.report for one in trial.reports} == {one.public_id for one in found}
    assert (trial.events, trial.days, trial.is_cut) == (2, 7, False)
    longer = queries.trial(
        owner, program.organization_id, triggers=("submitted",), condition="",
        program=program.slug, days=30,
    )  # fmt: skip
    assert longer.events == 4
    assert (Event.objects.count(), RuleRun.objects.count(), Rule.objects.count()) == before
