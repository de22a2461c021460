"""`seawall …` with a clock that is as far off as a file of the home says, in seconds."""

import os
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.utils import timezone

from seawall import cli
from seawall.lib import clock

OFFSET = "clock-offset"
_real_time = time.time
_offset = 0.0


def _follow(file: Path) -> None:
    global _offset
    while True:
        if file.exists():
            _offset = float(file.read_text() or _offset)
        time.sleep(0.02)


def _now() -> datetime:
    frozen = clock._frozen.get()
    return frozen or datetime.now(UTC) + timedelta(seconds=_offset)  # noqa: TID251


if __name__ == "__main__":
    clock.now = timezone.now = _now  # noqa: TID251  # the machine's clock is wrong everywhere
    time.time = lambda: _real_time() + _offset
    follower = threading.Thread(
        target=_follow, args=(Path(os.environ["SEAWALL_HOME"]) / OFFSET,), daemon=True
    )
    follower.start()
    cli.main()
