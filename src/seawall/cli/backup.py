"""`./run backup [FILE]`: database, files and log to one archive, while the site runs.

SEAWALL_BACKUP_RECIPIENT seals it: a backup then opens only with a private key kept elsewhere. The
archive never holds secrets.json: keep a copy of that file somewhere else, too.
"""

import argparse
import json
import os
import shutil
import tempfile
from dataclasses import asdict
from importlib import metadata
from pathlib import Path

from seawall.cli import archives, dumps, setup
from seawall.cli.archives import FILES, Manifest, Writer
from seawall.config import environment
from seawall.lib import age, clock

_WORK = ".seawall-"


def run(arguments: list[str]) -> int:
    """Status 0 only for a backup that holds everything, or for one that was found whole."""
    parser = argparse.ArgumentParser(prog="./run backup", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, help="default: $SEAWALL_HOME/backups/TIME")
    parser.add_argument("--verify", type=Path, metavar="FILE", help="check an archive and stop")
    parser.add_argument("--identity", type=Path, metavar="KEYFILE", help="opens a sealed archive")
    parser.add_argument("--with-files", action="store_true", help="copy files out of S3, too")
    parser.add_argument("--make-key", type=Path, metavar="KEYFILE", help="a key to seal with")
    options = parser.parse_args(arguments)
    from django.db import DatabaseError

    try:
        if options.make_key:
            return _make_key(options.make_key)
        setup.start_django()
        if options.verify:
            return _verify(options.verify, options.identity)
        return _make(options.file, with_files=options.with_files)
    except (age.Unusable, OSError) as refusal:
        print(f"No backup was made: {refusal}" if not options.verify else str(refusal))
        return 1
    except DatabaseError as refusal:
        # By its kind: the words may hold an address.
        print(f"No backup was made: the database does not answer ({type(refusal).__name__}).")
        return 1


def _make(named: Path | None, *, with_files: bool) -> int:
    from django.conf import settings

    to = age.recipients(environment.text("SEAWALL_BACKUP_RECIPIENT"))
    stamp = clock.now().strftime("%Y%m%dT%H%M%SZ")
    name = f"seawall-{stamp}.tar" + (".age" if to else "")
    target = named or Path(settings.HOME) / "backups" / name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if target.exists():
        print(f"{target} exists. Name another file.")
        return 1
    _sweep(target.parent)
    # Beside the target: there is room for a backup there, and nobody else reads it.
    with tempfile.TemporaryDirectory(prefix=f"{_WORK}{os.getpid()}-", dir=target.parent) as work:
        # The database first: every file it names was on disk before its row was committed.
        dump = dumps.take(Path(work))
        with archives.writing(target, to, Path(work)) as writer:
            manifest = _write(writer, dump, stamp, with_files=with_files)
    _note(target, manifest)
    _say(target, manifest, sealed=bool(to))
    return 1 if manifest.missing else 0


def _sweep(folder: Path) -> None:
    """Remove what backups left behind that were killed."""
    for left in folder.glob(f"{_WORK}*"):
        process = left.name.removeprefix(_WORK).partition("-")[0]
        if process.isdigit() and not Path(f"/proc/{process}").exists():
            shutil.rmtree(left, ignore_errors=True)


def _write(writer: Writer, dump: dumps.Dump, stamp: str, *, with_files: bool) -> Manifest:
    from django.conf import settings

    with dump.file.open("rb") as stream:
        writer.add(dump.file.name, stream, dump.file.stat().st_size)
    dump.file.unlink()
    writer.add_text("notes/checkpoints.txt", dump.checkpoints)
    files = sorted(dump.inventory.files)
    copied = settings.BLOBS == "local" or with_files
    missing = _add_files(writer, files) if copied else []
    manifest = Manifest(
        made_at=stamp,
        version=metadata.version("seawall"),
        migrations=_migrations(),
        sha256=dict(writer.sha256),
        inventory=asdict(dump.inventory),
        apart=[] if copied else files,
        missing=missing,
    )
    writer.close(manifest)
    return manifest


def _add_files(writer: Writer, files: list[str]) -> list[str]:
    """Those that are not there (any more) or are not what their name says."""
    from seawall.domain import recovery
    from seawall.domain.reports.commands import storing

    store, missing = storing.blobs(), []
    for sha256 in files:
        try:
            size = store.size_bytes(sha256)
            with store.open(sha256) as stream:
                if writer.add(f"{FILES}{sha256[:2]}/{sha256}", stream, size) != sha256:
                    raise OSError(f"The file {sha256} has other content. Nothing was kept.")
        except FileNotFoundError:
            missing.append(sha256)
    # What was removed while this went on is no loss.
    return sorted(set(missing) & recovery.inventory().files.keys()) if missing else []


def _migrations() -> list[str]:
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    applied = MigrationLoader(connection).applied_migrations
    return sorted(name for app, name in applied if app == "domain")


def _note(target: Path, manifest: Manifest) -> None:
    """For `./run doctor`: when the last one was made. Not in the database, which has one writer."""
    from django.conf import settings

    from seawall.config.checks.installation import LAST_BACKUP

    note = {"made_at": manifest.made_at, "file": str(target.absolute())}
    note |= {key: manifest.inventory[key] for key in ("log_size", "log_root")}
    file = Path(settings.HOME) / LAST_BACKUP
    draft = file.with_name(f".{LAST_BACKUP}.{os.getpid()}")
    draft.write_text(json.dumps(note), "utf-8")
    os.replace(draft, file)


def _say(target: Path, manifest: Manifest, *, sealed: bool) -> None:
    kept = sum(name.startswith(FILES) for name in manifest.sha256)
    print(f"{target}: database, {kept} files, log of {manifest.inventory['log_size']} events.")
    if manifest.apart:
        print(f"{len(manifest.apart)} files stay in the bucket (--with-files copies them).")
    for sha256 in manifest.missing:
        print(f"MISSING: the file {sha256} is named by a report and is not in the store.")
    if not sealed:
        print("It is not sealed: whoever has it reads every report. Set SEAWALL_BACKUP_RECIPIENT.")
    print("secrets.json is not inside. Keep a copy of it somewhere else.")


def _verify(file: Path, identity: Path | None) -> int:
    with tempfile.TemporaryDirectory(prefix=".seawall-", dir=file.parent) as folder:
        try:
            wrong = _contradictions(file, identity, Path(folder))
        except archives.Damaged as damage:
            wrong = [f"it is damaged: {damage}"]
    for sentence in wrong:
        print(f"{file}: {sentence}")
    return 1 if wrong else 0


def _contradictions(file: Path, identity: Path | None, work: Path) -> list[str]:
    """Every hash; of a SQLite dump of this release also the log, link by link, and the ledger."""
    from seawall.domain import recovery

    with archives.reading(file, identity) as reader:
        for name, content in reader.parts():
            if name == dumps.SQLITE:
                archives.copy(content, work / name)
    manifest = reader.manifest
    if manifest is None:
        return ["it has no manifest"]
    print(f"{file}: {len(manifest.sha256)} parts of {manifest.made_at} are whole.")
    wrong = [f"the file {sha256} was missing when it was made" for sha256 in manifest.missing]
    if not (work / dumps.SQLITE).exists() or manifest.migrations != _migrations_of_code():
        print("The database inside is checked when it is restored.")
        return wrong
    with dumps.opened(work / dumps.SQLITE) as alias:
        expected = archives.inventory_of(manifest)
        if recovery.inventory(alias) != expected:
            wrong.append("the database is not what the manifest says")
        wrong += recovery.contradictions(expected, alias)
    if not wrong:
        print(f"Log of {expected.log_size} events and ledger hold. Root: {expected.log_root}")
    return wrong


def _migrations_of_code() -> list[str]:
    from django.db.migrations.loader import MigrationLoader

    found = MigrationLoader(None).disk_migrations
    return sorted(name for app, name in found if app == "domain")


def _make_key(file: Path) -> int:
    if file.exists():
        print(f"{file} exists. Name another file.")
        return 1
    print(f"SEAWALL_BACKUP_RECIPIENT={age.new_identity(file)}")
    print(f"{file} opens what is sealed to it. Take it off this machine and keep two copies.")
    return 0
