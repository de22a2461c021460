"""Money is credited once, told only to whom it concerns, and never changed afterwards."""

import os
import re
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.db.models import F, Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from seawall.domain.errors import Conflict, DomainError, Invalid
from seawall.domain.jobs_queue import worker
from seawall.domain.notify.models import Mail, Notice
from seawall.domain.notify.queries.sealing import text_of
from seawall.domain.rewards import commands
from seawall.domain.rewards.models import Award, LedgerEntry, LedgerTransaction
from seawall.domain.rewards.queries.shares import owed
from seawall.domain.rewards.rules.awarding import AwardState
from tests import factories, prepared, servers
from tests.api.client import ApiClient
from tests.journeys.api_client import Api
from tests.web.programs.browsers import browser_of

LONG = os.environ.get("SEAWALL_TEST_LONG") == "1"
WAYS = 20
ROUNDS = 10 if LONG else 2
SERVERS = 4 if LONG else 2


# ── AC-079: once, however often it is asked for ─────────────────────────────────────────────────


@pytest.mark.server
def test_ac_079_parallel_approvals_over_processes_credit_once():
    with servers.site("ledger", like=prepared.MIGRATED) as site, _more_servers(site) as addresses:
        made = site.module("tests.abuse.awarding", "make", str(ROUNDS))
        site.start()
        ports = [site.base_url, *addresses()]
        for award in made["awards"]:
            answers = _at_once(ports, made["manager"], f"/awards/{award}/approve", {})
            assert sorted(answers)[:1] == [200]
            assert sorted(answers)[1:] == [409] * (WAYS - 1)
        for award in made["again"]:
            path = f"/awards/{award}/approve"
            assert set(_at_once(ports, made["manager"], path, {}, key=f"k-{award}")) == {200}
        body = {"amount_minor": 60_000, "currency": "USD", "kind": "bounty", "reason": "Fair."}
        path = f"/reports/{made['report']}/awards"
        same = _at_once(ports, made["triager"], path, body, key="the-same")
        assert set(same) == {201}
        books = site.module("tests.abuse.awarding", "books")

    assert books["posted"] == dict.fromkeys([*made["awards"], *made["again"]], 1)
    assert books["proposed"][made["report"]] == 1
    assert books["total"] == 0


class _more_servers:  # noqa: N801  # used like a function
    """On PostgreSQL further web processes on the same database; SQLite has one process."""

    def __init__(self, site):
        self.site, self.running = site, []

    def __enter__(self):
        return self._start

    def _start(self):
        if not self.site.database_url:
            return []
        ports = [servers.free_port() for _ in range(SERVERS - 1)]
        for port in ports:
            command = [str(servers.SEAWALL), "web", "--port", str(port)]
            environment = self.site.environment()
            self.running.append(
                subprocess.Popen(
                    command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
            )
        addresses = [f"http://localhost:{port}" for port in ports]
        for address in addresses:
            self.site._wait(f"{address}/readyz")
        return addresses

    def __exit__(self, *details):
        for process in self.running:
            process.terminate()
            process.wait(timeout=20)


def _at_once(addresses, token, path, body, *, key="") -> list[int]:
    """The same POST, so many times at one moment, spread over the servers."""
    gate = threading.Barrier(WAYS)

    def send(number: int) -> int:
        api = Api(addresses[number % len(addresses)], token)
        gate.wait()
        return api.post(path, body, key=key or f"own-{path}-{number}").status

    with ThreadPoolExecutor(WAYS) as pool:
        return list(pool.map(send, range(WAYS)))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["pay", "reverse", "reject", "approve"])
def test_ac_079_parallel_payouts_and_corrections_are_one(act):
    report = factories.rewarded_report()
    award = factories.award("approved" if act in ("pay", "reverse") else "proposed", report=report)
    payer, approver, payee = factories.payer(report), factories.approver(report), report.reporter_id
    steps = {
        "pay": lambda: commands.record_payout(
            award.public_id, user_id=payee, reference="SEPA 1", actor=payer
        ),
        "reverse": lambda: commands.reverse(award.public_id, note="Twice.", actor=approver),
        "reject": lambda: commands.reject(award.public_id, note="No.", actor=approver),
        "approve": lambda: commands.approve(award.public_id, actor=approver),
    }
    before = LedgerTransaction.objects.count()
    gate = threading.Barrier(8)

    def once(_number: int) -> bool:
        gate.wait()
        try:
            steps[act]()
        except Conflict:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(once, range(8)))

    assert done.count(True) == 1
    assert LedgerTransaction.objects.count() - before == (0 if act == "reject" else 1)
    assert not LedgerEntry.objects.aggregate(total=Sum("amount_minor"))["total"]


# ── AC-081: a refusal or an answer tells no sum that is not the reader's ────────────────────────

SHARED, MAXIMUM, OTHER = 333_331, 777_777, 44_443


@pytest.mark.django_db
def test_ac_081_no_share_balance_or_limit_of_others_is_told():
    program = factories.judged_program(document={"program_maximum_minor": MAXIMUM})
    friend, author = factories.person(), factories.person()
    report = factories.shared_report(program, reporter=author, accepted={friend: 3_000})
    other = factories.rewarded_report(program)
    factories.award(report=other, amount_minor=OTHER)
    factories.award("proposed", report=other, amount_minor=OTHER + 2)
    award = factories.award(report=report, amount_minor=SHARED)
    worker.settle()
    parts = dict(owed(award))
    assert sum(parts.values()) == SHARED
    stranger = factories.person()

    for reader in (author, friend, stranger):
        foreign = {SHARED, MAXIMUM, OTHER, OTHER + 2, MAXIMUM - SHARED, MAXIMUM - SHARED - OTHER}
        foreign |= {part for user_id, part in parts.items() if user_id != reader.pk}
        told = _everything_told(reader, report, award)
        found = {number for number in foreign if _forms(number) & _numbers(told)}
        if reader == stranger:
            assert found == set()
        else:
            # Who shares a report knows its award; nothing else is theirs.
            assert found <= {SHARED, *parts.values()}


def _everything_told(reader, report, award) -> str:
    browser, api = browser_of(reader), ApiClient(reader)
    paths = (
        f"/reports/{report.public_id}", f"/awards/{award.public_id}", "/rewards", "/rewards.csv",
        "/awards", "/notices", f"/programs/{report.program.slug}/hall-of-fame",
        f"/organizations/{report.program.organization.slug}/ledger",
        f"/organizations/{report.program.organization.slug}/activity",
    )  # fmt: skip
    answers = [browser.get(path) for path in paths]
    answers += [api.get(f"/reports/{report.public_id}"), api.get("/reports")]
    body = {"amount_minor": 10**9, "currency": "USD", "kind": "bounty", "reason": "All of it."}
    answers.append(api.post(f"/reports/{report.public_id}/awards", body))
    answers.append(api.post(f"/awards/{award.public_id}/approve"))
    text = "\n".join(
        (b"".join(one) if one.streaming else one.content).decode("utf-8", "replace")
        for one in answers
    )
    text += "\n".join(f"{row.subject} {text_of(row)}" for row in Mail.objects.filter(user=reader))
    return text + repr(list(Notice.objects.filter(user=reader).values_list("payload", flat=True)))


def _forms(number: int) -> set[str]:
    whole, cents = divmod(number, 100)
    return {str(number), f"{whole:,}.{cents:02}", f"{whole}.{cents:02}"}


def _numbers(text: str) -> set[str]:
    return set(re.findall(r"\d[\d,]*(?:\.\d+)?", text))


@pytest.mark.django_db
def test_ac_081_an_amount_over_the_maximum_is_refused_without_a_balance():
    program = factories.judged_program(document={"program_maximum_minor": MAXIMUM})
    report = factories.rewarded_report(program)
    factories.award(report=report, amount_minor=OTHER)

    with pytest.raises(Invalid) as refusal:
        commands.propose(
            report.public_id, amount_minor=MAXIMUM, currency="USD", kind="bounty", reason="",
            actor=factories.proposer(report),
        )  # fmt: skip

    told = _numbers(str(refusal.value.fields) + refusal.value.message)
    assert not told & (_forms(OTHER) | _forms(MAXIMUM - OTHER))


# ── AC-083: entries only grow, and every sum adds up ────────────────────────────────────────────


@pytest.mark.django_db
@pytest.mark.parametrize("table", [LedgerEntry, LedgerTransaction])
def test_ac_083_the_database_refuses_to_change_the_ledger(table):
    factories.award("paid")
    row = table.objects.latest("pk")
    name, same = table._meta.db_table, list(table.objects.order_by("pk").values())
    ways = (
        lambda: table.objects.filter(pk=row.pk).update(program=F("program")),
        lambda: table.objects.bulk_update([row], ["program"]),
        row.save,
        lambda: table.objects.filter(pk=row.pk)._raw_delete(table.objects.db),
        lambda: _sql(f"UPDATE {name} SET program_id = program_id WHERE id = {row.pk}"),
        lambda: _sql(f"DELETE FROM {name} WHERE id = {row.pk}"),
    )
    for way in ways:
        with pytest.raises(DatabaseError), transaction.atomic():
            way()

    assert list(table.objects.order_by("pk").values()) == same


def _sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


class Books(RuleBasedStateMachine):
    """Award, adjust, split, pay, reverse on reports that one or more people share.

    A model beside the ledger: what each person must be owed and must have been paid.
    """

    def __init__(self) -> None:
        super().__init__()
        self.friend, self.author = factories.person(), factories.person()
        program = factories.judged_program()
        shared = factories.shared_report(
            program, reporter=self.author, accepted={self.friend: 3_333}
        )
        alone = factories.rewarded_report(program, reporter=self.author)
        self.reports = (shared, alone)
        self.proposer, self.approver = factories.proposer(shared), factories.approver(shared)
        self.payer = factories.payer(shared)
        self.awards: list[Award] = []
        self.expected: dict[str, int] = {}
        self.lines = 0

    def _add(self, account: str, amount_minor: int) -> None:
        self.expected[account] = self.expected.get(account, 0) + amount_minor

    @rule(amount_minor=st.integers(1, 10**7), bonus=st.booleans(), shared=st.booleans())
    def propose(self, amount_minor: int, bonus: bool, shared: bool) -> None:
        report = self.reports[0 if shared else 1]
        self.awards.append(
            commands.propose(
                report.public_id, amount_minor=amount_minor, currency="USD",
                kind="bonus" if bonus else "bounty", reason="Any.", actor=self.proposer,
            )
        )  # fmt: skip

    @rule(number=st.integers(0, 9))
    def approve(self, number: int) -> None:
        award = self._step(commands.approve, number, actor=self.approver)
        if award is not None:
            slug = award.report.program.slug
            self._add(f"expense:{slug}", award.amount_minor)
            for entry in award.transactions.latest("pk").entries.filter(user__isnull=False):
                self._add(f"payable:{entry.user_id}", entry.amount_minor)

    @rule(number=st.integers(0, 9))
    def reject(self, number: int) -> None:
        self._step(commands.reject, number, note="No.", actor=self.approver)

    @rule(number=st.integers(0, 9), who=st.booleans())
    def pay(self, number: int, who: bool) -> None:
        if not self.awards:
            return
        award = Award.objects.get(pk=self.awards[number % len(self.awards)].pk)
        user_id = (self.friend if who else self.author).pk
        part = owed(award).get(user_id, 0) if award.state == AwardState.APPROVED else 0
        paid = self._step(
            commands.record_payout, number, user_id=user_id, reference="1", actor=self.payer
        )
        if paid is not None:
            assert part > 0
            self._add(f"payable:{user_id}", part)
            self._add(f"paid:{award.report.program.slug}", -part)

    @rule(number=st.integers(0, 9))
    def reverse(self, number: int) -> None:
        if not self.awards:
            return
        award = Award.objects.get(pk=self.awards[number % len(self.awards)].pk)
        before = self._sums(LedgerEntry.objects.filter(transaction__award=award))
        if self._step(commands.reverse, number, note="Wrong.", actor=self.approver) is not None:
            for account, total in before.items():
                self._add(account, -total)

    def _step(self, command, number: int, **given) -> Award | None:
        """The award after a step that was allowed; None after a refusal, which changes nothing."""
        if not self.awards:
            return None
        award = self.awards[number % len(self.awards)]
        before = LedgerEntry.objects.count(), Award.objects.get(pk=award.pk).state
        try:
            return command(award.public_id, **given)
        except DomainError:
            now = LedgerEntry.objects.count(), Award.objects.get(pk=award.pk).state
            assert now == before
            return None

    def _sums(self, entries) -> dict[str, int]:
        found = entries.values_list("account").annotate(total=Sum("amount_minor"))
        return {account: total for account, total in found if total}

    @invariant()
    def every_balance_is_the_sum_of_its_entries(self) -> None:
        entries = LedgerEntry.objects.filter(program=self.reports[0].program_id)
        assert self._sums(entries) == {name: sum_ for name, sum_ in self.expected.items() if sum_}
        per_transaction = entries.values("transaction").annotate(total=Sum("amount_minor"))
        assert {row["total"] for row in per_transaction} <= {0}
        count = entries.count()
        assert count >= self.lines
        self.lines = count


@pytest.mark.django_db
def test_ac_083_balances_are_sums_after_every_step():
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=60 if LONG else 6, stateful_step_count=40 if LONG else 14, deadline=None,
            suppress_health_check=list(HealthCheck), derandomize=not LONG, database=None,
        ),
    )  # fmt: skip
