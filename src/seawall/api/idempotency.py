"""Idempotency-Key: the same POST sent twice does its work once and gets the same answer."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel

from seawall.api.actors import actor_of
from seawall.domain.accounts.commands import idempotency
from seawall.domain.errors import DomainError

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"


Aftermath = Callable[[HttpRequest, DomainError], None]


def _nothing(request: HttpRequest, refusal: DomainError) -> None:
    """Most refusals leave nothing behind."""


def once(
    status: int, *, refused: Aftermath = _nothing
) -> Callable[[Callable[..., BaseModel]], Callable[..., HttpResponse]]:
    """Wrap an operation that returns a model: answers `status` with it, once per key and person.

    Without the header the operation simply runs. The answer is stored in the transaction of the
    work: a crash keeps both or neither. Refusals are not stored, so a corrected request may use
    the same key only if it is byte for byte the same one. `refused` is called after the work was
    rolled back, for what a refusal must leave behind.
    """

    def decorate(operation: Callable[..., BaseModel]) -> Callable[..., HttpResponse]:
        @wraps(operation)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            key = request.headers.get(HEADER)
            if key is None:
                return _json(status, operation(request, *args, **kwargs).model_dump_json())
            actor, digest = actor_of(request), _request_hash(request, kwargs)
            stored = idempotency.find(key, request_hash=digest, actor=actor)
            if stored is not None:
                return _replayed(stored)
            try:
                with transaction.atomic():
                    body = operation(request, *args, **kwargs).model_dump_json()
                    kept = idempotency.StoredAnswer(status=status, body=body)
                    idempotency.store(key, request_hash=digest, answer=kept, actor=actor)
            except DomainError as refusal:
                # The same request may have been first meanwhile: then its answer is this one's.
                stored = idempotency.find(key, request_hash=digest, actor=actor)
                if stored is not None:
                    return _replayed(stored)
                refused(request, refusal)
                raise
            return _json(status, body)

        return answer

    return decorate


def _replayed(stored: idempotency.StoredAnswer) -> HttpResponse:
    response = _json(stored.status, stored.body)
    response.headers[REPLAYED] = "true"
    return response


def _request_hash(request: HttpRequest, parameters: dict[str, Any]) -> str:
    digest = hashlib.sha256()
    digest.update(f"{request.method} {request.path}\n".encode())
    if request.content_type == "multipart/form-data":
        # The boundary differs on every try; the file's name, size and content do not.
        for upload in request.FILES.values():
            assert isinstance(upload, UploadedFile)
            digest.update(f"{upload.name}\n{upload.size}\n".encode())
            for chunk in upload.chunks():
                digest.update(chunk)
            upload.seek(0)
        digest.update(repr(sorted(request.POST.items())).encode())
    else:
        digest.update(request.body)
    return digest.hexdigest()


def _json(status: int, body: str) -> HttpResponse:
    return HttpResponse(body, status=status, content_type="application/json")
