"""API tokens, rate limits, answers kept for a repeated request."""

from datetime import timedelta

import pytest

from seawall.domain.accounts import commands, queries
from seawall.domain.accounts.commands import idempotency, limits
from seawall.domain.accounts.models import ApiToken, IdempotencyRecord
from seawall.domain.accounts.rules import TokenScope
from seawall.domain.actor import ANONYMOUS
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, Invalid, NotFound, TooMany
from seawall.lib import clock, crypto
from tests import factories

pytestmark = pytest.mark.django_db


def test_only_the_hash_of_a_token_is_kept():
    secret, token = factories.api_token()

    assert secret.startswith("sw_")
    assert len(secret) == 3 + 43 + 8
    assert token.secret_hash == crypto.sha256_hex(secret)
    assert token.hint == secret[-4:]
    everything = str(token.__dict__) + str(list(Event.objects.values()))
    assert secret not in everything
    assert secret[3:46] not in everything


@pytest.mark.parametrize("scopes", [[], ["everything"], ["reports:read", "admin"]])
def test_a_token_takes_known_scopes_only(scopes):
    user = factories.person()

    with pytest.raises(Invalid) as refusal:
        commands.make_token(user.pk, name="x", scopes=scopes, actor=factories.actor(user))

    assert set(refusal.value.fields) == {"scopes"}


def test_scopes_are_kept_in_the_order_of_the_table():
    _secret, token = factories.api_token(scopes=reversed(TokenScope))

    assert token.scopes == [scope.value for scope in TokenScope]


def test_a_token_lives_ninety_days_unless_told_otherwise_and_a_year_at_most():
    user = factories.person()
    actor = factories.actor(user)
    made = clock.now()
    with clock.frozen_at(made):
        commands.make_token(user.pk, name="x", scopes=["reports:read"], actor=actor)

    assert ApiToken.objects.get().expires_at == made + timedelta(days=90)
    for days in (0, -1, 366):
        with pytest.raises(Invalid):
            commands.make_token(user.pk, name="x", scopes=["reports:read"], days=days, actor=actor)


def test_a_token_is_revoked_by_its_person_and_once():
    _secret, token = factories.api_token()

    with pytest.raises(NotFound):
        commands.revoke_token(token.pk, actor=factories.actor())
    commands.revoke_token(token.pk, actor=factories.actor(token.user))
    with pytest.raises(Conflict):
        commands.revoke_token(token.pk, actor=factories.actor(token.user))
    assert [view.state for view in queries.tokens_of(token.user_id, actor=_own(token))] == [
        "revoked"
    ]


def _own(token):
    return factories.actor(token.user)


def test_a_token_cannot_make_another_token():
    user = factories.person()

    with pytest.raises(NotFound):
        commands.make_token(
            user.pk, name="x", scopes=["reports:read"], actor=factories.token_actor(user)
        )


def test_use_of_a_token_is_written_at_most_once_a_minute(django_assert_num_queries):
    secret, token = factories.api_token()
    actor = queries.actor_for_token(secret)
    began = clock.now()
    with clock.frozen_at(began):
        commands.touch_token(actor)
    with clock.frozen_at(began + timedelta(seconds=59)), django_assert_num_queries(0):
        commands.touch_token(actor)
    with clock.frozen_at(began + timedelta(seconds=61)):
        commands.touch_token(actor)

    token.refresh_from_db()
    assert token.last_used_at == began + timedelta(seconds=61)


def test_a_person_without_a_token_is_not_touched(django_assert_num_queries):
    with django_assert_num_queries(0):
        commands.touch_token(ANONYMOUS)


def test_a_limit_lets_through_exactly_what_it_allows_and_fills_up_again():
    began = clock.now()
    with clock.frozen_at(began):
        for _time in range(5):
            limits.take("try:1", at_most=5, per_seconds=60)
        with pytest.raises(TooMany) as refusal:
            limits.take("try:1", at_most=5, per_seconds=60)
        limits.take("try:2", at_most=5, per_seconds=60)

    assert refusal.value.retry_after == 12
    with clock.frozen_at(began + timedelta(seconds=12)):
        limits.take("try:1", at_most=5, per_seconds=60)
        with pytest.raises(TooMany):
            limits.take("try:1", at_most=5, per_seconds=60)
    with clock.frozen_at(began + timedelta(hours=1)):
        limits.take("try:1", at_most=5, per_seconds=60, cost=5)


def test_a_refused_take_costs_nothing():
    began = clock.now()
    with clock.frozen_at(began):
        limits.take("try", at_most=2, per_seconds=10, cost=2)
        for _time in range(50):
            with pytest.raises(TooMany):
                limits.take("try", at_most=2, per_seconds=10)

    with clock.frozen_at(began + timedelta(seconds=5)):
        limits.take("try", at_most=2, per_seconds=10)


def test_a_take_is_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        limits.take("try", at_most=2, per_seconds=10)


def test_full_buckets_are_swept_away():
    factories.bucket("old")
    with clock.frozen_at(clock.now() + timedelta(hours=1)):
        factories.bucket("new")
        assert limits.purge_buckets() == 1


def test_an_answer_is_kept_for_its_person_its_key_and_its_request():
    user = factories.person()
    mine = factories.actor(user)
    factories.idempotency_record(user, key="a-key")

    assert idempotency.find("a-key", request_hash="0" * 64, actor=mine) == (
        idempotency.StoredAnswer(201, "{}")
    )
    assert idempotency.find("other", request_hash="0" * 64, actor=mine) is None
    assert idempotency.find("a-key", request_hash="0" * 64, actor=factories.actor()) is None
    with pytest.raises(Invalid):
        idempotency.find("a-key", request_hash="1" * 64, actor=mine)


def test_the_second_of_two_racing_requests_is_refused():
    user = factories.person()
    factories.idempotency_record(user)

    with pytest.raises(Conflict):
        factories.idempotency_record(user)


def test_a_key_is_free_again_after_a_day():
    user = factories.person()
    with clock.frozen_at(clock.now() - timedelta(hours=25)):
        factories.idempotency_record(user)

    assert idempotency.find("key", request_hash="1" * 64, actor=factories.actor(user)) is None
    factories.idempotency_record(user)
    assert IdempotencyRecord.objects.count() == 1


@pytest.mark.parametrize("key", ["", "x" * 201, "a\nb", "ключ"])
def test_an_unusable_key_is_refused(key):
    with pytest.raises(Invalid):
        idempotency.find(key, request_hash="", actor=factories.actor())
