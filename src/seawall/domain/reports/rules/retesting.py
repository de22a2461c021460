"""A retest: who fixed something asks who found it to try again, for a time and perhaps for pay.

| said        | the team agrees          | the team rejects    |
|-------------|--------------------------|---------------------|
| fixed       | resolved, and the pay    | back, with a reason |
| not fixed   | accepted, and the pay    | back, with a reason |

Declined, cancelled before it was taken on, or without an answer in time: back, and nobody is paid.
"Back" is where the report stood before: accepted or resolved.
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from seawall.domain.errors import Invalid
from seawall.lib import money
from seawall.lib.text import gettext_noop, said

SHORTEST_DAYS, LONGEST_DAYS = 5, 30
LEAST_PAY = 50
REMINDED_BEFORE = timedelta(days=2)


class RetestState(StrEnum):
    """Where a retest stands: the first three wait for somebody, the others are its end."""

    INVITED = "invited"
    TAKEN_ON = "taken_on"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


RETEST_LABELS: Mapping[RetestState, str] = MappingProxyType(
    {
        RetestState.INVITED: gettext_noop("Asked"),
        RetestState.TAKEN_ON: gettext_noop("Taken on"),
        RetestState.ANSWERED: gettext_noop("Answered"),
        RetestState.CONFIRMED: gettext_noop("Confirmed"),
        RetestState.REJECTED: gettext_noop("Rejected"),
        RetestState.DECLINED: gettext_noop("Declined"),
        RetestState.CANCELLED: gettext_noop("Cancelled"),
        RetestState.EXPIRED: gettext_noop("Not answered in time"),
    }
)
# The moves of the workflow that end a retest, and what each makes of it.
ENDINGS: Mapping[str, RetestState] = MappingProxyType(
    {
        "confirm_fixed": RetestState.CONFIRMED,
        "confirm_not_fixed": RetestState.CONFIRMED,
        "reject_retest": RetestState.REJECTED,
        "decline_retest": RetestState.DECLINED,
        "cancel_retest": RetestState.CANCELLED,
        "expire_retest": RetestState.EXPIRED,
    }
)
ANSWERS: Mapping[bool, str] = MappingProxyType({True: "answer_fixed", False: "answer_not_fixed"})
VERDICTS: Mapping[str, str] = MappingProxyType(
    {"answer_fixed": "confirm_fixed", "answer_not_fixed": "confirm_not_fixed"}
)


def state_of(ended: str, *, is_answered: bool, is_taken_on: bool) -> RetestState:
    """Where a retest stands. `ended` is the move that ended it, empty while it goes on."""
    if ended:
        return ENDINGS[ended]
    if is_answered:
        return RetestState.ANSWERED
    return RetestState.TAKEN_ON if is_taken_on else RetestState.INVITED


def check_days(days: int) -> None:
    """Return for a number of days that somebody can plan with. Raises Invalid(field="days")."""
    if not SHORTEST_DAYS <= days <= LONGEST_DAYS:
        message = gettext_noop("Give %(least)s to %(most)s days for the retest.")
        raise Invalid(said(message, least=SHORTEST_DAYS, most=LONGEST_DAYS), field="days")


def check_pay(pay_minor: int, currency: str) -> None:
    """Return for a sum that is worth the work. Raises Invalid(field="pay")."""
    least = least_pay_minor(currency)
    if pay_minor < least:
        message = gettext_noop("Pay at least %(least)s for a retest, or nothing.")
        raise Invalid(said(message, least=money.format_money(least, currency)), field="pay")
    if pay_minor > money.LARGEST_AMOUNT_MINOR:
        raise Invalid(gettext_noop("The amount is too large to be meant."), field="pay")


def least_pay_minor(currency: str) -> int:
    """The least that a paid retest pays, in minor units."""
    return LEAST_PAY * int(10 ** money.exponent(currency))
