"""What a search gives, and the tests on a value that several rules share."""

import math
import re
from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """A secret at `text[start:end]`. `kind` is a lower-case public word."""

    start: int
    end: int
    kind: str


def entropy(value: str) -> float:
    """Shannon entropy in bits per character; 0.0 for an empty text."""
    total = len(value)
    return -sum(n / total * math.log2(n / total) for n in Counter(value).values()) if total else 0.0


# What people write in place of a secret that they do not want to show.
_PLACEHOLDER = re.compile(
    r"[xX]{5,}|█|\*{3,}|\.{3,}|(?:\.\.)?\[|0{8,}|#{5,}|_{4,}|-{6,}|~{6,}|EXAMPLE|[Ee]xample"
    r"|REDACTED|[Rr]edacted|(?i:your[_-]?(?:api|key|token|secret|pass|own|app|client))"
    r"|(?i:change[_-]?me|insert[_-]|put[_-]your|placeholder|not[_-]?a[_-]?(?:real|pass)|dummy)"
    r"|(?i:random[_-]?string|tooshort|notareal|wrong)|abcdefghijklm|[<>{}$]|%s"
)


def is_placeholder(value: str) -> bool:
    """Whether the value says by itself that it stands for another one."""
    return _PLACEHOLDER.search(value) is not None
