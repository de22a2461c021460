"""The suggested vector beside a report, in the form that rates, and by API."""

import pytest
from django.test import Client

from seawall.domain.accounts.models import User
from tests import factories
from tests.api.client import ApiClient

pytestmark = pytest.mark.django_db


def test_the_words_behind_a_vector_are_shown_and_it_begins_a_rating():
    report = factories.report(
        title="Orders of others can be read without login",
        description="Any user may be asked: an unauthenticated attacker reads all orders.",
    )
    member = User.objects.get(pk=factories.team_actor(report.program).user_id)
    client = Client()
    client.force_login(member)

    page = client.get(f"/inbox/{report.public_id}/similar").content.decode()
    assert "Rate with this" in page
    assert "“unauthenticated”" in page or "“without login”" in page

    (best, *_rest) = (
        ApiClient(member).get(f"/reports/{report.public_id}/suggestions").json()["items"]
    )
    told = {one["code"]: one for one in best["vector"]["metrics"]}
    assert (told["PR"]["value"], told["PR"]["source"]) == ("N", "words")

    form = client.get(
        f"/inbox/{report.public_id}/severity", {"cvss": best["vector"]["vector"]}
    ).content.decode()
    assert f'value="{best["vector"]["vector"]}"' in form
    report.refresh_from_db()
    assert report.opinions.exclude(side="reporter").count() == 0
