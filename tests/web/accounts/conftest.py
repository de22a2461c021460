"""Quick hashes, no waiting, a cache of its own for every test."""

import pytest


@pytest.fixture(autouse=True)
def _quick_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    """The floor under the time of an answer is for attackers, not for tests."""
    monkeypatch.setattr("seawall.web.views.signing.SIGN_UP_SECONDS", 0)
    monkeypatch.setattr("seawall.web.views.signing.RESET_SECONDS", 0)


@pytest.fixture(autouse=True)
def _memory_cache(settings):
    from django.core.cache import cache

    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
