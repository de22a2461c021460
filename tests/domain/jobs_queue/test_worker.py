"""The worker with its threads, and real processes that are killed."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection

from seawall.domain.jobs_queue import worker
from seawall.domain.jobs_queue.models import Job, JobState, ScheduleSlot
from seawall.domain.jobs_queue.queries import last_heartbeat
from seawall.domain.jobs_queue.tasks import REGISTRY, task

JOBS = 16
KILLS = 3


@pytest.fixture
def leave_a_row():
    """The same name as in killed_worker; here it leaves a row at once."""

    @task("test.leave_a_row", atomic=True, max_attempts=20)
    def leave(number: int) -> None:
        ScheduleSlot.objects.create(name=f"row-{number}", slot=number)

    yield leave
    REGISTRY.tasks.pop("test.leave_a_row")


def _rows() -> list[int]:
    rows = ScheduleSlot.objects.filter(name__startswith="row-").order_by("slot")
    return list(rows.values_list("slot", flat=True))


def _until(condition, seconds: float = 60.0) -> None:
    give_up = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up, "waited too long"
        time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_a_worker_does_what_is_enqueued_says_that_it_lives_and_stops(leave_a_row):
    stop = threading.Event()
    thread = threading.Thread(target=worker.Worker(stop=stop).run)
    thread.start()
    try:
        for number in range(5):
            leave_a_row.enqueue(number)
        _until(lambda: len(_rows()) == 5)
        _until(lambda: last_heartbeat() is not None)
    finally:
        stop.set()
        thread.join(10)

    assert not thread.is_alive()
    assert _rows() == [0, 1, 2, 3, 4]


@pytest.mark.django_db
def test_settling_leaves_nothing_to_do(leave_a_row):
    leave_a_row.enqueue(1)

    worker.settle()

    assert _rows() == [1]
    assert not Job.objects.filter(task="test.leave_a_row").exclude(state=JobState.DONE).exists()


@pytest.mark.django_db(transaction=True)
def test_killed_workers_lose_no_job_and_do_none_twice(leave_a_row, tmp_path):
    starts = tmp_path / "starts"
    starts.touch()
    for number in range(JOBS):
        leave_a_row.enqueue(number)

    for kill in range(KILLS):
        process = _start(starts)
        enough = (kill + 1) * JOBS // (KILLS + 2)
        _until(lambda enough=enough: len(starts.read_text().split()) > enough)
        process.kill()
        process.wait()
    last = _start(starts)
    try:
        _until(lambda: _waiting() == 0)
    finally:
        last.kill()
        last.wait()

    assert _rows() == list(range(JOBS))
    assert len(starts.read_text().split()) >= JOBS
    assert not Job.objects.filter(state=JobState.DEAD).exists()


def _waiting() -> int:
    return Job.objects.filter(task="test.leave_a_row", state=JobState.WAITING).count()


def _start(starts: Path) -> subprocess.Popen:
    script = Path(__file__).with_name("killed_worker.py")
    name = str(connection.settings_dict["NAME"])
    return subprocess.Popen([sys.executable, script, name, str(starts)], env=os.environ.copy())
