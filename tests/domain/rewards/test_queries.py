"""Lists, details, statements and books: they tie, and show nobody more than they may see."""

import csv
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.errors import Invalid, NotFound
from seawall.domain.reports.rules.workflow import State
from seawall.domain.rewards import commands, policies, queries
from seawall.domain.rewards.models import Award, LedgerEntry
from seawall.domain.rewards.queries import LedgerFilter
from seawall.domain.rewards.rules.awarding import RewardRange
from seawall.lib import clock
from tests import factories

pytestmark = pytest.mark.django_db


def _words(value) -> str:
    """Every text in a value, however deep."""
    if is_dataclass(value):
        return " ".join(_words(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, tuple | list):
        return " ".join(map(_words, value))
    return str(value)


def _rows(lines) -> list[dict[str, str]]:
    return list(csv.DictReader("".join(lines).splitlines()))


def test_the_offer_is_what_table_priority_and_group_give():
    report = factories.rewarded_report()
    factories.award("proposed", report=report)

    offer = queries.offer(report.public_id, actor=factories.proposer(report))

    assert offer.range == RewardRange(50_000, 100_000)
    assert (offer.currency, offer.target_group, offer.awarded_minor) == ("USD", "Core", 60_000)
    assert offer.is_eligible
    assert offer.can_propose


def test_the_offer_is_the_teams_business():
    report = factories.rewarded_report()

    for actor in (
        factories.actor(report.reporter),
        factories.actor(),
        factories.team_actor(report.program, Role.FINANCE),
        factories.team_actor(report.program, Role.DEVELOPER),
    ):
        with pytest.raises(NotFound):
            queries.offer(report.public_id, actor=actor)


def test_awards_that_wait_come_first_and_pages_join_without_gap():
    report = factories.rewarded_report()
    waiting = [factories.award("proposed", report=report) for _ in range(2)]
    decided = [factories.award("approved", report=report) for _ in range(3)]
    late = factories.award("proposed", report=report)
    actor = factories.approver(report)

    seen, cursor = [], None
    while True:
        page = queries.awards(actor, cursor=cursor, limit=2)
        seen += [row.public_id for row in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break

    wanted = [late, *reversed(waiting), *reversed(decided)]
    assert seen == [award.public_id for award in wanted]


def test_a_cursor_of_another_list_is_refused():
    report = factories.rewarded_report()
    for cursor in ("nonsense", "W10", "WyJhd2FyZHMiLDFd", "🙂", "WyJsZWRnZXIiLDEsMl0"):
        with pytest.raises(Invalid):
            queries.awards(factories.approver(report), cursor=cursor)


def test_awards_are_narrowed_by_state_and_programme():
    one, other = factories.award("proposed"), factories.award()
    manager = factories.member(one.report.program.organization, Role.PROGRAM_MANAGER)
    factories.member(other.report.program.organization, Role.OWNER, user=manager.user)
    actor = factories.actor(manager)

    assert [row.public_id for row in queries.awards(actor, state="approved").items] == [
        other.public_id
    ]
    slug = one.report.program.slug
    assert [row.public_id for row in queries.awards(actor, program=slug).items] == [one.public_id]
    with pytest.raises(Invalid):
        queries.awards(actor, state="lost")


def test_finance_reads_numbers_and_never_a_word_of_the_report():
    report = factories.rewarded_report(title="Tell nobody of this title")
    award = factories.award("paid", report=report)
    finance = factories.payer(report)

    row = queries.awards(finance).items[0]
    detail = queries.award(award.public_id, actor=finance)
    books = queries.ledger(finance, report.program.organization.slug)

    assert (row.report, row.priority, row.target_group) == (report.public_id, 3, "Core")
    for seen in (row, detail, books):
        assert report.title not in _words(seen)
        assert "api.example.org" not in _words(seen)
    assert not detail.can_open_subject


def test_the_lists_make_the_same_number_of_statements_for_1_and_3_rows(django_assert_num_queries):
    report = factories.rewarded_report()
    actor = factories.approver(report)
    organization = report.program.organization.slug
    reporter = factories.actor(report.reporter)
    factories.award("paid", report=report)
    queries.awards(actor)

    for _ in range(2):
        with django_assert_num_queries(2):
            queries.awards(actor)
        with django_assert_num_queries(4):
            queries.ledger(actor, organization)
        with django_assert_num_queries(2):
            queries.statement(reporter)
        for _ in range(2):
            factories.award("paid", report=report)


def test_open_proposals_count_is_what_this_person_can_decide():
    report = factories.rewarded_report()
    mine = factories.approver(report)
    factories.award("proposed", report=report)
    commands.propose(
        report.public_id, amount_minor=60_000, currency="USD", kind="bounty", reason="", actor=mine
    )

    assert queries.open_proposals_count(mine) == 1
    assert queries.open_proposals_count(factories.payer(report)) == 2
    assert queries.open_proposals_count(factories.proposer(report)) == 0
    assert queries.open_proposals_count(factories.actor()) == 0


def test_a_proposal_shows_the_split_that_an_approval_would_post():
    accepted, invited = factories.person("bea"), factories.person("cyd")
    report = factories.shared_report(accepted={accepted: 2_500}, invited={invited: 2_500})
    award = factories.award("proposed", report=report)

    before = queries.award(award.public_id, actor=factories.approver(report))
    commands.approve(award.public_id, actor=factories.approver(report))
    after = queries.award(award.public_id, actor=factories.approver(report))

    assert [(p.handle, p.answer, p.amount_minor) for p in before.parts] == [
        (report.reporter.handle, "reporter", 45_000),
        ("bea", "accepted", 15_000),
        ("cyd", "invited", 0),
    ]
    assert after.parts == before.parts
    assert (before.can_approve, before.can_reject, before.can_reverse) == (True, True, False)
    assert (after.can_approve, after.can_reject, after.can_reverse) == (False, False, True)


def test_the_detail_says_what_each_person_can_do():
    award = factories.award("proposed")
    report = award.report

    own = queries.award(award.public_id, actor=factories.proposer(report))
    assert own.is_own_proposal
    assert (own.can_approve, own.can_reject, own.can_pay) == (False, False, False)

    commands.approve(award.public_id, actor=factories.approver(report))
    weak = queries.award(award.public_id, actor=factories.team_actor(report.program, Role.FINANCE))
    assert (weak.can_pay, weak.needs_second_factor) == (False, True)
    strong = queries.award(award.public_id, actor=factories.payer(report))
    assert (strong.can_pay, strong.needs_second_factor) == (True, False)


def test_an_award_of_a_reopened_report_can_only_be_rejected():
    award = factories.award("proposed")
    award.report.state = State.NEW
    award.report.save()

    detail = queries.award(award.public_id, actor=factories.approver(award.report))

    assert (detail.can_approve, detail.can_reject) == (False, True)


def test_a_payee_reads_their_part_and_nothing_of_the_team():
    other = factories.person("bea")
    report = factories.shared_report(accepted={other: 2_500})
    award = factories.award("approved", report=report, reason="Deep work.")

    detail = queries.award(award.public_id, actor=factories.actor(other))

    assert [(part.handle, part.amount_minor) for part in detail.parts] == [("bea", 15_000)]
    assert (detail.row.proposed_by, detail.row.decided_by, detail.posted) == ("", "", ())
    assert detail.reason == "Deep work."
    assert (detail.can_reverse, detail.can_pay, detail.is_team) == (False, False, False)


@pytest.mark.parametrize("state", ["proposed", "rejected"])
def test_the_reporter_learns_nothing_of_what_was_not_approved(state):
    award = factories.award(state)
    reporter = factories.actor(award.report.reporter)

    with pytest.raises(NotFound):
        queries.award(award.public_id, actor=reporter)
    assert queries.awards_of_report(award.report.public_id, actor=reporter).awards == ()


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", ["proposed", "approved"])
def test_the_list_and_the_single_award_agree(role, state):
    award = factories.award(state)
    actor = factories.team_actor(award.report.program, role)
    stranger = factories.actor()

    for who in (actor, factories.actor(award.report.reporter), stranger):
        listed = policies.seen_by_team(who).filter(pk=award.pk).exists()
        assert listed == policies.is_seen_by_team(who, award)
        assert (listed or policies.own_ledger(who).exists()) == policies.can_view(who, award)


def test_a_programme_with_second_factor_shows_its_sums_only_after_one():
    award = factories.award()
    program = award.report.program
    program.requires_second_factor = True
    program.save()
    member = factories.member(program.organization, Role.OWNER)
    weak, strong = factories.actor(member), factories.actor(member, second_factor=True)
    slug = program.organization.slug

    assert queries.awards(weak).items == ()
    assert queries.programs_with_awards(weak) == ()
    assert queries.ledger(weak, slug).lines == ()
    assert queries.ledger(weak, slug).lacks_programs
    assert [row.public_id for row in queries.awards(strong).items] == [award.public_id]
    assert not queries.ledger(strong, slug).lacks_programs


def test_the_sum_of_a_report_is_all_awards_less_what_was_reversed():
    report = factories.rewarded_report()
    factories.award("paid", report=report)
    factories.award("approved", report=report, kind="bonus", amount_minor=1_000)
    factories.award("reversed", report=report)
    factories.award("proposed", report=report)

    reporter = queries.awards_of_report(report.public_id, actor=factories.actor(report.reporter))
    team = queries.awards_of_report(report.public_id, actor=factories.approver(report))
    developer = queries.awards_of_report(
        report.public_id, actor=factories.team_actor(report.program, Role.DEVELOPER)
    )

    assert (reporter.total_minor, reporter.mine_minor, len(reporter.awards)) == (61_000, 61_000, 3)
    assert (team.total_minor, len(team.awards)) == (61_000, 4)
    assert (developer.total_minor, developer.awards) == (0, ())
    with pytest.raises(NotFound):
        queries.awards_of_report(report.public_id, actor=factories.actor())


def _a_life(report) -> None:
    factories.award("paid", report=report, amount_minor=70_001)
    factories.award("reversed", report=report)
    factories.award("approved", report=report, kind="bonus", amount_minor=1_000)


def test_the_statement_equals_the_ledger_and_its_csv_equals_both():
    other = factories.person()
    report = factories.shared_report(accepted={other: 3_333})
    _a_life(report)

    for user in (report.reporter, other):
        actor = factories.actor(user)
        statement = queries.statement(actor)
        entries = LedgerEntry.objects.filter(user=user)
        balance = -sum(entries.values_list("amount_minor", flat=True))
        rows = _rows(queries.statement_csv(actor))

        assert [total.owed_minor for total in statement.totals] == [balance]
        assert sum(line.amount_minor for line in statement.lines) == balance
        assert sum(Decimal(row["amount"]) for row in rows) * 100 == balance
        assert len(rows) == len(statement.lines) == entries.count()
        assert all(row["report"] == report.public_id for row in rows)


def test_a_statement_says_what_was_earned_and_paid_each_year():
    report = factories.rewarded_report()
    with clock.frozen_at(datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC)):
        factories.award("paid", report=report, amount_minor=60_000)
    with clock.frozen_at(datetime(2026, 1, 1, tzinfo=UTC)):
        factories.award("approved", report=report, amount_minor=70_000)
    actor = factories.actor(report.reporter)

    statement = queries.statement(actor, year=2025)

    assert statement.years == (2026, 2025)
    sums = [(t.year, t.earned_minor, t.paid_minor, t.owed_minor) for t in statement.by_year]
    assert sums == [(2026, 70_000, 0, 70_000), (2025, 60_000, 60_000, 0)]
    assert [(t.earned_minor, t.paid_minor, t.owed_minor) for t in statement.totals] == [
        (130_000, 60_000, 70_000)
    ]
    assert {line.at.year for line in statement.lines} == {2025}
    assert len(_rows(queries.statement_csv(actor, year=2026))) == 1
    with pytest.raises(Invalid):
        queries.statement(actor, year=10**6)


def test_a_statement_has_pages():
    report = factories.rewarded_report()
    for _ in range(3):
        factories.award(report=report)
    actor = factories.actor(report.reporter)

    first = queries.statement(actor, limit=2)
    second = queries.statement(actor, limit=2, cursor=first.next_cursor)

    assert (len(first.lines), len(second.lines), second.next_cursor) == (2, 1, None)
    assert first.totals == second.totals


def test_a_reversed_award_leaves_nothing_earned():
    award = factories.award("paid")
    commands.reverse(award.public_id, note="Wrong.", actor=factories.approver(award.report))

    statement = queries.statement(factories.actor(award.report.reporter))

    total = statement.totals[0]
    assert (total.earned_minor, total.paid_minor, total.owed_minor) == (0, 0, 0)
    assert len(statement.lines) == 4


def test_nobody_reads_the_statement_of_another():
    factories.award()

    assert queries.statement(factories.actor()).lines == ()
    assert _rows(queries.statement_csv(factories.actor())) == []


def test_the_books_balance_and_their_csv_equals_them():
    report = factories.shared_report(accepted={factories.person(): 3_333})
    _a_life(report)
    actor = factories.payer(report)
    slug = report.program.organization.slug

    books = queries.ledger(actor, slug)
    rows = _rows(queries.ledger_csv(actor, slug))

    total = books.totals[0]
    assert total.difference_minor == 0
    assert total.owed_minor == total.awarded_minor - total.paid_minor == 1_000
    assert sum(line.debit_minor for line in books.lines) == total.debit_minor
    assert sum(Decimal(row["debit"]) for row in rows) * 100 == total.debit_minor
    assert sum(Decimal(row["credit"]) for row in rows) * 100 == total.credit_minor
    assert len(rows) == len(books.lines) == total.entries


def test_the_books_are_searched_by_type_amount_researcher_day_and_programme():
    program = factories.judged_program()
    report = factories.rewarded_report(program, reporter=factories.person("ada"))
    with clock.frozen_at(datetime(2026, 3, 1, 12, tzinfo=UTC)):
        factories.award("paid", report=report, amount_minor=60_000)
    with clock.frozen_at(datetime(2026, 3, 2, 12, tzinfo=UTC)):
        factories.award("approved", report=report, amount_minor=90_000)
    actor, slug = factories.payer(report), program.organization.slug

    def found(**narrowed) -> list[tuple[str, str, int]]:
        books = queries.ledger(actor, slug, narrowed=LedgerFilter(**narrowed))
        assert sum(total.entries for total in books.totals) == len(books.lines)
        debits = sum(total.debit_minor for total in books.totals)
        assert debits == sum(line.debit_minor for line in books.lines)
        csv_rows = _rows(queries.ledger_csv(actor, slug, narrowed=LedgerFilter(**narrowed)))
        assert len(csv_rows) == len(books.lines)
        return [
            (line.kind, line.account, line.debit_minor or -line.credit_minor)
            for line in books.lines
        ]

    assert found(kind="payout") == [("payout", "paid", -60_000), ("payout", "payable", 60_000)]
    assert found(researcher="@Ada", minimum_minor=60_001) == [("award", "payable", -90_000)]
    assert len(found(maximum_minor=60_000)) == 4
    day = datetime(2026, 3, 2, tzinfo=UTC).date()
    assert len(found(from_day=day)) == len(found(from_day=day, to_day=day)) == 2
    assert len(found(to_day=datetime(2026, 3, 1, tzinfo=UTC).date())) == 4
    assert len(found(from_day=date.min, to_day=date.max)) == len(found())
    assert found(program="other") == []
    assert found(currency="EUR") == []
    assert len(found(program=program.slug, currency="USD")) == 6
    with pytest.raises(Invalid):
        found(kind="gift")


@pytest.mark.parametrize("role", [Role.TRIAGER, Role.DEVELOPER, Role.VIEWER])
def test_the_books_exist_only_for_those_who_may_read_them(role):
    award = factories.award()
    slug = award.report.program.organization.slug

    for actor in (
        factories.team_actor(award.report.program, role),
        factories.actor(),
        factories.payer(factories.rewarded_report()),
    ):
        with pytest.raises(NotFound):
            queries.ledger(actor, slug)
        with pytest.raises(NotFound):
            queries.ledger_csv(actor, slug)


def test_a_reference_that_looks_like_a_formula_is_no_formula_in_the_csv():
    award = factories.award()
    finance = factories.payer(award.report)
    commands.record_payout(
        award.public_id,
        user_id=award.report.reporter_id,
        reference="=HYPERLINK(1)",
        actor=finance,
    )

    rows = _rows(queries.ledger_csv(finance, award.report.program.organization.slug))

    assert {row["reference"] for row in rows} == {"", "'=HYPERLINK(1)"}
    assert Award.objects.get().state == "paid"
