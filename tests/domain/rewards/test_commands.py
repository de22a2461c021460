"""Proposing, deciding, paying and correcting."""

import threading

import pytest
from django.db import IntegrityError, connection, connections, transaction

from seawall.domain.accounts.rules import Role
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from seawall.domain.reports.models import Comment, Report
from seawall.domain.reports.rules.workflow import State
from seawall.domain.rewards import commands
from seawall.domain.rewards.models import Award, LedgerEntry, LedgerTransaction
from seawall.domain.rewards.rules.awarding import AwardState
from tests import factories

pytestmark = pytest.mark.django_db


def _propose(report, **changes):
    given = {"amount_minor": 60_000, "currency": "USD", "kind": "bounty", "reason": ""} | changes
    by = given.pop("actor", None) or factories.proposer(report)
    return commands.propose(report.public_id, actor=by, **given)


def _balance(award) -> dict[str, int]:
    sums: dict[str, int] = {}
    for account, amount in LedgerEntry.objects.filter(transaction__award=award).values_list(
        "account", "amount_minor"
    ):
        sums[account] = sums.get(account, 0) + amount
    return sums


def test_a_proposal_keeps_the_range_it_was_judged_by():
    report = factories.rewarded_report()

    award = _propose(report)

    assert (award.state, award.range_minimum_minor, award.range_maximum_minor) == (
        AwardState.PROPOSED,
        50_000,
        100_000,
    )
    assert not award.is_exceptional
    assert not LedgerEntry.objects.exists()


def test_a_target_that_is_not_listed_is_paid_by_the_general_table():
    report = factories.rewarded_report()
    Report.objects.filter(pk=report.pk).update(target_id="other")

    assert _propose(report).range_minimum_minor == 50_000


@pytest.mark.parametrize("amount_minor", [49_999, 100_001])
def test_outside_the_range_a_reason_is_needed(amount_minor):
    report = factories.rewarded_report()

    with pytest.raises(Invalid) as refusal:
        _propose(report, amount_minor=amount_minor)

    assert set(refusal.value.fields) == {"reason"}
    assert _propose(report, amount_minor=amount_minor, reason="Two in one.").is_exceptional


def test_the_maximum_is_for_all_awards_of_a_report_together():
    program = factories.judged_program(document={"program_maximum_minor": 650_000})
    report = factories.rewarded_report(program)
    _propose(report, amount_minor=600_000, reason="Much more than it seems.")

    with pytest.raises(Invalid) as refusal:
        _propose(report)

    assert "maximum" in refusal.value.fields["reason"]
    assert _propose(report, reason="Exceptional.").is_exceptional


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "reimbursement", "reason": "A licence."}, "kind"),
        ({"kind": "swag"}, "kind"),
        ({"kind": "bonus"}, "reason"),
        ({"currency": "EUR"}, "currency"),
        ({"amount_minor": 0}, "amount_minor"),
        ({"amount_minor": -1}, "amount_minor"),
        ({"amount_minor": 10**12 + 1, "reason": "Big."}, "amount_minor"),
        ({"amount_minor": 1, "reason": "x" * 4001}, "reason"),
        ({"amount_minor": 1, "reason": "a\x00b"}, "reason"),
    ],
)
def test_a_proposal_that_cannot_be_meant_names_its_field(changes, field):
    report = factories.rewarded_report()

    with pytest.raises(Invalid) as refusal:
        _propose(report, **changes)

    assert field in refusal.value.fields
    assert not Award.objects.exists()


@pytest.mark.parametrize("state", [State.NEW, State.TRIAGED, State.DUPLICATE, State.INFORMATIONAL])
def test_only_an_accepted_or_resolved_report_is_awarded(state):
    report = factories.report(state)

    with pytest.raises(Conflict):
        _propose(report)


def test_a_programme_that_only_takes_disclosures_pays_nothing():
    report = factories.rewarded_report(factories.judged_program(kind="disclosure"))

    with pytest.raises(Conflict, match="pays no rewards"):
        _propose(report)


@pytest.mark.parametrize(
    ("role", "refusal"),
    [
        (Role.FINANCE, NotFound),  # finance does not see reports
        (Role.DEVELOPER, NotAllowed),
        (Role.VIEWER, NotAllowed),
    ],
)
def test_who_may_not_propose(role, refusal):
    report = factories.rewarded_report()

    with pytest.raises(refusal):
        _propose(report, actor=factories.team_actor(report.program, role))


def test_strangers_and_the_reporter_cannot_propose():
    report = factories.rewarded_report()

    with pytest.raises(NotFound):
        _propose(report, actor=factories.actor())
    with pytest.raises(NotAllowed):
        _propose(report, actor=factories.actor(report.reporter))


def test_a_member_who_reported_neither_proposes_nor_sees_nor_decides():
    program = factories.judged_program()
    manager = factories.member(program.organization, Role.PROGRAM_MANAGER)
    report = factories.rewarded_report(program, reporter=manager.user)
    award = _propose(report)

    with pytest.raises(NotAllowed):
        _propose(report, actor=factories.actor(manager))
    with pytest.raises(NotFound):
        commands.approve(award.public_id, actor=factories.actor(manager))


def test_who_proposed_does_not_approve():
    report = factories.rewarded_report()
    award = _propose(report, actor=factories.approver(report))

    with pytest.raises(NotAllowed, match="second person"):
        commands.approve(award.public_id, actor=factories.approver(report))
    with pytest.raises(NotAllowed, match="second person"):
        commands.reject(award.public_id, note="No.", actor=factories.approver(report))


def test_the_database_itself_refuses_one_person_for_both():
    award = factories.award("proposed")

    with pytest.raises(IntegrityError), transaction.atomic():
        Award.objects.filter(pk=award.pk).update(
            decided_by=award.proposed_by, decided_at=award.proposed_at
        )


@pytest.mark.parametrize("role", [Role.TRIAGER, Role.VIEWER])
def test_a_second_person_without_the_right_does_not_approve(role):
    award = factories.award("proposed")
    other = factories.member(award.report.program.organization, role)

    with pytest.raises(NotAllowed):
        commands.approve(award.public_id, actor=factories.actor(other))


def test_finance_approves_what_it_cannot_read():
    award = factories.award("proposed")

    done = commands.approve(
        award.public_id, actor=factories.team_actor(award.report.program, Role.FINANCE)
    )

    assert done.state == AwardState.APPROVED


def test_approval_posts_a_balanced_transaction_and_stops_the_reward_clock():
    award = factories.award()

    report = Report.objects.get(pk=award.report_id)
    assert _balance(award) == {
        f"expense:{report.program.slug}": 60_000,
        f"payable:{report.reporter_id}": -60_000,
    }
    assert report.rewarded_at is not None
    assert report.reward_due_at is None


def test_a_report_that_was_reopened_is_not_paid():
    award = factories.award("proposed")
    Report.objects.filter(pk=award.report_id).update(state=State.NEW)

    with pytest.raises(Conflict):
        commands.approve(award.public_id, actor=factories.approver(award.report))


def test_an_award_is_decided_once():
    award = factories.award()

    with pytest.raises(Conflict):
        commands.approve(award.public_id, actor=factories.approver(award.report))
    with pytest.raises(Conflict):
        commands.reject(award.public_id, note="No.", actor=factories.approver(award.report))
    assert LedgerTransaction.objects.filter(award=award).count() == 1


def test_a_rejection_says_why_and_posts_nothing():
    award = factories.award("proposed")

    with pytest.raises(Invalid):
        commands.reject(award.public_id, note=" ", actor=factories.approver(award.report))
    done = commands.reject(award.public_id, note="Low.", actor=factories.approver(award.report))

    assert (done.state, done.decision_note) == (AwardState.REJECTED, "Low.")
    assert not LedgerEntry.objects.exists()


def test_shares_are_split_to_the_cent_and_who_did_not_accept_gets_nothing():
    with_share, silent = factories.person(), factories.person()
    report = factories.shared_report(accepted={with_share: 3_333}, invited={silent: 3_333})
    award = _propose(report, amount_minor=70_001)

    commands.approve(award.public_id, actor=factories.approver(report))

    assert _balance(award) == {
        f"expense:{report.program.slug}": 70_001,
        f"payable:{report.reporter_id}": -46_670,
        f"payable:{with_share.pk}": -23_331,
    }


def test_a_payout_names_the_payment_and_pays_the_whole_part():
    award = factories.award()
    finance = factories.payer(award.report)

    with pytest.raises(Invalid):
        commands.record_payout(
            award.public_id, user_id=award.report.reporter_id, reference=" ", actor=finance
        )
    with pytest.raises(Invalid):
        commands.record_payout(
            award.public_id, user_id=award.report.reporter_id, reference="x" * 201, actor=finance
        )
    done = commands.record_payout(
        award.public_id, user_id=award.report.reporter_id, reference="SEPA 1", actor=finance
    )

    assert done.state == AwardState.PAID
    assert _balance(award) == {
        f"expense:{award.report.program.slug}": 60_000,
        f"payable:{award.report.reporter_id}": 0,
        f"paid:{award.report.program.slug}": -60_000,
    }


def test_a_payout_needs_a_second_factor():
    award = factories.award()

    with pytest.raises(NotAllowed, match="second factor"):
        commands.record_payout(
            award.public_id,
            user_id=award.report.reporter_id,
            reference="SEPA 1",
            actor=factories.team_actor(award.report.program, Role.FINANCE),
        )


def test_each_payee_is_paid_once_and_the_last_one_closes_the_award():
    other = factories.person()
    report = factories.shared_report(accepted={other: 5_000})
    award = factories.award(report=report)
    finance = factories.payer(report)

    first = commands.record_payout(
        award.public_id, user_id=other.pk, reference="SEPA 1", actor=finance
    )
    with pytest.raises(Conflict):
        commands.record_payout(award.public_id, user_id=other.pk, reference="2", actor=finance)
    last = commands.record_payout(
        award.public_id, user_id=report.reporter_id, reference="SEPA 3", actor=finance
    )

    assert (first.state, last.state) == (AwardState.APPROVED, AwardState.PAID)


def test_who_proposes_cannot_pay():
    award = factories.award()
    triager = factories.actor(award.proposed_by, second_factor=True)

    with pytest.raises(NotAllowed):
        commands.record_payout(
            award.public_id, user_id=award.report.reporter_id, reference="1", actor=triager
        )


@pytest.mark.parametrize("state", [AwardState.APPROVED, AwardState.PAID])
def test_a_correction_reverses_every_entry_and_changes_none(state):
    award = factories.award(state)
    before = list(LedgerEntry.objects.order_by("pk").values())

    commands.reverse(award.public_id, note="Wrong.", actor=factories.approver(award.report))

    assert set(_balance(award).values()) == {0}
    assert list(LedgerEntry.objects.order_by("pk").values())[: len(before)] == before
    with pytest.raises(Conflict):
        commands.reverse(award.public_id, note="Again.", actor=factories.approver(award.report))


def test_a_correction_says_what_and_comes_from_another_than_the_proposer():
    award = factories.award()

    with pytest.raises(Invalid):
        commands.reverse(award.public_id, note="", actor=factories.approver(award.report))
    with pytest.raises(NotAllowed):
        commands.reverse(award.public_id, note="Wrong.", actor=factories.proposer(award.report))


def test_a_reward_can_be_declared_out_of_the_question():
    report = factories.rewarded_report()

    proposer = factories.proposer(report)

    commands.decline_reward(
        report.public_id, reason="A gift of ours.", reason_code="other", actor=proposer
    )

    assert Report.objects.get(pk=report.pk).rewarded_at is not None
    said = Comment.objects.get(report=report)
    assert (said.body, said.audience) == ("A gift of ours.", "participants")
    with pytest.raises(Conflict):
        commands.decline_reward(
            report.public_id, reason="Again.", reason_code="other", actor=proposer
        )


def test_a_reward_is_not_declined_without_a_word_nor_beside_a_proposal():
    award = factories.award()
    proposer = factories.proposer(award.report)
    silent = factories.rewarded_report()

    with pytest.raises(Conflict):
        commands.decline_reward(
            award.report.public_id, reason="No.", reason_code="other", actor=proposer
        )
    with pytest.raises(Invalid) as refusal:
        commands.decline_reward(
            silent.public_id, reason=" ", reason_code="other", actor=factories.proposer(silent)
        )
    assert list(refusal.value.fields) == ["reason"]
    assert Report.objects.get(pk=silent.pk).rewarded_at is None


def test_the_note_of_a_reversal_is_the_ledgers_alone():
    """The form says so; both sides read the decision on the report."""
    award = factories.award("approved")
    commands.reverse(award.public_id, note="Secret.", actor=factories.approver(award.report))

    made = award.report.decisions.latest("pk")
    assert (made.reason_code, made.reason) == ("corrected_mistake", "")
    assert award.transactions.latest("pk").note == "Secret."


def test_each_step_records_one_event_without_words():
    award = factories.award("paid", reason="A secret reason.")
    factories.award("rejected", report=award.report)
    commands.reverse(award.public_id, note="Secret.", actor=factories.approver(award.report))

    told = Event.objects.filter(report_id=award.report_id).order_by("pk")
    names = [event.name for event in told if event.name.startswith(("award", "payout"))]
    assert names == [
        "award.proposed",
        "award.approved",
        "payout.recorded",
        "award.proposed",
        "award.rejected",
        "award.reversed",
    ]
    assert "ecret" not in "".join(str(event.payload) for event in told)


@pytest.mark.parametrize("model", [LedgerEntry, LedgerTransaction])
def test_the_database_refuses_to_change_the_ledger(model):
    factories.award()

    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        model.objects.all()._raw_delete(using="default")
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        model.objects.update(program_id=1)


@pytest.mark.django_db(transaction=True)
def test_two_who_approve_at_once_post_once():
    award = factories.award("proposed")
    deciders = [
        factories.approver(award.report),
        factories.team_actor(award.report.program, Role.FINANCE),
    ]
    start, outcomes = threading.Barrier(2), []

    def approve(actor) -> None:
        start.wait()
        try:
            commands.approve(award.public_id, actor=actor)
            outcomes.append("approved")
        except DomainError as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=approve, args=(actor,)) for actor in deciders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["approved", "conflict"]
    assert LedgerTransaction.objects.filter(award=award).count() == 1
    assert connection.vendor in {"sqlite", "postgresql"}
