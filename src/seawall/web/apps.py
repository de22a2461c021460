"""The pages: an app without tables."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates and static files."""

    name = "seawall.web"
    label = "web"
