"""`./run doctor`: what is wrong with this installation, and what to do about it."""

import shutil
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from seawall.cli import setup

FIXED_SQLITE = (3, 51, 3)
LEAST_FREE_BYTES = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Finding:
    """`level` is ok, warning or error; an error makes the exit status 1."""

    level: str
    text: str


def run(arguments: list[str]) -> int:
    """Print every finding; status 1 if one is an error."""
    setup.start_django()
    findings = [*_home(), *_database(), *_readiness(), *_files(), *_mail(), *_production()]
    for finding in findings:
        print(f"{finding.level:<8} {finding.text}")
    return 1 if any(finding.level == "error" for finding in findings) else 0


def _home() -> Iterator[Finding]:
    from django.conf import settings

    home = Path(settings.HOME)
    secrets = home / "secrets.json"
    if stat.S_IMODE(secrets.stat().st_mode) & 0o077:
        yield Finding("error", f"{secrets} can be read by others. Run: chmod 600 {secrets}")
    else:
        yield Finding("ok", "Only you can read the secrets file.")
    free = shutil.disk_usage(home).free
    if free < LEAST_FREE_BYTES:
        yield Finding("warning", f"{free // 1024**2} MB are free at {home}; uploads need room.")


def _database() -> Iterator[Finding]:
    from django.db import connection

    if connection.vendor == "postgresql":
        yield Finding("ok", "The database is PostgreSQL.")
        return
    version = sqlite3.sqlite_version_info
    if version < FIXED_SQLITE:
        yield Finding(
            "warning",
            f"SQLite {sqlite3.sqlite_version} has the WAL-reset bug (fixed in 3.51.3). "
            "Seawall avoids it by writing from one process: start only one, and open the file "
            "with nothing else.",
        )
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        (answer,) = cursor.fetchone()
    level = "ok" if answer == "ok" else "error"
    yield Finding(level, f"SQLite's own check says: {answer}")


def _readiness() -> Iterator[Finding]:
    from seawall.domain import readiness

    for check in readiness.checks():
        level = "ok" if check.ok else ("warning" if check.name == "worker" else "error")
        yield Finding(level, f"{check.name}: {check.detail}")


def _files() -> Iterator[Finding]:
    from django.conf import settings

    if settings.BLOBS == "local":
        folder = Path(settings.BLOBS_FOLDER)
        inside = Path(settings.STATIC_ROOT) in (folder, *folder.parents)
        level = "error" if inside else "ok"
        yield Finding(level, f"Files are kept in {folder}, outside what the web server serves.")
    elif not settings.S3["bucket"]:
        yield Finding("error", "SEAWALL_BLOBS is s3 but SEAWALL_S3_BUCKET is not set.")


def _mail() -> Iterator[Finding]:
    from django.conf import settings

    if settings.DEMO:
        yield Finding("ok", f"This is a demo: mail is written to {settings.MAIL_FOLDER}.")
    elif "smtp" not in settings.EMAIL_BACKEND:
        yield Finding(
            "warning",
            f"No mail server: mail is written to {settings.MAIL_FOLDER}. Set SEAWALL_SMTP_HOST.",
        )
    elif settings.EMAIL_HOST_PASSWORD and not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL):
        yield Finding("error", "The mail password would travel unprotected. Set SEAWALL_SMTP_TLS.")


def _production() -> Iterator[Finding]:
    from django.conf import settings
    from django.core import checks

    if not settings.PRODUCTION:
        yield Finding("warning", "Not in production: set SEAWALL_PRODUCTION=1 when people use it.")
        return
    if not settings.BASE_URL.startswith("https://"):
        yield Finding("error", "SEAWALL_BASE_URL must start with https:// in production.")
    if str(settings.CACHES["default"]["BACKEND"]).endswith("LocMemCache"):
        yield Finding("error", "A cache per process lets a one-time code be used twice.")
    for message in checks.run_checks(include_deployment_checks=True):
        if message.id not in settings.SILENCED_SYSTEM_CHECKS:
            level = "error" if message.level >= checks.WARNING else "warning"
            yield Finding(level, f"{message.id}: {message.msg}")
