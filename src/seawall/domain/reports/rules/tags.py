"""What a tag is: one word in lower case, and one of a few colours."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from seawall.lib.text import gettext_noop

LONGEST_NAME = 40
MOST_ON_ONE = 20
MOST_OF_ORGANIZATION = 200
# `tag:none` finds what has none.
NONE = "none"

_NAME = re.compile(r"[^\W_](?:[\w./+#-]*[\w+#])?")


class Tone(StrEnum):
    """The colours of a tag: those that badges have (css/components/badge.css)."""

    NEUTRAL = "neutral"
    INFO = "info"
    OK = "ok"
    ACCENT = "accent"
    NOTE = "note"
    WARN = "warn"
    DANGER = "danger"
    VIOLET = "violet"


TONE_LABELS: Mapping[Tone, str] = MappingProxyType(
    {
        Tone.NEUTRAL: gettext_noop("Grey"),
        Tone.INFO: gettext_noop("Blue"),
        Tone.OK: gettext_noop("Green"),
        Tone.ACCENT: gettext_noop("Teal"),
        Tone.NOTE: gettext_noop("Yellow"),
        Tone.WARN: gettext_noop("Orange"),
        Tone.DANGER: gettext_noop("Red"),
        Tone.VIOLET: gettext_noop("Violet"),
    }
)


def tag_name(text: str) -> str:
    """The name as it is stored: lower case, hyphens for spaces. Empty for what cannot be one."""
    name = "-".join(text.lower().split())
    is_fit = len(name) <= LONGEST_NAME and name != NONE and _NAME.fullmatch(name) is not None
    return name if is_fit else ""


def tone_of(name: str) -> Tone:
    """The colour that a new tag begins with: the same name has the same everywhere."""
    tones = list(Tone)
    return tones[sum(name.encode()) % len(tones)]


def different(names: Iterable[str]) -> tuple[str, ...]:
    """Each once, in its order."""
    return tuple(dict.fromkeys(names))
