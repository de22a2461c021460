"""The API's reference page, rendered from the schema on this server."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from seawall.web.access import ActorRequest, public


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an operation, or one field of its body."""

    name: str
    place: str
    kind: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as the page shows it."""

    anchor: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    body: tuple[Parameter, ...]
    answers: tuple[tuple[str, str], ...]
    needs_token: bool


@public
@require_safe
def reference(request: ActorRequest) -> HttpResponse:
    """Every operation with its parameters, body and answers."""
    return render(request, "api/reference.html", {"groups": _groups()})


@lru_cache(maxsize=1)
def _groups() -> tuple[tuple[str, tuple[Operation, ...]], ...]:
    from seawall.api.urls import api

    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    shapes = schema["components"]["schemas"]
    groups: dict[str, list[Operation]] = {}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            found = _operation(method, path, operation, shapes)
            groups.setdefault(operation["tags"][0], []).append(found)
    return tuple((name, tuple(found)) for name, found in groups.items())


def _operation(method: str, path: str, operation: dict[str, Any], shapes: Any) -> Operation:
    return Operation(
        anchor=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        description=operation.get("description", ""),
        parameters=tuple(
            Parameter(
                one["name"],
                one["in"],
                _kind(one["schema"]),
                one.get("required", False),
                one.get("description", ""),
            )
            for one in operation.get("parameters", [])
        ),
        body=_body(operation, shapes),
        answers=tuple(
            (str(status), answer["description"])
            for status, answer in sorted(
                operation["responses"].items(), key=lambda one: str(one[0])
            )
        ),
        needs_token=operation["tags"][0] != "programs",
    )


def _body(operation: dict[str, Any], shapes: Any) -> tuple[Parameter, ...]:
    content = operation.get("requestBody", {}).get("content", {})
    for kind, media in content.items():
        shape = media["schema"]
        shape = next((one for one in shape.get("anyOf", []) if "$ref" in one), shape)
        if "$ref" in shape:
            shape = shapes[shape["$ref"].rsplit("/", 1)[1]]
        required = set(shape.get("required", []))
        return tuple(
            Parameter(name, kind, _kind(field), name in required, field.get("description", ""))
            for name, field in shape.get("properties", {}).items()
        )
    return ()


def _kind(shape: dict[str, Any]) -> str:
    if "anyOf" in shape:
        return " or ".join(_kind(one) for one in shape["anyOf"])
    if "enum" in shape:
        return " | ".join(str(one) for one in shape["enum"])
    if "$ref" in shape:
        return str(shape["$ref"].rsplit("/", 1)[1])
    if shape.get("type") == "array":
        return f"list of {_kind(shape.get('items', {}))}"
    return str(shape.get("type", "any"))
