"""`./run bench NAME`: measure, one JSON object per line. The benchmarks stand in bench/."""

import runpy
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "bench"


def run(arguments: list[str]) -> int:
    """Run bench/NAME.py with the remaining arguments."""
    names = sorted(file.stem for file in FOLDER.glob("*.py") if not file.stem.startswith("_"))
    if not arguments or arguments[0] not in names:
        print(f"usage: ./run bench {'|'.join(names)} [--database sqlite|postgresql]")
        return 2
    sys.path.insert(0, str(FOLDER))
    sys.argv = arguments
    runpy.run_path(str(FOLDER / f"{arguments[0]}.py"), run_name="__main__")
    return 0
