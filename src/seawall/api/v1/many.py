"""One thing done to many reports."""

from django.http import HttpRequest
from ninja import Router

from seawall.api.actors import Token, actor_of
from seawall.api.idempotency import once
from seawall.api.v1 import reports
from seawall.api.v1.shapes.many import ManyIn, ManyOut, OutcomeOut
from seawall.domain.actor import Actor
from seawall.domain.errors import Invalid
from seawall.domain.reports.commands import many
from seawall.domain.reports.commands.many import Outcome
from seawall.lib.text import gettext_noop

_CHOSEN = {"assignee", "group"}
router = Router(tags=["reports"], auth=Token())


@router.post("/bulk", response={200: ManyOut}, summary="Act on many reports")
@once(200)
def act(request: HttpRequest, payload: ManyIn) -> ManyOut:
    """Each report is checked and answers for itself; what one refuses stops no other. A number
    that you may not see answers like one that never was.
    """
    results = _act(payload, actor_of(request))
    return ManyOut(
        results=[
            OutcomeOut(report=one.report, code=one.code, detail=one.message or None)
            for one in results
        ],
        done=sum(one.is_done for one in results),
    )


def _act(payload: ManyIn, actor: Actor) -> tuple[Outcome, ...]:
    if payload.action == "assign":
        chosen = {name: getattr(payload, name) for name in _CHOSEN & payload.model_fields_set}
        return many.assign_many(payload.reports, actor=actor, **(chosen or {"assignee": None}))
    if payload.action == "rate" and payload.rating is not None:
        return many.rate_many(payload.reports, actor=actor, **payload.rating.model_dump())
    if payload.action == "move" and payload.move is not None:
        given = reports.move_input(payload.move)
        return many.move_many(payload.reports, payload.move.move, given=given, actor=actor)
    if payload.action == "tag" and payload.tags is not None:
        tags = payload.tags
        return many.tag_many(payload.reports, add=tags.add, remove=tags.remove, actor=actor)
    message = gettext_noop("Say what to do in the part that the action names.")
    raise Invalid(message, field={"rate": "rating", "tag": "tags"}.get(payload.action, "move"))
