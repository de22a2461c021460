"""Cases that nobody here wrote, read from the folder SEAWALL_SHARED; tests skip without it."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


def shared_cases(name: str) -> list[dict[str, Any]]:
    """The rows of a JSON-lines set such as `xss/dev.jsonl`."""
    folder = Path(os.environ.get("SEAWALL_SHARED", str(ROOT.parent / "shared"))) / "data"
    path = folder / name
    if not path.exists():
        pytest.skip(f"SEAWALL_SHARED has no {name}")
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
