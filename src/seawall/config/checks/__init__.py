"""What must be true of a production installation: settings, and what they point at.

Each finding has an id of its own, seawall.E0xx or seawall.W0xx, and says what to do.
"""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, register

from seawall.config.checks import installation, rules

SETTINGS, INSTALLATION = "seawall-settings", "seawall-installation"


@register(SETTINGS, Tags.security, deploy=True)
def settings_are_those_of_production(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Deviations from the baseline of settings."""
    return list(rules.deviations(settings))


@register(INSTALLATION, deploy=True)
def installation_is_fit(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Files, database, clock, backup, log and worker as they are now."""
    return list(installation.findings())
