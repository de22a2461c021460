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
from seawall.domain.automation.queries.rules import (
    RuleRow,
    RunRow,
    Trial,
    Tried,
    VersionRow,
    rule,
    rules,
    runs,
    trial,
    versions,
)

__all__ = [
    "Filled",
    "ResponseRow",
    "RuleRow",
    "RunRow",
    "Trial",
    "Tried",
    "VersionRow",
    "filled",
    "filled_default",
    "filled_one",
    "offered",
    "response",
    "responses",
    "rule",
    "rules",
    "runs",
    "trial",
    "versions",
]
