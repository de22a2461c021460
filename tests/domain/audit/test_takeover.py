"""A host that is frozen in the middle of its work does not stop the others."""

import contextlib
import time
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection, transaction

from seawall.config.databases import postgresql
from seawall.domain.actor import SYSTEM
from seawall.domain.audit import jobs
from seawall.domain.audit.commands import record
from seawall.domain.jobs_queue import schedules
from seawall.domain.jobs_queue.models import Job, ScheduleSlot
from seawall.domain.reports.events import ReportDrafted
from seawall.lib import clock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.needs_postgresql]
PATIENCE_SECONDS = 30


@contextlib.contextmanager
def _frozen_after(statement, values):
    """A connection as the application makes it, that never goes on; here after half a second."""
    frozen = connection.get_new_connection(connection.get_connection_params())
    try:
        frozen.execute("SET idle_in_transaction_session_timeout = '500ms'")
        frozen.commit()
        frozen.execute(statement, values)
        yield
        time.sleep(0.7)  # whoever took over may have been there before the server ended this one
        with pytest.raises(psycopg.Error):
            frozen.commit()
    finally:
        frozen.close()


def test_nobody_holds_a_lock_for_longer_than_ten_seconds_without_a_word():
    url = urlsplit("postgresql://seawall@localhost/seawall")
    options = postgresql.settings_of(url, threads=1, is_pooled=False)["OPTIONS"]

    assert "idle_in_transaction_session_timeout=10s" in options["options"]


def test_another_sequencer_takes_over():
    with _frozen_after("SELECT pg_advisory_xact_lock(%s)", (jobs._SEQUENCER_LOCK,)):
        with transaction.atomic():
            record(ReportDrafted(report="R-000001"), actor=SYSTEM)
        done = [jobs.sequence_batch()]
        until = time.monotonic() + PATIENCE_SECONDS
        while not done[-1] and time.monotonic() < until:
            time.sleep(0.05)
            done.append(jobs.sequence_batch())

    assert done[0] == 0
    assert done[-1] > 0


def test_a_slot_that_was_half_taken_is_taken_by_another_once():
    with clock.frozen_at(clock.now()):  # no next slot begins meanwhile
        schedules._seen.clear()  # another test of this process may have seen the same slot
        schedules.enqueue_due()
        ScheduleSlot.objects.filter(name="jobs.prune").update(slot=1)
        Job.objects.all().delete()
        schedules._seen.clear()

        with _frozen_after(
            "UPDATE domain_scheduleslot SET slot = 2 WHERE name = %s", ("jobs.prune",)
        ):
            taken = schedules.enqueue_due()

        assert taken == 1
        assert [job.task for job in Job.objects.all()] == ["jobs.prune"]
        assert schedules.enqueue_due() == 0
