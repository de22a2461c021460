"""The fixture world, made once per module and given back as it was to every test of it."""

import logging

import pytest


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory):
    """The world in a transaction that the module rolls back; with what is slow made quick."""
    from django.conf import settings
    from django.core.cache import cache
    from django.db import transaction
    from django.test import override_settings

    from tests.abuse import world as worlds

    folder = tmp_path_factory.mktemp("world")
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    quick = override_settings(
        STORAGES=settings.STORAGES | {"staticfiles": plain},
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
        BLOBS_FOLDER=folder / "files",
        UPLOADS_FOLDER=folder / "uploads",
        API_PER_MINUTE=1_000_000,
    )
    with quick, django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        # A line per request would hide what a failing test says.
        requests = logging.getLogger("seawall.request")
        requests.setLevel(logging.WARNING)
        yield worlds.make()
        requests.setLevel(logging.NOTSET)
        transaction.set_rollback(True)


@pytest.fixture
def world(made, db):
    """The world; whatever the test does to it is undone."""
    made.other.pop("clients", None)
    return made
