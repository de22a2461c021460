"""What every serving command does first: Django, home, tables, static files."""

import io
import os
import socket
from contextlib import redirect_stdout
from pathlib import Path

import django

# Stands in the home while a restore is on its way: what is there then is not to be served.
RESTORING = "restoring"
# Stands in the home once its SQLite database was moved, and says where to.
MOVED = "moved"


def start_django(*, restoring: bool = False) -> None:
    """Load settings and apps. Raises what the settings raise, in words for the operator."""
    django.setup()
    from django.conf import settings

    home = Path(settings.HOME)
    is_sqlite = "sqlite" in str(settings.DATABASES["default"]["ENGINE"])
    if is_sqlite and (home / MOVED).exists():
        raise SystemExit((home / MOVED).read_text("utf-8").strip())
    if not restoring and (home / RESTORING).exists():
        raise SystemExit(
            "A restore into this installation did not end. Empty its home (but secrets.json) and "
            "its database, then restore again."
        )


def migrate() -> int:
    """Apply what is missing; the number of migrations applied. Makes the cache table too."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        with redirect_stdout(io.StringIO()):
            call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
        grant_application_role()
    for folder in (settings.BLOBS_FOLDER, settings.UPLOADS_FOLDER, settings.MAIL_FOLDER):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return len(plan)


def grant_application_role() -> None:
    """On PostgreSQL with SEAWALL_DB_APP_ROLE: that role may add to the log but not change it."""
    from django.db import connection

    from seawall.config import environment
    from seawall.domain import append_only

    role = environment.text("SEAWALL_DB_APP_ROLE")
    if connection.vendor == "postgresql" and role:
        with connection.cursor() as cursor:
            for statement in append_only.postgresql_grants(role):
                cursor.execute(statement)


def collect_static() -> None:
    """Copy static files under hashed names, only when a source file is newer than the last time."""
    from django.conf import settings
    from django.core.management import call_command

    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    sources = (file for root in settings.STATICFILES_DIRS for file in Path(root).rglob("*"))
    newest = max((file.stat().st_mtime for file in sources if file.is_file()), default=0.0)
    if manifest.exists() and manifest.stat().st_mtime >= newest:
        return
    with redirect_stdout(io.StringIO()):
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)


def use_address(host: str, port: int) -> str:
    """Set SEAWALL_BASE_URL from where we listen, unless the operator named it. Returns it."""
    if not os.environ.get("SEAWALL_BASE_URL"):
        # Passkeys need a name: browsers refuse them on a bare IP address.
        name = "localhost" if host in {"127.0.0.1", "::1", "0.0.0.0"} else host  # noqa: S104
        os.environ["SEAWALL_BASE_URL"] = f"http://{name}:{port}"
    return os.environ["SEAWALL_BASE_URL"]


def port_is_free(host: str, port: int) -> bool:
    """Whether we can listen there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
