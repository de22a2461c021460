"""The generated reference says what the code says."""

from seawall.cli import reference


def test_no_page_of_the_reference_is_stale():
    stale = [name for name, text in reference.pages().items() if reference._current(name) != text]

    assert stale == [], "Run: ./run reference"
