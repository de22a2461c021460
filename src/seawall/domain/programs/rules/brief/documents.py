"""A brief as a JSON document, and the hash that names its content."""

import hashlib
import json
from dataclasses import asdict
from typing import Any

from seawall.domain.programs.rules.brief.values import PRIORITIES, WORKWEEK, Brief

SCHEMA = 1
"""Version of the document's shape."""


def to_document(brief: Brief) -> dict[str, Any]:
    """The brief as values that JSON knows; `parse` of it gives an equal brief."""
    document: dict[str, Any] = {"schema": SCHEMA, **_plain(asdict(brief))}
    days = document["clock_targets"]["resolution_days_by_priority"]
    document["clock_targets"]["resolution_days_by_priority"] = {
        str(priority): days[priority - 1] for priority in PRIORITIES
    }
    # Left out while they say nothing new: briefs that never named them keep their hash.
    if brief.weekdays == WORKWEEK:
        del document["weekdays"]
    if not brief.holidays:
        del document["holidays"]
    return document


def canonical_json(brief: Brief) -> str:
    """The document as JSON with sorted keys and no spaces: equal briefs give equal text."""
    return json.dumps(to_document(brief), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_hash(brief: Brief) -> str:
    """SHA-256 of the canonical JSON in UTF-8, 64 hex digits."""
    return hashlib.sha256(canonical_json(brief).encode("utf-8")).hexdigest()


def _plain(value: Any) -> Any:
    """Tuples become lists and choices become plain strings, at every depth."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, str):
        return str(value)
    return value
