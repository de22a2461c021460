"""What the pages of the transparency log show."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from seawall.domain.audit import queries


@dataclass(frozen=True, slots=True)
class AboutPage:
    """The log as it stands. `size` is 0 and `note` empty before the first checkpoint."""

    origin: str
    key: str
    size: int
    at: datetime | None
    note: str
    access: str


@dataclass(frozen=True, slots=True)
class VerifyPage:
    """`key` is this site's own log key, which a document may be compared with."""

    key: str
    origin: str


def about() -> AboutPage:
    """Who may read it has been asked."""
    last, key = queries.latest_checkpoint(), queries.key()
    return AboutPage(
        origin=key.origin,
        key=key.verifier(),
        size=last.size if last else 0,
        at=last.at if last else None,
        note=last.note if last else "",
        access=settings.LOG_ACCESS,
    )


def verify() -> VerifyPage:
    """For everybody."""
    key = queries.key()
    return VerifyPage(key=key.verifier(), origin=key.origin)
