"""`./run restore FILE`: fill an empty installation from an archive of `./run backup`.

Put the saved secrets.json into the new home first: without it second factors must be set up anew.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from seawall.cli import backup, setup


def run(arguments: list[str]) -> int:
    """Check every hash, then put database and files in place. Refuses a home that holds data."""
    if len(arguments) != 1:
        print("usage: ./run restore FILE")
        return 2
    setup.start_django()
    if not _is_empty():
        print("This installation holds data. Restore into an empty SEAWALL_HOME and database.")
        return 1
    with tempfile.TemporaryDirectory(prefix="seawall-restore-") as folder:
        work = Path(folder)
        with tarfile.open(arguments[0]) as archive:
            archive.extractall(work, filter="data")
        wrong = _mismatches(work)
        if wrong:
            print(f"The archive is damaged: {', '.join(wrong[:5])}")
            return 1
        files = _put_in_place(work)
    setup.migrate()
    _void_sign_ins()
    print(f"Restored the database and {files} files. All sessions and links were ended.")
    return 0


def _is_empty() -> bool:
    from django.db import connection

    if connection.vendor == "sqlite":
        return not Path(str(connection.settings_dict["NAME"])).exists()
    return not connection.introspection.table_names()


def _mismatches(work: Path) -> list[str]:
    """Names whose hash differs, that are missing, or that the manifest does not know."""
    about = json.loads((work / "manifest.json").read_text("utf-8"))
    expected: dict[str, str] = about["sha256"]
    found = {
        str(file.relative_to(work)): file
        for file in work.rglob("*")
        if file.is_file() and file.name != "manifest.json"
    }
    wrong = sorted(expected.keys() ^ found.keys())
    for name in sorted(expected.keys() & found.keys()):
        with found[name].open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != expected[name]:
                wrong.append(name)
    return wrong


def _put_in_place(work: Path) -> int:
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "sqlite":
        name = Path(str(connection.settings_dict["NAME"]))
        name.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.move(work / "seawall.sqlite3", name)
    else:
        subprocess.run(  # noqa: S603
            [  # noqa: S607
                "pg_restore",
                "--exit-on-error",
                "--no-owner",
                *backup.postgresql_arguments(),
                str(work / "seawall.pgdump"),
            ],
            check=True,
            env={**os.environ, **backup.postgresql_password()},
        )
    files = [file for file in (work / "files").rglob("*") if file.is_file()]
    for file in files:
        target = Path(settings.BLOBS_FOLDER) / file.relative_to(work / "files")
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.move(file, target)
        target.chmod(0o600)
    return len(files)


def _void_sign_ins() -> None:
    """A backup may have been seen by others: nothing in it may still open a door."""
    from seawall.domain.accounts import commands
    from seawall.domain.actor import SYSTEM

    commands.end_every_session(actor=SYSTEM)
