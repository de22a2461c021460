import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.domain.programs.rules.patterns.glob import Glob, Star, glob

LETTERS = st.text(alphabet="ab.", max_size=12)


@given(st.text(alphabet="ab.*", max_size=10), LETTERS)
def test_a_star_means_what_the_shell_means(pattern, text):
    assert glob(pattern).matches(text) == fnmatch.fnmatchcase(text, pattern)


@pytest.mark.parametrize(
    ("text", "fits"), [("api-.x", True), ("api-v1.x", True), ("api-a.b.x", False)]
)
def test_a_star_in_a_label_ends_at_the_dot(text, fits):
    assert Glob(("api-", Star.LABEL, ".x")).matches(text) is fits


def test_many_stars_stay_quick_on_hostile_text():
    hostile = glob("*a" * 200)

    assert not hostile.matches("a" * 199 + "b" * 1800)
