"""Variables of canned responses, and how their values get into Markdown without becoming any."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from seawall.domain.errors import Invalid
from seawall.domain.reports.rules.workflow import MOVES, PUBLIC_MOVES, Party
from seawall.lib.text import gettext_noop, said

# Public words: they stand in the texts of organizations.
VARIABLES: Mapping[str, str] = MappingProxyType(
    {
        "report.number": gettext_noop("its number, such as R-7K2M9Q"),
        "report.title": gettext_noop("its title"),
        "report.state": gettext_noop("where it stands"),
        "report.priority": gettext_noop("P1 to P5, or “not rated”"),
        "report.target": gettext_noop("what it was reported of"),
        "report.submitted": gettext_noop("the day on which it was sent"),
        "reporter.name": gettext_noop("the name of who reported it"),
        "reporter.handle": gettext_noop("their handle: with @ before it they are mentioned"),
        "assignee.name": gettext_noop("who works on it, or “nobody”"),
        "program.name": gettext_noop("the programme"),
        "organization.name": gettext_noop("the organisation"),
        "sender.name": gettext_noop("who sends the response"),
    }
)
COMMENT = "comment"
# What a response can be the default of: a comment, and every move of the team with a form.
ACTIONS: tuple[str, ...] = (
    COMMENT,
    *(name for name in PUBLIC_MOVES if MOVES[name].by is Party.TEAM),
)

LONGEST_VALUE = 300
_PLACE = re.compile(r"\{\{(?P<name>[^{}\n]{0,60})(?P<end>\}\})?")
# What means something to Markdown wherever it stands, or before the words that follow.
_MARKS = re.compile(r"[\\*_\[\]<>&~|]|!$")
# What begins a block of Markdown, or is the second half of a link.
_BEGINS = re.compile(r"\A(?:(?P<number>\d{1,9})(?=[.)])|(?=[#+\-=:(!]))")
_HANDLE = "reporter.handle"
_FULL_WIDTH_AT = "\uff20"


def check_variables(text: str) -> None:
    """Return when all variables of the text exist. Raises Invalid, which names the first wrong."""
    for place in _PLACE.finditer(text):
        name = place["name"].strip()
        if not place["end"]:
            raise Invalid(
                said(gettext_noop("“{{%(name)s” is not closed by }}."), name=place["name"][:40]),
                field="text",
            )
        if name not in VARIABLES:
            raise Invalid(
                said(
                    gettext_noop("There is no variable “%(name)s”. Variables: %(known)s."),
                    name=name,
                    known=", ".join(VARIABLES),
                ),
                field="text",
            )


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each variable's value, which shows as it is and mentions nobody.

    Only `reporter.handle` behind an @ is a mention. What is no variable stays.
    """

    def value(place: re.Match[str]) -> str:
        name = place["name"].strip()
        if not place["end"] or name not in values:
            return place[0]
        if name == _HANDLE:
            return _escaped(values[name])
        # "@" before it would make a handle of any word.
        behind_at = text[: place.start()].endswith("@")
        return (" " if behind_at else "") + _escaped(values[name])

    return _PLACE.sub(value, text)


def _escaped(value: str) -> str:
    """One line of Markdown that shows the value. Backticks become apostrophes and the @ a wide
    one: these two could end a span of code, or begin a mention, whatever stands before them.
    """
    line = " ".join(value.split())[:LONGEST_VALUE]
    line = line.replace("`", "\u2019").replace("@", _FULL_WIDTH_AT)
    return _BEGINS.sub(r"\g<number>\\", _MARKS.sub(r"\\\g<0>", line))
