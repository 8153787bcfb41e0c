"""Django settings. Everything that differs between installations comes from the environment."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from fazhi.storage.connections import database

# Where the database, the files, the keys and the seals lie.
DATA = Path(os.environ.get("FAZHI_DATA", "data")).absolute()

DEBUG = False
# {"username", "password", "office"} shown on the login page by `fazhi demo`, and only by it.
DEMO_LOGINS: list[dict[str, str]] = []


def _secret() -> str:
    """The secret of sessions and forms: made once per installation, kept in the data folder."""
    if given := os.environ.get("FAZHI_SECRET_KEY"):
        return given
    path = DATA / "secret.key"
    if not path.exists():
        try:
            DATA.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(50))
        except FileExistsError:
            pass
        except OSError:
            return secrets.token_urlsafe(50)  # a read-only data folder: --help and --version still work
    return path.read_text(encoding="ascii")


SECRET_KEY = _secret()
ALLOWED_HOSTS = os.environ.get("FAZHI_HOSTS", "*").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("FAZHI_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "fazhi.orgs.apps.OrgsConfig",
    "fazhi.trace.apps.TraceConfig",
    "fazhi.statutes.apps.StatutesConfig",
    "fazhi.records.apps.RecordsConfig",
    "fazhi.evidence.apps.EvidenceConfig",
    "fazhi.cases.apps.CasesConfig",
    "fazhi.pages.apps.PagesConfig",
    "fazhi.publishing.apps.PublishingConfig",
    "fazhi.mediation.apps.MediationConfig",
    "fazhi.reception.apps.ReceptionConfig",
    "fazhi.review.apps.ReviewConfig",
    "fazhi.enforcement.apps.EnforcementConfig",
    "fazhi.supervision.apps.SupervisionConfig",
    "fazhi.decisions.apps.DecisionsConfig",
    "fazhi.litigation.apps.LitigationConfig",
    "fazhi.leadership.apps.LeadershipConfig",
    "fazhi.learning.apps.LearningConfig",
    "fazhi.outreach.apps.OutreachConfig",
    "fazhi.ledgers.apps.LedgersConfig",
    "fazhi.reports.apps.ReportsConfig",
    "fazhi.workbench.apps.WorkbenchConfig",
    "fazhi.portal.apps.PortalConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Before WhiteNoise: styles and scripts go out compressed as well.
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "fazhi.workbench.sessions.Authentication",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "fazhi.workbench.middleware.ContentSecurity",
    "fazhi.workbench.middleware.Acting",
]

ROOT_URLCONF = "fazhi.site.urls"
WSGI_APPLICATION = "fazhi.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "fazhi.workbench.shell.shell",
            ],
        },
    }
]

DATABASES = {"default": database(os.environ.get("DATABASE_URL"), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "orgs.User"
AUTHENTICATION_BACKENDS = ["fazhi.workbench.login.ByPassword"]
LOGIN_URL = "login"
# Pages under these need no login and act for nobody.
OPEN_PATHS = ("/p/", "/w/shell/", "/w/worker.js")
BY_PIN = "by_pin"  # in the session: the person came in by PIN and has the phone pages only
DESK_COOKIE = "whose"  # which login a page of the desk is of, so that nobody after it finds it behind "back"
PHONE_COOKIE = "phone_me"  # whose unsent reports a phone shows
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_ENGINE = "fazhi.workbench.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# Mail is off until a server is named; reminders then go out in working hours only.
MAIL_ON = bool(os.environ.get("FAZHI_MAIL_HOST"))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL_ON else 'dummy'}.EmailBackend"
EMAIL_HOST = os.environ.get("FAZHI_MAIL_HOST", "")
EMAIL_USE_SSL = os.environ.get("FAZHI_MAIL_SECURITY", "ssl") == "ssl"
EMAIL_USE_TLS = os.environ.get("FAZHI_MAIL_SECURITY", "ssl") == "starttls"
EMAIL_PORT = int(
    os.environ.get("FAZHI_MAIL_PORT") or (465 if EMAIL_USE_SSL else 587 if EMAIL_USE_TLS else 25)
)
EMAIL_HOST_USER = os.environ.get("FAZHI_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("FAZHI_MAIL_PASSWORD", "")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("FAZHI_MAIL_FROM") or EMAIL_HOST_USER
# Where the pages are, for links in mails: http://10.0.0.5:8000
ADDRESS = os.environ.get("FAZHI_ADDRESS", "").rstrip("/")
WORK_HOURS = os.environ.get("FAZHI_WORK_HOURS", "08:30-17:30")
CHANNELS = os.environ.get("FAZHI_CHANNELS", "")

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
# Served straight from the packages: an office PC needs no collectstatic, and nothing comes from another host.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# The largest file of each class that is taken in (MB), and the most pixels of a picture (an A3 scan at 600 dpi has 70 million).
FILE_LIMITS_MB = {
    "picture": int(os.environ.get("FAZHI_PICTURE_MB", "20")),
    "document": int(os.environ.get("FAZHI_DOCUMENT_MB", "50")),
    "sound": int(os.environ.get("FAZHI_SOUND_MB", "500")),
}
PICTURE_PIXELS = 80_000_000
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "level": "WARNING"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}},
}
