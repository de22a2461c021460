"""Who gets which part of an award."""

from collections.abc import Mapping
from dataclasses import dataclass

from seawall.domain.accounts.models import User
from seawall.domain.leaks.models import Leak
from seawall.domain.reports.models import CollaboratorState, Report
from seawall.domain.rewards.models import Award, LedgerEntry
from seawall.domain.rewards.queries.sums import EFFECT
from seawall.domain.rewards.rules.awarding import AwardState
from seawall.domain.rewards.rules.ledger import EntryKind
from seawall.domain.rewards.rules.splitting import WHOLE_BASIS_POINTS, split


@dataclass(frozen=True, slots=True)
class Part:
    """One person's part of an award. `paid_minor` of `amount_minor` has left.

    `answer` is reporter, accepted, invited or declined; the last two are never owed anything.
    `share` is in basis points as agreed; what nobody accepted is the reporter's.
    """

    user_id: int
    handle: str
    answer: str
    share: int
    amount_minor: int
    paid_minor: int

    @property
    def owed_minor(self) -> int:
        return self.amount_minor - self.paid_minor


def shares_of(about: Report | Leak) -> dict[int, int]:
    """Basis points per person. Who never accepted gets nothing; their part is the reporter's.

    A leaked key has one reporter, and is shared with nobody.
    """
    if isinstance(about, Leak):
        return {about.reporter_id: WHOLE_BASIS_POINTS} if about.reporter_id else {}
    report = about
    shares = {
        row.user_id: row.share
        for row in report.collaborators.all()
        if row.state == CollaboratorState.ACCEPTED
    }
    shares[report.reporter_id] = WHOLE_BASIS_POINTS - sum(shares.values())
    return shares


def shares_in(award: Award) -> dict[int, int]:
    """Basis points of one award: what was promised for a retest is that of who was asked."""
    if award.report is not None and award.retest_id is not None:
        return {award.report.reporter_id: WHOLE_BASIS_POINTS}
    return shares_of(award.subject)


def owed(award: Award) -> dict[int, int]:
    """What each payee of the award is still owed, in minor units."""
    balance: dict[int, int] = {}
    entries = LedgerEntry.objects.filter(transaction__award=award, user__isnull=False)
    for user_id, amount in entries.values_list("user_id", "amount_minor"):
        if user_id is not None:
            balance[user_id] = balance.get(user_id, 0) - amount
    return balance


def parts_of(award: Award) -> tuple[Part, ...]:
    """The reporter's part first, then the others by handle, in two statements.

    Before a decision it is what an approval now would give; after it, what the ledger says.
    """
    earned, paid = _posted_by_person(award)
    if award.state == AwardState.PROPOSED:
        earned = split(award.amount_minor, shares_in(award))
    answers, agreed = _agreed(award)
    handles = dict(User.objects.filter(pk__in={*answers, *earned}).values_list("pk", "handle"))
    parts = [
        Part(
            user_id=user_id,
            handle=handle,
            answer=answers.get(user_id, ""),
            share=agreed.get(user_id, 0),
            amount_minor=earned.get(user_id, 0),
            paid_minor=paid.get(user_id, 0),
        )
        for user_id, handle in handles.items()
    ]
    return tuple(sorted(parts, key=lambda part: (part.answer != "reporter", part.handle)))


def _agreed(award: Award) -> tuple[dict[int, str], dict[int, int]]:
    """What each person answered to the invitation to share, and what was agreed."""
    report = award.report
    if report is None or award.retest_id is not None:
        return dict.fromkeys(shares_in(award), "reporter"), shares_in(award)
    answers = {row.user_id: str(row.state) for row in report.collaborators.all()}
    agreed = {row.user_id: row.share for row in report.collaborators.all()}
    answers[report.reporter_id] = "reporter"
    agreed[report.reporter_id] = report.reporter_share
    return answers, agreed


def _posted_by_person(award: Award) -> tuple[Mapping[int, int], Mapping[int, int]]:
    """What was credited and what was paid to each person, less what was taken back."""
    earned: dict[int, int] = {}
    paid: dict[int, int] = {}
    entries = LedgerEntry.objects.filter(transaction__award=award, user__isnull=False)
    for user_id, amount, effect in entries.annotate(effect=EFFECT).values_list(
        "user_id", "amount_minor", "effect"
    ):
        if effect == EntryKind.AWARD:
            earned[user_id] = earned.get(user_id, 0) - amount
        else:
            paid[user_id] = paid.get(user_id, 0) + amount
    return earned, paid
