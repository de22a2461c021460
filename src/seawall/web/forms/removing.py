"""Why a file is taken from others."""

from django.utils.translation import gettext_lazy as _

from seawall.domain.reports.rules.removing import REMOVAL_REASONS

REASONS = [(reason.value, _(text)) for reason, text in REMOVAL_REASONS.items()]
