"""Files: in resumable pieces, as plain form fields without script, and out again.

A file never comes back as something a browser would show or run; only thumbnails, which this
server has made anew, are pictures.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import BinaryIO, Concatenate, ParamSpec, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from seawall.domain.errors import DomainError, Invalid
from seawall.domain.reports import commands
from seawall.domain.reports.commands import UploadState, WrongPlace
from seawall.lib.ids import is_public_id
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.served_files import served

P = ParamSpec("P")
View = Callable[Concatenate[ActorRequest, P], HttpResponseBase]

CHUNK_BYTES = 1024 * 1024
_PARTICIPANTS, _TEAM = "participants", "team"


def _as_json(view: View[P]) -> View[P]:
    """Refusals as `{"detail"}` for the script; a wrong offset also says where to go on."""

    @wraps(view)
    def answered(request: ActorRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except WrongPlace as refusal:
            answer = {"offset": refusal.offset, "detail": refusal.message}
            return JsonResponse(answer, status=refusal.status)
        except DomainError as refusal:
            return JsonResponse({"detail": refusal.message}, status=refusal.status)

    return answered  # type: ignore[return-value]


@signed_in
@require_POST
@_as_json
def begin(request: ActorRequest, public_id: str, audience: str = _PARTICIPANTS) -> HttpResponse:
    """Announce a file: `{"name", "size", "type"}`."""
    announced = _announced(request)
    state = commands.begin_upload(
        public_id,
        name=announced[0],
        size_bytes=announced[1],
        audience=audience,
        actor=request.actor,
    )
    answer = {"upload": state.id, "offset": state.offset, "chunk_bytes": CHUNK_BYTES}
    return JsonResponse(answer, status=201)


@signed_in
@require_http_methods(["GET", "PATCH", "DELETE"])
@_as_json
def piece(request: ActorRequest, public_id: str, upload_id: str) -> HttpResponse:
    """How far a file has come, its next piece, or an end to it, finished or not."""
    if request.method == "DELETE":
        _take_back(request, upload_id)
        return HttpResponse(status=204)
    if request.method == "PATCH":
        state = commands.append_chunk(
            upload_id,
            offset=_offset(request),
            stream=cast(BinaryIO, request),
            actor=request.actor,
        )
    else:
        state = commands.upload_state(upload_id, actor=request.actor)
    return _progress(state)


@signed_in
@require_POST
@_as_json
def complete(request: ActorRequest, public_id: str, upload_id: str) -> HttpResponse:
    """All pieces are there: the file becomes part of the report."""
    row = commands.complete_upload(upload_id, actor=request.actor)
    answer = {
        "id": row.public_id,
        "name": row.name,
        "size": row.size_bytes,
        "sha256": row.sha256,
        "url": f"/files/{row.public_id}",
    }
    return JsonResponse(answer, status=201)


@signed_in
@require_safe
def download(request: ActorRequest, public_id: str) -> HttpResponseBase:
    """The file, to be saved, for whoever may read it; at the address of files if there is one."""
    if not settings.FILES_URL:
        return served(commands.open_attachment(public_id, actor=request.actor))
    ticket = commands.give_ticket(
        public_id,
        session_hash=request.session.key_hash,  # type: ignore[attr-defined]
        actor=request.actor,
    )
    return see_other(f"{settings.FILES_URL}/{ticket}")


@signed_in
@require_safe
def thumbnail(request: ActorRequest, public_id: str) -> HttpResponseBase:
    """The small picture that was made of an image."""
    found = commands.open_thumbnail(public_id, actor=request.actor)
    return served(found, content_type="image/webp", as_attachment=False)


def keep_posted(request: ActorRequest, public_id: str) -> None:
    """What a form without script sends for a draft: new files, and one to take away."""
    removed = request.POST.get("remove_file", "")
    if is_public_id(removed, "F"):
        commands.remove_attachment(removed, actor=request.actor)
    _attach_posted(request, public_id, "attachments_file", _PARTICIPANTS)


def added_to_comment(request: ActorRequest, public_id: str, audience: str) -> tuple[str, ...]:
    """Ids of the files that belong to a comment for these readers.

    Raises Invalid when some were added for the other readers: nothing is shown by accident.
    """
    own, other = ("team_attachments", "attachments")
    if audience != _TEAM:
        own, other = other, own
    if request.POST.getlist(other) or request.FILES.getlist(f"{other}_file"):
        raise Invalid(
            _("Some files were added for other readers. Take them out, or add them again here."),
            field="attachments",
        )
    posted = _attach_posted(request, public_id, f"{own}_file", audience)
    waiting = request.POST.getlist(own)
    if not all(is_public_id(each, "F") for each in waiting):
        raise Invalid(_("One of the files cannot be found. Add it again."), field="attachments")
    return (*waiting, *posted)


def _attach_posted(
    request: ActorRequest, public_id: str, field: str, audience: str
) -> tuple[str, ...]:
    return tuple(
        commands.attach_stream(
            public_id,
            name=file.name or "",
            size_bytes=file.size or 0,
            stream=cast(BinaryIO, file.file),
            audience=audience,
            actor=request.actor,
        ).public_id
        for file in request.FILES.getlist(field)
    )


def _announced(request: HttpRequest) -> tuple[str, int]:
    try:
        said = json.loads(request.body)
        name, size = said["name"], said["size"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Invalid(_("Announce a file with its name and size.")) from error
    if not isinstance(name, str) or not isinstance(size, int) or isinstance(size, bool):
        raise Invalid(_("Announce a file with its name and size."))
    return name, size


def _offset(request: HttpRequest) -> int:
    said = request.headers.get("Upload-Offset", "")
    if not (said.isascii() and said.isdigit() and len(said) < 16):
        raise Invalid(_("Say in Upload-Offset where the piece begins."))
    return int(said)


def _take_back(request: ActorRequest, upload_id: str) -> None:
    if upload_id.startswith("F-"):
        commands.remove_attachment(upload_id, actor=request.actor)
    else:
        commands.abandon_upload(upload_id, actor=request.actor)


def _progress(state: UploadState) -> JsonResponse:
    return JsonResponse({"offset": state.offset})
