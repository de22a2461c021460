"""Whatever people do in whatever order, the books balance."""

import contextlib

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from seawall.domain.errors import DomainError
from seawall.domain.rewards import commands
from seawall.domain.rewards.models import Award, LedgerEntry
from seawall.domain.rewards.queries.shares import owed
from seawall.domain.rewards.rules.awarding import AwardState
from tests import factories


class Books(RuleBasedStateMachine):
    """Proposals, decisions, payouts and corrections on one report that two people share."""

    def __init__(self) -> None:
        super().__init__()
        self.report = factories.shared_report(accepted={factories.person(): 3_333})
        self.proposer = factories.proposer(self.report)
        self.approver = factories.approver(self.report)
        self.payer = factories.payer(self.report)
        self.awards: list[Award] = []

    def _one(self, number: int) -> Award | None:
        return self.awards[number % len(self.awards)] if self.awards else None

    @rule(amount_minor=st.integers(min_value=1, max_value=10**7), bonus=st.booleans())
    def propose(self, amount_minor: int, bonus: bool) -> None:
        self.awards.append(
            commands.propose(
                self.report.public_id,
                amount_minor=amount_minor,
                currency="USD",
                kind="bonus" if bonus else "bounty",
                reason="Any.",
                actor=self.proposer,
            )
        )

    @rule(number=st.integers(min_value=0, max_value=9))
    def approve(self, number: int) -> None:
        self._try(commands.approve, number, actor=self.approver)

    @rule(number=st.integers(min_value=0, max_value=9))
    def reject(self, number: int) -> None:
        self._try(commands.reject, number, note="No.", actor=self.approver)

    @rule(number=st.integers(min_value=0, max_value=9))
    def reverse(self, number: int) -> None:
        self._try(commands.reverse, number, note="Wrong.", actor=self.approver)

    @rule(number=st.integers(min_value=0, max_value=9), who=st.booleans())
    def pay(self, number: int, who: bool) -> None:
        award = self._one(number)
        for user_id in sorted(owed(award) if award else ())[int(who) :][:1]:
            self._try(
                commands.record_payout, number, user_id=user_id, reference="1", actor=self.payer
            )

    def _try(self, command, number: int, **given) -> None:
        award = self._one(number)
        if award is None:
            return
        with contextlib.suppress(DomainError):
            command(award.public_id, **given)

    @invariant()
    def every_sum_is_zero(self) -> None:
        entries = LedgerEntry.objects.filter(program=self.report.program)
        sums = entries.values("transaction").annotate(total=Sum("amount_minor"))
        assert {row["total"] for row in sums} <= {0}

    @invariant()
    def nobody_is_owed_less_than_nothing(self) -> None:
        for award in self.awards:
            award.refresh_from_db()
            left = owed(award)
            assert all(amount >= 0 for amount in left.values())
            if award.state == AwardState.APPROVED:
                assert sum(left.values()) > 0
            else:
                assert not any(left.values())


@pytest.mark.django_db
def test_the_books_balance_after_every_step():
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=8,
            stateful_step_count=10,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            database=None,
        ),
    )
