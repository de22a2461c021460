"""`./run backup [FILE]`: database and files to one archive, while the site runs.

The archive never holds secrets.json: keep a copy of that file somewhere else.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from pathlib import Path

from seawall.cli import setup
from seawall.lib import clock

FORMAT = 1


def run(arguments: list[str]) -> int:
    """Write the archive (default: $SEAWALL_HOME/backups/TIME.tar) with mode 0600, whole or not."""
    setup.start_django()
    from django.conf import settings

    stamp = clock.now().strftime("%Y%m%dT%H%M%SZ")
    default = Path(settings.HOME) / "backups" / f"seawall-{stamp}.tar"
    target = Path(arguments[0]) if arguments else default
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        print(f"{target} exists. Name another file.")
        return 1
    with tempfile.TemporaryDirectory(prefix="seawall-backup-") as work:
        # The database first: every file it names was on disk before its row was committed.
        dump = _dump_database(Path(work))
        draft = target.with_name(target.name + ".part")
        files = _write(draft, dump, stamp)
        os.replace(draft, target)
    print(f"{target}: database and {files} files.")
    return 0


def _dump_database(work: Path) -> Path:
    from django.db import connection

    if connection.vendor == "sqlite":
        dump = work / "seawall.sqlite3"
        name = str(connection.settings_dict["NAME"])
        with sqlite3.connect(name) as source, sqlite3.connect(dump) as copy:
            source.backup(copy)
        return dump
    if shutil.which("pg_dump") is None:
        raise SystemExit("pg_dump is missing. Install the PostgreSQL client, then run this again.")
    dump = work / "seawall.pgdump"
    subprocess.run(  # noqa: S603
        ["pg_dump", "--format=custom", f"--file={dump}", *postgresql_arguments()],  # noqa: S607
        check=True,
        env={**os.environ, **postgresql_password()},
    )
    return dump


def postgresql_arguments() -> list[str]:
    """--dbname, --host, … of the configured database, without its password."""
    from django.db import connection

    given = connection.settings_dict
    pairs = (("dbname", "NAME"), ("host", "HOST"), ("port", "PORT"), ("username", "USER"))
    return [f"--{option}={given[key]}" for option, key in pairs if given[key]]


def postgresql_password() -> dict[str, str]:
    """PGPASSWORD, so that the password stands in no argument list."""
    from django.db import connection

    password = connection.settings_dict["PASSWORD"]
    return {"PGPASSWORD": password} if password else {}


def _write(draft: Path, dump: Path, stamp: str) -> int:
    from django.conf import settings

    manifest: dict[str, str] = {}
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream, tarfile.open(fileobj=stream, mode="w") as archive:
        manifest[dump.name] = _add(archive, dump, dump.name)
        if settings.BLOBS == "local":
            for file in sorted(Path(settings.BLOBS_FOLDER).rglob("*")):
                if file.is_file():
                    name = f"files/{file.relative_to(settings.BLOBS_FOLDER)}"
                    manifest[name] = _add(archive, file, name)
        about = {"format": FORMAT, "made_at": stamp, "sha256": manifest}
        body = json.dumps(about, indent=1).encode()
        entry = tarfile.TarInfo("manifest.json")
        entry.size = len(body)
        archive.addfile(entry, io.BytesIO(body))
        archive.close()
        stream.flush()
        os.fsync(stream.fileno())
    return len(manifest) - 1


def _add(archive: tarfile.TarFile, file: Path, name: str) -> str:
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    archive.add(file, arcname=name, recursive=False)
    return digest
