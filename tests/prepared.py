"""Homes that a run makes once and every worker copies: with tables, or with the whole demo.

On SQLite the one with tables outlives the run, as long as nothing that it is made of changes, so
that single tests begin in seconds. SEAWALL_TEST_CACHE=FOLDER keeps it there, on PostgreSQL too;
strict runs keep nothing.
"""

import contextlib
import fcntl
import functools
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[1]
MIGRATED, DEMO = "migrated", "demo"
_MAKE = {
    MIGRATED: "from seawall.cli import setup; setup.start_django(); setup.migrate();"
    "setup.collect_static()",
    DEMO: "from seawall.cli import setup; setup.start_django(); from seawall.cli import demo;"
    "demo.seed_if_empty()",
}
_MARK = "Made by ./run up --demo. Mail of this home never leaves the machine.\n"


def server() -> str:
    """The address of the run's PostgreSQL server; empty on SQLite."""
    return os.environ["SEAWALL_DATABASE_URL"] if _run_is_on_postgresql() else ""


def home(kind: str) -> Path:
    """The folder to copy. Whoever asks first makes it, the others wait for it."""
    folder = _place(kind)
    with _one_at_a_time(folder.with_suffix(".lock")):
        if not (folder / ".made").exists():
            _make(kind, folder)
    return folder


def copy(kind: str, to: Path) -> None:
    """Fill an empty home. On PostgreSQL its tables are in `database(kind, …)`."""
    shutil.copytree(home(kind), to, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".made"))
    to.chmod(0o700)


@contextlib.contextmanager
def database(name: str, kind: str = "") -> Iterator[str]:
    """The address of a database with this name on the run's server, empty or as the kind is.

    Empty on SQLite, where the tables are a file of the home.
    """
    if not server():
        yield ""
        return
    template = "template0"
    if kind:
        home(kind)
        template = _template(kind)
    with _administration() as run:
        run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield urlunsplit(urlsplit(server())._replace(path=f"/{name}"))
    finally:
        with _administration() as run:
            run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextlib.contextmanager
def tables() -> Iterator[None]:
    """Django's connection leads to a copy of the migrated tables, for this process alone."""
    from django.conf import settings
    from django.db import connection

    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with database(f"{_template('test')}_{worker}", MIGRATED) as address:
        name = urlsplit(address).path.lstrip("/")
        if not name:
            name = str(_base() / worker / "test.sqlite3")
            shutil.copyfile(home(MIGRATED) / "seawall.sqlite3", name)
        connection.close()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
        # On a busy machine a test's transaction may rest for longer than a request's ever does.
        connection.settings_dict["OPTIONS"].pop("options", None)
        try:
            yield
        finally:
            connection.close()


def forget() -> None:
    """Take away what the run left on a server that outlives it."""
    if not server():
        return
    with _administration() as run:
        for kind in _MAKE:
            if _is_kept(kind):
                continue
            run(f'DROP DATABASE IF EXISTS "{_template(kind)}" WITH (FORCE)')


def _make(kind: str, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    template = "template0"
    if kind == DEMO:
        copy(MIGRATED, folder)
        template = _template(MIGRATED)
        (folder / "demo").write_text(_MARK, "utf-8")
    address = ""
    if server():
        with _administration() as run:
            run(f'DROP DATABASE IF EXISTS "{_template(kind)}"')
            run(f'CREATE DATABASE "{_template(kind)}" TEMPLATE "{template}"')
        address = urlunsplit(urlsplit(server())._replace(path=f"/{_template(kind)}"))
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SEAWALL_")}
    done = subprocess.run(
        [sys.executable, "-c", _MAKE[kind]],
        cwd=ROOT,
        env=kept
        | {
            "SEAWALL_HOME": str(folder),
            "SEAWALL_DATABASE_URL": address,
            "SEAWALL_DB_POOL": "0",
            "DJANGO_SETTINGS_MODULE": "seawall.config.settings",
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (folder / ".made").touch()


def _run_is_on_postgresql() -> bool:
    return os.environ.get("SEAWALL_DATABASE_URL", "").startswith("postgres")


def _base() -> Path:
    return Path(os.environ["SEAWALL_TEST_BASE"])


def _is_kept(kind: str) -> bool:
    return kind == MIGRATED and bool(_cache())


def _cache() -> str:
    if os.environ.get("SEAWALL_TEST_STRICT") == "1":
        return ""
    unnamed = "" if server() else str(ROOT / ".pytest_cache" / "prepared")
    return os.environ.get("SEAWALL_TEST_CACHE", unnamed)


def _place(kind: str) -> Path:
    if not _is_kept(kind):
        return _base() / f"prepared-{kind}"
    kept = Path(_cache()) / _fingerprint()
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return kept


@functools.cache
def _fingerprint() -> str:
    """Of all that the tables and static files are made of."""
    found = hashlib.sha256(f"{ROOT} {server()}".encode())
    sources = ROOT / "src" / "seawall"
    files = [ROOT / "uv.lock", sources / "domain" / "append_only.py"]
    files += sources.glob("domain/migrations/*.py")
    files += sources.glob("config/*.py")
    files += [file for file in sources.glob("web/static/**/*") if file.is_file()]
    for file in sorted(files):
        found.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return found.hexdigest()[:12]


def _template(kind: str) -> str:
    """Of this run alone, as several may share a server, unless it is kept."""
    if _is_kept(kind):
        return f"seawall_kept_{_fingerprint()}"
    return re.sub(r"\W", "_", f"{_base().name}_{kind}").lower()


@contextlib.contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _administration() -> Iterator[object]:
    import psycopg

    with psycopg.connect(server(), autocommit=True) as connection:
        yield connection.execute
