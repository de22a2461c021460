"""One's own rewards."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.rewards import queries
from seawall.domain.rewards.rules.ledger import EntryKind
from seawall.lib.money import format_money
from seawall.web.pages.rewards.wording import Tab, address, next_page


@dataclass(frozen=True, slots=True)
class Total:
    """The sums of one currency, of one year or of all."""

    name: str
    currency: str
    earned: str
    paid: str
    owed: str
    url: str
    is_owed: bool


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One line of a statement."""

    at: datetime
    label: str
    award: str
    report: str
    report_url: str
    program: str
    reference: str
    amount: str
    currency: str
    is_minus: bool


@dataclass(frozen=True, slots=True)
class StatementPage:
    """One's own rewards."""

    totals: tuple[Total, ...]
    by_year: tuple[Total, ...]
    tabs: tuple[Tab, ...]
    rows: tuple[StatementRow, ...]
    csv_url: str
    first_url: str
    next_url: str


def statement_page(actor: Actor, *, year: int | None, cursor: str) -> StatementPage:
    """The statement, narrowed to a year or not."""
    found = queries.statement(actor, year=year, cursor=cursor or None)
    tabs = [Tab(_("All years"), "/rewards", year is None)]
    tabs += [Tab(str(each), f"/rewards?year={each}", each == year) for each in found.years]
    kept = {"year": year} if year is not None else {}
    return StatementPage(
        totals=tuple(_total(each) for each in found.totals),
        by_year=tuple(_total(each) for each in found.by_year),
        tabs=tuple(tabs) if found.years else (),
        rows=tuple(_statement_row(each) for each in found.lines),
        csv_url=address("/rewards.csv", kept),
        first_url=address("/rewards", kept) if cursor else "",
        next_url=next_page("/rewards", kept, found.next_cursor),
    )


def _total(each: queries.StatementTotal) -> Total:
    return Total(
        name=str(each.year) if each.year is not None else each.currency,
        currency=each.currency,
        earned=format_money(each.earned_minor, each.currency),
        paid=format_money(each.paid_minor, each.currency),
        owed=format_money(each.owed_minor, each.currency),
        url=f"/rewards?year={each.year}" if each.year is not None else "",
        is_owed=each.owed_minor > 0,
    )


def _statement_row(line: queries.StatementLine) -> StatementRow:
    return StatementRow(
        at=line.at,
        label=_effect_label(line.effect, line.is_reversal),
        award=line.award,
        report=line.report,
        report_url=f"/leaks/{line.report}" if line.is_leak else f"/reports/{line.report}",
        program=line.program_name,
        reference=line.reference,
        amount=format_money(line.amount_minor, line.currency),
        currency=line.currency,
        is_minus=line.amount_minor < 0,
    )


def _effect_label(effect: str, is_reversal: bool) -> str:
    if effect == EntryKind.AWARD:
        return _("Award corrected") if is_reversal else _("Award")
    return _("Payout corrected") if is_reversal else _("Payout")
