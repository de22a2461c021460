"""Somebody from outside who reads one report for a while: how long, and how many."""

from datetime import timedelta

from seawall.domain.errors import Invalid
from seawall.lib.text import gettext_noop, said

# On which side of a report a guest stands, where words say who wrote or read.
GUEST = "guest"
LINK_FOR = timedelta(days=7)
LONGEST_DAYS = 90
MOST_GUESTS = 20


def check_days(days: int) -> None:
    """Return for a number of days that a guest may read. Raises Invalid(field="days")."""
    if not 1 <= days <= LONGEST_DAYS:
        message = said(gettext_noop("A guest reads for 1 to %(most)s days."), most=LONGEST_DAYS)
        raise Invalid(message, field="days")
