"""Django settings. One file; machines differ only by environment (see environment.py)."""

from pathlib import Path
from urllib.parse import urlsplit

from seawall.config import environment as env
from seawall.config import logs, secrets
from seawall.config.databases import postgresql
from seawall.lib import http

SOURCE = Path(__file__).resolve().parent.parent
HOME = env.path("SEAWALL_HOME")
_secrets = secrets.load_or_create(HOME)

SECRET_KEY = _secrets.secret_key
FIELD_KEY = bytes.fromhex(_secrets.field_key)
VAULT_KEYS = _secrets.vault_key_bytes
FINGERPRINT_KEY = _secrets.fingerprint_key_bytes
DEBUG = False
PRODUCTION = env.flag("SEAWALL_PRODUCTION")
# `up --demo` leaves this mark in an empty home; mail of such a home never leaves the machine.
DEMO = (HOME / "demo").exists()

# ── Addresses ────────────────────────────────────────────────────────────────
BASE_URL = env.text("SEAWALL_BASE_URL").rstrip("/")
_base = urlsplit(BASE_URL)
FILES_URL = env.text("SEAWALL_FILES_URL").rstrip("/")
ALLOWED_HOSTS = [_base.hostname or "127.0.0.1", *env.items("SEAWALL_ALLOWED_HOSTS")]
if FILES_URL:
    ALLOWED_HOSTS.append(urlsplit(FILES_URL).hostname or "")
if not PRODUCTION:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS = [f"{_base.scheme}://{_base.netloc}"]
USE_X_FORWARDED_HOST = False
TRUSTED_PROXIES = env.number("SEAWALL_TRUSTED_PROXIES")
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Whom to tell of a weakness in this installation; served as /.well-known/security.txt.
SECURITY_CONTACT = env.text("SEAWALL_SECURITY_CONTACT")
ROOT_URLCONF = "seawall.config.urls"
WSGI_APPLICATION = "seawall.config.wsgi.application"
APPEND_SLASH = False

# ── Apps, middleware, templates ──────────────────────────────────────────────
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "seawall.domain",
    "seawall.web",
    "seawall.api",
    "seawall.config",
]
# Our own middleware does what these two ask for; the other two bind more than this host.
SILENCED_SYSTEM_CHECKS = ["security.W002", "security.W003", "security.W005", "security.W021"]
MIDDLEWARE = [
    "seawall.web.middleware.RequestLog",
    "seawall.web.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "seawall.web.files_host.FilesHost",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "seawall.web.middleware.Compression",
    "seawall.web.middleware.FetchMetadata",
    "seawall.web.middleware.Speakable",
    "seawall.web.middleware.Sessions",
    "django.middleware.common.CommonMiddleware",
    "seawall.web.middleware.Csrf",
    "seawall.web.middleware.Authentication",
    "seawall.web.middleware.CurrentActor",
    "seawall.web.middleware.Limits",
    "seawall.web.middleware.SignInRequired",
    "seawall.web.middleware.Messages",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "seawall.web.middleware.Refusals",
    "seawall.web.copies.ReadsFromCopy",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SOURCE / "web" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "seawall.web.context.page",
            ],
        },
    }
]
COTTON_DIR = "components"
COTTON_SNAKE_CASED_NAMES = False

SEMANTIC_MODEL = env.path("SEAWALL_SEMANTIC_MODEL") if env.text("SEAWALL_SEMANTIC_MODEL") else None

# ── Database ─────────────────────────────────────────────────────────────────
THREADS = env.number("SEAWALL_THREADS")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
_url = urlsplit(env.text("SEAWALL_DATABASE_URL"))
if _url.scheme.startswith("postgres"):
    _pool = env.flag("SEAWALL_DB_POOL")
    DATABASES = {"default": postgresql.settings_of(_url, threads=THREADS, is_pooled=_pool)}
    _replica = urlsplit(env.text("SEAWALL_REPLICA_URL"))
    if _replica.scheme:
        # A copy that is gone must not keep anybody waiting: the primary has it all.
        DATABASES["replica"] = postgresql.settings_of(
            _replica, threads=THREADS, is_pooled=_pool, patience_seconds=2
        )
        DATABASE_ROUTERS = ["seawall.domain.replicas.Router"]
else:
    DATABASES = {
        "default": {
            "ENGINE": "seawall.config.databases.sqlite",
            "NAME": str(HOME / "seawall.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
                "PRAGMA foreign_keys=ON;PRAGMA temp_store=MEMORY;PRAGMA cache_size=-32768;"
                "PRAGMA journal_size_limit=67108864;PRAGMA mmap_size=0;"
                "PRAGMA secure_delete=ON;PRAGMA recursive_triggers=ON;",
            },
            "TEST": {"NAME": str(HOME / "test.sqlite3")},
        }
    }
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "seawall_cache",
        # The default of 300 would let a flood of other keys push out limits and used codes.
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}

# ── People ───────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "domain.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

SESSION_ENGINE = "seawall.web.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_ABSOLUTE_AGE = 7 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
if _base.scheme == "https":
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-s", "__Host-c"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31536000
    ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
else:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "seawall_s", "seawall_c"
    SECURE_HSTS_SECONDS = 0
    ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"

ACCOUNT_ADAPTER = "seawall.web.adapters.AccountAdapter"
MFA_ADAPTER = "seawall.web.adapters.SecondFactorAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "handle"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_FORMS = {"signup": "seawall.web.forms.accounts.SignupForm"}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "seawall.web.reset_tokens.ResetTokens"  # noqa: S105
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_USERNAME_MIN_LENGTH = 3
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_USERNAME_VALIDATORS = "seawall.web.adapters.handle_validators"
if not env.flag("SEAWALL_LOGIN_LIMITS"):
    ACCOUNT_RATE_LIMITS = False
MFA_FORMS = {
    "authenticate": "seawall.web.forms.second_factor.AuthenticateForm",
    "reauthenticate": "seawall.web.forms.second_factor.ReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 0
MFA_TOTP_ISSUER = "Seawall"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_PASSKEY_LOGIN_ENABLED = True
# Chromium lets a passkey live on http only at localhost; production is https.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

# ── Requests ─────────────────────────────────────────────────────────────────
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "seawall.web.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_MAX_MEMORY_SIZE = 0
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
API_PER_MINUTE = env.number("SEAWALL_API_PER_MINUTE")
CHUNK_BYTES = 1024 * 1024
UPLOAD_BYTES = env.number("SEAWALL_UPLOAD_BYTES")
REPORT_BYTES = env.number("SEAWALL_REPORT_BYTES")

# ── The log ──────────────────────────────────────────────────────────────────
LOG_KEY = _secrets.log_seed
LOG_ORIGIN = env.text("SEAWALL_LOG_ORIGIN") or f"{_base.netloc}/log"
LOG_ACCESS = env.choice("SEAWALL_LOG_ACCESS", "public", "members", "off")
LOG_WITNESSES = env.items("SEAWALL_LOG_WITNESSES")

# ── Files ────────────────────────────────────────────────────────────────────
STATIC_URL = "/static/"
STATICFILES_DIRS = [SOURCE / "web" / "static"]
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "seawall.web.assets.Assets"},
}
BLOBS = env.text("SEAWALL_BLOBS")
BLOBS_FOLDER = HOME / "files"
UPLOADS_FOLDER = HOME / "uploads"
S3 = {
    "bucket": env.text("SEAWALL_S3_BUCKET"),
    "endpoint": env.text("SEAWALL_S3_ENDPOINT"),
    "region": env.text("SEAWALL_S3_REGION"),
    "access_key": env.text("SEAWALL_S3_ACCESS_KEY"),
    "secret_key": env.text("SEAWALL_S3_SECRET_KEY"),
}

# ── Mail ─────────────────────────────────────────────────────────────────────
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("SEAWALL_MAIL_FROM")
MAIL_FOLDER = HOME / "mail"
EMAIL_TIMEOUT = 10
if env.text("SEAWALL_SMTP_HOST") and not DEMO:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = env.text("SEAWALL_SMTP_HOST")
    EMAIL_PORT = env.number("SEAWALL_SMTP_PORT")
    EMAIL_HOST_USER = env.text("SEAWALL_SMTP_USER")
    EMAIL_HOST_PASSWORD = env.text("SEAWALL_SMTP_PASSWORD")
    EMAIL_USE_TLS = env.text("SEAWALL_SMTP_TLS") == "starttls"
    EMAIL_USE_SSL = env.text("SEAWALL_SMTP_TLS") == "tls"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = MAIL_FOLDER

# ── Requests that leave ──────────────────────────────────────────────────────
EGRESS = http.policy_of(
    env.items("SEAWALL_EGRESS_ALLOW"),
    proxy=env.text("SEAWALL_EGRESS_PROXY"),
    ca_file=env.text("SEAWALL_EGRESS_CA_FILE"),
)

# ── Words, times, logs ───────────────────────────────────────────────────────
LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
METRICS = env.flag("SEAWALL_METRICS")
METRICS_TOKEN = env.text("SEAWALL_METRICS_TOKEN")
LOGGING = logs.configuration(env.text("SEAWALL_LOG_LEVEL"))
