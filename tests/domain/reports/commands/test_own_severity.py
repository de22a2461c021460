"""How grave the reporter holds it, where a programme rates by label."""

from dataclasses import replace

import pytest

from seawall.domain.errors import Invalid
from seawall.domain.reports import commands
from seawall.domain.reports.models import Revision
from seawall.domain.taxonomy.queries import release
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    return factories.judged_program(document={"severity_mode": "label"})


def _sent(program, claimed, **parts):
    submission = replace(factories.submission(**parts), claimed=claimed)
    return commands.submit_new(
        program.slug, actor=factories.actor(), submission=submission, accept_terms=1
    )


def test_the_label_is_the_reporters_opinion_beside_what_the_taxonomy_suggests(program):
    silent, loud = _sent(program, None), _sent(program, 1)

    assert silent.priority == loud.priority is not None
    opinions = [report.opinions.get(side="reporter").priority for report in (silent, loud)]
    assert opinions == [silent.priority, 1]
    assert loud.revisions.get().claimed_priority == 1


def test_where_the_taxonomy_asks_the_triager_a_label_does_not_answer(program):
    varies = next(one for one in release().nodes.values() if one.is_leaf and not one.priority)

    report = _sent(program, 1, vrt=varies.id)

    assert report.priority is None
    assert report.opinions.get(side="reporter").priority == 1


@pytest.mark.parametrize("wrong", [0, 6, -1])
def test_a_label_is_one_of_five(program, wrong):
    with pytest.raises(Invalid) as refusal:
        _sent(program, wrong)
    assert set(refusal.value.fields) == {"priority"}


def test_where_a_programme_rates_by_cvss_there_is_no_label():
    with pytest.raises(Invalid) as refusal:
        _sent(factories.judged_program(), 2)
    assert set(refusal.value.fields) == {"priority"}


def test_a_draft_keeps_the_label_until_it_is_sent(program):
    draft = factories.draft(program)
    actor = factories.actor(draft.reporter)
    commands.save_draft(
        draft.public_id, content=factories.content(), expected_version=1, claimed=2, actor=actor
    )
    assert Revision.objects.get(report=draft).claimed_priority == 2
    with pytest.raises(Invalid):
        commands.save_draft(
            draft.public_id, content=factories.content(), expected_version=2, claimed=9, actor=actor
        )

    sent = commands.submit(draft.public_id, actor=actor, accept_terms=1)

    assert sent.opinions.get(side="reporter").priority == 2
