"""What was learnt: the administrator sees it beside the shipped numbers, and throws it away."""

from dataclasses import asdict

import pytest

from seawall.domain.search.models import Learnt
from seawall.domain.search.rules.learning import Case, quality
from seawall.domain.search.rules.similarity import WEIGHTS
from tests.factories import accounts, search

pytestmark = pytest.mark.django_db
PAGE = "/platform/learnt"


@pytest.fixture
def administrator(client):
    client.force_login(accounts.person(is_platform_admin=True))
    return client


def test_with_nothing_learnt_the_shipped_numbers_stand_alone(administrator):
    said = administrator.get(PAGE).content.decode()

    assert f"{WEIGHTS['words']:.2f}" in said
    assert "As learnt" not in said
    assert "From 40 rulings" in said


def test_what_was_learnt_stands_beside_what_is_shipped_until_it_is_thrown_away(administrator):
    search.learnt("similarity", **(WEIGHTS | {"words": 9.25}))
    cases = [Case({"words": 1.0}, [{"words": 2.0}]), Case({"words": 1.0}, [{"words": 0.5}])]
    told = {name: asdict(quality(cases, WEIGHTS)) for name in ("shipped", "learnt")}
    Learnt.objects.update(quality=told)

    before = administrator.get(PAGE).content.decode()
    answer = administrator.post(PAGE, {"subject": "similarity"})
    after = administrator.get(PAGE).content.decode()

    assert "9.25" in before
    assert "Another report stood first" in before
    assert "the 2 that did not" in before
    assert answer.status_code == 303
    assert "9.25" not in after


def test_what_was_never_learnt_cannot_be_thrown_away(administrator):
    assert administrator.post(PAGE, {"subject": "weakness"}).status_code == 404


def test_false_merges_are_those_where_another_report_stood_first():
    cases = [Case({"words": 1.0}, [{"words": 2.0}]), Case({"words": 1.0}, [{"words": 0.5}])]

    found = quality(cases, {"words": 1.0})

    assert found.false_merges == 0.5
    assert found.recall_at_5 == 1.0
