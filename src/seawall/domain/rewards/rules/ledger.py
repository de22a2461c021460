"""Double entry: every transaction is a list of postings of one currency that sums to zero.

A positive posting is a debit, a negative one a credit. Accounts are public words:
`expense:PROGRAM` what the program has awarded, `payable:USER_ID` what a person is owed,
`paid:PROGRAM` what has left by payout. Nothing is ever changed; a correction is a reversal.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from seawall.domain.errors import Invalid
from seawall.domain.rewards.rules.splitting import split
from seawall.lib.text import gettext_noop, said


class EntryKind(StrEnum):
    """What a transaction in the ledger records."""

    AWARD = "award"
    PAYOUT = "payout"
    REVERSAL = "reversal"


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of a transaction, in minor units of the transaction's currency."""

    account: str
    amount_minor: int


def program_expense(slug: str) -> str:
    """The account of what the program has awarded."""
    return f"expense:{slug}"


def payable(user_id: int) -> str:
    """The account of what the person is owed; a credit balance is a debt to them."""
    return f"payable:{user_id}"


def paid_out(slug: str) -> str:
    """The account of what the program has paid."""
    return f"paid:{slug}"


def award_postings(slug: str, amount_minor: int, shares: Mapping[int, int]) -> tuple[Posting, ...]:
    """An approved award: the program's expense, owed to each person by share.

    `shares` maps user ids to basis points. Somebody whose part is zero gets no line.
    """
    _positive(amount_minor)
    owed = (
        Posting(payable(user_id), -part)
        for user_id, part in sorted(split(amount_minor, shares).items())
        if part
    )
    return _balanced((Posting(program_expense(slug), amount_minor), *owed))


def payout_postings(slug: str, user_id: int, amount_minor: int) -> tuple[Posting, ...]:
    """A payout: the debt to the person falls, the money has left."""
    _positive(amount_minor)
    return _balanced(
        (Posting(payable(user_id), amount_minor), Posting(paid_out(slug), -amount_minor))
    )


def reversal_of(postings: Iterable[Posting]) -> tuple[Posting, ...]:
    """The entry that cancels the postings line by line."""
    return _balanced(tuple(Posting(posting.account, -posting.amount_minor) for posting in postings))


def assert_balanced(postings: Sequence[Posting]) -> None:
    """Raise Invalid unless there are at least two lines, none of zero, that sum to zero."""
    total = sum(posting.amount_minor for posting in postings)
    if len(postings) < 2 or total or not all(posting.amount_minor for posting in postings):
        raise Invalid(
            said(
                gettext_noop("The entry does not balance: %(postings)s lines sum to %(total)s."),
                postings=len(postings),
                total=total,
            )
        )


def balances(postings: Iterable[Posting]) -> dict[str, int]:
    """The sum of each account over all these postings of one currency."""
    sums: dict[str, int] = {}
    for posting in postings:
        sums[posting.account] = sums.get(posting.account, 0) + posting.amount_minor
    return sums


def _positive(amount_minor: int) -> None:
    if amount_minor <= 0:
        raise Invalid(gettext_noop("The amount must be more than zero."), field="amount_minor")


def _balanced(postings: tuple[Posting, ...]) -> tuple[Posting, ...]:
    assert_balanced(postings)
    return postings
