"""What a payee earned and was paid, exactly as the ledger has it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import QuerySet, Sum
from django.db.models.functions import ExtractYear

from seawall.domain.actor import Actor
from seawall.domain.errors import Invalid
from seawall.domain.reports.queries.keyset import limited
from seawall.domain.rewards import policies
from seawall.domain.rewards.models import LedgerEntry
from seawall.domain.rewards.queries import tables
from seawall.domain.rewards.queries.places import cursor_of, place_of
from seawall.domain.rewards.queries.sums import EFFECT
from seawall.domain.rewards.rules.ledger import EntryKind
from seawall.lib.money import plain_amount
from seawall.lib.text import gettext_noop

_LISTING = "statement"
_COLUMNS = (
    "time",
    "transaction",
    "type",
    "award",
    "report",
    "program",
    "reference",
    "amount",
    "currency",
)
_YEARS = range(2000, 2200)


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line in the payee's favour (positive) or against it. `effect` is award or payout.

    `report` names the report, or the leaked key where `is_leak`.
    """

    at: datetime
    transaction: str
    effect: str
    is_reversal: bool
    award: str
    report: str
    is_leak: bool
    program_slug: str
    program_name: str
    reference: str
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class StatementTotal:
    """The sums of one year (in UTC) and currency; of all years where `year` is None."""

    year: int | None
    currency: str
    earned_minor: int
    paid_minor: int

    @property
    def owed_minor(self) -> int:
        """What came in more than went out. Of all years together: what is owed now."""
        return self.earned_minor - self.paid_minor


@dataclass(frozen=True, slots=True)
class Statement:
    """Lines newest first, of `year` or of all years; `totals` and `by_year` are of all years."""

    year: int | None
    totals: tuple[StatementTotal, ...]
    by_year: tuple[StatementTotal, ...]
    lines: tuple[StatementLine, ...]
    next_cursor: str | None

    @property
    def years(self) -> tuple[int, ...]:
        """Years with lines, newest first."""
        return tuple(dict.fromkeys(row.year for row in self.by_year if row.year is not None))


def statement(
    actor: Actor, *, year: int | None = None, cursor: str | None = None, limit: int = 50
) -> Statement:
    """The actor's own statement; empty for somebody who was never awarded anything."""
    by_year = _by_year(actor)
    found = _entries(actor, year).order_by("-pk")
    place = place_of(_LISTING, cursor)
    if place is not None:
        found = found.filter(pk__lt=place[0])
    rows = list(found[: limited(limit) + 1])
    shown = rows[:limit]
    return Statement(
        year=year,
        totals=_overall(by_year),
        by_year=by_year,
        lines=tuple(map(_line, shown)),
        next_cursor=cursor_of(_LISTING, shown[-1].pk) if len(rows) > limit else None,
    )


def statement_csv(actor: Actor, *, year: int | None = None) -> Iterator[str]:
    """The statement as lines of CSV, oldest first. The amounts sum to what is owed."""
    yield tables.csv_line(_COLUMNS)
    for entry in _entries(actor, year).order_by("pk").iterator(chunk_size=500):
        line = _line(entry)
        yield tables.csv_line(
            (
                line.at.astimezone(UTC).isoformat(timespec="seconds"),
                line.transaction,
                f"{line.effect}_reversed" if line.is_reversal else line.effect,
                line.award,
                line.report,
                line.program_slug,
                line.reference,
                plain_amount(line.amount_minor, line.currency),
                line.currency,
            )
        )


def _entries(actor: Actor, year: int | None) -> QuerySet[LedgerEntry]:
    found = policies.own_ledger(actor).annotate(effect=EFFECT)
    found = found.select_related(
        "transaction__award__report", "transaction__award__leak", "program"
    ).only(
        "amount_minor",
        "currency",
        "program__slug",
        "program__name",
        "transaction__public_id",
        "transaction__posted_at",
        "transaction__reverses",
        "transaction__reference",
        "transaction__award__public_id",
        "transaction__award__report__public_id",
        "transaction__award__leak__public_id",
    )
    if year is None:
        return found
    if year not in _YEARS:
        raise Invalid(gettext_noop("Choose a year from the list."), field="year")
    return found.filter(
        transaction__posted_at__gte=datetime(year, 1, 1, tzinfo=UTC),
        transaction__posted_at__lt=datetime(year + 1, 1, 1, tzinfo=UTC),
    )


def _line(entry: LedgerEntry) -> StatementLine:
    posted = entry.transaction
    return StatementLine(
        at=posted.posted_at,
        transaction=posted.public_id,
        effect=str(entry.effect),  # type: ignore[attr-defined]  # annotated
        is_reversal=posted.reverses_id is not None,
        award=posted.award.public_id,
        report=posted.award.report_name or posted.award.leak_name,
        is_leak=posted.award.leak_id is not None,
        program_slug=entry.program.slug,
        program_name=entry.program.name,
        reference=posted.reference,
        amount_minor=-entry.amount_minor,
        currency=entry.currency,
    )


def _by_year(actor: Actor) -> tuple[StatementTotal, ...]:
    """Sums of each year and currency, newest year first, in one statement."""
    rows = (
        policies.own_ledger(actor)
        .annotate(effect=EFFECT, year=ExtractYear("transaction__posted_at", tzinfo=UTC))
        .values_list("year", "currency", "effect")
        .annotate(total=Sum("amount_minor"))
        .order_by("-year", "currency", "effect")
    )
    sums: dict[tuple[int, str], dict[str, int]] = {}
    for year, currency, effect, total in rows:
        sums.setdefault((year, currency), {})[effect] = total
    return tuple(
        StatementTotal(
            year=year,
            currency=currency,
            earned_minor=-by_effect.get(EntryKind.AWARD, 0),
            paid_minor=by_effect.get(EntryKind.PAYOUT, 0),
        )
        for (year, currency), by_effect in sums.items()
    )


def _overall(by_year: tuple[StatementTotal, ...]) -> tuple[StatementTotal, ...]:
    currencies = sorted({row.currency for row in by_year})
    return tuple(
        StatementTotal(
            year=None,
            currency=currency,
            earned_minor=sum(row.earned_minor for row in by_year if row.currency == currency),
            paid_minor=sum(row.paid_minor for row in by_year if row.currency == currency),
        )
        for currency in currencies
    )
