"""The wiring as an app without tables, so that Django finds its checks."""

from django.apps import AppConfig


class WiringConfig(AppConfig):
    """Registers what `./run doctor` and `check --deploy` ask."""

    name = "seawall.config"
    label = "wiring"

    def ready(self) -> None:
        """Importing registers."""
        from seawall.config import checks  # noqa: F401
