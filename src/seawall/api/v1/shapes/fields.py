"""Fields of programmes, and what reports say in them."""

from typing import Annotated, Literal

from pydantic import Field

from seawall.api.v1.shapes.common import In, Out

Answers = Annotated[
    dict[Annotated[str, Field(max_length=40)], str | bool | None], Field(max_length=30)
]


class FieldBody(In):
    """How a field is asked. `choices` for a list, `pattern` and `message` for a text."""

    label: str
    is_required: bool = False
    choices: Annotated[list[str], Field(max_length=50)] = []
    pattern: str = ""
    message: str = ""
    help: str = ""


class NewFieldBody(FieldBody):
    """A field that is not there yet. Name, kind and audience never change."""

    name: str
    kind: Literal["text", "list", "checkbox", "date"]
    audience: Literal["researcher", "team"]


class ChangedFieldBody(FieldBody):
    """How a field is asked from now on, and whether it still is."""

    is_archived: bool = False


class FieldOut(Out):
    """A field as it is asked."""

    name: str
    label: str
    kind: str
    audience: str
    is_required: bool
    choices: list[str]
    pattern: str
    message: str
    help: str
    is_archived: bool


class FieldListOut(Out):
    """Fields in their order."""

    items: list[FieldOut]


class AnswersBody(In):
    """Answers by name of the field; an empty text, null or false takes one back."""

    values: Answers


class AnswerOut(Out):
    """What a report says in a field, empty for nothing."""

    name: str
    label: str
    kind: str
    audience: str
    value: str


class AnswersOut(Out):
    """All that you may read in the fields of a report, and which were just changed."""

    report: str
    changed: list[str]
    fields: list[AnswerOut]
