"""What the style page shows its components with."""

from dataclasses import dataclass
from typing import Any

from seawall.domain.taxonomy.rules import cvss
from seawall.lib import clock


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a diff."""

    kind: str
    text: str
    old_no: int | None
    new_no: int | None


@dataclass(frozen=True, slots=True)
class Link:
    """A tab or a crumb."""

    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric of the calculator: options are (value, label, help)."""

    key: str
    label: str
    options: tuple[tuple[str, str, str], ...]


def style_page() -> dict[str, Any]:
    """Examples that belong to nobody."""
    return {
        "at": clock.now(),
        "lines": (
            Line("same", "Scope", 1, 1),
            Line("del", "api.example.org", 2, None),
            Line("add", "*.api.example.org", None, 2),
        ),
        "choices": (("a", "Security", "What can be broken"), ("b", "Functionality", "")),
        "tabs": (Link("Report", "#", current=True, count=3), Link("Files", "#files")),
        "crumbs": (Link("Start", "/"), Link("Style", "")),
        "metrics": tuple(
            Metric(one.code, one.name, one.values) for one in cvss.metrics("3.1") if one.mandatory
        ),
    }
