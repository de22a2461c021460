"""Every read of leaked credentials. None of them gives a credential."""

from seawall.domain.leaks.queries.intakes import IntakeView, intake, intakes_to_check, is_open
from seawall.domain.leaks.queries.leaks import (
    CredentialLine,
    LeakPage,
    LeakRow,
    Said,
    by_link,
    leak,
    mine,
    queue,
)

__all__ = [
    "CredentialLine",
    "IntakeView",
    "LeakPage",
    "LeakRow",
    "Said",
    "by_link",
    "intake",
    "intakes_to_check",
    "is_open",
    "leak",
    "mine",
    "queue",
]
