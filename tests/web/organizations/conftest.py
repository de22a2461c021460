"""The same quick set-up as for the pages of people."""

from tests.web.accounts.conftest import _memory_cache, _no_waiting, _quick_hashes

__all__ = ["_memory_cache", "_no_waiting", "_quick_hashes"]
