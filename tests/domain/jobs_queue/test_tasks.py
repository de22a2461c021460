"""Enqueueing, claiming, failing and scheduling, without a worker's threads."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from seawall.domain.jobs_queue import claims, running, schedules
from seawall.domain.jobs_queue.models import Job, JobState, ScheduleSlot
from seawall.domain.jobs_queue.queries import backlog
from seawall.domain.jobs_queue.tasks import REGISTRY, Schedule, Task, task
from seawall.lib import clock

LEASE = timedelta(seconds=60)
DONE: list[tuple] = []


class SecretInMessage(Exception):
    pass


@pytest.fixture
def declare():
    """Declares a task for one test."""
    DONE.clear()
    declared: list[str] = []

    def one(run=None, *, name: str = "test.task", **given) -> Task:
        declared.append(name)
        return task(name, **given)(run or (lambda *args, **kwargs: DONE.append((args, kwargs))))

    yield one
    for name in declared:
        REGISTRY.tasks.pop(name, None)


def _claim(limit: int = 10, queue: str = "default") -> list[claims.Claim]:
    return claims.claim(queue, worker="test", limit=limit, lease=LEASE)


def _work() -> int:
    batch = _claim()
    for job in batch:
        running.run(job)
    return len(batch)


@pytest.mark.django_db
def test_a_job_runs_once_with_its_arguments(declare):
    greet = declare()
    greet.enqueue(1, "two", three=[3, None])

    rounds = [_work(), _work()]

    assert rounds == [1, 0]
    assert DONE == [((1, "two"), {"three": [3, None]})]
    assert Job.objects.get().state == JobState.DONE
    assert Job.objects.get().finished_at is not None


@pytest.mark.django_db
def test_the_table_holds_the_public_name():
    stored = schedules.prune.enqueue()

    assert Job.objects.get(pk=stored).task == "jobs.prune"


@pytest.mark.django_db
def test_arguments_that_are_not_json_are_refused(declare):
    with pytest.raises(TypeError):
        declare().enqueue(object())


@pytest.mark.django_db(transaction=True)
def test_what_is_undone_is_not_enqueued(declare):
    greet = declare()

    def fail() -> None:
        greet.enqueue()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        fail()

    assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_key_waits_once_and_may_come_again_after_it_is_done(declare):
    greet = declare()

    first, second = greet.enqueue(unique_key="k"), greet.enqueue(unique_key="k")
    _work()
    third = greet.enqueue(unique_key="k")

    assert first is not None
    assert second is None
    assert third is not None


@pytest.mark.django_db
def test_urgent_jobs_come_first_then_the_oldest(declare):
    later, urgent = declare(name="test.later"), declare(name="test.urgent", priority=-1)
    for number in range(3):
        later.enqueue(number)
    urgent.enqueue(3)

    assert [job.args for job in _claim(2)] == [[3], [0]]
    assert [job.args for job in _claim(2)] == [[1], [2]]


@pytest.mark.django_db
def test_queues_are_separate_and_unknown_ones_refused(declare):
    declare(queue="slow").enqueue()

    assert _claim() == []
    assert len(_claim(queue="slow")) == 1
    with pytest.raises(ValueError, match="no queue"):
        declare(name="test.other", queue="nowhere")


@pytest.mark.django_db
def test_a_name_is_given_once(declare):
    declare()

    with pytest.raises(ValueError, match="taken"):
        declare()


@pytest.mark.django_db
def test_a_job_for_later_waits(declare):
    now = clock.now()
    declare().enqueue(run_at=now + timedelta(hours=1))

    with clock.frozen_at(now + timedelta(minutes=59)):
        early = _work()
    with clock.frozen_at(now + timedelta(minutes=61)):
        late = _work()

    assert (early, late) == (0, 1)


@pytest.mark.django_db
def test_a_failure_is_tried_again_later_then_given_up(declare, caplog):
    def fail() -> None:
        raise SecretInMessage("password=hunter2")

    declare(fail, max_attempts=2).enqueue()
    now = clock.now()

    _work()
    waiting = Job.objects.get()
    with clock.frozen_at(now + timedelta(minutes=1)):
        _work()
    dead = Job.objects.get()

    assert (waiting.state, waiting.failure) == (JobState.WAITING, "SecretInMessage")
    assert waiting.run_at > now + claims.FIRST_DELAY / 2
    assert (dead.state, dead.attempts) == (JobState.DEAD, 2)
    assert "hunter2" not in caplog.text
    assert backlog(now).dead == 1


@pytest.mark.django_db
def test_an_unknown_task_is_kept_for_a_newer_program(declare):
    declare().enqueue()
    REGISTRY.tasks.pop("test.task")

    _work()

    assert Job.objects.get().state == JobState.WAITING
    assert Job.objects.get().failure == "KeyError"


@pytest.mark.django_db
def test_whoever_lost_the_lease_cannot_finish_the_job(declare):
    declare().enqueue()
    now = clock.now()
    (slow,) = _claim()

    with clock.frozen_at(now + 2 * LEASE):
        (quick,) = _claim()

    assert quick.attempts == slow.attempts + 1
    assert (claims.finish(slow), claims.fail(slow, "X"), claims.give_back(slow)) == (False,) * 3
    assert claims.finish(quick)


@pytest.mark.django_db
def test_an_atomic_task_that_lost_its_lease_changes_nothing(declare):
    def change() -> None:
        ScheduleSlot.objects.create(name="effect", slot=1)

    declare(change, atomic=True).enqueue()
    now = clock.now()
    (slow,) = _claim()
    with clock.frozen_at(now + 2 * LEASE):
        (quick,) = _claim()

    running.run(slow)
    lost = ScheduleSlot.objects.exists()
    running.run(quick)

    assert not lost
    assert ScheduleSlot.objects.filter(name="effect").exists()
    assert Job.objects.get().state == JobState.DONE


@pytest.mark.django_db
def test_a_lease_that_is_extended_is_not_taken_over(declare):
    declare().enqueue()
    now = clock.now()
    batch = _claim()

    with clock.frozen_at(now + LEASE / 2):
        claims.extend(batch, worker="test", lease=LEASE)
    with clock.frozen_at(now + LEASE * 1.2):
        taken = _claim()

    assert taken == []
    assert claims.finish(batch[0])


@pytest.mark.django_db
def test_a_job_that_ends_its_workers_is_given_up(declare):
    declare(max_attempts=2).enqueue()
    moment = clock.now()

    for _ in range(2):
        with clock.frozen_at(moment):
            assert len(_claim()) == 1
        moment += 2 * LEASE
    with clock.frozen_at(moment):
        _work()

    assert DONE == []
    assert Job.objects.get().failure == "WorkerDied"
    assert Job.objects.get().state == JobState.DEAD


@pytest.mark.django_db
def test_a_claim_that_was_not_started_is_given_back(declare):
    declare().enqueue()
    (job,) = _claim()

    claims.give_back(job)

    assert [again.attempts for again in _claim()] == [1]


def test_delays_double_up_to_an_hour():
    delays = [claims.delay(attempts) for attempts in (1, 2, 3, 12, 400)]

    expected = [5, 10, 20, 3600, 3600]
    assert all(
        0.9 * seconds <= delay.total_seconds() <= 1.1 * seconds
        for delay, seconds in zip(delays, expected, strict=True)
    )


@pytest.fixture
def hourly(declare, monkeypatch):
    """One periodic task, in a process that remembers nothing."""
    monkeypatch.setattr(schedules, "_seen", {})
    monkeypatch.setattr(REGISTRY, "schedules", {"test.task": Schedule(declare(), LEASE * 60)})


@pytest.mark.django_db
def test_a_slot_is_enqueued_once_by_many_workers(hourly):
    now = clock.now()
    counts = []
    for moment in (now, now, now + timedelta(hours=1), now):
        schedules._seen.clear()
        with clock.frozen_at(moment):
            counts.append(schedules.enqueue_due())

    assert counts == [1, 0, 1, 0]


@pytest.mark.django_db
def test_a_slot_that_is_done_is_not_enqueued_again(hourly):
    with clock.frozen_at(clock.now()):
        schedules.enqueue_due()
        _work()
        schedules._seen.clear()
        schedules.enqueue_due()

    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_old_jobs_are_forgotten_and_waiting_ones_kept(declare):
    greet, now = declare(), clock.now()
    greet.enqueue()
    _work()
    greet.enqueue(run_at=now + timedelta(days=9))

    with clock.frozen_at(now + timedelta(days=1)):
        schedules.prune()
        after_a_day = Job.objects.count()
    with clock.frozen_at(now + timedelta(days=3)):
        schedules.prune()

    assert after_a_day == 2
    assert [job.state for job in Job.objects.all()] == [JobState.WAITING]


@pytest.mark.django_db
def test_an_idle_look_is_one_read(declare, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert _claim() == []
    assert connection.queries_log is not None


@pytest.mark.django_db
def test_a_job_of_a_clock_that_ran_ahead_runs_now(declare):
    note = declare()
    ahead = clock.now() + timedelta(days=1)
    with clock.frozen_at(ahead):
        soon = note.enqueue("soon")
        later = note.enqueue("later", run_at=ahead + timedelta(minutes=10))

    moved = schedules.take_back_from_the_future()

    claimed = _claim()
    waiting = Job.objects.get(pk=later)
    assert moved == 2
    assert [job.id for job in claimed] == [soon]
    assert timedelta(minutes=9) < waiting.run_at - clock.now() < timedelta(minutes=11)
    assert schedules.take_back_from_the_future() == 0


@pytest.mark.django_db
def test_a_lease_of_a_clock_that_ran_ahead_ends(declare):
    job = declare().enqueue("x")
    with clock.frozen_at(clock.now() + timedelta(days=1)):
        _claim()

    schedules.take_back_from_the_future()

    (claimed,) = _claim()
    assert (claimed.id, claimed.attempts) == (job, 2)


@pytest.mark.django_db
def test_a_schedule_of_a_clock_that_ran_ahead_goes_on(hourly):
    with clock.frozen_at(clock.now() + timedelta(days=1)):
        schedules.enqueue_due()
    Job.objects.all().delete()
    schedules._seen.clear()

    schedules.enqueue_due()

    assert Job.objects.filter(task="test.task").count() == 1
