from hypothesis import given
from hypothesis import strategies as st

from seawall.domain.reports.rules.content import Content
from seawall.domain.reports.rules.differences import DiffLine, LineKind, content_diff, line_diff

LINES = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=12).map("\n".join)


def joined(lines: tuple[DiffLine, ...], without: LineKind) -> str:
    return "\n".join(line.text for line in lines if line.kind is not without)


def test_a_changed_line_is_removed_and_added_between_the_same_ones():
    assert line_diff("a\nb\nc", "a\nB\nc") == (
        DiffLine(LineKind.SAME, "a"),
        DiffLine(LineKind.REMOVED, "b"),
        DiffLine(LineKind.ADDED, "B"),
        DiffLine(LineKind.SAME, "c"),
    )


@given(LINES, LINES)
def test_both_versions_can_be_read_out_of_the_difference(old, new):
    lines = line_diff(old, new)
    assert joined(lines, without=LineKind.ADDED) == old
    assert joined(lines, without=LineKind.REMOVED) == new


def test_a_huge_change_is_shown_as_replaced():
    old, new = "x\n" * 30_000, "\n".join("xy"[index % 2] for index in range(30_000))
    lines = line_diff(old, new)
    assert joined(lines, without=LineKind.ADDED) == old
    assert joined(lines, without=LineKind.REMOVED) == new


def test_only_changed_fields_have_a_difference():
    old, new = Content(title="a", impact="x"), Content(title="b", impact="x")
    assert list(content_diff(old, new)) == ["title"]
    assert content_diff(old, old) == {}
