"""Sums as people type them, and as the document holds them: whole minor units."""

from collections.abc import Mapping

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


def why_not(value: object, currency: str) -> str:
    """The sentence for a sum that could not be read; empty for one that could."""
    if not isinstance(value, Mapping):
        return ""
    try:
        money.parse_money(str(value.get("typed", "")), currency)
    except ValueError as refusal:
        return str(refusal)
    return ""
