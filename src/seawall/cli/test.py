"""`./run test`: format, lint, types, contracts, then every test on SQLite and on PostgreSQL."""

import os
import subprocess
import sys
import time
from pathlib import Path

CHECKS: tuple[tuple[str, list[str]], ...] = (
    ("format", ["ruff", "format", "--check", "--quiet", "src", "tests", "bench"]),
    ("lint", ["ruff", "check", "--quiet", "src", "tests", "bench"]),
    ("types", ["mypy", "--no-error-summary", "src"]),
    ("contracts", ["lint-imports", "--no-cache"]),
)

# What the whole run said of each promise is left for `./run promises`.
PROMISES = ("-p", "tests.promises")


def run(arguments: list[str]) -> int:
    """Status 0 only if everything passed. More arguments go to pytest; then only pytest runs, on
    what SEAWALL_TEST_DATABASE names.
    """
    if arguments:
        return _pytest(os.environ.get("SEAWALL_TEST_DATABASE", "sqlite"), arguments)
    failed = [name for name, command in CHECKS if not _check(name, command)]
    if failed:
        print(f"Failed before the tests: {', '.join(failed)}")
        return 1
    if _pytest("sqlite", []) != 0:
        return 1
    return _pytest("postgresql", [])


def _check(name: str, command: list[str]) -> bool:
    began = time.monotonic()
    program = str(Path(sys.executable).parent / command[0])
    done = subprocess.run(  # noqa: S603
        [program, *command[1:]], check=False, capture_output=True, text=True
    )
    verdict = "ok" if done.returncode == 0 else "FAILED"
    print(f"{name:<10} {verdict:<6} {time.monotonic() - began:5.1f} s", flush=True)
    if done.returncode != 0:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


def _pytest(database: str, arguments: list[str]) -> int:
    print(f"\n── tests on {database} ──", flush=True)
    workers = ["-n", str(os.cpu_count() or 2), "--dist", "worksteal"]
    command = [sys.executable, "-m", "pytest", "-q", *(arguments or [*workers, *PROMISES])]
    environment = {
        **os.environ,
        "SEAWALL_TEST_DATABASE": database,
        "SEAWALL_TEST_PROMISES": "" if arguments else f"var/promises/{database}.json",
    }
    return subprocess.run(command, check=False, env=environment).returncode  # noqa: S603
