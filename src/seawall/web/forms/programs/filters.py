"""The filters of the directory. What cannot be read counts as not given."""

from enum import StrEnum
from typing import TypeVar

from django.http import QueryDict

from seawall.domain.programs.queries import Filters
from seawall.domain.programs.rules.brief import SafeHarborStatus, TargetKind
from seawall.domain.programs.rules.lifecycle import ProgramKind, ProgramState

Choice = TypeVar("Choice", bound=StrEnum)
TEXT_CHARS = 200
UNREADABLE = "\ufffd"


def read_filters(query: QueryDict) -> Filters:
    """From a query string that anybody may have written."""
    amount = query.get("reward", "").strip().replace(",", "")
    return Filters(
        text=query.get("q", "").replace(UNREADABLE, " ").strip()[:TEXT_CHARS],
        kind=_choice(ProgramKind, query.get("kind", "")),
        target_kind=_choice(TargetKind, query.get("target", "")),
        safe_harbor=_choice(SafeHarborStatus, query.get("harbor", "")),
        state=_choice(ProgramState, query.get("state", "")),
        reward_at_least=int(amount) if amount.isascii() and amount.isdigit() else None,
        efficiency_at_least=_percent(query.get("efficiency", "")),
        private_only=query.get("private") == "1",
    )


def _percent(value: str) -> int | None:
    known = value.isascii() and value.isdigit() and len(value) <= 3
    return min(int(value), 100) if known else None


def _choice(kind: type[Choice], value: str) -> Choice | None:
    return kind(value) if value in tuple(kind) else None
