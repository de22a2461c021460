"""The log as it stands a second later."""

from datetime import timedelta
from unittest.mock import patch

from seawall.domain.audit import jobs

__all__ = ["enter_log"]


def enter_log() -> None:
    """Everything recorded gets its position and a signed checkpoint covers it, without the wait."""
    while jobs.sequence_batch():
        pass
    with patch.object(jobs, "CHECKPOINT_EVERY", timedelta(0)):
        jobs.sign_checkpoint()
