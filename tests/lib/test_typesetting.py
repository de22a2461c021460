"""Pages set in a process of their own: words are data, and there is an end to time."""

import pytest

from seawall.lib import typesetting
from seawall.lib.typesetting import NotSet, Passage, pdf

HOSTILE = '#panic("no") #read("/etc/passwd") $x$ *b* _i_ <l> @r \\ ``` ` // /* [#import] \x00\u202e'


def test_words_that_look_like_markup_are_set_as_they_are():
    made = pdf(HOSTILE, HOSTILE, [Passage(HOSTILE, [(HOSTILE, HOSTILE)], [(HOSTILE, HOSTILE)])])

    assert made.startswith(b"%PDF-")


def test_too_many_words_are_refused_before_anything_is_started(monkeypatch):
    monkeypatch.setattr(typesetting, "_PROGRAM", ["/does/not/exist"])

    with pytest.raises(NotSet):
        pdf("t", "", [Passage("h", (), [("", "word " * 300_000)])])


@pytest.mark.parametrize("program", [["/bin/false"], ["/bin/sleep", "30"], ["/bin/echo", "text"]])
def test_a_process_that_makes_no_pages_is_no_answer(program, monkeypatch):
    monkeypatch.setattr(typesetting, "_PROGRAM", program)
    monkeypatch.setattr(typesetting, "SECONDS", 0.5)

    with pytest.raises(NotSet):
        pdf("t", "", [])
