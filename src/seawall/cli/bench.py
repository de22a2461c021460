"""`./run bench NAME`: measure, one JSON object per line. The benchmarks stand in bench/."""

import ast
import runpy
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "bench"


def run(arguments: list[str]) -> int:
    """Run bench/NAME.py with the remaining arguments."""
    # secrets_.py is `secrets`: under its own name it would hide a module of Python.
    files = {file.stem.rstrip("_"): file for file in sorted(FOLDER.glob("[!_]*.py"))}
    if not arguments or arguments[0] not in files:
        print(f"usage: ./run bench {'|'.join(files)} [--database sqlite|postgresql]")
        return 2
    if {"-h", "--help"} & {*arguments[1:]}:
        # Some take minutes: who asks what one does is told, and nothing is measured.
        print(ast.get_docstring(ast.parse(files[arguments[0]].read_text("utf-8"))))
        return 0
    sys.path.insert(0, str(FOLDER))
    sys.argv = arguments
    runpy.run_path(str(files[arguments[0]]), run_name="__main__")
    return 0
