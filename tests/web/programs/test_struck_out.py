"""A secret typed into a brief is struck out, and the editor says so."""

import pytest

from seawall.domain.programs.models import BriefDraft
from tests import factories
from tests.domain.reports.commands.test_sealing import everything

pytestmark = pytest.mark.django_db


def test_the_editor_keeps_no_secret_and_warns(client, settings):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    program, key = factories.judged_program(), factories.leaked_key()
    client.force_login(factories.member(program.organization).user)
    address = f"/programs/{program.slug}/edit/about"

    page = client.get(address)
    answer = client.post(address, {"summary": f"Our key is {key}", "text": "Words."}, follow=True)

    assert page.status_code == 200
    assert "struck out" in answer.content.decode()
    assert key not in answer.content.decode() + everything()
    assert " struck out]" in BriefDraft.objects.get(program=program).content["summary"]
