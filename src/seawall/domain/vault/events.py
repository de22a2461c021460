"""What can happen to a secret that was taken out. Never the secret, and no fingerprint either."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class SecretSealed:
    """A secret was taken out of a text of the subject. `secret` is the vault's own id."""

    name: ClassVar[str] = "secret.sealed"
    subject: str
    secret: str
    kind: str
    field: str


@dataclass(frozen=True, slots=True)
class SecretRevealed:
    """Somebody was shown a secret, for this reason."""

    name: ClassVar[str] = "secret.revealed"
    subject: str
    secret: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class SecretDisputed:
    """Who wrote it says that it is no secret."""

    name: ClassVar[str] = "secret.disputed"
    subject: str
    secret: str


@dataclass(frozen=True, slots=True)
class SecretJudged:
    """The team decided whether it is one. If not, the words were put back."""

    name: ClassVar[str] = "secret.judged"
    subject: str
    secret: str
    is_secret: bool


@dataclass(frozen=True, slots=True)
class SecretsPurged:
    """Sealed texts whose time was over are gone for ever; their fingerprints stay."""

    name: ClassVar[str] = "secret.purged"
    count: int
