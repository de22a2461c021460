"""Words to begin a report with: a programme's, and one's own."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import NotAllowed
from seawall.domain.programs import queries
from seawall.domain.programs.queries import ProgramView, TemplateView
from seawall.web.forms.templates import OwnTemplateForm, ProgramTemplateForm
from seawall.web.pages.programs.team import Tab, tabs


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template with its form. `is_open`: what was posted for it was refused."""

    template: TemplateView
    form: forms.Form
    is_open: bool


@dataclass(frozen=True, slots=True)
class ProgramTemplatesPage:
    """A programme's templates, the one for any type first."""

    program: ProgramView
    tabs: tuple[Tab, ...]
    rows: tuple[TemplateRow, ...]


def of_program(actor: Actor, slug: str, refused: forms.Form | None = None) -> ProgramTemplatesPage:
    """Raises NotAllowed for who may not edit the programme."""
    program = queries.program(actor, slug)
    if not program.can_edit:
        raise NotAllowed(_("Only an owner or a programme manager defines what reports are asked."))
    posted = refused.data.get("vrt", "").strip() if refused is not None else None
    rows = []
    for one in queries.templates(actor, slug):
        is_open = posted == one.vrt
        form = refused if is_open and refused is not None else _form(ProgramTemplateForm, one)
        form.fields["vrt"].widget = forms.HiddenInput()
        rows.append(TemplateRow(one, form, is_open))
    return ProgramTemplatesPage(program, tabs(program, "program_templates"), tuple(rows))


def own(
    actor: Actor, public_id: str = "", refused: forms.Form | None = None
) -> tuple[TemplateRow, ...]:
    """One's own by name; `refused` is what was posted for one of them."""
    return tuple(
        TemplateRow(one, refused, True)
        if refused is not None and one.public_id == public_id
        else TemplateRow(one, _form(OwnTemplateForm, one), False)
        for one in queries.own_templates(actor)
    )


def _form(kind: type[forms.Form], one: TemplateView) -> forms.Form:
    initial = {
        "name": one.name,
        "vrt": one.vrt,
        "description": one.description,
        "impact": one.impact,
    }
    return kind(initial=initial, auto_id=f"id_{one.public_id}_%s")
