from dataclasses import replace

from seawall.domain.programs.rules.brief import empty
from seawall.domain.programs.rules.diffing import (
    FieldChange,
    Line,
    LineKind,
    diff,
    line_diff,
)
from tests.domain.programs.rules.briefs import brief, excluded, reward, target

OLD = brief(
    target("domain", "a.example", id="a"),
    target("domain", "b.example", id="b"),
    text="one\ntwo\nthree",
    rewards=[reward(1, 10, 20), reward(2, 5, 6)],
)


def test_equal_briefs_differ_in_nothing():
    assert not diff(OLD, OLD)
    assert not diff(empty(), empty())


def test_rows_are_added_removed_and_changed_by_their_id():
    new = brief(
        target("domain", "b.example", id="b", maximum_priority=2),
        excluded("domain", "c.example", id="c"),
        text="one\ntwo\nthree",
        rewards=[reward(1, 10, 30), reward(3, 1, 2)],
    )

    found = diff(OLD, new)

    assert [row.id for row in found.targets.added] == ["c"]
    assert [row.id for row in found.targets.removed] == ["a"]
    assert [change.fields for change in found.targets.changed] == [
        (FieldChange("maximum_priority", None, 2),)
    ]
    assert [row.priority for row in found.rewards.added] == [3]
    assert [row.priority for row in found.rewards.removed] == [2]
    assert found.rewards.changed[0].fields == (FieldChange("maximum_minor", 20, 30),)
    assert found.changes_scope_or_rewards
    assert not found.texts


def test_the_order_of_rows_is_no_change():
    assert not diff(OLD, replace(OLD, targets=OLD.targets[::-1]))


def test_a_rule_that_changed_is_named_by_its_path():
    new = replace(OLD, rules=replace(OLD.rules, alias_required=True), summary="New")

    found = diff(OLD, new)

    assert found.fields == (
        FieldChange("summary", "", "New"),
        FieldChange("rules.alias_required", False, True),
    )
    assert not found.changes_scope_or_rewards


def test_long_texts_differ_line_by_line():
    new = replace(
        OLD, text="one\n2\nthree", safe_harbor=replace(OLD.safe_harbor, statement="We promise.")
    )

    found = diff(OLD, new)

    assert [change.field for change in found.texts] == ["text", "safe_harbor.statement"]
    assert found.texts[0].lines == (
        Line(LineKind.SAME, "one"),
        Line(LineKind.REMOVED, "two"),
        Line(LineKind.ADDED, "2"),
        Line(LineKind.SAME, "three"),
    )
    assert found.texts[1].lines == (Line(LineKind.ADDED, "We promise."),)


def test_lines_far_from_a_change_are_left_out():
    before = "\n".join(str(number) for number in range(20))

    found = line_diff(before, before.replace("\n10\n", "\nten\n"))

    assert [line.text for line in found] == ["", "8", "9", "10", "ten", "11", "12", ""]
    assert found[0].kind is found[-1].kind is LineKind.GAP
