"""A clock that jumps a day ahead and then to an hour ago, under a site that is being used."""

import sys
import time

import pytest

from tests import prepared, servers
from tests.crash.working import OPINION, SUM, VALID
from tests.faults.shifted import OFFSET
from tests.faults.test_outages import BODY
from tests.faults.visiting import Visitor
from tests.journeys.api_client import Api

pytestmark = pytest.mark.server

DAY, HOUR = 86_400, 3_600
JUMPS = (0, DAY, -HOUR)


@pytest.fixture
def shifted():
    with servers.site("clock", like=prepared.MIGRATED) as site:
        made = site.module("tests.journeys.team")
        site.program = (sys.executable, "-m", "tests.faults.shifted")
        site.start()
        yield site, made


def test_everything_works_on_whatever_the_clock_says(shifted):
    site, made = shifted
    apis = {name: Api(site.base_url, token) for name, token in made["tokens"].items()}
    rita, manager = apis["rita"], apis["program_manager"]
    path = f"/programs/{made['program']}/reports"
    sent, failed = [], []

    def done(answer):
        if answer.status not in (200, 201):
            failed.append((answer.status, answer.content))
        return answer.json

    for jump in JUMPS:
        (site.home / OFFSET).write_text(str(jump))
        time.sleep(0.2)
        sent.append(done(rita.post(path, BODY))["id"])
        for report in sent:
            done(
                rita.post(
                    f"/reports/{report}/comments",
                    {"body": f"At {jump}.", "audience": "participants"},
                )
            )
        _until(lambda: f"{sent[-1]}" in _receipts(rita, sent[-1]), site)
        _until(lambda: len(site.mails("tomas")) >= len(sent), site)
    # What began in the wrong future goes on before it.
    ahead = f"/reports/{sent[1]}"
    done(manager.post(f"{ahead}/severity", OPINION))
    done(manager.post(f"{ahead}/moves", {"move": "triage", "checklist": VALID}))
    done(manager.post(f"{ahead}/moves", {"move": "accept"}))
    award = done(manager.post(f"{ahead}/awards", SUM))
    done(apis["finance"].post(f"/awards/{award['id']}/approve"))
    # The sign of life from the future counts for nothing; the next one comes within seconds.
    _until(lambda: Visitor(site.base_url).get("/readyz").status == 200, site)
    site.stop()
    remains = site.module("tests.crash.remains")

    assert failed == []
    assert remains["half"] == []
    assert remains["reports"].keys() == set(sent)
    assert "Traceback" not in site.log()


def _receipts(api, report) -> str:
    answer = api.get(f"/reports/{report}/receipt")
    return answer.content.decode() if answer.status == 200 else ""


def _until(holds, site) -> None:
    until = time.monotonic() + servers.PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < until, site.log()
        time.sleep(0.1)
