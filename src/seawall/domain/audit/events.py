"""What happens to the log itself."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ActivityExported:
    """Somebody took the activity of an organization away as a file, narrowed like this."""

    name: ClassVar[str] = "activity.exported"
    event: str
    user_id: int | None
    since: str
    until: str
