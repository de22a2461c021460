"""Every read of automation."""

from seawall.domain.automation.queries.responses import (
    Filled,
    ResponseRow,
    filled,
    filled_default,
    filled_one,
    offered,
    response,
    responses,
)

__all__ = [
    "Filled",
    "ResponseRow",
    "filled",
    "filled_default",
    "filled_one",
    "offered",
    "response",
    "responses",
]
