"""A second or two without database, disk or files: clear answers, then all goes on by itself.

SEAWALL_TEST_LONG=1 makes it thirty seconds each, and says what people saw meanwhile.
"""

import os
import re
import threading
import time
from collections import Counter, deque

import pytest

from seawall.cli import postgresql
from tests import prepared, servers
from tests.crash.working import Awarder, Sender
from tests.faults import breaking
from tests.faults.visiting import Visitor, fields_of
from tests.journeys.api_client import Api

pytestmark = pytest.mark.server

LONG = os.environ.get("SEAWALL_TEST_LONG") == "1"
SECONDS = 30.0 if LONG else 1.5
BODY = {
    "title": "Orders of others can be read",
    "target": "https://api.shop.example/v1/orders",
    "vrt": "broken_access_control.idor",
    "description": "Step by step.",
    "impact": "Anybody reads all orders.",
    "accept_terms": 1,
}
WORDS = "First line, typed for an hour.\nSecond line & <b>more</b>."


class Standing:
    """A served site on a database of its own, and people who work on it."""

    def __init__(self, site, cluster):
        self.site, self.cluster = site, cluster
        self.made = site.module("tests.journeys.team")
        site.start()
        self.stopping = threading.Event()
        sent = deque()
        path = f"/programs/{self.made['program']}/reports"
        self.senders = [
            Sender(self.api(name), path, sent, self.stopping, number)
            for number, name in enumerate(("rita", "colin"))
        ]
        self.awarder = Awarder(
            self.api("program_manager"), self.api("finance"), sent, self.stopping, 9
        )
        self.workers = (*self.senders, self.awarder)
        self.visitor = Visitor(site.base_url)
        self.visitor.enter(site.link("rita"))

    def api(self, name):
        return Api(self.site.base_url, self.made["tokens"][name], timeout=90)

    def refusals(self):
        return Counter(status for worker in self.workers for status in worker.refused)

    def done(self):
        return [len(sender.files) for sender in self.senders] + [len(self.awarder.awards)]

    def goes_on(self):
        """Everybody gets something done from here on, the log and the worker, too."""
        before = self.done()
        until = time.monotonic() + servers.PATIENCE_SECONDS
        while not all(new > old for new, old in zip(self.done(), before, strict=True)):
            assert [one.problem for one in self.workers] == [""] * 3, self.site.log()
            assert time.monotonic() < until, self.site.log()
            time.sleep(0.1)
        while self.status("readyz") != 200:
            assert time.monotonic() < until, self.site.log()
            time.sleep(0.1)

    def status(self, path):
        """As a load balancer asks: without a cookie."""
        return Visitor(self.site.base_url).get(f"/{path}").status


@pytest.fixture(scope="module")
def standing():
    with servers.site("outages", like=prepared.MIGRATED) as site:
        if not site.database_url:
            yield from _worked_on(site, None)
            return
        with postgresql.cluster() as cluster:
            site.database_url = cluster.address
            yield from _worked_on(site, cluster)


def _worked_on(site, cluster):
    standing = Standing(site, cluster)
    for worker in standing.workers:
        worker.start()
    yield standing
    standing.stopping.set()


def _during(standing, outage, ask):
    """What `ask` gives while the outage lasts; afterwards all goes on."""
    before = standing.refusals()
    with outage:
        began = time.monotonic()
        time.sleep(0.3)
        found = ask()
        time.sleep(max(0.0, SECONDS - (time.monotonic() - began)))
    standing.goes_on()
    if LONG:
        seen = standing.refusals() - before
        print(f"\n{SECONDS:.0f} s: refused {dict(seen)}, done {standing.done()}")  # noqa: T201
    return found


def _problem(answer):
    return answer.status, answer.json["code"], int(answer.headers["Retry-After"]) > 0


def test_without_a_database_words_come_back_and_are_sent_later(standing):
    visitor, path = standing.visitor, f"/programs/{standing.made['program']}/report?new"
    page = visitor.get(path)
    edit = re.search(rb'action="(/reports/[^"/]+)/submit"', page.content)[1].decode() + "/edit"
    typed = {**fields_of(page.content), "description": WORDS, "own_share": "100"}

    page, script, api = _during(
        standing,
        breaking.database_away(standing.site, standing.cluster),
        lambda: (
            visitor.post(edit, typed),
            visitor.post(edit.replace("/edit", "/autosave"), typed, Accept="application/json"),
            standing.api("rita").post(
                f"/programs/{standing.made['program']}/reports", BODY, key="once"
            ),
        ),
    )
    again = visitor.post(edit, fields_of(page.content))

    assert (page.status, page.headers["Retry-After"]) == (503, "5")
    assert b"database does not answer" in page.content
    assert {**fields_of(page.content), **typed} == fields_of(page.content)
    assert _problem(script) == _problem(api) == (503, "database_away", True)
    assert again.status == 200
    assert b"Second line &amp; &lt;b&gt;more&lt;/b&gt;." in again.content


def test_without_a_database_readiness_says_so_and_the_process_lives(standing):
    ready, health = _during(
        standing,
        breaking.database_away(standing.site, standing.cluster),
        lambda: (standing.status("readyz"), standing.status("healthz")),
    )

    assert (ready, health) == (503, 200)


def test_whoever_holds_the_database_is_waited_for(standing):
    _during(
        standing, breaking.database_locked(standing.site, standing.cluster), lambda: time.sleep(0.5)
    )


def test_without_the_folder_of_files_texts_are_taken_and_files_later(standing):
    api = standing.api("rita")
    path = f"/programs/{standing.made['program']}/reports"
    old = api.post(path, BODY, key="old").json
    kept = api.upload(f"/reports/{old['id']}/attachments", "a.bin", b"evidence", key="a").json
    there = f"/attachments/{kept['id']}"

    text, file, read = _during(
        standing,
        breaking.files_away(standing.site),
        lambda: (
            api.post(path, BODY, key="text"),
            api.upload(f"/reports/{old['id']}/attachments", "b.bin", b"more", key="b"),
            api.get(there),
        ),
    )
    again = api.upload(f"/reports/{old['id']}/attachments", "b.bin", b"more", key="b")

    assert text.status == 201
    assert _problem(file) == _problem(read) == (503, "files_away", True)
    assert again.status == 201
    assert api.get(there).content == b"evidence"


def test_a_process_that_may_write_no_more_says_that_the_disk_is_full(standing):
    api = standing.api("rita")
    path = f"/programs/{standing.made['program']}/reports"
    old = api.post(path, BODY, key="older").json
    files = f"/reports/{old['id']}/attachments"

    file, read = _during(
        standing,
        breaking.no_file_may_grow(standing.site),
        lambda: (
            api.upload(files, "c.bin", b"more" * 9999, key="c"),
            api.get(f"/reports/{old['id']}"),
        ),
    )

    assert (file.status, file.json["code"] in ("disk_full", "database_away")) == (503, True)
    assert read.status in (200, 503)
    assert api.upload(files, "c.bin", b"more" * 9999, key="c").status == 201


def test_at_the_end_nothing_is_half_and_all_that_was_acknowledged_is_there(standing):
    """Stands last: it stops the people and looks at everything the others left."""
    standing.stopping.set()
    for worker in standing.workers:
        worker.join(timeout=120)
    assert [worker.problem for worker in standing.workers] == [""] * 3, standing.site.log()
    standing.site.stop()
    remains = standing.site.module("tests.crash.remains")

    reports = {key: value for one in standing.senders for key, value in one.reports.items()}
    files = {key: value for one in standing.senders for key, value in one.files.items()}
    assert remains["half"] == []
    assert reports.items() <= remains["reports"].items()
    assert files.items() <= remains["files"].items()
    assert standing.awarder.awards.items() <= remains["awards"].items()
    assert not any(worker.repeated for worker in standing.workers)
