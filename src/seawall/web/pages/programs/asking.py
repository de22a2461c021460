"""What a programme asks beside the usual parts of a report."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import NotAllowed
from seawall.domain.programs import queries
from seawall.domain.programs.queries import ProgramView
from seawall.domain.programs.rules.fields import (
    AUDIENCE_LABELS,
    KIND_LABELS,
    MOST_FIELDS,
    FieldSpec,
)
from seawall.web.forms.fields import FieldForm, form_of
from seawall.web.pages.programs.team import Tab, tabs


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field with its form. `is_open`: what was posted for it was refused."""

    spec: FieldSpec
    kind: str
    audience: str
    form: FieldForm
    is_open: bool


@dataclass(frozen=True, slots=True)
class FieldsPage:
    """All fields in their order, archived ones included."""

    program: ProgramView
    tabs: tuple[Tab, ...]
    rows: tuple[FieldRow, ...]
    can_add: bool


def page(actor: Actor, slug: str, *, refused: tuple[str, FieldForm] | None = None) -> FieldsPage:
    """`refused` is the form of one field as it was posted. Raises NotAllowed for who may not edit
    the programme.
    """
    program = queries.program(actor, slug)
    if not program.can_edit:
        raise NotAllowed(_("Only an owner or a programme manager defines what reports are asked."))
    posted, form = refused or ("", None)
    rows = tuple(
        FieldRow(
            spec=spec,
            kind=_(KIND_LABELS[spec.kind]),
            audience=_(AUDIENCE_LABELS[spec.audience]),
            form=form if form is not None and spec.name == posted else form_of(spec),
            is_open=spec.name == posted,
        )
        for spec in queries.fields(actor, slug)
    )
    return FieldsPage(
        program=program,
        tabs=tabs(program, "program_fields"),
        rows=rows,
        can_add=len(rows) < MOST_FIELDS,
    )
