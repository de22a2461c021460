"""What a notice may know of its event: a few labels, never text that somebody wrote."""

from collections.abc import Mapping
from typing import Any

_KEPT = ("report", "leak", "award", "clock", "program", "priority", "content_sha256", "from_state")


def facts_of(event: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The labels of an event that sentences and mails use. A leaked key's name stands as `leak`."""
    facts = {name: payload[name] for name in _KEPT if payload.get(name) not in (None, "")}
    state = payload.get("to_state") or ("new" if event == "report.submitted" else "")
    if state:
        facts["state"] = state
    role = payload.get("after") or payload.get("role")
    if role:
        facts["role"] = role
    return facts
