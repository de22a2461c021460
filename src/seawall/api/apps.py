"""The API: an app without tables."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """No models; named so that Django finds its templates."""

    name = "seawall.api"
    label = "api"
