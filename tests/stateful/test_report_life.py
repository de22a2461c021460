"""Report life x roles x time: whoever tries whatever whenever, the outcome is the promised one.

The tables below are written by hand from the public promises, not taken from the product's own:
when the two differ, one of them is wrong. SEAWALL_TEST_LONG=1 makes many more and longer lives.
"""

import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from seawall.domain import recovery
from seawall.domain.accounts.rules import Role
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from seawall.domain.jobs_queue import worker
from seawall.domain.reports import commands, policies
from seawall.domain.reports.models import Comment, Report, ReportMove, StateCount
from seawall.domain.reports.rules.workflow import Checklist, MoveInput
from seawall.lib import clock
from tests.factories import accounts, reports

pytestmark = pytest.mark.django_db

LONG = os.environ.get("SEAWALL_TEST_LONG") == "1"
MOST_REPORTS = 3
OPEN = ("new", "needs_info", "triaged", "accepted")
CLOSED = (
    "resolved", "informational", "duplicate", "out_of_scope", "not_reproducible",
    "not_applicable", "spam", "withdrawn",
)  # fmt: skip
MOVERS = ("owner", "program_manager", "triager")
# Move: where it starts, where it leads, who may, what it needs.
LIFE = {
    "ask": (("new",), "needs_info", MOVERS, "note"),
    "answer": (("needs_info",), "new", ("reporter",), "note"),
    "triage": (("new", "needs_info"), "triaged", MOVERS, ""),
    "accept": (("triaged",), "accepted", MOVERS, "checklist"),
    "resolve": (("accepted",), "resolved", (*MOVERS, "developer"), "fix"),
    "mark_duplicate": (OPEN, "duplicate", MOVERS, "original"),
    "close_informational": (OPEN, "informational", MOVERS, ""),
    "close_out_of_scope": (OPEN, "out_of_scope", MOVERS, "rule"),
    "close_not_reproducible": (OPEN, "not_reproducible", MOVERS, "note"),
    "close_not_applicable": (OPEN, "not_applicable", MOVERS, "note"),
    "close_spam": (("new", "needs_info"), "spam", MOVERS, "note"),
    "withdraw": (("new", "needs_info"), "withdrawn", ("reporter",), ""),
    "reopen": (CLOSED, "new", MOVERS, "note"),
}
READERS = ("owner", "program_manager", "triager", "developer", "viewer")
TALKERS = ("owner", "program_manager", "triager", "developer", "reporter")
MEMBERS = (*READERS, "finance")
STRANGERS = ("researcher", "other_owner", "platform_admin")
EVERYBODY = ("reporter", *MEMBERS, *STRANGERS)
TURN = {"draft": "reporter", "needs_info": "reporter", "new": "team", "triaged": "team"}
# A question that nobody answers closes the report, and a word of the reporter opens it again.
ANSWER_DAYS = timedelta(days=30)
VALID = Checklist(in_scope=True, exploitable=True, novel=True)


@dataclass
class Life:
    """What the model knows of one report."""

    id: str
    state: str = "draft"
    visited: set[str] = field(default_factory=set)
    moves: int = 0
    comments: int = 0
    # The answers stay with the report: a second acceptance needs none.
    checked: bool = False
    answer_due: datetime | None = None
    is_unanswered: bool = False

    def enter(self, state: str) -> None:
        """A move was made."""
        self.state, self.moves = state, self.moves + 1
        self.visited.add(state)
        self.answer_due, self.is_unanswered = None, False


class ReportLives(RuleBasedStateMachine):
    """Up to three reports of one person to one programme."""

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.now = clock.now()
        self.was_set_back = False
        self.lives: list[Life] = []

    @initialize()
    def people(self) -> None:
        self.program = reports.judged_program()
        org = self.program.organization
        # Older than whatever is sent later, however far clocks are set back.
        with clock.frozen_at(self.now - timedelta(days=400)):
            self.original = reports.report(program=self.program).public_id
        self.users = users = {
            role: accounts.person() for role in EVERYBODY if role != "platform_admin"
        }
        users["platform_admin"] = accounts.person(is_platform_admin=True)
        for role in MEMBERS:
            accounts.member(org, Role(role), user=users[role])
        accounts.member(role=Role.OWNER, user=users["other_owner"])
        self.actors = {
            role: accounts.actor(user, second_factor=True) for role, user in users.items()
        }

    def teardown(self) -> None:
        worker.settle()
        wrong = list(recovery.contradictions(recovery.inventory()))
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)
        assert wrong == []

    # ── what people do ───────────────────────────────────────────────────────
    @precondition(lambda self: len(self.lives) < MOST_REPORTS)
    @rule()
    def write(self) -> None:
        with clock.frozen_at(self.now):
            row = reports.draft(self.program, self.users["reporter"])
        self.lives.append(Life(row.public_id))

    @precondition(lambda self: self.lives)
    @rule(data=st.data(), who=st.sampled_from(EVERYBODY))
    def send(self, data, who) -> None:
        life = data.draw(st.sampled_from(self.lives))

        outcome = self._try(
            lambda: commands.submit(life.id, actor=self.actors[who], accept_terms=1)
        )

        if not self._sees(who, life):
            assert outcome is NotFound
        elif who != "reporter":
            assert outcome in (NotAllowed, NotFound)
        elif life.state != "draft":
            assert outcome is Conflict
        else:
            assert outcome is None
            life.state = "new"
            life.visited.add("new")

    @precondition(lambda self: self.lives)
    @rule(
        data=st.data(),
        who=st.sampled_from(EVERYBODY),
        move=st.sampled_from(list(LIFE)),
        complete=st.sampled_from([True, True, True, False]),
    )
    def move(self, data, who, move, complete) -> None:
        life = data.draw(st.sampled_from(self.lives))
        sources, target, movers, needs = LIFE[move]

        outcome = self._try(
            lambda: commands.make_move(
                life.id, move, actor=self.actors[who], given=self._given(needs, complete)
            )
        )

        is_enough = complete or not needs or (needs == "checklist" and life.checked)
        if not self._sees(who, life):
            assert outcome is NotFound
        elif who not in movers:
            assert outcome is NotAllowed
        elif life.state not in sources:
            assert outcome is Conflict
        elif not is_enough:
            assert outcome is Invalid
        else:
            assert outcome is None
            life.enter(target)
            if target == "needs_info":
                life.answer_due = self.now + ANSWER_DAYS
            life.checked = life.checked or needs == "checklist"

    @precondition(lambda self: self.lives)
    @rule(data=st.data(), who=st.sampled_from(EVERYBODY))
    def say(self, data, who) -> None:
        life = data.draw(st.sampled_from(self.lives))

        outcome = self._try(
            lambda: commands.comment(
                life.id, body="A word.", audience="participants", actor=self.actors[who]
            )
        )

        if not self._sees(who, life):
            assert outcome is NotFound
        elif who not in TALKERS or life.state == "draft":
            assert outcome in (NotAllowed, Conflict)
        else:
            assert outcome is None
            life.comments += 1
            self._heard(who, life)

    def _heard(self, who: str, life: Life) -> None:
        """What a word of the reporter does to a question."""
        if who != "reporter":
            return
        if life.is_unanswered:
            life.enter("new")
        elif life.answer_due:
            life.answer_due = self.now + ANSWER_DAYS

    @rule(hours=st.sampled_from([0.01, 1, 24, 24 * 9, 24 * 40, -1, -24]))
    def time_passes(self, hours) -> None:
        """Clocks are set back, too."""
        self.was_set_back |= hours < 0
        self.now += timedelta(hours=hours)

    @rule()
    def machines_work(self) -> None:
        """Questions whose days are over are closed. A machine whose clock was set back may wait for
        the moment that it had planned.
        """
        with clock.frozen_at(self.now):
            worker.settle()
        for life in self.lives:
            if life.answer_due and life.answer_due <= self.now:
                is_closed = Report.objects.get(public_id=life.id).state == "informational"
                assert is_closed or self.was_set_back
                if is_closed:
                    life.enter("informational")
                    life.is_unanswered = True

    # ── what holds after every step ──────────────────────────────────────────
    @invariant()
    def rows_are_as_promised(self) -> None:
        for life in self.lives:
            row = Report.objects.get(public_id=life.id)
            closed = life.state in CLOSED
            turn = "nobody" if closed else TURN.get(life.state, "team")
            assert (row.state, row.turn) == (life.state, turn)
            assert (row.closed_at is not None) == closed
            assert (row.paused_at is not None) == (life.state == "needs_info")
            assert (row.triaged_at is not None) == ("triaged" in life.visited)
            assert (row.accepted_at is not None) == ("accepted" in life.visited)
            sent = life.state != "draft"
            assert ReportMove.objects.filter(report=row).count() == life.moves + sent
            assert Comment.objects.filter(report=row).count() == life.comments
            told = Event.objects.filter(report_id=row.pk, name="report.moved").count()
            assert told == life.moves

    @invariant()
    def everybody_sees_what_is_theirs(self) -> None:
        if not self.lives:
            return
        ids = [life.id for life in self.lives]
        for who, actor in self.actors.items():
            seen = policies.visible_to(actor).filter(public_id__in=ids)
            wanted = {life.id for life in self.lives if self._sees(who, life)}
            assert set(seen.values_list("public_id", flat=True)) == wanted, who

    @invariant()
    def counts_are_those_of_the_reports(self) -> None:
        if not self.lives:
            return
        rows = StateCount.objects.filter(program=self.program).exclude(state="draft")
        counted: Counter[str] = Counter()
        for state, number in rows.values_list("state", "reports"):
            counted[state] += number
        expected = Counter(life.state for life in self.lives if life.state != "draft")
        assert +counted == expected + Counter(["new"])

    # ── the model's own eyes ─────────────────────────────────────────────────
    def _sees(self, who: str, life: Life) -> bool:
        return who == "reporter" or (who in READERS and life.state != "draft")

    def _given(self, needs: str, complete: bool) -> MoveInput:
        if not complete:
            return MoveInput()
        return {
            "": MoveInput(),
            "note": MoveInput(note="Because."),
            "checklist": MoveInput(checklist=VALID),
            "fix": MoveInput(fix="v1.2"),
            "rule": MoveInput(rule="X1"),
            "original": MoveInput(original=self.original),
        }[needs]

    def _try(self, act) -> type[DomainError] | None:
        try:
            with clock.frozen_at(self.now):
                act()
        except DomainError as refusal:
            return type(refusal)
        return None


def test_every_life_is_as_promised():
    run_state_machine_as_test(
        ReportLives,
        settings=settings(
            max_examples=400 if LONG else 8,
            stateful_step_count=60 if LONG else 25,
            deadline=None,
            derandomize=not LONG,
            database=None,
            phases=[Phase.generate] if not LONG else [Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
