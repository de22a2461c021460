"""Tags of a team and what is done with them."""

from typing import Annotated

from pydantic import Field

from seawall.api.v1.shapes.common import In, Out

Names = Annotated[list[str], Field(max_length=20)]


class TaggingIn(In):
    """Names to put on and to take off. A new name makes a tag, for who may make one."""

    add: Names = []
    remove: Names = []


class TagsOut(Out):
    """The names that the report has then."""

    id: str
    tags: list[str]


class TagIn(In):
    """A new tag; without a `tone` it gets one by its name."""

    name: str
    tone: str = ""


class TagPatch(In):
    """What is null stays."""

    name: str | None = None
    tone: str | None = None
    is_archived: bool | None = None


class TagOut(Out):
    """A tag, and how many reports have it."""

    id: str
    name: str
    tone: str
    is_archived: bool
    reports: int


class TagListOut(Out):
    """All tags of the organization, the archived ones last."""

    items: list[TagOut]
