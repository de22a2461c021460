"""The hourly sweep."""

from datetime import timedelta

import pytest

from seawall.domain.accounts import jobs
from seawall.domain.accounts.models import IdempotencyRecord, RateBucket, Session
from seawall.lib import clock
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_sweep_drops_what_is_over_and_nothing_else():
    for moment in (clock.now() - timedelta(days=8), clock.now()):
        with clock.frozen_at(moment):
            factories.session()
            factories.bucket(f"at {moment}")
            factories.idempotency_record(factories.person())

    jobs.sweep()

    counts = [table.objects.count() for table in (Session, RateBucket, IdempotencyRecord)]
    assert counts == [1, 1, 1]
