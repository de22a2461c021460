"""Saved views."""

from seawall.api.v1.shapes.common import In, Out


class ViewBody(In):
    """A filter to keep. `organization` and `program` are short names."""

    name: str
    query: str
    organization: str | None = None
    program: str | None = None


class ViewPatch(In):
    """What is null stays."""

    name: str | None = None
    query: str | None = None


class ViewOut(Out):
    """A saved view. `count` is null where it was not counted."""

    id: str
    name: str
    query: str
    organization: str | None
    program: str | None
    count: str | None


class ViewListOut(Out):
    """All views of yours."""

    items: list[ViewOut]
