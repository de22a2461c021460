"""Words to begin a report with: one's own, and a programme's."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from seawall.api.actors import Token, TokenOrNobody, actor_of
from seawall.api.idempotency import once
from seawall.api.v1.shapes.templates import (
    OwnTemplateBody,
    OwnTemplateListOut,
    OwnTemplateOut,
    TemplateBody,
    TemplateListOut,
    TemplateOut,
)
from seawall.domain.programs import commands, queries

router = Router(tags=["templates"], auth=Token())


@router.get("/me/templates", response=OwnTemplateListOut, summary="My templates")
def own(request: HttpRequest) -> OwnTemplateListOut:
    """By name; nobody else reads them. `template` of a report that is sent begins with one."""
    found = queries.own_templates(actor_of(request))
    return OwnTemplateListOut(
        items=[
            OwnTemplateOut(
                id=one.public_id, name=one.name, description=one.description, impact=one.impact
            )
            for one in found
        ]
    )


@router.post("/me/templates", response={201: OwnTemplateOut}, summary="Keep a template")
@once(201)
def keep(request: HttpRequest, payload: OwnTemplateBody) -> OwnTemplateOut:
    """At most 50, each under a name of its own."""
    return _kept(request, payload)


@router.post("/me/templates/{id}", response={200: OwnTemplateOut}, summary="Reword a template")
@once(200)
def reword(
    request: HttpRequest,
    id: str,  # noqa: A002  # the path's public word
    payload: OwnTemplateBody,
) -> OwnTemplateOut:
    """Reports that began with it stay as they are."""
    return _kept(request, payload, id)


@router.delete("/me/templates/{id}", response={204: None}, summary="Delete a template")
def remove(request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002
    """Reports that began with it stay as they are."""
    commands.remove_own_template(id, actor=actor_of(request))
    return HttpResponse(status=204)


@router.get(
    "/programs/{slug}/templates",
    response=TemplateListOut,
    auth=TokenOrNobody(),
    summary="What reports of a programme begin with",
)
def index(request: HttpRequest, slug: str) -> TemplateListOut:
    """The one for any type has an empty `vrt`; one for an entry is for all below it, too."""
    found = queries.templates(actor_of(request), slug)
    return TemplateListOut(
        items=[
            TemplateOut(vrt=one.vrt, description=one.description, impact=one.impact)
            for one in found
        ]
    )


@router.post(
    "/programs/{slug}/templates", response={200: TemplateListOut}, summary="Set a template"
)
@once(200)
def define(request: HttpRequest, slug: str, payload: TemplateBody) -> TemplateListOut:
    """For the entry `vrt`, or for any; two empty texts take it away."""
    commands.set_template(
        slug,
        vrt=payload.vrt,
        description=payload.description,
        impact=payload.impact,
        actor=actor_of(request),
    )
    return index(request, slug)


def _kept(request: HttpRequest, payload: OwnTemplateBody, public_id: str = "") -> OwnTemplateOut:
    row = commands.save_own_template(
        name=payload.name,
        description=payload.description,
        impact=payload.impact,
        public_id=public_id,
        actor=actor_of(request),
    )
    return OwnTemplateOut(
        id=row.public_id, name=row.name, description=row.description, impact=row.impact
    )
