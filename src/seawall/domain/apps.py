"""The one Django app that has tables."""

from django.apps import AppConfig


class DomainConfig(AppConfig):
    """All tables and the only migration history."""

    name = "seawall.domain"
    label = "domain"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Refusals speak the language of the request."""
        from django.utils.translation import gettext

        from seawall.domain import errors

        errors.translate_with(gettext)
