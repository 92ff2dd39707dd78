"""Settings, read from the environment alone. docs/settings.md describes each; nothing secret has a usable default.

What is left to others: the command line (`evenbar serve`) sets EVENBAR_DATA, EVENBAR_DEMO and a secret kept in the
data folder before Django starts.
"""

import hashlib
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

INSECURE_SECRET = "insecure: for tests and loopback only"  # noqa: S105 - refused on any address but loopback
PACKAGE = Path(__file__).resolve().parent


def truth(name: str, *, default: bool = False) -> bool:
    """Read a yes-or-no variable: 1, true, yes, on; anything else is no."""
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    """Read a whole-number variable, refusing anything else with one sentence."""
    value = os.environ.get(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from error


DATA = Path(os.environ.get("EVENBAR_DATA", "data")).resolve()
DEMO = truth("EVENBAR_DEMO")
DEBUG = truth("EVENBAR_DEBUG")
SECRET_KEY = os.environ.get("EVENBAR_SECRET_KEY", INSECURE_SECRET)
# A key of its own, so that the web secret can be rotated without breaking the chain.
LEDGER_KEY = (
    os.environ.get("EVENBAR_LEDGER_KEY") or hashlib.sha256(f"ledger {SECRET_KEY}".encode()).hexdigest()
)
ALLOWED_HOSTS = [h for h in os.environ.get("EVENBAR_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h]
BASE_URL = os.environ.get("EVENBAR_URL", "http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
HTTPS = BASE_URL.startswith("https://")
ORGANISATION = os.environ.get("EVENBAR_ORGANISATION", "Your organisation")
DOCUMENT_LIMIT = number("EVENBAR_DOCUMENT_MEGABYTES", 10) * 1024 * 1024


def database(url: str) -> dict[str, Any]:
    """Turn DATABASE_URL into Django's dictionary; sqlite:///path and postgresql://user:password@host/name are known."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"DATABASE_URL begins with {parts.scheme!r}; use sqlite:///path or postgresql://user:password@host/name."
        )
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def sqlite(path: Path) -> dict[str, Any]:
    """Embedded store: write-ahead log, writers queue at BEGIN instead of failing in the middle."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # synchronous FULL: what was acknowledged survives a power cut, not only a killed process.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


DATABASE_URL = os.environ.get("DATABASE_URL")
# The folder does not travel through an address: a `#`, `?` or `%` in its name would be read as part of one.
DATABASES = {"default": database(DATABASE_URL) if DATABASE_URL else sqlite(DATA / "evenbar.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "evenbar.panel.ledger",
    "evenbar.panel.work",
    "evenbar.panel.people",
    "evenbar.panel.studio",
    "evenbar.panel.hiring",
    "evenbar.panel.scheduling",
    "evenbar.panel.interviewing",
    "evenbar.panel.deciding",
    "evenbar.panel.insight",
    "evenbar.panel.demo",
]

MIDDLEWARE = [
    "evenbar.panel.headers.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "evenbar.panel.people.time_zone.activate_time_zone",
    "evenbar.panel.refusal.answer_refusals",
]

ROOT_URLCONF = "evenbar.panel.urls"
WSGI_APPLICATION = "evenbar.panel.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # The panel's folder comes first, so that it can override allauth's pages.
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "evenbar.panel.people.context.frame",
                "evenbar.panel.insight.context.frame",
            ],
            "builtins": ["evenbar.panel.templatetags.evenbar"],
            "libraries": {"evenbar": "evenbar.panel.templatetags.evenbar"},
        },
    }
]

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "people:demo-sign-in" if DEMO else "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "evenbar.panel.people.adapter.InvitedOnly"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation link that arrived is the verification
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a stranger must not make us write to strangers
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "login": "evenbar.panel.people.forms.SignInForm",
    "reset_password": "evenbar.panel.people.forms.ResetForm",
}
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # passkeys on http://localhost
MFA_TOTP_ISSUER = "Evenbar"
# Behind a proxy every request comes from its address; the last hop it names is whom the limits count.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if truth("EVENBAR_BEHIND_PROXY") else 0
USERSESSIONS_TRACK_ACTIVITY = False  # a write on every request otherwise

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("EVENBAR_SMTP_HOST")
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = os.environ.get("EVENBAR_SMTP_HOST", "localhost")
EMAIL_PORT = number("EVENBAR_SMTP_PORT", 587)
EMAIL_HOST_USER = os.environ.get("EVENBAR_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EVENBAR_SMTP_PASSWORD", "")
EMAIL_USE_TLS = truth("EVENBAR_SMTP_TLS", default=True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("EVENBAR_MAIL_FROM", "evenbar@localhost")

# Rate limits must hold across workers and restarts, so they live in the database.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "evenbar_cache"},
}
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if truth("EVENBAR_BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = DOCUMENT_LIMIT + 1024 * 1024

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False
STATIC_URL = "/static/"
STATIC_ROOT = None  # files are served from where the packages keep them; there is no collecting step
STATICFILES_DIRS = [PACKAGE / "static", PACKAGE.parent / "figures" / "static"]
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
