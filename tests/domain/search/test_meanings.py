"""With a model of meaning: paraphrases come first, other models' vectors are not compared."""

import pytest

from seawall.config.checks import installation
from seawall.domain.accounts import queries as people
from seawall.domain.search import commands, queries
from seawall.domain.search.models import ReportFingerprint
from seawall.domain.search.queries import meanings
from seawall.domain.search.queries import statistics as known
from tests import factories
from tests.factories import embeddings

pytestmark = pytest.mark.django_db

ASKED = {"title": "Cookie stolen by a frame", "description": "Of the shop."}
# Both share one word with what is asked for; one of them means the same.
NEAR = {"title": "Theft of a session by its frame", "description": "Somewhere."}
FAR = {"title": "Wrong color of a frame", "description": "Somewhere."}


@pytest.fixture
def program():
    return factories.judged_program()


@pytest.fixture
def with_model(settings, tmp_path):
    settings.SEMANTIC_MODEL = embeddings.folder(tmp_path)
    yield settings
    meanings._read.cache_clear()


def _sent(program):
    near, far, asked = (
        factories.report(program=program, **content) for content in (NEAR, FAR, ASKED)
    )
    commands.index([near.pk, far.pk, asked.pk])()
    return near, far, asked


def _found(program, asked):
    actor = factories.team_actor(program)
    return queries.similar(actor, asked.public_id).items


def test_what_means_the_same_in_other_words_comes_first(program, with_model):
    near, far, asked = _sent(program)

    first, second = _found(program, asked)

    assert (first.row.public_id, second.row.public_id) == (near.public_id, far.public_id)
    assert first.meaning > second.meaning


def test_without_a_model_there_is_no_meaning(program):
    _near, _far, asked = _sent(program)

    assert [one.meaning for one in _found(program, asked)] == [None, None]
    assert not ReportFingerprint.objects.exclude(meaning_model=None).exists()


def test_another_model_reads_everything_again(program, with_model, tmp_path):
    _near, _far, asked = _sent(program)
    assert not known.is_stale()

    with_model.SEMANTIC_MODEL = embeddings.folder(tmp_path, name="another")
    assert [one.meaning for one in _found(program, asked)] == [None, None]
    assert known.is_stale()
    assert commands.rebuild() == asked.pk
    assert commands.rebuild(asked.pk) is None

    assert not known.is_stale()
    assert all(one.meaning is not None for one in _found(program, asked))


def test_a_model_that_cannot_be_read_changes_nothing_and_the_doctor_says_so(
    program, settings, tmp_path, caplog
):
    settings.SEMANTIC_MODEL = tmp_path / "absent"
    try:
        _near, _far, asked = _sent(program)
        assert [one.meaning for one in _found(program, asked)] == [None, None]
        assert "has no model.safetensors" in caplog.text
        (finding,) = installation._meaning()
        assert finding.id == "seawall.E044"
    finally:
        meanings._read.cache_clear()


def test_the_administrator_sees_which_model_it_is(with_model):
    admin = people.actor_for_user(factories.person(is_platform_admin=True).pk, second_factor=True)

    assert queries.what_was_learnt(admin).model == meanings.model().sha256
