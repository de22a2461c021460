"""The door that every text passes, and what happens behind it."""

from seawall.domain.vault.commands.purging import purge
from seawall.domain.vault.commands.quarantine import (
    Place,
    quarantine,
    refuse_secrets,
    seal_all,
    struck_out,
)
from seawall.domain.vault.commands.revealing import Revealed, dispute, judge, open_all, reveal

__all__ = [
    "Place",
    "Revealed",
    "dispute",
    "judge",
    "open_all",
    "purge",
    "quarantine",
    "refuse_secrets",
    "reveal",
    "seal_all",
    "struck_out",
]
