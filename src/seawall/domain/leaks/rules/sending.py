"""What a finder fills in, and its limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from seawall.lib.text import gettext_noop

LONGEST_CREDENTIALS = 32 * 1024
MOST_CREDENTIALS = 50
LONGEST_NOTES = 4000
LONGEST_KIND = 60
LONGEST_CONTACT = 200
LONGEST_URL = 2000
SHORTEST_CREDENTIAL = 6


class Source(StrEnum):
    """Where it was found. The words stand in messages to revocation systems."""

    CODE = "code"
    WEBSITE = "website"
    APP = "app"
    PASTE = "paste"
    CHAT = "chat"
    LOGS = "logs"
    OTHER = "other"


SOURCE_LABELS: Mapping[Source, str] = MappingProxyType(
    {
        Source.CODE: gettext_noop("A source repository or package"),
        Source.WEBSITE: gettext_noop("A website or its scripts"),
        Source.APP: gettext_noop("A mobile or desktop app"),
        Source.PASTE: gettext_noop("A paste or forum"),
        Source.CHAT: gettext_noop("A chat, ticket or mail"),
        Source.LOGS: gettext_noop("Logs or a data dump"),
        Source.OTHER: gettext_noop("Somewhere else"),
    }
)


@dataclass(frozen=True, slots=True)
class LeakInput:
    """The form. `credentials` is sealed and stored in no text; the team reads the rest."""

    credentials: str
    source: str
    url: str = ""
    kind: str = ""
    found_on: date | None = None
    how_many: int = 1
    notes: str = ""
    contact: str = ""


def split(text: str) -> list[str]:
    """One credential a line; a private key in its armour is one, whatever its lines."""
    found: list[str] = []
    inside: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if inside or "-----BEGIN" in line:
            inside.append(line)
            if "-----END" in line:
                found.append("\n".join(inside))
                inside = []
        elif line.strip():
            found.append(line.strip())
    if inside:
        found.append("\n".join(inside))
    return list(dict.fromkeys(found))
