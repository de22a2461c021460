"""A log that was filled before leaves were salted."""

import pytest

from tests import servers
from tests.domain.migrations.filled_log import SEQUENCED, WAITING

pytestmark = pytest.mark.server


def test_a_filled_log_gets_salts_leaves_and_a_tree():
    with servers.site("salting") as site:
        found = site.module("tests.domain.migrations.filled_log")

    assert found == {
        "events": SEQUENCED + WAITING,
        "numbers": list(range(SEQUENCED)),
        "salts": SEQUENCED + WAITING,
        "wrong": [],
        "tree_is_whole": True,
        "guarded": True,
    }
