"""Checkpoints that are sent to those who keep them for others."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from seawall.domain.audit import jobs, queries
from seawall.domain.jobs_queue.models import Job
from seawall.lib import http
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def witness(settings):
    """A server on this machine that keeps what it is sent; `status` is what it answers."""

    class Keeping(BaseHTTPRequestHandler):
        def do_POST(self):
            kept.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(answer["status"])
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *given):
            pass

    kept, answer = [], {"status": 200}
    server = HTTPServer(("127.0.0.1", 0), Keeping)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.LOG_WITNESSES = [f"http://127.0.0.1:{server.server_port}/checkpoints?log=a"]
    yield kept, answer
    server.shutdown()
    server.server_close()
    thread.join()


def waiting() -> list[str]:
    return [job.args[0][0] for job in Job.objects.filter(task="audit.tell_witness")]


def test_every_witness_is_sent_the_newest_checkpoint_once(witness):
    kept, _ = witness
    factories.report()
    factories.enter_log()

    asked = [jobs.tell_witnesses(), jobs.tell_witnesses()]
    (name,) = waiting()
    jobs.tell_witness(name)
    told = jobs.tell_witnesses()
    factories.report()
    factories.enter_log()

    assert (asked, told) == ([1, 1], 0)
    assert kept == [queries.checkpoint_of(1).note]
    assert jobs.tell_witnesses() == 1


def test_a_witness_that_refuses_is_told_again(witness):
    kept, answer = witness
    answer["status"] = 500
    factories.report()
    factories.enter_log()
    jobs.tell_witnesses()

    with pytest.raises(http.Unreachable):
        jobs.tell_witness(waiting()[0])

    assert jobs.tell_witnesses() == 1
    assert len(kept) == 1


def test_only_the_named_place_is_reached(witness, settings):
    """What the operator named may be inside; nothing else becomes reachable by that."""
    policy = http.also(http.configured(), settings.LOG_WITNESSES[0])

    with pytest.raises(http.Unreachable):
        http.fetch("http://127.0.0.1:1/", policy=policy)
    with pytest.raises(http.Unreachable):
        http.fetch(settings.LOG_WITNESSES[0], method="POST", body=b"")


def test_no_job_holds_an_address(witness, settings):
    factories.report()
    factories.enter_log()

    jobs.tell_witnesses()

    assert waiting()[0].startswith("witness.")
    assert "127.0.0.1" not in str(list(Job.objects.values()))


def test_without_witnesses_or_entries_nothing_is_sent(settings):
    settings.LOG_WITNESSES = []
    factories.report()
    factories.enter_log()

    assert jobs.tell_witnesses() == 0
    jobs.tell_witness("witness.unknown")
    assert not Job.objects.filter(task="audit.tell_witness").exists()
