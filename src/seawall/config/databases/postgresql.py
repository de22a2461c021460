"""How PostgreSQL is connected to."""

from typing import Any
from urllib.parse import SplitResult, unquote


def settings_of(
    url: SplitResult, *, threads: int, is_pooled: bool, patience_seconds: int = 5
) -> dict[str, Any]:
    """Django's settings for an address such as postgresql://user:password@host:port/name.

    `patience_seconds`: how long a request waits for a connection of the pool.
    """
    query = dict(part.split("=", 1) for part in url.query.split("&") if "=" in part)
    options: dict[str, Any] = {
        # Statements are bound and, from their fifth use on a connection, prepared by the server:
        # it reads and plans each once.
        "server_side_binding": True,
        "prepare_threshold": 5,
        # A host that was frozen or cut off must not hold locks, nor wait for ever for an answer:
        # the others go on within seconds. PgBouncer wants `ignore_startup_parameters = options`.
        "connect_timeout": 5,
        "keepalives_idle": 10,
        "keepalives_interval": 3,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
        "options": "-c idle_in_transaction_session_timeout=10s -c tcp_user_timeout=10s "
        "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=3 -c tcp_keepalives_count=3",
    }
    if is_pooled:
        most = threads + 6
        options["pool"] = {"min_size": 1, "max_size": most, "timeout": patience_seconds}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(query.get("host", url.hostname or "")),
        "PORT": str(url.port or query.get("port", "")),
        "CONN_MAX_AGE": 0,
        "OPTIONS": options,
    }
