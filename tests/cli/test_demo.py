"""The demo: eighty reports in every state, made through the commands."""

import json
import stat

import pytest
from django.db.models import Sum

from seawall.cli.demo import seeding
from seawall.domain.accounts import queries as people
from seawall.domain.audit.models import Event
from seawall.domain.programs.models import Program
from seawall.domain.reports.models import Attachment, Report
from seawall.domain.reports.rules.workflow import State
from seawall.domain.rewards.models import LedgerEntry

pytestmark = pytest.mark.django_db


def test_the_demo_has_what_a_visitor_wants_to_see(tmp_path, settings):
    settings.BLOBS_FOLDER = tmp_path / "files"
    credentials = tmp_path / "credentials.json"

    seeding.seed(credentials)

    assert Report.objects.count() == 80
    assert set(Report.objects.values_list("state", flat=True)) == {str(state) for state in State}
    assert set(Program.objects.values_list("slug", flat=True)) == set(seeding.SLUGS.values())
    assert Program.objects.get(slug="openai").program_maximum_minor == 2_000_000
    assert Attachment.objects.exists()
    assert LedgerEntry.objects.aggregate(total=Sum("amount_minor"))["total"] == 0
    assert not Event.objects.filter(position=None).exists()
    at = list(Event.objects.order_by("id").values_list("at", flat=True))
    assert at == sorted(at)
    assert stat.S_IMODE(credentials.stat().st_mode) == 0o600
    for role, stored in json.loads(credentials.read_text()).items():
        assert people.actor_for_token(stored["token"]).handle == seeding.HANDLES[role]
