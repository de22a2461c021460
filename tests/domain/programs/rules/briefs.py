"""Briefs for tests: pass only what matters."""

from typing import Any

from seawall.domain.programs.rules.brief import Brief, parse


def target(kind: str, identifier: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "identifier": identifier, **fields}


def excluded(kind: str, identifier: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "identifier": identifier, "in_scope": False, **fields}


def reward(priority: int, minimum: int, maximum: int, **fields: Any) -> dict[str, Any]:
    return {
        "priority": priority,
        "minimum_minor": minimum,
        "maximum_minor": maximum,
        **fields,
    }


def brief(*targets: dict[str, Any], **fields: Any) -> Brief:
    return parse({"targets": list(targets), **fields})
