"""Sums as people type them, and as the document holds them: whole minor units."""

from collections.abc import Mapping
from typing import Any

from seawall.lib import money


def read_amount(text: str, currency: str) -> object:
    """Minor units; None for nothing. What cannot be read is kept as typed, and is no number."""
    typed = text.strip()
    if not typed:
        return None
    try:
        return money.parse_money(typed, currency)
    except ValueError:
        return {"typed": text}


def show_amount(value: object, currency: str) -> str:
    """The sum in whole units, or what was typed."""
    if isinstance(value, Mapping):
        return str(value.get("typed", ""))
    if isinstance(value, bool) or not isinstance(value, int):
        return "" if value is None else str(value)
    try:
        plain = money.plain_amount(value, currency)
    except ValueError:
        return str(value)
    return plain.removesuffix(".00").removesuffix(".000")


def clearer(errors: Mapping[str, str], content: Mapping[str, Any]) -> dict[str, str]:
    """The mistakes of a draft, with a better sentence for each sum that could not be read."""
    currency = str(content.get("currency") or "")
    return {
        path: _why_not(_at(content, path), currency) or message for path, message in errors.items()
    }


def _why_not(value: object, currency: str) -> str:
    """The sentence for a sum that could not be read; empty for anything else."""
    if not isinstance(value, Mapping) or "typed" not in value:
        return ""
    try:
        money.parse_money(str(value["typed"]), currency)
    except ValueError as refusal:
        return str(refusal)
    return ""


def _at(content: object, path: str) -> object:
    """What stands at "rewards.0.maximum_minor"; None where there is nothing."""
    for step in path.split("."):
        if isinstance(content, Mapping):
            content = content.get(step)
        elif isinstance(content, list) and step.isdigit() and int(step) < len(content):
            content = content[int(step)]
        else:
            return None
    return content
