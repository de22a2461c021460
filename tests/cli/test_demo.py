"""The demo: eighty reports in every state, made through the commands."""

import pytest

from seawall.cli.demo.world import HANDLES, SLUGS
from seawall.domain.reports.rules.workflow import State
from tests import prepared, servers

pytestmark = pytest.mark.server


def test_the_demo_has_what_a_visitor_wants_to_see():
    with servers.site("facts", like=prepared.DEMO) as site:
        facts = site.module("tests.cli.demo_facts")

    assert facts["reports"] == 80
    assert facts["states"] == sorted(State)
    assert set(facts["programs"]) == set(SLUGS.values())
    assert facts["programs"]["openai"] == 2_000_000
    assert facts["files"] > 0
    assert facts["owed"] == 0
    assert facts["unordered"] == 0
    assert facts["is_in_order"]
    assert facts["mode"] == 0o600
    assert facts["owners"] == {role: HANDLES[role] for role in facts["owners"]}
    assert set(facts["owners"]) >= {"researcher", "triager", "manager", "finance", "admin"}
