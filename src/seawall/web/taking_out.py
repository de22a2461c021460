"""Secrets leave a form of a report before the view reads it: a refused form comes back without."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import ngettext

from seawall.domain.reports import commands
from seawall.domain.vault.rules.placeholders import named_in
from seawall.web.access import ActorRequest

P = ParamSpec("P")
View = Callable[Concatenate[ActorRequest, str, P], HttpResponse]


def secrets_taken_out(view: View[P]) -> View[P]:
    """A view whose first word of the address is the report that the form belongs to."""

    @wraps(view)
    def cleaned(
        request: ActorRequest, public_id: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        if request.method == "POST":
            _clean(request, public_id)
        return view(request, public_id, *args, **kwargs)

    return cleaned  # type: ignore[return-value]


def _clean(request: ActorRequest, public_id: str) -> None:
    typed = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    ready = commands.take_out_of_form(public_id, typed, actor=request.actor)
    if ready is typed:
        return
    posted = request.POST.copy()
    for name, values in ready.items():
        posted.setlist(name, values)
    posted._mutable = False
    request.POST = posted  # type: ignore[assignment]
    if "json" not in request.headers.get("Accept", ""):
        _tell(request, _count(ready) - _count(typed))


def _count(values: dict[str, list[str]]) -> int:
    return len({name for texts in values.values() for text in texts for name in named_in(text)})


def _tell(request: ActorRequest, count: int) -> None:
    said = ngettext(
        "We took %(n)s secret out of what you wrote. It is sealed; a placeholder stands there.",
        "We took %(n)s secrets out of what you wrote. They are sealed; placeholders stand there.",
        max(count, 1),
    )
    messages.warning(request, said % {"n": max(count, 1)})
