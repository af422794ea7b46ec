"""Everything configurable, from the environment. `docs/settings.md` lists each setting."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONCE, SELF
from django.utils.translation import gettext_lazy as _
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent


class Environment(BaseSettings):
    """One field per environment variable, each with the prefix `JIEYUE_`."""

    model_config = SettingsConfigDict(env_prefix="JIEYUE_")

    data: Path = Field(default=CHECKOUT / "var", description="Database, files, models and keys.")
    database_url: str = Field(default="", description="postgresql://user:password@host:port/name")
    secret_key: str = Field(default="", description="50 random characters; made once if empty.")
    debug: bool = Field(default=False, description="Tracebacks on the page. Never in production.")
    allowed_hosts: list[str] = Field(default=["*"], description="Host names it answers to.")
    https: bool = Field(default=False, description="Cookies and redirects for TLS only.")
    idle_minutes: int = Field(default=30, description="Idle log-out for people.")
    idle_minutes_officer: int = Field(default=15, description="Idle log-out for officers.")
    demo: bool = Field(default=False, description="Shows the demo log-ins on the log-in page.")


ENV = Environment()
DATA = ENV.data.resolve()
DATA.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """The key from the environment, or one made at the first start and kept beside the data."""
    if ENV.secret_key:
        return ENV.secret_key
    from django.core.management.utils import get_random_secret_key

    path = DATA / "secret_key"
    try:
        with path.open("x", encoding="ascii") as file:
            file.write(get_random_secret_key())
        path.chmod(0o600)
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")


def _database() -> dict[str, Any]:
    if not ENV.database_url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "jieyue.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                    "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"
                    "PRAGMA wal_autocheckpoint=8000;"  # the worker does it before: kit.write_back
                ),
            },
        }
    parts = urlsplit(ENV.database_url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


SECRET_KEY = _secret_key()
DEBUG = ENV.debug
ALLOWED_HOSTS = ENV.allowed_hosts
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "jieyue.urls"
WSGI_APPLICATION = "jieyue.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_bootstrap5",
    "crispy_forms",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "jieyue",
    "jieyue.kit",
    "jieyue.people",
    "jieyue.estate",
    "jieyue.scorecards",
    "jieyue.access",
    "jieyue.canteen",
    "jieyue.energy",
    "jieyue.flows",
    "jieyue.dashboards",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "jieyue.kit.keyed.KeyedMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "jieyue.kit.editions.middleware.EditionsMiddleware",
    "jieyue.people.accounts.middleware.ActorMiddleware",
    "jieyue.kit.pages.RefusalMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "kit" / "templates"],  # before those that allauth brings
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "jieyue.kit.shell.context",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024  # a delivery with its photos, sent at once
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False  # Django groups Chinese numbers by four; kit.formats by three

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA / "files"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["jieyue.people.accounts.backend.AccountBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
ACCOUNT_ADAPTER = "jieyue.people.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login_failed": False}  # people.accounts locks an account itself
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "jieyue.people.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "jieyue.people.accounts.adapter.CodeForm",
    "reauthenticate": "jieyue.people.accounts.adapter.CodeAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Jieyue"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = ENV.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.https else None
BEHIND_PROXY = ENV.https  # which ends TLS, and whose X-Forwarded-For is believed
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, "'unsafe-inline'"],  # ECharts sets styles on its elements
        "img-src": [SELF, "data:"],
        "frame-ancestors": ["'none'"],
        "form-action": [SELF],
        "base-uri": [SELF],
        "worker-src": [SELF],
    }
}

CRISPY_ALLOWED_TEMPLATE_PACKS = ["bootstrap5"]
CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "kit/_table.html"
FILTERS_EMPTY_CHOICE_LABEL = _("all")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"keys": {"()": "jieyue.kit.log_lines.WithoutKeys"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["keys"]}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"jieyue": {"level": "INFO"}},
}
