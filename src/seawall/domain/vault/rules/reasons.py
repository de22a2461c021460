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
    # Not chosen: words that were judged to be no secret were put back, for all readers to see.
    PUT_BACK = "put_back"


CHOSEN = frozenset(RevealReason) - {RevealReason.PUT_BACK}
REVEAL_LABELS: dict[str, str] = {
    RevealReason.REPRODUCE: gettext_noop("To reproduce the finding"),
    RevealReason.REVOKE: gettext_noop("To revoke or replace it"),
    RevealReason.FIND_OWNER: gettext_noop("To find out whose it is"),
    RevealReason.JUDGE: gettext_noop("To judge whether it is a secret"),
    RevealReason.OTHER: gettext_noop("For another reason"),
}
# Reasons in lines that tell who looked.
LOOK_LABELS: dict[str, str] = {
    **REVEAL_LABELS,
    RevealReason.PUT_BACK: gettext_noop("Judged to be no secret and put back"),
}
LONGEST_NOTE = 500
