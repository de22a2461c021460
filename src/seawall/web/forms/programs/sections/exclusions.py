"""Topics that are not taken, and weaknesses that cannot be chosen."""

from collections.abc import Callable
from typing import Any

from django.http import QueryDict

from seawall.web.forms.programs import posted
from seawall.web.forms.programs.posted import Document, Row


def read(post: QueryDict, content: Document) -> Document:
    """The shown part of the exclusions, and every disabled weakness."""
    action = posted.read_action(post)
    whole = posted.rows_of(content, "exclusions")
    shown = posted.read_rows(post, "exclusions", _exclusion)
    start = posted.start_of(post, "exclusions")
    whole = posted.placed(whole, shown, start, len(shown))
    in_whole = action
    if action.rows == "exclusions" and action.verb == "remove":
        in_whole = posted.Action(action.verb, action.rows, action.place + start)
    weaknesses = posted.read_rows(post, "disabled_weaknesses", _weakness)
    return {
        "exclusions": posted.acted(
            whole,
            in_whole,
            "exclusions",
            lambda: {"id": posted.next_id(whole, "X"), "title": ""},
            _is_blank,
        ),
        "disabled_weaknesses": posted.acted(
            weaknesses,
            action,
            "disabled_weaknesses",
            lambda: {"vrt_id": "", "message": ""},
            lambda row: not row["vrt_id"].strip() and not row["message"].strip(),
        ),
    }


def _exclusion(field: Callable[[str], str]) -> Row:
    text, url = field("route_text"), field("route_url")
    route: dict[str, Any] | None = {"text": text, "url": url}
    return {
        "id": field("id"),
        "title": field("title"),
        "text": field("text"),
        "keywords": _lines(field("keywords")),
        "vrt_ids": _lines(field("vrt_ids")),
        "route": route if text.strip() or url.strip() else None,
    }


def _weakness(field: Callable[[str], str]) -> Row:
    return {"vrt_id": field("vrt_id"), "message": field("message")}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _is_blank(row: Row) -> bool:
    return not any(
        str(row.get(name) or "").strip("[] ") for name in ("title", "text", "keywords", "route")
    )
