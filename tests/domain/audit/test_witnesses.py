"""Checkpoints that are sent to those who keep them for others."""

import dataclasses
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from seawall.domain.audit import jobs, queries
from seawall.domain.audit.models import Checkpoint, Event, LogHead, LogReader
from seawall.domain.audit.rules.merkle import Frontier
from seawall.domain.jobs_queue.models import Job
from seawall.lib import http
from tests import factories, receivers
from tests.tampering import unprotected

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


@pytest.mark.parametrize(
    "behave",
    [
        receivers.answer(500),
        receivers.answer(302, Location="http://127.0.0.1:1/"),
        receivers.dripping(0.2),
        receivers.silent,
        receivers.endless_hints,
        receivers.endless_headers,
        lambda connection: connection.sendall(b"what?\r\n\r\n"),
        lambda connection: connection.sendall(b"HTTP/1.1 2000 X\r\n\r\n"),
        lambda connection: connection.close(),
    ],
    ids=[
        "error",
        "redirect",
        "slow",
        "silent",
        "endless",
        "headers",
        "no-http",
        "status",
        "hangs-up",
    ],
)
def test_a_witness_that_misbehaves_costs_little_and_is_told_again(settings, behave):
    with receivers.receiver(behave) as server:
        settings.LOG_WITNESSES = [server.url]
        settings.EGRESS = dataclasses.replace(http.configured(), total_seconds=1.0)
        factories.report()
        factories.enter_log()
        jobs.tell_witnesses()

        with pytest.raises(http.Unreachable):
            jobs.tell_witness(waiting()[0])

        assert not LogReader.objects.filter(name__startswith="witness.").exists()
        assert jobs.tell_witnesses() == 1
        server.behave = receivers.answer(200, b"thanks")
        jobs.tell_witness(waiting()[0])
        assert jobs.tell_witnesses() == 0
        assert server.requests[-1].body.decode() == queries.latest_checkpoint().note


def test_a_witness_that_is_down_holds_up_no_other(settings):
    with receivers.receiver(receivers.answer(200)) as server:
        settings.LOG_WITNESSES = ["http://127.0.0.1:1/", server.url]
        factories.report()
        factories.enter_log()
        assert jobs.tell_witnesses() == 2

        outcomes = set()
        for name in waiting():
            try:
                jobs.tell_witness(name)
                outcomes.add("told")
            except http.Unreachable:
                outcomes.add("down")

        assert outcomes == {"told", "down"}
        assert len(server.requests) == 1
        assert jobs.tell_witnesses() == 1


def test_what_a_witness_kept_tells_of_a_log_that_was_rolled_back(settings):
    with receivers.receiver(receivers.answer(200)) as server:
        settings.LOG_WITNESSES = [server.url]
        for _ in range(2):
            factories.report()
            factories.enter_log()
            jobs.tell_witnesses()
            jobs.tell_witness(waiting()[-1])
        kept = [request.body.decode() for request in server.requests]
    first = Event.objects.get(position=0)
    with unprotected():
        Event.objects.filter(position__gte=1).delete()
        Checkpoint.objects.filter(size__gt=1).delete()
        tree = Frontier().extend([bytes(first.leaf_hash)])
        LogHead.objects.update(size=1, edge=tree.to_bytes())

    inside = queries.check_log().flaws
    told = queries.check_log([("witness", note) for note in kept]).flaws

    assert inside == []
    assert [flaw.index for flaw in told] == [1]
    assert "witness (2 entries)" in told[0].text
