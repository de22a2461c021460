"""The baseline of production settings as a table. A rule reads settings, nothing else."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.checks import CheckMessage, Error

YEAR_SECONDS = 31_536_000
LEAST_CACHE_ENTRIES = 100_000
LEAST_SECRET_CHARS = 50
CONTACT = re.compile(r"(?:mailto:[^\s@]+@[^\s@]+|https://\S+|tel:\+?[0-9-]+)")
SHARED_CACHES = ("DatabaseCache", "RedisCache")
EXACTLY: dict[str, dict[str, Any]] = {
    "E014": {
        "ACCOUNT_ADAPTER": "seawall.web.adapters.AccountAdapter",
        "ACCOUNT_EMAIL_VERIFICATION": "mandatory",
        "ACCOUNT_EMAIL_NOTIFICATIONS": True,
        "ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS": False,
        "ACCOUNT_PREVENT_ENUMERATION": True,
        "ACCOUNT_CHANGE_EMAIL": True,
        "ACCOUNT_REAUTHENTICATION_REQUIRED": True,
        "ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE": True,
        "ACCOUNT_LOGOUT_ON_GET": False,
        "ACCOUNT_DEFAULT_HTTP_PROTOCOL": "https",
        "ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR": "seawall.web.reset_tokens.ResetTokens",
    },
    "E013": {
        "MFA_ADAPTER": "seawall.web.adapters.SecondFactorAdapter",
        "MFA_TOTP_TOLERANCE": 0,
        "MFA_RECOVERY_CODES_SHOW_ONCE": True,
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": False,
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
    },
    "E018": {
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
    },
}
# First the log line and the headers, so that no answer goes without them.
FIRST_MIDDLEWARE = ["seawall.web.middleware.RequestLog", "seawall.web.middleware.SecurityHeaders"]
NEEDED_MIDDLEWARE = {
    "django.middleware.security.SecurityMiddleware",
    "seawall.web.middleware.FetchMetadata",
    "seawall.web.middleware.Csrf",
    "seawall.web.middleware.SignInRequired",
    "seawall.web.middleware.Refusals",
}
UNWANTED_APPS = {"django.contrib.admin", "allauth.headless", "allauth.idp", "allauth.usersessions"}
SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "recursive_triggers=ON",
)


@dataclass(frozen=True, slots=True)
class Rule:
    """`holds` is true of good settings; `text` says what is wrong, `hint` what to set."""

    id: str
    text: str
    hint: str
    holds: Callable[[Any], bool]


def deviations(settings: Any) -> Iterator[CheckMessage]:
    """One error for each rule that does not hold."""
    for rule in RULES:
        if not rule.holds(settings):
            yield Error(rule.text, hint=rule.hint, id=f"seawall.{rule.id}")
    for id_, wanted in EXACTLY.items():
        wrong = [name for name, value in wanted.items() if _get(settings, name) != value]
        if wrong:
            values = ", ".join(f"{name} = {wanted[name]!r}" for name in wrong)
            yield Error(f"These settings are not as they must be: {', '.join(wrong)}.",
                        hint=f"Needed: {values}.", id=f"seawall.{id_}")  # fmt: skip


def _get(settings: Any, name: str) -> Any:
    return getattr(settings, name, None)


def _hosts(settings: Any) -> bool:
    hosts = list(settings.ALLOWED_HOSTS)
    own = urlsplit(settings.BASE_URL).hostname
    return own in hosts and not any(host.startswith((".", "*")) for host in hosts)


def _base_url(settings: Any) -> bool:
    base = urlsplit(settings.BASE_URL)
    return base.scheme == "https" and bool(base.hostname) and not (base.path or base.query)


def _files_url(settings: Any) -> bool:
    place, own = urlsplit(settings.FILES_URL), urlsplit(settings.BASE_URL)
    is_alone = place.scheme == "https" and not (place.path or place.query)
    return not settings.FILES_URL or (is_alone and place.hostname not in (None, own.hostname))


def _proxies(settings: Any) -> bool:
    """Our server speaks plain HTTP, so behind https there is at least one proxy."""
    count = settings.TRUSTED_PROXIES
    header = _get(settings, "SECURE_PROXY_SSL_HEADER")
    expected = ("HTTP_X_FORWARDED_PROTO", "https") if count else None
    same = count == settings.ALLAUTH_TRUSTED_PROXY_COUNT
    return bool(count > 0 and header == expected and same)


def _cache(settings: Any) -> bool:
    return str(settings.CACHES["default"]["BACKEND"]).endswith(SHARED_CACHES)


def _cache_size(settings: Any) -> bool:
    cache = settings.CACHES["default"]
    if not str(cache["BACKEND"]).endswith("DatabaseCache"):
        return True
    return bool(cache.get("OPTIONS", {}).get("MAX_ENTRIES", 300) >= LEAST_CACHE_ENTRIES)


def _cookies(settings: Any) -> bool:
    flags = all(
        _get(settings, f"{kind}_COOKIE_{flag}")
        for kind in ("SESSION", "CSRF")
        for flag in ("SECURE", "HTTPONLY")
    )
    places = all(
        _get(settings, f"{kind}_COOKIE_PATH") == "/"
        and _get(settings, f"{kind}_COOKIE_DOMAIN") is None
        and _get(settings, f"{kind}_COOKIE_SAMESITE") in {"Lax", "Strict"}
        for kind in ("SESSION", "CSRF")
    )
    return flags and places


def _cookie_names(settings: Any) -> bool:
    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
    return all(name.startswith("__Host-") for name in names) and len(set(names)) == 2


def _hsts(settings: Any) -> bool:
    return bool(settings.SECURE_SSL_REDIRECT and settings.SECURE_HSTS_SECONDS >= YEAR_SECONDS)


def _sessions(settings: Any) -> bool:
    return bool(
        settings.SESSION_ENGINE == "seawall.web.sessions"
        and settings.SESSION_COOKIE_AGE <= 12 * 3600
        and settings.SESSION_ABSOLUTE_AGE <= 7 * 24 * 3600
    )


def _passwords(settings: Any) -> bool:
    hashers = [name.rpartition(".")[2] for name in settings.PASSWORD_HASHERS]
    least = next(
        (
            one.get("OPTIONS", {}).get("min_length", 8)
            for one in settings.AUTH_PASSWORD_VALIDATORS
            if one["NAME"].endswith("MinimumLengthValidator")
        ),
        0,
    )
    known = {"Argon2PasswordHasher", "PBKDF2PasswordHasher"}
    return hashers[:1] == ["Argon2PasswordHasher"] and set(hashers) <= known and least >= 12


def _mail(settings: Any) -> bool:
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return False
    near = settings.EMAIL_HOST in {"localhost", "127.0.0.1", "::1"}
    return bool(near or settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL)


def _sender(settings: Any) -> bool:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return "." in domain and not domain.endswith(".localhost")


def _keys(settings: Any) -> bool:
    return (
        len(settings.SECRET_KEY) >= LEAST_SECRET_CHARS
        and len(settings.FIELD_KEY) == 32
        and len(settings.LOG_KEY) == 32
        and all(len(key) == 32 for key in (*settings.VAULT_KEYS, settings.FINGERPRINT_KEY))
    )


def _uploads(settings: Any) -> bool:
    return bool(
        0 < settings.DATA_UPLOAD_MAX_MEMORY_SIZE <= 4 * 1024**2
        and 0 < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS <= 1000
        and 0 < settings.DATA_UPLOAD_MAX_NUMBER_FILES <= 10
        and settings.FILE_UPLOAD_PERMISSIONS == 0o600
    )


def _middleware(settings: Any) -> bool:
    given = list(settings.MIDDLEWARE)
    return given[:2] == FIRST_MIDDLEWARE and set(given) >= NEEDED_MIDDLEWARE


def _sqlite(settings: Any) -> bool:
    database = settings.DATABASES["default"]
    if "sqlite" not in database["ENGINE"]:
        return True
    options = database["OPTIONS"]
    given = str(options.get("init_command", "")).replace(" ", "")
    return (
        database["ENGINE"] == "seawall.config.databases.sqlite"
        and options.get("transaction_mode") == "IMMEDIATE"
        and all(pragma in given for pragma in SQLITE_PRAGMAS)
    )


def _outside_the_web(settings: Any) -> bool:
    served = Path(settings.STATIC_ROOT)
    kept = (settings.BLOBS_FOLDER, settings.UPLOADS_FOLDER, settings.MAIL_FOLDER, settings.HOME)
    return not any(served == Path(one) or served in Path(one).parents for one in kept)


def _bucket(settings: Any) -> bool:
    if settings.BLOBS != "s3":
        return True
    endpoint = urlsplit(settings.S3["endpoint"])
    near = endpoint.hostname in {"localhost", "127.0.0.1", "::1"}
    return bool(settings.S3["bucket"]) and (endpoint.scheme != "http" or near)


def _contact(settings: Any) -> bool:
    contact = settings.SECURITY_CONTACT
    return not contact or bool(CONTACT.fullmatch(contact))


RULES: tuple[Rule, ...] = (
    Rule("E000", "This is not a production installation.", "Set SEAWALL_PRODUCTION=1.",
         lambda given: bool(given.PRODUCTION) and not given.DEMO),
    Rule("E001", "DEBUG is on: errors would show the inside.", "Take DEBUG away.",
         lambda given: not given.DEBUG),
    Rule("E002", "Other hosts than our own are answered.",
         "Name whole host names in SEAWALL_ALLOWED_HOSTS.", _hosts),
    Rule("E003", "The base address is not https:// and a host alone.",
         "Set SEAWALL_BASE_URL=https://HOST.", _base_url),
    Rule("E004", "The number of proxies is not set, so their headers do not count.",
         "Set SEAWALL_TRUSTED_PROXIES to the number of proxies in front.", _proxies),
    Rule("E005", "X-Forwarded-Host is believed.", "Set USE_X_FORWARDED_HOST = False.",
         lambda given: not given.USE_X_FORWARDED_HOST),
    Rule("E006", "Forms of other origins are taken.",
         "CSRF_TRUSTED_ORIGINS holds the base address alone.",
         lambda given: list(given.CSRF_TRUSTED_ORIGINS) == [given.BASE_URL]),
    Rule("E007", "A cache per process or of files lets a one-time code be used twice.",
         "Use DatabaseCache or Redis.", _cache),
    Rule("E008", "The cache is so small that a flood makes it forget limits and used codes.",
         f"Set OPTIONS MAX_ENTRIES to {LEAST_CACHE_ENTRIES} or more.", _cache_size),
    Rule("E009", "Cookies are not Secure, HttpOnly, SameSite and for this host alone.",
         "Serve from an https:// address; it sets them.", _cookies),
    Rule("E010", "The names of the cookies do not bind them to this host.",
         "Serve from an https:// address: they begin with __Host- then.", _cookie_names),
    Rule("E011", "Browsers are not told to come by https alone (HSTS for a year, redirect).",
         "Serve from an https:// address; it sets both.", _hsts),
    Rule("E012", "Sessions are not kept hashed, or live too long.",
         "Use seawall.web.sessions, 12 hours, 7 days at most.", _sessions),
    Rule("E015", "Attempts to sign in are not limited.", "Unset SEAWALL_LOGIN_LIMITS.",
         lambda given: _get(given, "ACCOUNT_RATE_LIMITS") is not False),
    Rule("E016", "Mail does not leave, or leaves unprotected.",
         "Set SEAWALL_SMTP_HOST, and SEAWALL_SMTP_TLS to starttls or tls.", _mail),
    Rule("E017", "Keys are shorter than they must be.",
         "Restore secrets.json, or let Seawall make it.", _keys),
    Rule("E019", "Uploads are not limited, or may be read by others.",
         "Keep DATA_UPLOAD_* and FILE_UPLOAD_PERMISSIONS as they are.", _uploads),
    Rule("E020", "A middleware that protects is missing or stands too late.",
         "Keep MIDDLEWARE as it is.", _middleware),
    Rule("E021", "An app is installed that opens further ways in.",
         f"Take out {', '.join(sorted(UNWANTED_APPS))}.",
         lambda given: not UNWANTED_APPS & set(given.INSTALLED_APPS)),
    Rule("E022", "SQLite is not opened as it must be.",
         "Keep the engine and its OPTIONS as they are.", _sqlite),
    Rule("E023", "Files of reports lie where the web server serves.",
         "Keep them outside STATIC_ROOT.", _outside_the_web),
    Rule("E024", "The bucket is not named, or is reached without TLS.",
         "Set SEAWALL_S3_BUCKET and an https:// SEAWALL_S3_ENDPOINT.", _bucket),
    Rule("E025", "/metrics is open to everybody.", "Set SEAWALL_METRICS_TOKEN.",
         lambda given: not given.METRICS or bool(given.METRICS_TOKEN)),
    Rule("E026", "Passwords are hashed weakly, or may be short.",
         "Argon2 first, PBKDF2 at most beside it; at least 12 characters.", _passwords),
    Rule("E027", "The sender of mail is not an address of the Internet.",
         "Set SEAWALL_MAIL_FROM.", _sender),
    Rule("E028", "A link to reset a password lives longer than an hour.",
         "Set PASSWORD_RESET_TIMEOUT = 3600.",
         lambda given: given.PASSWORD_RESET_TIMEOUT <= 3600),
    Rule("E029", "The contact of security.txt is no address.",
         "Set SEAWALL_SECURITY_CONTACT to mailto:…, https://… or tel:…, or unset it.", _contact),
    Rule("E045", "The address of files is not https:// and another host alone.",
         "Set SEAWALL_FILES_URL=https://OTHER-HOST, or unset it.", _files_url),
)  # fmt: skip
