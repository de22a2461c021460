"""Canned responses."""

from seawall.api.v1.shapes.common import In, Out


class ResponseBody(In):
    """A text with variables. `default_for` is "comment" or a move of the team; `program` a slug."""

    name: str
    text: str
    default_for: str = ""
    program: str = ""


class ResponsePatch(In):
    """What is null stays; an empty word takes the default or the programme away."""

    name: str | None = None
    text: str | None = None
    default_for: str | None = None
    program: str | None = None


class ResponseOut(Out):
    """A canned response as it was written."""

    id: str
    name: str
    text: str
    default_for: str
    program: str


class ResponseListOut(Out):
    """All of an organization."""

    items: list[ResponseOut]


class FilledOut(Out):
    """A canned response in the words for one report."""

    id: str
    name: str
    text: str
    default_for: str


class FilledListOut(Out):
    """All that are for a report."""

    items: list[FilledOut]
