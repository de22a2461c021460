import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.notify.models import Webhook
from tests.api.client import ApiClient, new_key
from tests.factories import accounts

pytestmark = pytest.mark.django_db
BODY = {
    "name": "Tracker",
    "url": "https://hooks.example/in",
    "events": ["report.moved", "report.submitted"],
}


def test_a_webhook_is_made_read_pinged_rotated_and_deleted():
    owner = accounts.member()
    client = ApiClient(owner.user)
    home = f"/organizations/{owner.organization.slug}/webhooks"

    made = client.post(home, BODY)
    hook = made.json()["webhook"]
    secret = client.post(f"/webhooks/{hook['id']}/secret").json()["secret"]
    ping = client.post(f"/webhooks/{hook['id']}/ping", key=new_key())
    again = client.post(f"/webhooks/{hook['id']}/deliveries/{ping.json()['id']}/again")
    sent = client.get(f"/webhooks/{hook['id']}/deliveries").json()

    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    assert made.json()["secret"] != secret
    assert hook["events"] == ["report.submitted", "report.moved"]
    assert client.get(f"/webhooks/{hook['id']}").json() == hook
    assert client.get(home).json()["items"] == [hook]
    assert (ping.status_code, again.status_code) == (202, 202)
    assert [one["type"] for one in sent["items"]] == ["webhook.ping"]
    deleted = client.http.delete(f"/api/v1/webhooks/{hook['id']}", headers=client.headers)
    assert deleted.status_code == 204
    assert not Webhook.objects.exists()


def test_others_cannot_tell_that_it_exists():
    owner = accounts.member()
    hook = (
        ApiClient(owner.user)
        .post(f"/organizations/{owner.organization.slug}/webhooks", BODY)
        .json()["webhook"]
    )
    triager = ApiClient(accounts.member(owner.organization, Role.TRIAGER).user)
    stranger = ApiClient(accounts.member().user)

    for client in (triager, stranger):
        missing = client.get("/webhooks/W-000000")
        for answer in (
            client.get(f"/webhooks/{hook['id']}"),
            client.get(f"/webhooks/{hook['id']}/deliveries"),
            client.post(f"/webhooks/{hook['id']}/ping"),
            client.post(f"/webhooks/{hook['id']}/secret"),
            client.http.delete(f"/api/v1/webhooks/{hook['id']}", headers=client.headers),
        ):
            assert (answer.status_code, answer.content) == (404, missing.content)


def test_an_inner_address_is_refused_at_the_field():
    owner = accounts.member()

    answer = ApiClient(owner.user).post(
        f"/organizations/{owner.organization.slug}/webhooks",
        BODY | {"url": "https://169.254.169.254/"},
    )

    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"url"}
