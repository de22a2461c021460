"""What AC-117 does: a server that is killed while reports, files, awards and backups are made.

SEAWALL_TEST_LONG=1 kills a hundred times and prints what was done meanwhile.
"""

import os
import random
import threading
import time
from collections import deque

from seawall.cli import archives
from tests import prepared, servers
from tests.crash.working import Awarder, Saver, Sender
from tests.journeys.api_client import Api

LONG = os.environ.get("SEAWALL_TEST_LONG") == "1"
KILLS = 100 if LONG else 4
SENDERS = ("rita", "colin", "admin")


def work_and_kill() -> None:
    """What was acknowledged is whole, and nothing else is there."""
    dice = random.Random(20)
    with servers.site("crash", like=prepared.MIGRATED) as site:
        made = site.module("tests.journeys.team")
        site.start()
        stopping = threading.Event()
        senders, awarder = _workers(site, made, stopping)
        saver = Saver(site, stopping)
        saver.start()
        for number in range(KILLS):
            time.sleep(dice.uniform(0.05, 1.0))
            if number % 2:
                saver.kill()
            site.kill()
            site.start(until="healthz")
        _until_all_have_something(senders, awarder)
        stopping.set()
        for worker in (*senders, awarder, saver):
            worker.join(timeout=120)
            assert not worker.is_alive()
        site.stop()
        assert [worker.problem for worker in (*senders, awarder)] == [""] * 4, site.log()
        site.command("backup")
        kept = _backups(site.home / "backups")
        remains = site.module("tests.crash.remains")

    reports = {key: value for sender in senders for key, value in sender.reports.items()}
    files = {key: value for sender in senders for key, value in sender.files.items()}
    repeated = sum(worker.repeated for worker in (*senders, awarder))
    assert repeated >= KILLS
    assert {key: remains["awards"].get(key) for key in awarder.awards} == awarder.awards
    assert remains | {"awards": {}, "mails": 0} == {
        "reports": reports, "files": files, "awards": {}, "mails": 0, "half": []
    }  # fmt: skip
    assert kept["half"] == []
    assert remains["mails"]
    if LONG:
        print(  # noqa: T201
            f"\n{KILLS} kills: {len(reports)} reports, {len(files)} files, "
            f"{len(awarder.awards)} awards, {remains['mails']} mails, "
            f"{kept['whole']} backups ({saver.made.count(0)} ended well of {len(saver.made)}), "
            f"{repeated} requests sent again"
        )


def _workers(site, made, stopping) -> tuple[list[Sender], Awarder]:
    path, sent = f"/programs/{made['program']}/reports", deque[str]()
    apis = {name: Api(site.base_url, token, timeout=30) for name, token in made["tokens"].items()}
    senders = [
        Sender(apis[name], path, sent, stopping, number) for number, name in enumerate(SENDERS)
    ]
    awarder = Awarder(apis["program_manager"], apis["finance"], sent, stopping, 9)
    for worker in (*senders, awarder):
        worker.start()
    return senders, awarder


def _until_all_have_something(senders: list[Sender], awarder: Awarder) -> None:
    until = time.monotonic() + servers.PATIENCE_SECONDS
    while not (all(sender.files for sender in senders) and awarder.awards):
        assert time.monotonic() < until, "Nobody gets anything done."
        assert not any(worker.problem for worker in (*senders, awarder))
        time.sleep(0.1)


def _backups(folder) -> dict[str, object]:
    """How many are whole, and everything in the folder that is not a whole backup."""
    whole, half = 0, []
    for file in sorted(folder.iterdir()):
        try:
            with archives.reading(file, None) as reader:
                names = {name for name, _content in reader.parts()}
        except (archives.Damaged, OSError) as damage:
            half.append(f"{file.name}: {damage}")
            continue
        wanted = archives.inventory_of(reader.manifest).files
        inside = {name.rpartition("/")[2] for name in names if name.startswith("files/")}
        if reader.manifest.missing or inside != wanted.keys():
            half.append(f"{file.name} lacks files.")
        whole += 1
    return {"whole": whole, "half": half}
