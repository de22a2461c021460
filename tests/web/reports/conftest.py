"""Pages of reports with Django's client: everything here works without script."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _plain(settings, tmp_path):
    """Static files under their plain names, the cache in memory, files in a folder of the test."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.BLOBS_FOLDER = tmp_path / "files"
    settings.UPLOADS_FOLDER = tmp_path / "uploads"
    cache.clear()


@pytest.fixture
def program():
    from tests import factories

    return factories.judged_program(name="Acme")


@pytest.fixture
def reporter():
    from tests import factories

    return factories.person("mira")


@pytest.fixture
def browser(client, reporter):
    """A browser in which the reporter is signed in."""
    client.force_login(reporter)
    return client
