"""The books of an organization: every entry, searched, summed and exported."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Case, Count, F, Q, QuerySet, Sum, Value, When

from seawall.domain.accounts.models import Organization
from seawall.domain.actor import Actor
from seawall.domain.errors import Invalid, NotFound
from seawall.domain.programs.models import Program
from seawall.domain.reports.queries.keyset import limited
from seawall.domain.rewards import policies
from seawall.domain.rewards.models import LedgerEntry
from seawall.domain.rewards.queries import tables
from seawall.domain.rewards.queries.awards import ProgramChoice
from seawall.domain.rewards.queries.places import cursor_of, place_of
from seawall.domain.rewards.rules.ledger import EntryKind
from seawall.lib import clock
from seawall.lib.money import plain_amount
from seawall.lib.text import gettext_noop

_LISTING = "ledger"
_COLUMNS = (
    "time",
    "transaction",
    "type",
    "reverses",
    "account",
    "researcher",
    "program",
    "award",
    "report",
    "reference",
    "debit",
    "credit",
    "currency",
)


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """Which entries; empty parts do not narrow. Days are whole days in UTC, both included.

    Amounts are the size of an entry in minor units, whatever its side.
    """

    kind: str = ""
    program: str = ""
    researcher: str = ""
    currency: str = ""
    minimum_minor: int | None = None
    maximum_minor: int | None = None
    from_day: date | None = None
    to_day: date | None = None


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One entry. `account` is expense, payable or paid; exactly one side is not zero."""

    at: datetime
    transaction: str
    kind: str
    reverses: str
    account: str
    researcher: str
    program_slug: str
    program_name: str
    award: str
    report: str
    reference: str
    debit_minor: int
    credit_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class LedgerTotal:
    """The sums of the filtered entries of one currency."""

    currency: str
    entries: int
    debit_minor: int
    credit_minor: int
    awarded_minor: int
    paid_minor: int
    owed_minor: int

    @property
    def difference_minor(self) -> int:
        """Zero whenever whole transactions are shown."""
        return self.debit_minor - self.credit_minor


@dataclass(frozen=True, slots=True)
class LedgerChoices:
    """What there is to narrow a ledger by."""

    programs: tuple[ProgramChoice, ...]
    currencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """A page of entries, newest first, with the sums over all pages.

    `lacks_programs`: some are left out until the actor signs in with a second factor.
    """

    organization_slug: str
    organization_name: str
    totals: tuple[LedgerTotal, ...]
    lines: tuple[LedgerLine, ...]
    next_cursor: str | None
    lacks_programs: bool


def ledger(
    actor: Actor,
    organization_slug: str,
    *,
    narrowed: LedgerFilter | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Ledger:
    """The organization's books. Raises NotFound for those who may not read them."""
    organization = _organization(actor, organization_slug)
    entries = _entries(actor, organization.pk, narrowed or LedgerFilter())
    found = _with_parts(entries).order_by("-pk")
    place = place_of(_LISTING, cursor)
    if place is not None:
        found = found.filter(pk__lt=place[0])
    rows = list(found[: limited(limit) + 1])
    shown = rows[:limit]
    return Ledger(
        organization_slug=organization.slug,
        organization_name=organization.name,
        totals=_totals(entries),
        lines=tuple(map(_line, shown)),
        next_cursor=cursor_of(_LISTING, shown[-1].pk) if len(rows) > limit else None,
        lacks_programs=policies.ledger_lacks_programs(actor, organization.pk),
    )


def ledger_choices(actor: Actor, organization_slug: str) -> LedgerChoices:
    """Programmes by name, and the currencies in which something was posted."""
    organization = _organization(actor, organization_slug)
    programs = Program.objects.filter(organization=organization).order_by("name", "pk")
    if not actor.second_factor:
        programs = programs.filter(requires_second_factor=False)
    entries = policies.ledger_of_organization(actor, organization.pk)
    currencies = entries.order_by("currency").values_list("currency", flat=True).distinct()
    return LedgerChoices(
        programs=tuple(ProgramChoice(*row) for row in programs.values_list("slug", "name")),
        currencies=tuple(currencies),
    )


def ledger_csv(
    actor: Actor, organization_slug: str, *, narrowed: LedgerFilter | None = None
) -> Iterator[str]:
    """The filtered entries as lines of CSV, oldest first. Raises NotFound before the first line."""
    organization = _organization(actor, organization_slug)
    entries = _entries(actor, organization.pk, narrowed or LedgerFilter())
    return _csv(entries)


def _csv(entries: QuerySet[LedgerEntry]) -> Iterator[str]:
    yield tables.csv_line(_COLUMNS)
    for entry in _with_parts(entries).order_by("pk").iterator(chunk_size=500):
        line = _line(entry)
        yield tables.csv_line(
            (
                line.at.astimezone(UTC).isoformat(timespec="seconds"),
                line.transaction,
                line.kind,
                line.reverses,
                line.account,
                line.researcher,
                line.program_slug,
                line.award,
                line.report,
                line.reference,
                plain_amount(line.debit_minor, line.currency),
                plain_amount(line.credit_minor, line.currency),
                line.currency,
            )
        )


def _organization(actor: Actor, slug: str) -> Organization:
    found = Organization.objects.filter(slug=slug).first()
    if found is None or not policies.can_view_ledger(actor, found.pk):
        raise NotFound
    return found


def _entries(actor: Actor, organization_id: int, by: LedgerFilter) -> QuerySet[LedgerEntry]:
    found = policies.ledger_of_organization(actor, organization_id)
    if by.kind:
        if by.kind not in frozenset(EntryKind):
            raise Invalid(gettext_noop("There is no such type of transaction."), field="kind")
        found = found.filter(transaction__kind=by.kind)
    if by.program:
        found = found.filter(program__slug=by.program)
    if by.researcher:
        handle = by.researcher.strip().lower().removeprefix("@")
        found = found.filter(user__handle=handle)
    if by.currency:
        found = found.filter(currency=by.currency)
    if by.minimum_minor is not None:
        least = by.minimum_minor
        found = found.filter(Q(amount_minor__gte=least) | Q(amount_minor__lte=-least))
    if by.maximum_minor is not None:
        most = by.maximum_minor
        found = found.filter(amount_minor__gte=-most, amount_minor__lte=most)
    if by.from_day is not None:
        found = found.filter(transaction__posted_at__gte=clock.beginning_of(by.from_day))
    if by.to_day is not None:
        found = found.filter(transaction__posted_at__lt=clock.end_of(by.to_day))
    return found


def _with_parts(found: QuerySet[LedgerEntry]) -> QuerySet[LedgerEntry]:
    return found.select_related(
        "transaction__award__report",
        "transaction__award__leak",
        "transaction__reverses",
        "program",
        "user",
    ).only(
        "account",
        "amount_minor",
        "currency",
        "user__handle",
        "program__slug",
        "program__name",
        "transaction__public_id",
        "transaction__kind",
        "transaction__posted_at",
        "transaction__reference",
        "transaction__reverses__public_id",
        "transaction__award__public_id",
        "transaction__award__report__public_id",
        "transaction__award__leak__public_id",
    )


def _line(entry: LedgerEntry) -> LedgerLine:
    posted = entry.transaction
    return LedgerLine(
        at=posted.posted_at,
        transaction=posted.public_id,
        kind=posted.kind,
        reverses=posted.reverses.public_id if posted.reverses else "",
        account=entry.account.partition(":")[0],
        researcher=entry.user.handle if entry.user else "",
        program_slug=entry.program.slug,
        program_name=entry.program.name,
        award=posted.award.public_id,
        report=posted.award.report_name or posted.award.leak_name,
        reference=posted.reference,
        debit_minor=max(entry.amount_minor, 0),
        credit_minor=max(-entry.amount_minor, 0),
        currency=entry.currency,
    )


def _totals(entries: QuerySet[LedgerEntry]) -> tuple[LedgerTotal, ...]:
    """Sums of each currency over all filtered entries, in one statement."""
    amount = F("amount_minor")
    zero = Value(0)
    rows = (
        entries.order_by()
        .values("currency")
        .annotate(
            entries=Count("pk"),
            debit=Sum(Case(When(amount_minor__gt=0, then=amount), default=zero)),
            credit=Sum(Case(When(amount_minor__lt=0, then=-amount), default=zero)),
            awarded=Sum(Case(When(account__startswith="expense:", then=amount), default=zero)),
            paid=Sum(Case(When(account__startswith="paid:", then=-amount), default=zero)),
            owed=Sum(Case(When(account__startswith="payable:", then=-amount), default=zero)),
        )
        .order_by("currency")
    )
    return tuple(
        LedgerTotal(
            currency=row["currency"],
            entries=row["entries"],
            debit_minor=row["debit"],
            credit_minor=row["credit"],
            awarded_minor=row["awarded"],
            paid_minor=row["paid"],
            owed_minor=row["owed"],
        )
        for row in rows
    )
