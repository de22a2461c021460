"""The page of an organization's rules."""

import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.automation.models import Rule
from seawall.domain.jobs_queue import worker
from tests import factories

pytestmark = pytest.mark.django_db


def text_of(response):
    return response.content.decode()


@pytest.fixture
def program():
    return factories.judged_program()


@pytest.fixture
def keeper(client, program):
    owner = factories.team_actor(program, Role.OWNER)
    client.force_login(factories.user_of(owner))
    client.owner = owner
    return client


def sent(keeper, **more):
    return {
        "name": "First <b>look</b>", "triggers": ["submitted"], "condition": "priority:1..5",
        "assignee": keeper.owner.handle, "reason_code": "program_policy", "audience": "team",
        "most_per_hour": "60",
    } | more  # fmt: skip


def test_a_rule_is_tried_written_switched_on_at_work_and_deleted(keeper, program):
    path = f"/organizations/{program.organization.slug}/rules"
    assert "No rules yet" in text_of(keeper.get(path))
    old = factories.report(program=program)
    tried = text_of(keeper.post(path, sent(keeper, condition="", do="try")))
    assert "it would have acted on 1 report." in tried
    assert f'href="/inbox/{old.public_id}"' in tried
    assert not Rule.objects.exists()

    answer = keeper.post(path, sent(keeper, condition=""))
    rule = Rule.objects.get()
    one = f"{path}/{rule.public_id}"
    assert answer["Location"] == one
    assert "First &lt;b&gt;look&lt;/b&gt;" in text_of(keeper.get(path))
    keeper.post(one, {"do": "on"})
    worker.settle()
    new = factories.report(program=program)
    worker.settle()

    page = text_of(keeper.get(one))
    assert f'href="/inbox/{new.public_id}"' in page
    assert f'href="/inbox/{old.public_id}"' not in page
    keeper.post(one, sent(keeper, move="triage"))
    rule.refresh_from_db()
    assert (rule.version, rule.then["move"], rule.off_at) == (2, "triage", None)
    keeper.post(one, {"do": "up"})
    assert "It stands at the end of the list already." in text_of(keeper.get(one))
    keeper.post(one, {"do": "off"})
    assert keeper.post(one, {"do": "remove"})["Location"] == path
    assert not Rule.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"condition": "stat:new"}, "Did you mean “state”?"),
        ({"triggers": []}, "Choose what sets it off"),
        ({"assignee": ""}, "Choose at least one thing"),
        ({"move": "ask"}, "This move needs a text"),
        ({"priority": "2"}, "Explain the change in a sentence"),
    ],
)
def test_what_is_wrong_stays_in_the_form_with_its_reason(keeper, program, wrong, said):
    path = f"/organizations/{program.organization.slug}/rules"
    answer = keeper.post(path, sent(keeper, **wrong))

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert 'value="First &lt;b&gt;look&lt;/b&gt;"' in text_of(answer)


def test_who_keeps_no_rules_finds_no_page(client, program):
    rule = factories.rule(factories.team_actor(program, Role.OWNER), program)
    client.force_login(factories.user_of(factories.team_actor(program, Role.TRIAGER)))
    path = f"/organizations/{program.organization.slug}/rules"

    for address in (path, f"{path}/{rule.public_id}"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"do": "off"}).status_code == 404
