"""Every read of awards and of the ledger."""

from seawall.domain.rewards.queries.awards import (
    AwardRow,
    ProgramChoice,
    ReportAwards,
    awards,
    awards_of_leak,
    awards_of_report,
    has_awards,
    open_proposals_count,
    programs_with_awards,
)
from seawall.domain.rewards.queries.details import AwardDetail, Posted, award
from seawall.domain.rewards.queries.ledgers import (
    Ledger,
    LedgerChoices,
    LedgerFilter,
    LedgerLine,
    LedgerTotal,
    ledger,
    ledger_choices,
    ledger_csv,
)
from seawall.domain.rewards.queries.offers import LeakOffer, Offer, offer, offer_for_leak
from seawall.domain.rewards.queries.shares import Part
from seawall.domain.rewards.queries.statements import (
    Statement,
    StatementLine,
    StatementTotal,
    statement,
    statement_csv,
)

__all__ = [
    "AwardDetail",
    "AwardRow",
    "LeakOffer",
    "Ledger",
    "LedgerChoices",
    "LedgerFilter",
    "LedgerLine",
    "LedgerTotal",
    "Offer",
    "Part",
    "Posted",
    "ProgramChoice",
    "ReportAwards",
    "Statement",
    "StatementLine",
    "StatementTotal",
    "award",
    "awards",
    "awards_of_leak",
    "awards_of_report",
    "has_awards",
    "ledger",
    "ledger_choices",
    "ledger_csv",
    "offer",
    "offer_for_leak",
    "open_proposals_count",
    "programs_with_awards",
    "statement",
    "statement_csv",
]
