"""Why somebody looks at a secret. The code is shown to the reporter, so it is short and public."""

from enum import StrEnum

from seawall.lib.text import gettext_noop


class RevealReason(StrEnum):
    """Public words; they stand in events and are never renamed."""

    REPRODUCE = "reproduce"
    REVOKE = "revoke"
    FIND_OWNER = "find_owner"
    JUDGE = "judge"
    OTHER = "other"


REVEAL_LABELS: dict[str, str] = {
    RevealReason.REPRODUCE: gettext_noop("To reproduce the finding"),
    RevealReason.REVOKE: gettext_noop("To revoke or replace it"),
    RevealReason.FIND_OWNER: gettext_noop("To find out whose it is"),
    RevealReason.JUDGE: gettext_noop("To judge whether it is a secret"),
    RevealReason.OTHER: gettext_noop("For another reason"),
}
LONGEST_NOTE = 500
