"""An organization whose members sign in through a provider that says what a test wants."""

import pytest


@pytest.fixture(autouse=True)
def _quick_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def liar(settings):
    from seawall.lib import http
    from tests import providers

    with providers.lying_provider() as provider:
        settings.EGRESS = http.policy_of([provider.issuer])
        yield provider


@pytest.fixture
def owner():
    from tests.factories import accounts
    from tests.web.accounts.walking import PASSWORD

    return accounts.member(user=accounts.person("owner", password=PASSWORD))


@pytest.fixture
def way(owner, liar):
    """The organization's provider, and a verified domain."""
    from tests.abuse.sso.people import CORP
    from tests.factories import providers as made

    made.provider_domain(owner.organization, CORP)
    return made.provider(owner.organization, issuer=liar.issuer)
