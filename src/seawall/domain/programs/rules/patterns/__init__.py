"""What the identifier of a target means, by its kind.

Real programmes write identifiers in many ways. Each is either interpreted, narrowly for what is in
scope and broadly for what is not, or refused with a sentence that says what to write instead.
"""

from seawall.domain.programs.rules.patterns.interpreting import interpret_pattern
from seawall.domain.programs.rules.patterns.parts import (
    AddressPart,
    AppPart,
    ContractPart,
    HostPattern,
    NamePart,
    Part,
    PathPart,
    Pattern,
    WebPart,
    name_key,
)

__all__ = [
    "AddressPart",
    "AppPart",
    "ContractPart",
    "HostPattern",
    "NamePart",
    "Part",
    "PathPart",
    "Pattern",
    "WebPart",
    "interpret_pattern",
    "name_key",
]
