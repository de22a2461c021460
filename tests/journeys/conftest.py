"""One served home with a team, for all journeys of this process."""

import pytest

from tests import prepared, servers


@pytest.fixture(scope="session")
def harbour():
    """The served site and what tests/journeys/team.py made in it."""
    with servers.site("journey", like=prepared.MIGRATED) as site:
        made = site.module("tests.journeys.team")
        site.start()
        yield site, made
        assert '"level": "error"' not in site.log(), site.log()
