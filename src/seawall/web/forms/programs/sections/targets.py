"""Targets and the groups that share a reward table."""

import ipaddress
from collections.abc import Callable
from typing import Any

from django.http import QueryDict

from seawall.domain.programs.rules.brief import TargetKind
from seawall.web.forms.programs import posted
from seawall.web.forms.programs.posted import Document, Row

MOST_AT_ONCE = 200
# What a target permits, as one choice: in scope, takes reports, pays.
STANDINGS: dict[str, tuple[bool, bool, bool]] = {
    "reward": (True, True, True),
    "submission": (True, True, False),
    "closed": (True, False, False),
    "out": (False, False, False),
}


def standing_of(row: Row) -> str:
    """The choice that stands for a target's three answers."""
    if row.get("in_scope", True) is False:
        return "out"
    if row.get("eligible_for_submission", True) is False:
        return "closed"
    return "reward" if row.get("eligible_for_reward", True) is not False else "submission"


def read(post: QueryDict, content: Document) -> Document:
    """Groups and the shown part of the targets. A group that goes takes its rewards with it."""
    action = posted.read_action(post)
    groups = posted.read_rows(post, "groups", _group)
    groups = posted.acted(
        groups,
        action,
        "groups",
        lambda: {"id": posted.next_id(groups, "g"), "name": ""},
        lambda row: not row["name"].strip(),
    )
    whole = posted.rows_of(content, "targets")
    shown = posted.read_rows(post, "targets", _target)
    start, count = posted.start_of(post, "targets"), len(shown)
    whole = posted.placed(whole, shown, start, count)
    if action.rows == "targets" and action.verb == "remove":
        action = posted.Action(action.verb, action.rows, action.place + start)
    whole = posted.acted(whole, action, "targets", lambda: _new(whole), _is_blank)
    if action.verb:
        whole = _with_several(whole, post.get("several", ""))
    known = {group["id"] for group in groups}
    return {
        "groups": groups,
        "targets": [_ungrouped(row, known) for row in whole],
        "rewards": [
            row
            for row in posted.rows_of(content, "rewards")
            if not row.get("group") or row.get("group") in known
        ],
    }


def _group(field: Callable[[str], str]) -> Row:
    return {"id": field("id"), "name": field("name")}


def _target(field: Callable[[str], str]) -> Row:
    in_scope, submission, reward = STANDINGS.get(field("standing"), STANDINGS["reward"])
    return {
        "id": field("id"),
        "kind": field("kind"),
        "identifier": field("identifier"),
        "in_scope": in_scope,
        "eligible_for_submission": submission,
        "eligible_for_reward": reward,
        "maximum_priority": _number(field("maximum_priority")),
        "confidentiality": field("confidentiality") or None,
        "integrity": field("integrity") or None,
        "availability": field("availability") or None,
        "instruction": field("instruction"),
        "group": field("group") or None,
    }


def _number(text: str) -> Any:
    return int(text) if text in ("1", "2", "3", "4", "5") else text or None


def _new(rows: list[Row], **fields: Any) -> Row:
    start = {"id": posted.next_id(rows, "t"), "kind": TargetKind.DOMAIN.value, "identifier": ""}
    return start | fields


def _is_blank(row: Row) -> bool:
    return not str(row.get("identifier", "")).strip() and not str(row.get("instruction", ""))


def _ungrouped(row: Row, known: set[str]) -> Row:
    if not row.get("group") or row.get("group") in known:
        return row
    return row | {"group": None}


def _with_several(rows: list[Row], text: str) -> list[Row]:
    for line in text.splitlines()[:MOST_AT_ONCE]:
        identifier = line.strip()
        if identifier:
            rows = [*rows, _new(rows, kind=_guess(identifier).value, identifier=identifier)]
    return rows


def _guess(identifier: str) -> TargetKind:
    """The likely kind of a line: the person sees it and may choose another."""
    if "*" in identifier.split("/")[0]:
        return TargetKind.WILDCARD
    try:
        ipaddress.ip_network(identifier, strict=False)
    except ValueError:
        return TargetKind.URL if "/" in identifier else TargetKind.DOMAIN
    return TargetKind.IP_RANGE
