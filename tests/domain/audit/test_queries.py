"""The activity page: who reads what, filters and pages."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest

from seawall.domain.actor import ANONYMOUS, SYSTEM, Actor, ActorKind
from seawall.domain.audit import policies, queries
from seawall.domain.audit.commands import record
from seawall.domain.audit.jobs import sequence_batch
from seawall.domain.audit.models import Event
from seawall.domain.audit.queries import ActivityFilter
from seawall.domain.audit.queries.activity import _chosen, _in_pieces
from seawall.domain.errors import NotAllowed, NotFound
from seawall.lib import clock

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
READER = Actor(
    kind=ActorKind.PERSON,
    user_id=1,
    roles={3: "owner", 4: "viewer"},
    grants={3: frozenset({"activity.view", "activity.export"}), 4: frozenset({"activity.view"})},
)
STRANGER = Actor(kind=ActorKind.PERSON, user_id=2, grants={5: frozenset({"activity.view"})})
ADMINISTRATOR = Actor(kind=ActorKind.PERSON, user_id=9, platform=frozenset({"platform.activity"}))


@dataclass(frozen=True, slots=True)
class Opened:
    name: ClassVar[str] = "door.opened"
    number: int


@dataclass(frozen=True, slots=True)
class Closed:
    name: ClassVar[str] = "door.closed"
    number: int


@pytest.fixture
def log():
    """Ten events of organization 3, one of 4, one of none, one draft of none."""
    for number in range(10):
        with clock.frozen_at(NOON + timedelta(hours=number)):
            kind = Opened if number % 2 else Closed
            record(
                kind(number=number),
                actor=READER,
                organization_id=3,
                program_id=number % 3 + 1,
                report_id=number if number > 7 else None,
            )
    record(Opened(number=40), actor=SYSTEM, organization_id=4)
    record(Opened(number=50), actor=SYSTEM)
    record(Opened(number=60), actor=SYSTEM, report_id=77)


def _numbers(page: queries.ActivityPage) -> list[int]:
    return [row.payload["number"] for row in page.rows]


def test_pages_lead_from_the_newest_to_the_oldest(log):
    first = queries.activity(READER, 3, limit=4)
    second = queries.activity(READER, 3, before=first.next_before, limit=4)
    third = queries.activity(READER, 3, before=second.next_before, limit=4)

    assert [_numbers(page) for page in (first, second, third)] == [
        [9, 8, 7, 6],
        [5, 4, 3, 2],
        [1, 0],
    ]
    assert third.next_before is None
    assert first.rows[0].role == "owner"


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (ActivityFilter(name="door.opened"), [9, 7, 5, 3, 1]),
        (ActivityFilter(name="door."), [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]),
        (ActivityFilter(name="door"), []),
        (ActivityFilter(name="d%."), []),
        (ActivityFilter(program_id=2), [7, 4, 1]),
        (ActivityFilter(report_id=8), [8]),
        (ActivityFilter(user_id=2), []),
        (ActivityFilter(since=NOON + timedelta(hours=8)), [9, 8]),
        (ActivityFilter(until=NOON + timedelta(hours=2)), [1, 0]),
        (ActivityFilter(name="door.closed", program_id=1, user_id=1), [6, 0]),
    ],
)
def test_filters_narrow(log, chosen, expected):
    assert _numbers(queries.activity(READER, 3, chosen)) == expected


def test_who_may_not_read_it_learns_nothing(log):
    for actor in (STRANGER, ANONYMOUS, ADMINISTRATOR):
        with pytest.raises(NotFound):
            queries.activity(actor, 3)
        with pytest.raises(NotFound):
            queries.activity_export(actor, 3)
    with pytest.raises(NotFound):
        queries.activity(READER, None)


def test_the_administrator_reads_what_belongs_to_nobody_but_no_draft(log):
    assert _numbers(queries.activity(ADMINISTRATOR, None)) == [50]


@pytest.mark.parametrize("actor", [READER, STRANGER, ADMINISTRATOR, ANONYMOUS, SYSTEM])
def test_the_list_and_the_single_question_agree(log, actor):
    seen = set(policies.visible_to(actor).values_list("organization_id", flat=True))
    asked = {number for number in (3, 4, 5) if policies.can_view_activity(actor, number)}

    assert seen - {None} == asked & {3, 4}
    assert (None in seen) is policies.can_view_platform_activity(actor)


def test_the_export_is_everything_for_who_may_take_it(log):
    exported = queries.activity_export(READER, 3, ActivityFilter(name="door.opened"))

    assert [row.payload["number"] for row in exported] == [9, 7, 5, 3, 1]
    with pytest.raises(NotAllowed):
        queries.activity_export(READER, 4)


def test_a_long_export_is_read_in_pieces(log):
    chosen = _chosen(READER, 3, ActivityFilter())

    assert [row.payload["number"] for row in _in_pieces(chosen, size=3)] == [
        9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
    ]  # fmt: skip


def test_the_filter_offers_the_names_that_there_are(log):
    assert queries.activity_names(READER, 3) == ["door.closed", "door.opened"]
    assert queries.activity_names(READER, 4) == ["door.opened"]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_is_one_query(log, django_assert_num_queries, rows):
    with django_assert_num_queries(1):
        queries.activity(READER, 3, limit=rows)


def test_followers_start_anywhere(log):
    sequence_batch()

    after = queries.events_after(8, limit=2)

    assert [event.position for event in after] == [9, 10]
    assert Event.objects.filter(position__isnull=True).count() == 0
