"""The books of an organization."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.rewards import queries
from seawall.domain.rewards.queries import LedgerFilter
from seawall.lib.money import format_money
from seawall.web.pages.rewards.wording import ACCOUNT_LABELS, ENTRY_LABELS, address, next_page


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One entry."""

    at: datetime
    transaction: str
    label: str
    reverses: str
    account: str
    researcher: str
    program: str
    award: str
    report: str
    reference: str
    debit: str
    credit: str
    currency: str


@dataclass(frozen=True, slots=True)
class LedgerSum:
    """The sums of one currency over everything that the filter lets through."""

    currency: str
    entries: int
    debit: str
    credit: str
    difference: str
    is_even: bool
    awarded: str
    paid: str
    owed: str


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """An organization's books, narrowed."""

    slug: str
    organization: str
    sums: tuple[LedgerSum, ...]
    rows: tuple[LedgerRow, ...]
    lacks_programs: bool
    is_narrowed: bool
    csv_url: str
    first_url: str
    next_url: str


def ledger_page(
    actor: Actor, slug: str, *, narrowed: LedgerFilter, kept: Mapping[str, str], cursor: str
) -> LedgerPage:
    """`kept` is the filter as it stands in the address."""
    found = queries.ledger(actor, slug, narrowed=narrowed, cursor=cursor or None)
    home = f"/organizations/{slug}/ledger"
    return LedgerPage(
        slug=found.organization_slug,
        organization=found.organization_name,
        sums=tuple(_ledger_sum(each) for each in found.totals),
        rows=tuple(_ledger_row(each) for each in found.lines),
        lacks_programs=found.lacks_programs,
        is_narrowed=narrowed != LedgerFilter(),
        csv_url=address(f"{home}.csv", kept),
        first_url=address(home, kept) if cursor else "",
        next_url=next_page(home, kept, found.next_cursor),
    )


def _ledger_sum(each: queries.LedgerTotal) -> LedgerSum:
    def money(amount_minor: int) -> str:
        return format_money(amount_minor, each.currency)

    return LedgerSum(
        currency=each.currency,
        entries=each.entries,
        debit=money(each.debit_minor),
        credit=money(each.credit_minor),
        difference=money(each.difference_minor),
        is_even=each.difference_minor == 0,
        awarded=money(each.awarded_minor),
        paid=money(each.paid_minor),
        owed=money(each.owed_minor),
    )


def _ledger_row(line: queries.LedgerLine) -> LedgerRow:
    return LedgerRow(
        at=line.at,
        transaction=line.transaction,
        label=_(ENTRY_LABELS[line.kind]),
        reverses=line.reverses,
        account=_(ACCOUNT_LABELS[line.account]),
        researcher=line.researcher,
        program=line.program_name,
        award=line.award,
        report=line.report,
        reference=line.reference,
        debit=format_money(line.debit_minor, line.currency) if line.debit_minor else "",
        credit=format_money(line.credit_minor, line.currency) if line.credit_minor else "",
        currency=line.currency,
    )
