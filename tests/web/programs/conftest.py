"""Pages of programmes with Django's client: everything here works without script."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _plain(settings):
    """Static files under their plain names, the cache in memory."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def program(db):
    """A published public programme."""
    from tests import factories

    return factories.open_bounty_program(slug="shop", name="Acme Shop")


@pytest.fixture
def team(program):
    """A browser in which the programme's manager is signed in."""
    from tests.web.programs.browsers import browser_of, manager_of

    return browser_of(manager_of(program))
