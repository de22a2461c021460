"""The transparency log for whoever checks it: checkpoints, tiles, proofs, and how to verify.

SEAWALL_LOG_ACCESS says who reads it. How to verify is always told: a receipt must be worth
something to somebody who may not read the log.
"""

from pathlib import Path

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from seawall.domain.audit import queries
from seawall.domain.audit.rules import tiles
from seawall.domain.errors import NotFound
from seawall.lib import verify_receipt
from seawall.web.access import ActorRequest, public
from seawall.web.pages import log as pages


@public
@require_safe
def about(request: ActorRequest) -> HttpResponse:
    """What the log is, how far it has come, and under which key."""
    _require_reader(request)
    return render(request, "log/about.html", {"page": pages.about()})


@public
@require_safe
def checkpoint(request: ActorRequest) -> HttpResponse:
    """The newest signed checkpoint, or with `?size=` an older one (C2SP tlog-checkpoint)."""
    _require_reader(request)
    if "size" in request.GET:
        return _text(queries.checkpoint_of(_size(request, "size")).note)
    last = queries.latest_checkpoint()
    if last is None:
        raise NotFound
    return _text(last.note)


@public
@require_safe
def key(request: ActorRequest) -> HttpResponse:
    """The log's public key (C2SP signed-note)."""
    _require_reader(request)
    return _text(f"{queries.key().verifier()}\n")


@public
@require_safe
def consistency(request: ActorRequest) -> HttpResponse:
    """The proof that the log of `new` entries begins with that of `old`; the newest by default."""
    _require_reader(request)
    last = queries.latest_checkpoint()
    size = last.size if last else 0
    old, new = (_size(request, name, otherwise=size) for name in ("old", "new"))
    return JsonResponse(queries.consistency(old, new))


@public
@require_safe
def tile(request: ActorRequest, place: str) -> HttpResponse:
    """A tile of hashes or a bundle of entries (C2SP tlog-tiles)."""
    _require_reader(request)
    wanted = tiles.parse(place)
    if wanted is None:
        raise NotFound
    return HttpResponse(queries.tile(wanted), content_type="application/octet-stream")


@public
@require_safe
def verify(request: ActorRequest) -> HttpResponse:
    """Checks a document in the browser; nothing is sent anywhere."""
    return render(request, "log/verify.html", {"page": pages.verify()})


@public
@require_safe
def program(request: ActorRequest) -> HttpResponse:
    """The program that checks documents without this site."""
    return _text(Path(verify_receipt.__file__).read_text("utf-8"))


def _require_reader(request: ActorRequest) -> None:
    """What one may not read does not exist."""
    if settings.LOG_ACCESS == "public" or (
        settings.LOG_ACCESS == "members" and request.actor.is_person
    ):
        return
    raise NotFound


def _size(request: ActorRequest, name: str, *, otherwise: int = 0) -> int:
    text = request.GET.get(name, str(otherwise))
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise NotFound
    return int(text)


def _text(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
