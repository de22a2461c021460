"""Awards for leaked keys: the same four eyes, ranges, ledger and statement as for a report."""

import csv

import pytest

from seawall.domain.accounts.models import User
from seawall.domain.accounts.rules import Role
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from seawall.domain.leaks import commands as leak_commands
from seawall.domain.leaks.rules.workflow import LeakState
from seawall.domain.rewards import commands, queries
from seawall.domain.rewards.models import Award, LedgerEntry
from tests import factories
from tests.domain.reports.commands.test_sealing import everything
from tests.factories import reports

pytestmark = pytest.mark.django_db


def proposed(leak, *, actor=None, **parts):
    given = {
        "priority": 3,
        "amount_minor": 60_000,
        "currency": "USD",
        "kind": "bounty",
        "reason": "",
    }
    who = actor or reports.team_actor(leak.program, Role.TRIAGER)
    return commands.propose_for_leak(leak.public_id, actor=who, **(given | parts))


def approver(leak):
    return reports.team_actor(leak.program, Role.PROGRAM_MANAGER)


def rewarded(**parts):
    leak = factories.leak("revoked", **parts)
    award = commands.approve(proposed(leak).public_id, actor=approver(leak))
    leak.refresh_from_db()
    return leak, award


def test_an_approved_award_rewards_the_key_and_stands_in_the_ledger():
    leak, award = rewarded()

    assert leak.state == LeakState.REWARDED
    lines = {(row.account, row.amount_minor) for row in LedgerEntry.objects.all()}
    assert lines == {
        (f"expense:{leak.program.slug}", 60_000),
        (f"payable:{leak.reporter_id}", -60_000),
    }
    step = leak.steps.latest("pk")
    assert (step.move, step.from_state, step.to_state) == ("reward", "revoked", "rewarded")
    event = Event.objects.get(name="award.approved")
    assert (event.payload["leak"], event.payload["report"]) == (leak.public_id, "")
    assert (event.report_id, event.program_id) == (None, leak.program_id)
    assert award.range_minimum_minor == 50_000


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"amount_minor": 110_000}, "reason"),
        ({"amount_minor": 10_000}, "reason"),
        ({"priority": 5}, "reason"),
        ({"kind": "bonus"}, "reason"),
        ({"priority": 0}, "priority"),
        ({"priority": 6}, "priority"),
        ({"amount_minor": 0}, "amount_minor"),
        ({"currency": "EUR"}, "currency"),
        ({"kind": "reimbursement"}, "kind"),
    ],
)
def test_the_table_of_the_brief_judges_the_sum(parts, field):
    leak = factories.leak("revoked")

    with pytest.raises(Invalid) as refusal:
        proposed(leak, **parts)

    assert field in refusal.value.fields
    assert not Award.objects.exists()


def test_the_brief_in_force_when_the_key_was_reported_judges_it():
    leak = factories.leak("revoked")
    reports.new_version(leak.program, rewards=[])

    assert proposed(leak).is_exceptional is False
    later = factories.leak("revoked", program=leak.program)
    with pytest.raises(Invalid):
        proposed(later)


@pytest.mark.parametrize("state", [state for state in LeakState if state not in ("revoked",)])
def test_only_a_revoked_or_rewarded_key_is_awarded(state):
    leak = factories.leak(state)

    if state == LeakState.REWARDED:
        assert proposed(leak).state == "proposed"
    else:
        with pytest.raises(Conflict):
            proposed(leak)


def test_nobody_can_be_paid_for_an_anonymous_one():
    leak = factories.leak("revoked", anonymous=True)

    with pytest.raises(Conflict, match="no account"):
        proposed(leak)


@pytest.mark.parametrize("role", Role)
def test_who_may_propose_and_who_may_approve(role):
    leak = factories.leak("revoked")
    actor = reports.team_actor(leak.program, role)
    may_propose = role in {Role.OWNER, Role.PROGRAM_MANAGER, Role.TRIAGER}
    may_approve = role in {Role.OWNER, Role.PROGRAM_MANAGER, Role.FINANCE}

    if may_propose:
        own = proposed(leak, actor=actor)
        with pytest.raises(NotAllowed):
            commands.approve(own.public_id, actor=actor)
    else:
        with pytest.raises((NotAllowed, NotFound)):
            proposed(leak, actor=actor)
    award = proposed(leak)
    if may_approve:
        assert commands.approve(award.public_id, actor=actor).state == "approved"
    else:
        with pytest.raises((NotAllowed, NotFound)):
            commands.approve(award.public_id, actor=actor)


def test_a_member_who_found_the_key_decides_nothing_about_it():
    program = factories.intake().program
    finder = factories.member(program.organization, Role.OWNER).user
    leak = factories.leak("revoked", program=program, reporter=finder)
    award = proposed(leak)
    actor = factories.actor(finder)

    with pytest.raises(DomainError):
        proposed(leak, actor=actor)
    with pytest.raises(NotFound):
        commands.approve(award.public_id, actor=actor)
    assert queries.awards(actor).items == ()


def test_finance_sees_the_award_and_not_the_leak():
    leak = factories.leak("revoked", notes="Words of the finder.")
    award = proposed(leak)
    finance = reports.team_actor(leak.program, Role.FINANCE)

    detail = queries.award(award.public_id, actor=finance)

    assert (detail.row.leak, detail.row.report, detail.row.priority) == (leak.public_id, "", 3)
    assert (detail.can_approve, detail.can_open_subject) == (True, False)
    assert "Words of the finder" not in repr(detail)
    assert queries.open_proposals_count(finance) == 1


def test_the_finder_reads_it_in_their_statement_and_the_team_in_the_books():
    leak, award = rewarded()
    finance = factories.payer(leak)
    commands.record_payout(
        award.public_id, user_id=leak.reporter_id, reference="SEPA 9", actor=finance
    )
    finder = factories.actor(User.objects.get(pk=leak.reporter_id))

    lines = queries.statement(finder).lines
    rows = list(csv.DictReader(queries.statement_csv(finder)))
    books = list(csv.DictReader(queries.ledger_csv(finance, leak.program.organization.slug)))

    assert [(line.effect, line.report, line.is_leak) for line in lines] == [
        ("payout", leak.public_id, True),
        ("award", leak.public_id, True),
    ]
    assert [(row["type"], row["report"], row["amount"]) for row in rows] == [
        ("award", leak.public_id, "600.00"),
        ("payout", leak.public_id, "-600.00"),
    ]
    assert {row["report"] for row in books} == {leak.public_id}
    assert queries.award(award.public_id, actor=finder).parts[0].paid_minor == 60_000


def test_a_reversal_takes_the_state_back_when_nothing_is_left():
    leak, award = rewarded()
    bonus = proposed(leak, kind="bonus", reason="Quick.", amount_minor=500)
    commands.approve(bonus.public_id, actor=approver(leak))

    commands.reverse(award.public_id, note="Entered twice.", actor=approver(leak))
    leak.refresh_from_db()
    assert leak.state == LeakState.REWARDED
    commands.reverse(bonus.public_id, note="Entered twice.", actor=approver(leak))
    leak.refresh_from_db()

    assert leak.state == LeakState.REVOKED
    assert sum(LedgerEntry.objects.values_list("amount_minor", flat=True)) == 0
    assert queries.statement(factories.actor(leak.reporter)).totals[0].owed_minor == 0


def test_a_key_that_was_looked_at_again_is_not_paid():
    leak = factories.leak("revoked")
    award = proposed(leak)
    type(leak).objects.filter(pk=leak.pk).update(state="not_ours")

    with pytest.raises(Conflict):
        commands.approve(award.public_id, actor=approver(leak))
    assert commands.reject(award.public_id, note="Not ours.", actor=approver(leak))
    assert not LedgerEntry.objects.exists()


def test_a_key_in_the_words_of_an_award_is_taken_out():
    key, leak = factories.leaked_key(), factories.leak("revoked")

    award = proposed(leak, amount_minor=700_000, reason=f"It was {key}")
    commands.approve(award.public_id, note=f"Checked {key}", actor=approver(leak))
    commands.record_payout(
        award.public_id,
        user_id=leak.reporter_id,
        reference=f"for {key}",
        actor=factories.payer(leak),
    )
    commands.reverse(award.public_id, note=f"No, {key}", actor=approver(leak))

    assert key not in everything()
    award.refresh_from_db()
    assert award.reason.startswith("It was [secret ")


def test_the_finder_sees_decided_awards_and_no_proposal():
    leak, award = rewarded()
    proposed(leak, kind="bonus", reason="Quick.")
    finder = factories.actor(leak.reporter)

    mine = queries.awards_of_leak(leak.public_id, actor=finder)

    assert [row.public_id for row in mine.awards] == [award.public_id]
    assert (mine.total_minor, mine.mine_minor, mine.awards[0].proposed_by) == (60_000, 60_000, "")
    assert queries.offer_for_leak(leak.public_id, actor=finder) is None
    with pytest.raises(NotFound):
        queries.awards_of_leak(leak.public_id, actor=factories.actor())


def test_moves_by_hand_lead_neither_to_the_reward_nor_back():
    leak, _award = rewarded()

    for move in ("reward", "take_back"):
        with pytest.raises(Conflict):
            leak_commands.move(leak.public_id, move, actor=approver(leak))
