"""What the reporter of a duplicate learns of the original: the programme's choice of fields."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from seawall.domain.errors import Invalid
from seawall.lib.text import gettext_noop, said

NUMBER, DATE, STATE, PRIORITY, TARGET, VRT = (
    "number", "date", "state", "priority", "target", "vrt"
)  # fmt: skip
FIELD_LABELS: Mapping[str, str] = MappingProxyType(
    {
        NUMBER: gettext_noop("Its number"),
        DATE: gettext_noop("When it was sent"),
        STATE: gettext_noop("Its state at the ruling"),
        PRIORITY: gettext_noop("Its priority at the ruling"),
        TARGET: gettext_noop("The target, as the brief lists it"),
        VRT: gettext_noop("The type of the vulnerability"),
        "endpoint": gettext_noop("The address, without its parameters"),
        "title": gettext_noop("Its title"),
    }
)
DEFAULT = (NUMBER, DATE, STATE, PRIORITY, TARGET, VRT)
# What a report of another programme may tell: that programme may be hidden from the reader.
ACROSS_PROGRAMS = frozenset({DATE})


def chosen(words: Iterable[str]) -> str:
    """The choice as it is stored. Raises Invalid for a word that is no field."""
    wanted = frozenset(words)
    unknown = wanted - FIELD_LABELS.keys()
    if unknown:
        known = ", ".join(FIELD_LABELS)
        raise Invalid(
            said(
                gettext_noop("There is no field %(unknown)s. Fields are: %(known)s."),
                unknown=", ".join(sorted(unknown))[:80],
                known=known,
            ),
            field="duplicate_fields",
        )
    return ",".join(name for name in FIELD_LABELS if name in wanted)


def fields(stored: str) -> tuple[str, ...]:
    """The stored choice, in the order of the table."""
    wanted = frozenset(stored.split(","))
    return tuple(name for name in FIELD_LABELS if name in wanted)
