"""Two web nodes and two workers behind Caddy, with one PostgreSQL and one bucket, under load.

./run bench cluster [--minutes 10] [--fault-seconds 15]

Where it is allowed each node is a network namespace. Under mixed load every node in turn is killed
(-9) and begun again, then cut off (its line goes dead, or it is stopped where there are no
namespaces) and healed; one worker is frozen in the middle of its work, too. A line for each fault:
what clients saw (they send again with the same Idempotency-Key), and for how long an event waited
for its place in the log. Then everything that was acknowledged is looked for, and every job, notice
and slot of a schedule is counted. Status 1 when something is lost, done twice, not done, or when
the sequencer or a schedule stood still for more than 15 s.
"""

import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# The bucket server of the tests.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psycopg
from _cluster_browser import Browser
from _cluster_load import Load
from _cluster_place import Cluster, Node, cluster
from _load import option, show
from _server import BENCH

LONGEST_S = 15.0
_WAITS = """
SELECT coalesce(extract(epoch FROM now() - min(at)), 0)::float8 FROM domain_event
WHERE position IS NULL
"""
_CHECKS = {
    "reports_twice": "SELECT count(*) - count(DISTINCT title) FROM domain_report",
    "comments_twice": "SELECT count(*) - count(DISTINCT body) FROM domain_comment",
    "jobs_dead": "SELECT count(*) FROM domain_job WHERE state = 2",
    "jobs_not_done": "SELECT count(*) FROM domain_job WHERE state = 0",
    "events_without_position": "SELECT count(*) FROM domain_event WHERE position IS NULL",
    "reports_without_event": "SELECT count(*) FROM domain_report r WHERE (SELECT count(*) "
    "FROM domain_event e WHERE e.report_id = r.id AND e.name = 'report.submitted') <> 1",
    "notices_missing_or_twice": "SELECT count(*) FROM domain_report r WHERE (SELECT count(*) "
    "FROM domain_notice n JOIN domain_event e ON e.id = n.event_id WHERE e.report_id = r.id "
    "AND e.name = 'report.submitted') <> %(notices)s",
    "mails_not_sent": "SELECT count(*) FROM domain_mail WHERE sent_at IS NULL",
    "reports_not_indexed": "SELECT count(*) FROM domain_report r WHERE NOT EXISTS "
    "(SELECT 1 FROM domain_reportfingerprint f WHERE f.report_id = r.id)",
}
_NOTICES = """
SELECT count(*) FROM domain_notice n JOIN domain_event e ON e.id = n.event_id
WHERE e.name = 'report.submitted' GROUP BY e.id ORDER BY e.id LIMIT 1
"""
# Every slot of the one schedule that is due each minute, and how late its job was enqueued; the
# slot in which the cluster began is late by nature.
_SLOTS = """
SELECT count(*), count(DISTINCT slot), max(slot) - min(slot) + 1,
max(extract(epoch FROM enqueued_at) - slot * 60) FILTER (WHERE slot <> first)::float8
FROM (
    SELECT enqueued_at, slot, min(slot) OVER () AS first FROM (
        SELECT enqueued_at, split_part(unique_key, ':', 2)::bigint AS slot
        FROM domain_job WHERE task = 'notify.wake_webhooks' AND enqueued_at > %(began)s
    ) AS jobs
) AS numbered
"""


class Watch:
    """Asks all the time how long the oldest event has waited for its place."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._stop = threading.Event()
        self._longest = self.ever = 0.0
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def take(self) -> float:
        """The longest wait since the last time, in seconds."""
        longest, self._longest = self._longest, 0.0
        return round(longest, 1)

    def stop(self) -> None:
        """End it."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            while not self._stop.wait(0.25):
                (waits,) = connection.execute(_WAITS).fetchone() or (0.0,)
                self._longest, self.ever = max(self._longest, waits), max(self.ever, waits)


def main() -> int:
    """Status 0 if everything held."""
    minutes = float(option(sys.argv, "--minutes", "10"))
    with cluster() as made:
        facts = _prepare(made)
        with psycopg.connect(made.database_url, autocommit=True) as connection:
            (began,) = connection.execute("SELECT now()").fetchone() or ("",)
        for node in made.nodes.values():
            node.start()
        for node in made.nodes.values():
            node.wait()
        _wait_for_worker(made)
        load, watch = Load(made.proxy, facts), Watch(made.database_url)
        load.start()
        try:
            _faults(made, load, watch, minutes)
        finally:
            load.stop()
            watch.stop()
        shared = _shared(made, facts)
        return _judge(made, load, watch, str(began), shared)


def _prepare(made: Cluster) -> dict[str, Any]:
    """Tables, people and tokens; then every node gets the keys, and nothing else."""
    home = Path(made.environment["SEAWALL_HOME"])
    home.mkdir(mode=0o700)
    done = subprocess.run(
        [sys.executable, str(BENCH / "_prepare.py"), "cluster"],
        env=made.environment, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    for node in made.nodes.values():
        shutil.copy(home / "secrets.json", node.environment["SEAWALL_HOME"])
    facts: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return facts


def _wait_for_worker(made: Cluster) -> None:
    with psycopg.connect(made.database_url, autocommit=True) as connection:
        for _ in range(600):
            (seen,) = connection.execute("SELECT count(*) FROM domain_heartbeat").fetchone() or (0,)
            if seen >= 2:
                return
            time.sleep(0.2)
    raise SystemExit("The workers did not begin to work.")


def _faults(made: Cluster, load: Load, watch: Watch, minutes: float) -> None:
    nodes = list(made.nodes.values())
    each = minutes * 60 / (2 * len(nodes) + 2)
    lasts = min(float(option(sys.argv, "--fault-seconds", "15")), each * 0.6)
    faults: list[tuple[str, Node, Callable[[Node], Any]]] = []
    for node in nodes:
        faults.append((f"kill {node.name}", node, _killed))
        faults.append((f"cut off {node.name}", node, _cut_off))
    faults.append(("freeze worker1", made.nodes["worker1"], _frozen))
    time.sleep(each)
    _line("no fault", load, watch)
    for name, node, fault in faults:
        began = time.monotonic()
        with contextmanager(fault)(node):
            time.sleep(lasts)
        time.sleep(max(0.0, each - (time.monotonic() - began)))
        _line(name, load, watch)


def _killed(node: Node) -> Iterator[None]:
    node.kill()
    yield
    node.start()


def _cut_off(node: Node) -> Iterator[None]:
    node.cut_off()
    yield
    node.heal()


def _frozen(node: Node) -> Iterator[None]:
    node.freeze()
    yield
    node.thaw()


def _line(name: str, load: Load, watch: Watch) -> None:
    show(f"cluster {name}", database="postgresql", event_waited_s=watch.take(), **load.told.take())


def _shared(made: Cluster, facts: dict[str, Any]) -> dict[str, bool]:
    """A session is good at every node; a link that was used at one is used at the other."""
    webs = [node for node in made.nodes.values() if node.is_web]
    for node in webs:
        node.wait()
    base = made.environment["SEAWALL_BASE_URL"]
    signed_in = Browser(webs, base, {"seawall_s": facts["session"]})
    statuses = [signed_in.get("/inbox")[0] for _ in webs]
    link = subprocess.run(
        [str(Path(sys.executable).parent / "seawall"), "link", "owner-bench"],
        env=made.environment, check=True, stdout=subprocess.PIPE, text=True,
    ).stdout.strip()  # fmt: skip
    path = "/" + link.split("/", 3)[3]
    first, second = (Browser(webs[::way], base, {}).sign_in(path) for way in (1, -1))
    return {
        "session_everywhere": statuses == [200] * len(webs),
        "sign_in_across_nodes": first,
        "link_works_once": first and not second,
    }


def _judge(made: Cluster, load: Load, watch: Watch, began: str, shared: dict[str, bool]) -> int:
    with psycopg.connect(made.database_url, autocommit=True) as connection:
        _settle(connection)
        found = _counted(connection, load)
        jobs, slots, span, latest = connection.execute(_SLOTS, {"began": began}).fetchone() or (
            0, 0, 0, 0.0,
        )  # fmt: skip
    found["schedule_slots_twice"] = jobs - slots
    found["schedule_slots_never"] = (span or 0) - slots
    verified = subprocess.run(
        [str(Path(sys.executable).parent / "seawall"), "verify", "log"],
        env=made.environment, check=False, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    holds = verified.returncode == 0
    bad = sum(found.values()) or not holds or not all(shared.values()) or not load.told.comments
    slow = max(watch.ever, latest or 0.0) > LONGEST_S
    show(
        "cluster", database="postgresql", namespaces=made.has_namespaces,
        acknowledged_reports=len(load.told.reports), acknowledged_comments=len(load.told.comments),
        event_waited_s=round(watch.ever, 1), schedule_late_s=round(latest or 0.0, 1),
        schedule_slots=slots, log_holds=holds, **found, **shared,
    )  # fmt: skip
    if not holds:
        print(verified.stdout[-2000:], file=sys.stderr)
    return 1 if bad or slow else 0


def _settle(connection: Any) -> None:
    """Until nothing waits: a job of a dead worker is taken over after a minute."""
    until = time.monotonic() + 180
    busy = (
        "SELECT (SELECT count(*) FROM domain_job WHERE state = 0) + "
        "(SELECT count(*) FROM domain_event WHERE position IS NULL) + "
        "(SELECT count(*) FROM domain_logreader WHERE position < "
        "(SELECT size - 1 FROM domain_loghead) AND name NOT LIKE 'witness%')"
    )
    while time.monotonic() < until and connection.execute(busy).fetchone() != (0,):
        time.sleep(0.5)


def _counted(connection: Any, load: Load) -> dict[str, int]:
    """How many of each kind are wrong; zero everywhere is right."""
    found = dict.fromkeys(("reports_lost", "comments_lost"), 0)
    titles = {title for (title,) in connection.execute("SELECT title FROM domain_report")}
    bodies = {body for (body,) in connection.execute("SELECT body FROM domain_comment")}
    found["reports_lost"] = len(load.told.reports.keys() - titles)
    found["comments_lost"] = len(load.told.comments.keys() - bodies)
    (notices,) = connection.execute(_NOTICES).fetchone() or (0,)
    for name, question in _CHECKS.items():
        (found[name],) = connection.execute(question, {"notices": notices}).fetchone()
    return found


if __name__ == "__main__":
    sys.exit(main())
