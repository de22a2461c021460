"""Why a file of a report was hidden or deleted."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from seawall.lib.text import gettext_noop


class RemovalReason(StrEnum):
    """A word is stored with the file and in the log."""

    PERSONAL_DATA = "personal_data"
    SECRET = "secret"  # noqa: S105  # a reason, not a secret
    ILLEGAL = "illegal"
    MISTAKE = "mistake"
    OTHER = "other"


REMOVAL_REASONS: Mapping[RemovalReason, str] = MappingProxyType(
    {
        RemovalReason.PERSONAL_DATA: gettext_noop("Data of people"),
        RemovalReason.SECRET: gettext_noop("A working secret"),
        RemovalReason.ILLEGAL: gettext_noop("May not be kept by law"),
        RemovalReason.MISTAKE: gettext_noop("Added by mistake"),
        RemovalReason.OTHER: gettext_noop("Another reason"),
    }
)
