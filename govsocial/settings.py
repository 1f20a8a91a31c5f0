"""All settings, driven by the environment (see .env.example). Weak values are refused outside loopback."""

import sys
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from govsocial.deployment import is_loopback, own_folder, own_secret, refuse_weak

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
own_folder(VAR_DIR)

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
PORT = env.int("PORT", default=8000)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
LOOPBACK = is_loopback(ALLOWED_HOSTS)
SECRET_KEY = env.str("SECRET_KEY", default="") or (own_secret(VAR_DIR / "secret_key") if LOOPBACK else "")
EMAIL_URL = env.str("EMAIL_URL", default="")
REDIS_URL = env.str("REDIS_URL", default="")
refuse_weak(hosts=ALLOWED_HOSTS, secret=SECRET_KEY, debug=DEBUG, loopback=LOOPBACK, demo=DEMO, email=EMAIL_URL)
TESTING = "pytest" in sys.modules

INSTALLED_APPS = [
    "accounts",
    "content",
    "reviews",
    "govsocial.dashboard",
    "govsocial",
    "govsocial.notifications",
    "govsocial.rulebook",
    "govsocial.tallies",
    "govsocial.workdays",
    "govsocial.audit",
    "govsocial.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "axes",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "govsocial.web.middleware.HostileInputMiddleware",
    "govsocial.web.body_limit.BodyLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "govsocial.web.middleware.LanguageMiddleware",
    "govsocial.web.middleware.PrivateMiddleware",
    "govsocial.web.sessions.SessionLimitsMiddleware",
    "govsocial.web.resume.HoldExpiredPostMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "govsocial.web.idempotency.IdempotencyMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "govsocial.urls"
WSGI_APPLICATION = "govsocial.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "govsocial.dashboard.context.ui",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'govsocial.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # WAL and immediate transactions: with Django's defaults concurrent writers fail with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "web_cache"}
}

# People and sessions -------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard:my_work"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.sign_in.InvitedOnlyAdapter"
ACCOUNT_FORMS = {"reset_password": "accounts.sign_in.ResetForm"}
# Reads and writes nothing, so that an unknown address takes as long as a known one.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login_failed": None, "login": None}  # axes is the only lock-out
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
AXES_HANDLER = "accounts.sign_in.SignInLog"
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "accounts.sign_in.name_tried"
AXES_CLIENT_IP_CALLABLE = "accounts.sign_in.client_address"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "accounts.sign_in.locked_out"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PASSWORD_MIN_LENGTH = 15
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_MIN_LENGTH},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.ContextWordsValidator"},
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_IDLE_SECONDS = 30 * 60
SESSION_ABSOLUTE_SECONDS = 12 * 3600
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
# In a cookie; what has no room there (twenty posts decided together) in the session.
MESSAGE_STORAGE = "django.contrib.messages.storage.fallback.FallbackStorage"

# Security ------------------------------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "govsocial.web.views.csrf_failed"
if not LOOPBACK:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # a larger file goes to the disk while it comes in
# The longest body of a form (govsocial.web.body_limit), and of the one that takes videos with their pictures, in bytes.
BODY_MAX = 24 * 1024 * 1024
BODIES_MAX = {"content:post_media": 112 * 1024 * 1024}
MEDIA_QUOTA_MB = env.int("MEDIA_QUOTA_MB", default=2048)  # of files of posts, for each office

# Language, time, files -----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "bn"
LANGUAGES = [("bn", _("Bangla")), ("en", _("English"))]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "govsocial.formats"
USE_THOUSAND_SEPARATOR = False  # ids stand in addresses and fields; the filter num groups what people read
USE_TZ = True
TIME_ZONE = env.str("PORTAL_TIME_ZONE", default="Asia/Dhaka")
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
MEDIA_ROOT = Path(env.str("MEDIA_DIR", default="") or VAR_DIR / "media")  # served by views that ask who may see it
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_TEMP_DIR = MEDIA_ROOT / "incoming"  # on the disk where they stay: a container's /tmp is memory
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
FRONT_DIR = BASE_DIR / "var" / "front"  # where govsocial.web.front builds, wherever VAR_DIR is
STATICFILES_DIRS = [BASE_DIR / "static", FRONT_DIR]
FRONT_DIR.mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": f"django.core.files.storage.{'InMemoryStorage' if TESTING else 'FileSystemStorage'}"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Mail, tasks, logs ---------------------------------------------------------------------------------------------------
if EMAIL_URL:
    vars().update(env.email_url_config(EMAIL_URL))
else:
    # The trial writes each mail to a file in var/mail, so that nothing leaves this machine.
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 10  # seconds: a mail server that hangs must not hold a worker
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="govsocial@localhost")
PORTAL_URL = env.str("PORTAL_URL", default=f"http://127.0.0.1:{PORT}" if LOOPBACK else f"https://{ALLOWED_HOSTS[0]}")
CSRF_TRUSTED_ORIGINS = [] if LOOPBACK else [PORTAL_URL]
EGRESS_PROXY = env.str("EGRESS_PROXY", default="")  # the only way that leads out besides mail: govsocial.fetch

BROKER_DIR = VAR_DIR / "broker"
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
else:
    for folder in (BROKER_DIR, BROKER_DIR / "messages", BROKER_DIR / "control", BROKER_DIR / "processed"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "messages"),
        "data_folder_out": str(BROKER_DIR / "messages"),
        "control_folder": str(BROKER_DIR / "control"),
        "processed_folder": str(BROKER_DIR / "processed"),
        "polling_interval": 0.2,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT, CELERY_TASK_TIME_LIMIT = 240, 300
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "run-due-jobs": {
        "task": "govsocial.notifications.tasks.run_due_jobs",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
}
# What beat and `manage.py run_due_jobs` do, in this order; each is safe to run twice.
SWEEPS = {
    "hand-overs": "accounts.services.hand_overs.carry_on",
    "teams": "accounts.services.teams.note_strengths",
    "circulars": "reviews.services.circulars.go_on",
    "deadlines": "content.services.deadlines.recompute_deadlines",
    "slots": "content.services.slots.warn_and_note",
    "second looks": "content.services.second_looks.remind_late",
    "sharing": "content.services.reuse.remind_to_share",
    "websites": "accounts.services.websites.check_due",
    "term counts": "content.services.term_counts.count_hits",
    "notices": "govsocial.notifications.services.deliver_due",
    "kept drafts": "content.services.kept_drafts.forget_old",
    "form results": "govsocial.web.idempotency.forget_old",
    "files": "content.services.media_files.sweep_files",
    "looks": "content.services.looking.forget_looks",
    "compliance": "reviews.services.nightly.go_on",
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"tokens": {"()": "govsocial.web.logs.MaskTokens"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["tokens"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "govsocial": {"level": "INFO"},
        "axes": {"level": "ERROR"},
        "kombu": {"level": "ERROR"},
        # These have handlers of their own, which mask nothing: ours takes their place.
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "gunicorn.error": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
