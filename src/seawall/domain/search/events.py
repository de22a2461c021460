"""What happens to what was learnt."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class LearntReset:
    """Somebody threw away what was learnt from decisions; the shipped numbers count again."""

    name: ClassVar[str] = "search.learnt_reset"
    subject: str
