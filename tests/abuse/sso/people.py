"""Who signs in, and whose address they claim."""

from django.test import Client

from tests.factories import accounts

CORP = "corp.example"


def signed_in(client) -> int | None:
    user_id = client.session.get("_auth_user_id")
    return int(user_id) if user_id else None


def victim(**fields):
    return accounts.person("victim", email=f"victim@{CORP}", **fields)


def by_link(member):
    client = Client()
    secret = accounts.one_time_link(member.user)[0]
    client.post(f"/link/{secret}")
    return client
