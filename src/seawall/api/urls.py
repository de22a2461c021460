"""The API at /api/v1/: operations, openapi.json and a reference page of our own."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from seawall.api import errors
from seawall.api.bodies import StrictParser
from seawall.api.reference import reference
from seawall.api.v1 import (
    activity,
    advice,
    awards,
    decisions,
    exports,
    fields,
    groups,
    known_issues,
    leaks,
    locks,
    many,
    me,
    metrics,
    programs,
    reports,
    responses,
    retests,
    rules,
    similar,
    tags,
    templates,
    views,
    webhooks,
)

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "fields": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
REFUSALS = {
    "400": "The body could not be read.",
    "401": "No valid token.",
    "403": "The actor sees it but may not do this.",
    "404": "There is no such thing, or the actor may not know of it.",
    "405": "The method is not offered here.",
    "409": "It is not in a state that permits this.",
    "413": "The body is too large.",
    "422": "What was sent cannot be used; `fields` says why.",
    "429": "Too many requests; Retry-After says how long to wait.",
    "503": "Database, disk or file store are away; Retry-After says how long to wait.",
}
IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Sent twice with the same key, the request does its work once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}


class SeawallAPI(NinjaAPI):
    """Documents what every operation can answer, so that clients need not guess."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """OpenAPI 3.1 with problem documents. Every POST takes an Idempotency-Key, but for those
        that answer with a secret: the answer would be kept."""
        schema = super().get_openapi_schema(**options)
        schema.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
        for operations in schema["paths"].values():
            for method, operation in operations.items():
                _document(method, operation)
        return schema


def _document(method: str, operation: dict[str, Any]) -> None:
    content = {errors.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    answers = {str(status): one for status, one in operation.get("responses", {}).items()}
    operation["responses"] = answers
    for status, sentence in REFUSALS.items():
        answers[status] = {"description": sentence, "content": content}
    if method == "post" and operation.pop("x-idempotent", True):
        operation.setdefault("parameters", []).append(IDEMPOTENCY)


api = SeawallAPI(
    title="Seawall",
    version="1",
    description="The same commands and queries as the pages, for machines.",
    parser=StrictParser(),
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)
errors.register(api)
ROUTERS = (
    programs.router,
    metrics.router,
    known_issues.router,
    fields.router,
    templates.router,
    reports.router,
    decisions.router,
    retests.router,
    exports.router,
    locks.router,
    many.router,
    similar.router,
    views.router,
    tags.router,
    activity.router,
    groups.router,
    advice.router,
    responses.router,
    rules.router,
    awards.router,
    leaks.router,
    webhooks.router,
    me.router,
)
for router in ROUTERS:
    api.add_router("", router)


def _open(pattern: URLPattern) -> URLPattern:
    """The token decides here, not the session: the check for a sign-in must let it pass."""
    view: Any = login_not_required(errors.told(pattern.callback))
    view.access = "token"
    pattern.callback = view
    return pattern


app_name = "api"
urlpatterns = [path("docs", reference, name="reference")] + [
    _open(pattern) for pattern in api.urls[0] if isinstance(pattern, URLPattern)
]
