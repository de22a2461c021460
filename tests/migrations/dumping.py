"""Writes what a filled database of this release looks like; run once for every release.

    uv run --frozen python -m tests.migrations.dumping RELEASE

It seeds the demo into a home of its own and leaves `release_RELEASE.DATABASE.sql.xz` beside this
file: plain SQL that a bare driver can run. SEAWALL_DATABASE_URL names an empty PostgreSQL database.
"""

import lzma
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent
SEAWALL = Path(sys.executable).parent / "seawall"


def main(release: str) -> None:
    """Fill, dump, compress."""
    address = os.environ.get("SEAWALL_DATABASE_URL", "")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "demo").write_text("for the tests of migrations\n")
        environment = {**os.environ, "SEAWALL_HOME": folder, "SEAWALL_BASE_URL": "http://x.example"}
        subprocess.run([SEAWALL, "demo", "seed"], env=environment, check=True)
        script = _postgresql(address) if address else _sqlite(home / "seawall.sqlite3")
    kind = "postgresql" if address else "sqlite"
    target = FOLDER / f"release_{release}.{kind}.sql.xz"
    target.write_bytes(lzma.compress(script.encode(), preset=9))


def _sqlite(file: Path) -> str:
    with sqlite3.connect(file) as database:
        return "\n".join(database.iterdump())


def _postgresql(address: str) -> str:
    done = subprocess.run(
        ["pg_dump", "--inserts", "--rows-per-insert=50", "--no-owner", "--no-privileges", address],
        check=True,
        capture_output=True,
        text=True,
    )
    # The first two are for psql alone; the search path is the reader's own.
    dropped = ("\\restrict ", "\\unrestrict ", "SELECT pg_catalog.set_config('search_path'")
    kept = (line for line in done.stdout.splitlines() if not line.startswith(dropped))
    return "\n".join(kept)


if __name__ == "__main__":
    main(sys.argv[1])
