"""Which patterns are taken, which are too many ways to match, and what they match."""

import pytest

from seawall.domain.programs.rules import bounded_patterns
from seawall.domain.programs.rules.bounded_patterns import Unusable, matches

TAKEN = {
    r"[A-Z]{2,10}-\d+": ("SEC-12", "sec-12"),
    r"^(?:\d{1,3}\.){3}\d{1,3}$": ("10.0.0.255", "10.0.0"),
    r"https://.+": ("https://a.example/", "http://a.example/"),
    r"(foo|bar){1,3}": ("foobar", "foobaz"),
    r".*needle.*": ("a needle here", "nothing"),
    r"(?:[a-z]-)+x": ("a-b-x", "a-b"),
    r"[^\s]+@[\w.]{1,60}": ("a@b.example", "a b@c"),
    r"\$\d{1,4}\.\d{2}": ("$12.50", "12.50"),
    r"": ("", "a"),
}
REFUSED = (
    r"(a+)+b", r"(a|a)*b", r"(?:a?){20}", r".*.*.*", r"(\w+\s?)*$", "a?" * 30, "(a|b)" * 25,
    r"(?=a)a", r"(a)\1", r"(?P<n>a)", r"a**", r"a{3,1}", r"a{2}+", r"[z-a]", r"(a", r"a)", "a\nb",
    r"(((a{0}){999}){999}){999}", r"((){999}){999}",
    r"\bword", r"*", "x" * 201, "(" * 12 + ")" * 12, r"[]", r"a|*",
)  # fmt: skip


@pytest.mark.parametrize("pattern", TAKEN)
def test_a_pattern_of_few_ways_is_taken(pattern):
    fits, does_not = TAKEN[pattern]

    assert (matches(pattern, fits), matches(pattern, does_not)) == (True, False)


@pytest.mark.parametrize("pattern", REFUSED)
def test_a_pattern_of_many_ways_is_refused_with_what_to_do(pattern):
    with pytest.raises(Unusable) as refusal:
        bounded_patterns.compiled(pattern)

    assert str(refusal.value).endswith(".")


def test_the_worst_that_is_taken_ends_on_the_longest_text():
    """Not timed: a pattern of unbounded steps would never come to the end."""
    for pattern in (r".*.*x", r"[a-z]*a[a-z]*b", "a?" * 18 + "a{482}b"):
        assert not matches(pattern, "a" * bounded_patterns.LONGEST_TEXT)
    assert not matches(".*", "a" * (bounded_patterns.LONGEST_TEXT + 1))
