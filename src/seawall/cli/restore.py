"""`./run restore FILE`: fill an empty installation from an archive of `./run backup`.

Put the saved secrets.json into the new home first: without it second factors must be set up anew.
"""

import argparse
import tempfile
from pathlib import Path

from seawall.cli import archives, dumps, setup
from seawall.cli.archives import FILES, Manifest
from seawall.lib import age


def run(arguments: list[str]) -> int:
    """Put files and database in place, check everything, end all sessions and links."""
    parser = argparse.ArgumentParser(prog="./run restore", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--identity", type=Path, metavar="KEYFILE", help="opens a sealed archive")
    options = parser.parse_args(arguments)
    setup.start_django(restoring=True)
    from django.conf import settings

    home = Path(settings.HOME)
    mark = home / setup.RESTORING
    if mark.exists():
        print(f"A restore did not end here. Empty {home} (but secrets.json) and the database.")
        return 1
    if not dumps.is_empty():
        print("This installation holds data. Restore into an empty SEAWALL_HOME and database.")
        return 1
    try:
        with tempfile.TemporaryDirectory(prefix=".seawall-restore-", dir=home) as work:
            manifest, notes = _take_in(options.file, options.identity, Path(work))
            wrong = _put_in_place(Path(work), manifest, mark)
    except (archives.Damaged, age.Unusable, OSError) as refusal:
        print(f"{options.file} is damaged or cannot be read: {refusal}. Nothing was restored.")
        return 1
    if wrong:
        for sentence in wrong:
            print(sentence)
        print("This installation is not to be used: it contradicts itself or its backup.")
        return 1
    _begin_anew()
    mark.unlink()
    _say(manifest, notes)
    return 0


def _take_in(file: Path, identity: Path | None, work: Path) -> tuple[Manifest, int]:
    """Files go into their store at once, by content: what is damaged has no place there."""
    from seawall.domain.reports.commands import storing

    store, notes, put = storing.blobs(), 0, []
    try:
        with archives.reading(file, identity) as reader:
            for name, content in reader.parts():
                if name.startswith(FILES):
                    sha256 = name.rpartition("/")[2]
                    if archives.copy(content, work / sha256) != sha256:
                        raise archives.Damaged(f"{name} has other content")
                    if not store.exists(sha256):
                        put.append(sha256)
                    store.put_file(work / sha256, sha256=sha256)
                else:
                    notes += name not in dumps.NAMES.values()
                    archives.copy(content, work / name.replace("/", "-"))
        if reader.manifest is None:
            raise archives.Damaged("it has no manifest")
    except BaseException:
        for sha256 in put:
            store.delete(sha256)
        raise
    return reader.manifest, notes


def _put_in_place(work: Path, manifest: Manifest, mark: Path) -> list[str]:
    """Everything that contradicts the manifest, or itself. `mark` stays until all is well."""
    from django.db import connection

    from seawall.domain import recovery

    dump = work / dumps.NAMES[connection.vendor]
    if not dump.exists():
        raise archives.Damaged(f"it has no {dump.name}: it is a backup of another database")
    mark.touch(mode=0o600)
    try:
        dumps.put(dump)
    except SystemExit:
        mark.unlink()
        raise
    setup.migrate()
    setup.grant_application_role()
    expected, found = archives.inventory_of(manifest), recovery.inventory()
    wrong = [
        f"The {what} is not what the manifest says."
        for what, one, other in (
            ("log", (found.log_size, found.log_root), (expected.log_size, expected.log_root)),
            ("ledger", found.ledger, expected.ledger),
            ("list of files", found.files, expected.files),
        )
        if one != other
    ]
    return [*wrong, *recovery.contradictions(found), *_files(manifest)]


def _files(manifest: Manifest) -> list[str]:
    """Those that were not inside are read where they are."""
    from seawall.domain.reports.commands import storing
    from seawall.lib.blobs import sha256_of

    wrong, store = [], storing.blobs()
    for sha256 in manifest.apart:
        try:
            with store.open(sha256) as stream:
                if sha256_of(stream) != sha256:
                    wrong.append(f"The file {sha256} in the bucket has other content.")
        except FileNotFoundError:
            wrong.append(f"The file {sha256} is not in the bucket.")
    return wrong


def _begin_anew() -> None:
    """A backup may have been seen by others: nothing in it may still open a door."""
    from seawall.domain import recovery
    from seawall.domain.actor import SYSTEM

    recovery.begin_epoch(actor=SYSTEM)


def _say(manifest: Manifest, notes: int) -> None:
    kept = sum(name.startswith(FILES) for name in manifest.sha256)
    found = archives.inventory_of(manifest)
    print(f"Restored the state of {manifest.made_at}: database, {kept} files.")
    print(f"The log of {found.log_size} events holds. Root: {found.log_root}")
    print("Ledger and files hold. All sessions, tokens, links and invitations were ended.")
    for sha256 in manifest.missing:
        print(f"MISSING: the file {sha256} was not in the store when the backup was made.")
