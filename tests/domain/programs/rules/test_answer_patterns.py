"""Which patterns are taken, what they match, and that none of them is slow."""

import pytest

from seawall.domain.programs.rules import answer_patterns
from seawall.domain.programs.rules.answer_patterns import Unusable, matches

TAKEN = {
    r"[A-Z]{2,10}-\d+": ("SEC-12", "sec-12"),
    r"^(?:\d{1,3}\.){3}\d{1,3}$": ("10.0.0.255", "10.0.0"),
    r"https://.+": ("https://a.example/", "http://a.example/"),
    r"(foo|bar){1,3}": ("foobar", "foobaz"),
    r".*needle.*": ("a needle here", "nothing"),
    r"(?:[a-z]-)+x": ("a-b-x", "a-b"),
    r"[^\s]+@[\w.]{1,60}": ("a@b.example", "a b@c"),
    r"\$\d{1,4}\.\d{2}": ("$12.50", "12.50"),
    r"(?i)sec-\d+?": ("SEC-7", "SEC-"),
    r"\bword\b": ("word", "words"),
    r"é+": ("éé", "e"),
    r"": ("", "a"),
}
REFUSED = (
    r"(?=a)a", r"(?<!a)b", r"(a)\1", r"a**", r"a{3,1}", r"a{1001}", r"((a{100}){100}){100}",
    r"[z-a]", r"(a", r"a)", r"*", "x" * 201, r"[]", "\ud800",
)  # fmt: skip
# A matcher that tries one way after another would not come to the end of these.
SLOW_ELSEWHERE = (
    r"(a+)+b", r"(a|a)*b", r".*.*.*x", r"(\w+\s?)*$!", "a?" * 60 + "a" * 60 + "b", "(a|aa)+$b",
)  # fmt: skip


@pytest.mark.parametrize("pattern", TAKEN)
def test_a_pattern_is_matched_with_the_whole_text(pattern):
    fits, does_not = TAKEN[pattern]

    assert (matches(pattern, fits), matches(pattern, does_not)) == (True, False)


@pytest.mark.parametrize("pattern", REFUSED)
def test_what_is_no_pattern_is_refused_with_what_to_do(pattern):
    with pytest.raises(Unusable) as refusal:
        answer_patterns.compiled(pattern)

    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("pattern", SLOW_ELSEWHERE)
def test_no_pattern_is_slow_on_the_longest_text(pattern):
    """Not timed: a matcher that goes back would never come to the end."""
    assert not matches(pattern, "a" * answer_patterns.LONGEST_TEXT)


def test_a_text_that_is_too_long_or_broken_never_matches():
    assert not matches(".*", "a" * (answer_patterns.LONGEST_TEXT + 1))
    assert not matches(".*", "\ud800")
