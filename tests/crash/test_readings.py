"""What a real server notes of what is read, and what of it survives the end of its process."""

import time

import pytest

from tests import prepared, servers
from tests.journeys.api_client import Api

pytestmark = pytest.mark.server


def test_readings_are_there_soon_and_survive_an_orderly_end():
    with servers.site("readings", like=prepared.MIGRATED) as site:
        made = site.module("tests.journeys.team")
        site.start()
        rita = Api(site.base_url, made["tokens"]["rita"])
        sent = rita.post(f"/programs/{made['program']}/reports", _BODY).json
        path = f"/reports/{sent['id']}"

        assert rita.get(path).status == 200
        until = time.monotonic() + 30
        while not _readings(rita, path) and time.monotonic() < until:
            time.sleep(0.05)
        first = _readings(rita, path)
        rita.get(path)
        site.stop()
        site.start()
        second = _readings(rita, path)

    assert [(one["side"], one["door"]) for one in first] == [("reporter", "api")]
    assert len(second) == 2


def _readings(api, path):
    return api.get(f"{path}/reads").json["readings"]


_BODY = {
    "title": "Orders of others can be read",
    "target": "https://api.shop.example/v1/orders",
    "vrt": "broken_access_control.idor",
    "description": "Step by step.",
    "impact": "Anybody reads all orders.",
    "accept_terms": 1,
}
