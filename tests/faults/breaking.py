"""Taking away what a site stands on, for a while, from outside of its processes."""

import contextlib
import os
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

from seawall.cli import postgresql
from tests import servers


@contextlib.contextmanager
def database_away(site: servers.Site, cluster: postgresql.Cluster | None) -> Iterator[None]:
    """PostgreSQL: the server is stopped. SQLite: the file is somewhere else."""
    file = site.home / "seawall.sqlite3"
    if cluster is not None:
        cluster.stop()
    else:
        file.rename(file.with_suffix(".away"))
    try:
        yield
    finally:
        if cluster is not None:
            cluster.start()
        else:
            file.with_suffix(".away").rename(file)


@contextlib.contextmanager
def database_locked(site: servers.Site, cluster: postgresql.Cluster | None) -> Iterator[None]:
    """Somebody else holds what every writer needs."""
    if cluster is not None:
        import psycopg

        with psycopg.connect(site.database_url) as holder:
            holder.execute("LOCK TABLE domain_event IN ACCESS EXCLUSIVE MODE")
            yield
        return
    holder = sqlite3.connect(site.home / "seawall.sqlite3", isolation_level=None)
    with contextlib.closing(holder):
        holder.execute("BEGIN IMMEDIATE")
        yield


@contextlib.contextmanager
def no_file_may_grow(site: servers.Site) -> Iterator[None]:
    """Every write of its process to a file fails, as on a full disk (the kernel says EFBIG)."""
    assert site.process is not None
    before = resource.prlimit(site.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(site.process.pid, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(site.process.pid, resource.RLIMIT_FSIZE, before)


@contextlib.contextmanager
def disk_full(folder: Path) -> Iterator[None]:
    """The file system of the folder has not one byte left. Only for a small one of our own."""
    assert shutil.disk_usage(folder).total < 500_000_000
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            if file.write(bytes(65_536)) < 65_536:
                break
    with ballast.open("ab", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(1)):
            pass
    try:
        yield
    finally:
        ballast.unlink()


@contextlib.contextmanager
def files_away(site: servers.Site) -> Iterator[None]:
    """The disk of the files is not mounted: an empty folder is in its place."""
    folder, away = site.home / "files", site.home / "files-away"
    astray = site.home / "files-astray"
    folder.rename(away)
    folder.mkdir(mode=0o700)
    try:
        yield
    finally:
        # Back before it is judged: one fault is not also those of all that come after it.
        folder.rename(astray)
        away.rename(folder)
    left = [str(one.relative_to(astray)) for one in astray.rglob("*")]
    assert left == [], "Something was stored where nobody finds it again."
    astray.rmdir()


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[None]:
    """A file system of its own at the folder."""
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], check=True
    )
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def may_mount() -> bool:
    """Whether this machine lets us make a small disk."""
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        return False
    # In a mount namespace of its own: asking leaves nothing behind.
    ask = ["unshare", "-m", "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", "/mnt"]
    return subprocess.run(ask, capture_output=True).returncode == 0
