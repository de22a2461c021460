"""Every environment variable Seawall reads: type, default and one line of explanation.

docs/reference/settings.md is generated from VARIABLES.
"""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable. `default` is the text used when it is not set."""

    name: str
    kind: str
    default: str
    explanation: str


VARIABLES: tuple[Variable, ...] = (
    Variable("SEAWALL_HOME", "path", "./var", "Folder for the database, files, mail and secrets."),
    Variable("SEAWALL_DATABASE_URL", "url", "", "postgresql://… ; empty = SQLite in SEAWALL_HOME."),
    Variable("SEAWALL_REPLICA_URL", "url", "", "A copy of PostgreSQL that pages are read from."),
    Variable("SEAWALL_DB_POOL", "flag", "1", "Pool PostgreSQL connections (threads + 2)."),
    Variable("SEAWALL_DB_APP_ROLE", "text", "", "PostgreSQL role that may not change the log."),
    Variable("SEAWALL_THREADS", "number", "4", "Web threads in one process."),
    Variable("SEAWALL_BASE_URL", "url", "http://localhost:8000", "The one address in links."),
    Variable("SEAWALL_FILES_URL", "url", "", "A second address that hands out files and no pages."),
    Variable("SEAWALL_ALLOWED_HOSTS", "list", "", "More host names to answer, comma separated."),
    Variable("SEAWALL_TRUSTED_PROXIES", "number", "0", "Proxies in front whose headers count."),
    Variable("SEAWALL_SECURITY_CONTACT", "text", "", "mailto: or https: address of security.txt."),
    Variable("SEAWALL_PRODUCTION", "flag", "0", "Demand HTTPS, secure cookies and a real mailer."),
    Variable("SEAWALL_METRICS", "flag", "0", "Serve Prometheus figures at /metrics."),
    Variable("SEAWALL_METRICS_TOKEN", "text", "", "Bearer token that /metrics asks for."),
    Variable("SEAWALL_LOG_LEVEL", "text", "INFO", "Least level that is logged."),
    Variable("SEAWALL_SEMANTIC_MODEL", "path", "", "Folder with a static embedding model."),
    Variable("SEAWALL_BLOBS", "text", "local", "Where files go: local, or s3."),
    Variable("SEAWALL_S3_BUCKET", "text", "", "Bucket for files."),
    Variable("SEAWALL_S3_ENDPOINT", "url", "", "Address of an S3-compatible store."),
    Variable("SEAWALL_S3_REGION", "text", "", "Region of the bucket."),
    Variable("SEAWALL_S3_ACCESS_KEY", "secret", "", "Access key of the store."),
    Variable("SEAWALL_S3_SECRET_KEY", "secret", "", "Secret key of the store."),
    Variable("SEAWALL_SMTP_HOST", "text", "", "Mail server; empty = mail is written to files."),
    Variable("SEAWALL_SMTP_PORT", "number", "587", "Port of the mail server."),
    Variable("SEAWALL_SMTP_USER", "text", "", "User at the mail server."),
    Variable("SEAWALL_SMTP_PASSWORD", "secret", "", "Password at the mail server."),
    Variable("SEAWALL_SMTP_TLS", "text", "starttls", "starttls, tls or none."),
    Variable("SEAWALL_MAIL_FROM", "text", "Seawall <seawall@localhost>", "Sender of mail."),
    Variable("SEAWALL_UPLOAD_BYTES", "number", "104857600", "Largest single file."),
    Variable("SEAWALL_REPORT_BYTES", "number", "524288000", "All files of one report together."),
    Variable(
        "SEAWALL_API_PER_MINUTE",
        "number",
        "1200",
        "Requests of one account, token or address; a part of it for what costs or tells more.",
    ),
    Variable(
        "SEAWALL_EGRESS_ALLOW",
        "list",
        "",
        "Internal places that may be called: addresses, networks, names, http://host:port.",
    ),
    Variable("SEAWALL_EGRESS_PROXY", "url", "", "Proxy for all outgoing requests to other places."),
    Variable("SEAWALL_EGRESS_CA_FILE", "path", "", "More certificate authorities to trust (PEM)."),
    Variable("SEAWALL_BACKUP_RECIPIENT", "text", "", "Public keys (age1…) that seal each backup."),
    Variable("SEAWALL_LOG_ACCESS", "text", "public", "Who reads /log: public, members or off."),
    Variable("SEAWALL_LOG_ORIGIN", "text", "", "The log's name; empty = host of the base URL/log."),
    Variable(
        "SEAWALL_LOG_WITNESSES", "list", "", "Addresses sent the newest checkpoint every 5 minutes."
    ),
    Variable("SEAWALL_LOGIN_LIMITS", "flag", "1", "Limit sign-in attempts (off only in tests)."),
)

_BY_NAME = {variable.name: variable for variable in VARIABLES}


def text(name: str) -> str:
    """The value, stripped; the declared default if unset. KeyError for an undeclared name."""
    return os.environ.get(name, _BY_NAME[name].default).strip()


def number(name: str) -> int:
    """The value as a whole number. ValueError names the variable."""
    value = text(name)
    try:
        return int(value)
    except ValueError:
        raise ValueError(f"{name} must be a whole number, not {value!r}.") from None


def choice(name: str, *known: str) -> str:
    """The value, which must be one of `known`. ValueError names the variable."""
    value = text(name)
    if value not in known:
        raise ValueError(f"{name} must be one of {', '.join(known)}, not {value!r}.")
    return value


def flag(name: str) -> bool:
    """True for 1, true, yes, on."""
    return text(name).lower() in {"1", "true", "yes", "on"}


def items(name: str) -> list[str]:
    """A comma separated list without empty entries."""
    return [item.strip() for item in text(name).split(",") if item.strip()]


def path(name: str) -> Path:
    """An absolute path."""
    return Path(text(name)).expanduser().absolute()
