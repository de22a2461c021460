"""Each deviation from the baseline is found, and nothing else with it."""

import pytest

from seawall.config.checks import rules

HTTPS = "https://bounty.example.org"
# What an https base address, a mail server and SEAWALL_PRODUCTION=1 make of the settings.
PRODUCTION = {
    "PRODUCTION": True,
    "DEBUG": False,
    "BASE_URL": HTTPS,
    "ALLOWED_HOSTS": ["bounty.example.org"],
    "CSRF_TRUSTED_ORIGINS": [HTTPS],
    "TRUSTED_PROXIES": 1,
    "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
    "SESSION_COOKIE_NAME": "__Host-s",
    "CSRF_COOKIE_NAME": "__Host-c",
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
    "ACCOUNT_DEFAULT_HTTP_PROTOCOL": "https",
    "ACCOUNT_RATE_LIMITS": {},
    "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": False,
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "EMAIL_HOST": "mail.example.org",
    "EMAIL_USE_TLS": True,
    "DEFAULT_FROM_EMAIL": "Seawall <bounty@example.org>",
}
DATABASE_CACHE = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "x"}
DEVIATIONS = [
    ("E000", {"PRODUCTION": False}),
    ("E000", {"DEMO": True}),
    ("E001", {"DEBUG": True}),
    ("E002", {"ALLOWED_HOSTS": ["*", "bounty.example.org"]}),
    ("E002", {"ALLOWED_HOSTS": [".example.org", "bounty.example.org"]}),
    ("E002", {"ALLOWED_HOSTS": ["other.example.org"]}),
    ("E003", {"BASE_URL": f"{HTTPS}/sub", "CSRF_TRUSTED_ORIGINS": [f"{HTTPS}/sub"]}),
    (
        "E003",
        {
            "BASE_URL": "http://bounty.example.org",
            "CSRF_TRUSTED_ORIGINS": ["http://bounty.example.org"],
        },
    ),
    (
        "E004",
        {
            "TRUSTED_PROXIES": 0,
            "ALLAUTH_TRUSTED_PROXY_COUNT": 0,
            "SECURE_PROXY_SSL_HEADER": None,
        },
    ),
    ("E004", {"ALLAUTH_TRUSTED_PROXY_COUNT": 2}),
    ("E004", {"SECURE_PROXY_SSL_HEADER": ("HTTP_X_SCHEME", "https")}),
    ("E045", {"FILES_URL": HTTPS}),
    ("E045", {"FILES_URL": "http://files.example.net"}),
    ("E045", {"FILES_URL": "https://files.example.net/x"}),
    ("E005", {"USE_X_FORWARDED_HOST": True}),
    ("E006", {"CSRF_TRUSTED_ORIGINS": [HTTPS, "https://*.example.org"]}),
    ("E007", {"CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}}),
    (
        "E007",
        {"CACHES": {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache"}}},
    ),
    ("E008", {"CACHES": {"default": DATABASE_CACHE}}),
    ("E008", {"CACHES": {"default": DATABASE_CACHE | {"OPTIONS": {"MAX_ENTRIES": 5000}}}}),
    ("E009", {"SESSION_COOKIE_SECURE": False}),
    ("E009", {"CSRF_COOKIE_SECURE": False}),
    ("E009", {"SESSION_COOKIE_HTTPONLY": False}),
    ("E009", {"CSRF_COOKIE_HTTPONLY": False}),
    ("E009", {"SESSION_COOKIE_SAMESITE": "None"}),
    ("E009", {"SESSION_COOKIE_DOMAIN": ".example.org"}),
    ("E009", {"CSRF_COOKIE_PATH": "/app"}),
    ("E010", {"SESSION_COOKIE_NAME": "sessionid"}),
    ("E010", {"CSRF_COOKIE_NAME": "__Host-s"}),
    ("E011", {"SECURE_HSTS_SECONDS": 3600}),
    ("E011", {"SECURE_SSL_REDIRECT": False}),
    ("E012", {"SESSION_ENGINE": "django.contrib.sessions.backends.db"}),
    ("E012", {"SESSION_COOKIE_AGE": 14 * 24 * 3600}),
    ("E012", {"SESSION_ABSOLUTE_AGE": 30 * 24 * 3600}),
    ("E013", {"MFA_TOTP_TOLERANCE": 1}),
    ("E013", {"MFA_RECOVERY_CODES_SHOW_ONCE": False}),
    ("E013", {"MFA_SUPPORTED_TYPES": ["totp"]}),
    ("E013", {"MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": True}),
    ("E013", {"MFA_ADAPTER": "allauth.mfa.adapter.DefaultMFAAdapter"}),
    ("E014", {"ACCOUNT_EMAIL_VERIFICATION": "optional"}),
    ("E014", {"ACCOUNT_EMAIL_NOTIFICATIONS": False}),
    ("E014", {"ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS": True}),
    ("E014", {"ACCOUNT_PREVENT_ENUMERATION": False}),
    ("E014", {"ACCOUNT_CHANGE_EMAIL": False}),
    ("E014", {"ACCOUNT_REAUTHENTICATION_REQUIRED": False}),
    ("E014", {"ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE": False}),
    ("E014", {"ACCOUNT_DEFAULT_HTTP_PROTOCOL": "http"}),
    ("E014", {"ACCOUNT_ADAPTER": "allauth.account.adapter.DefaultAccountAdapter"}),
    ("E015", {"ACCOUNT_RATE_LIMITS": False}),
    ("E016", {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"}),
    ("E016", {"EMAIL_USE_TLS": False}),
    ("E017", {"SECRET_KEY": "short"}),
    ("E017", {"FIELD_KEY": b"16 bytes is less"}),
    ("E017", {"LOG_KEY": b""}),
    ("E017", {"VAULT_KEYS": (b"x" * 32, b"short")}),
    ("E018", {"SECURE_CONTENT_TYPE_NOSNIFF": False}),
    ("E018", {"SECURE_REFERRER_POLICY": "unsafe-url"}),
    ("E018", {"X_FRAME_OPTIONS": "SAMEORIGIN"}),
    ("E019", {"DATA_UPLOAD_MAX_MEMORY_SIZE": 100 * 1024**2}),
    ("E019", {"DATA_UPLOAD_MAX_NUMBER_FILES": 1000}),
    ("E019", {"FILE_UPLOAD_PERMISSIONS": 0o644}),
    ("E021", {"INSTALLED_APPS": ["seawall.domain", "django.contrib.admin"]}),
    ("E024", {"BLOBS": "s3", "S3": {"bucket": "", "endpoint": ""}}),
    ("E024", {"BLOBS": "s3", "S3": {"bucket": "b", "endpoint": "http://s3.example.org"}}),
    ("E025", {"METRICS": True, "METRICS_TOKEN": ""}),
    ("E029", {"SECURITY_CONTACT": "security@example.org"}),
    ("E029", {"SECURITY_CONTACT": "mailto:a@b.example\nContact: mailto:c@d.example"}),
    ("E026", {"PASSWORD_HASHERS": ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]}),
    (
        "E026",
        {
            "PASSWORD_HASHERS": [
                "django.contrib.auth.hashers.Argon2PasswordHasher",
                "django.contrib.auth.hashers.MD5PasswordHasher",
            ]
        },
    ),
    ("E026", {"AUTH_PASSWORD_VALIDATORS": []}),
    ("E027", {"DEFAULT_FROM_EMAIL": "Seawall <seawall@localhost>"}),
    ("E028", {"PASSWORD_RESET_TIMEOUT": 3 * 24 * 3600}),
]


class Given:
    """Our settings as in production, with some changed."""

    def __init__(self, base, **changed):
        self._base, self._changed = base, PRODUCTION | changed

    def __getattr__(self, name):
        return self._changed[name] if name in self._changed else getattr(self._base, name)


def _found(settings, **changed) -> list[str]:
    return [str(one.id) for one in rules.deviations(Given(settings, **changed))]


def test_production_settings_deviate_nowhere(settings):
    assert _found(settings) == []


@pytest.mark.parametrize(("id_", "changed"), DEVIATIONS, ids=lambda one: str(one)[:60])
def test_one_deviation_is_one_finding(settings, id_, changed):
    assert _found(settings, **changed) == [f"seawall.{id_}"]


@pytest.mark.parametrize("left_out", sorted({*rules.NEEDED_MIDDLEWARE, *rules.FIRST_MIDDLEWARE}))
def test_a_middleware_that_is_left_out_is_found(settings, left_out):
    kept = [name for name in settings.MIDDLEWARE if name != left_out]

    assert _found(settings, MIDDLEWARE=kept) == ["seawall.E020"]


@pytest.mark.parametrize("place", ["BLOBS_FOLDER", "UPLOADS_FOLDER", "MAIL_FOLDER", "HOME"])
def test_a_folder_that_is_served_is_found(settings, place):
    assert _found(settings, **{place: settings.STATIC_ROOT / "inside"}) == ["seawall.E023"]


@pytest.mark.parametrize("left_out", rules.SQLITE_PRAGMAS)
def test_a_pragma_that_is_left_out_is_found(settings, left_out):
    pragmas = ";".join(f"PRAGMA {one}" for one in rules.SQLITE_PRAGMAS if one != left_out)
    options = {"transaction_mode": "IMMEDIATE", "init_command": pragmas}
    engine = "seawall.config.databases.sqlite"

    assert _found(settings, DATABASES={"default": {"ENGINE": engine, "OPTIONS": options}}) == [
        "seawall.E022"
    ]


def test_every_rule_has_a_deviation_here():
    tried = {id_ for id_, _changed in DEVIATIONS} | {"E020", "E022", "E023"}

    assert {rule.id for rule in rules.RULES} | rules.EXACTLY.keys() == tried
