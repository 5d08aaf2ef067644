"""What all profiles share. Every variable is explained in .env.example."""

from pathlib import Path

import environ
from celery.schedules import crontab

from puxian_projects import limits

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()
env.read_env(BASE_DIR / ".env", overwrite=False)  # the environment beats the file

DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
DEBUG = False
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")
REHEARSAL = False  # may the clock be shifted (workplace.clock)? Never in production

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "import_export",
    "simple_history",
    "sheets",
    "accounts",
    "workplace",
    "projects",
    "procedures",
    "reporting",
]

MIDDLEWARE = [
    # above WhiteNoise: static files and refusals carry the policy too
    "csp.middleware.CSPMiddleware",
    "workplace.middleware.harden",
    "workplace.middleware.arrival",
    "django.middleware.security.SecurityMiddleware",
    "workplace.middleware.limit_body",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.middleware.session_life",
    "accounts.middleware.sign_in_required",
    "accounts.middleware.must_change_password",
    "accounts.middleware.single_values",
    "accounts.errors.refusals",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "puxian_projects.urls"
WSGI_APPLICATION = "puxian_projects.wsgi.application"
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
                "workplace.context.frame",
            ],
            "builtins": ["workplace.templatetags.puxian"],
        },
    }
]

# --- database -------------------------------------------------------------------------------
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # FULL: an acknowledged commit survives a power cut (security.md R13)
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;",
}
POSTGRES_OPTIONS = {
    "connect_timeout": 5,
    "options": "-c lock_timeout=5000 -c statement_timeout=60000",
}


def database(url: str) -> dict:
    """The DATABASES entry of a URL, with the options that this program relies on."""
    entry = environ.Env.db_url_config(url)
    if entry["ENGINE"].endswith("sqlite3"):
        return {**entry, "OPTIONS": SQLITE_OPTIONS}
    options = {**POSTGRES_OPTIONS, **entry.get("OPTIONS", {})}
    return {**entry, "OPTIONS": options, "CONN_MAX_AGE": 300, "CONN_HEALTH_CHECKS": True}


DATABASE_URL = env.str("DATABASE_URL", default="") or f"sqlite:///{DATA_DIR / 'puxian.sqlite3'}"
DATABASES = {"default": database(DATABASE_URL)}
# deadlines by the database's clock, so that several machines cannot differ (security.md R17)
DATABASE_CLOCK = "postgresql" in DATABASES["default"]["ENGINE"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# --- people ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "accounts:login"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.LocalWordsValidator"},
    {"NAME": "accounts.passwords.PrivilegedLengthValidator"},
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = limits.SESSION_HOURS * 3600
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "accounts.errors.csrf_failure"
IDLE_SECONDS = env.int("IDLE_MINUTES", default=limits.IDLE_MINUTES) * 60
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])

AXES_FAILURE_LIMIT = limits.LOGIN_FAILURES
AXES_COOLOFF_TIME = limits.LOGIN_COOL_OFF_MINUTES / 60
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "accounts.http.client_ip"
AXES_LOCKOUT_CALLABLE = "accounts.views.sign_in.locked_out"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True  # the book of acts has it
AXES_VERBOSE = False

# --- language and time ----------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True  # for Django's own sentences; ours are Chinese literals

# --- static files ---------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [("px", BASE_DIR / "static" / "dist")]
STATIC_ROOT = BASE_DIR / "static" / "collected"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA_DIR / "files")},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
        "OPTIONS": {"file_permissions_mode": 0o644},  # set up by root, read by the service's user
    },
}
WHITENOISE_MAX_AGE = 3600
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = limits.REQUEST_BODY
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# --- what a browser may do (security.md S18, S23) --------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- jobs: rows decide, Celery wakes (design §2.5) --------------------------------------------
REDIS_URL = env.str("REDIS_URL", default="")
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 600
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False  # a nudge that fails is found by the next sweep
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"  # in memory: no schedule file to corrupt
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "reporting.tasks.sweep", "schedule": crontab(), "options": {"expires": 55}},
}
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object]
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 3600,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
    }
else:
    CELERY_BROKER_URL = "filesystem://localhost/"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(DATA_DIR / "queue"),
        "data_folder_out": str(DATA_DIR / "queue"),
        "control_folder": str(DATA_DIR / "queue-control"),
        "polling_interval": 0.2,
        "store_processed": False,
    }
    for folder in ("queue", "queue-control"):
        (DATA_DIR / folder).mkdir(parents=True, exist_ok=True)

# --- post -----------------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="puxian-projects@localhost")

# Robots of chat groups (security.md S58): the only hosts a robot's message goes to. A county
# network without Internet names its own gateway, and which hosts may be inside (private).
ROBOT_HOSTS = ["qyapi.weixin.qq.com", "oapi.dingtalk.com", "open.feishu.cn"]
ROBOT_GATEWAY = env.str("ROBOT_GATEWAY", default="")
ROBOT_PRIVATE_HOSTS = env.list("ROBOT_PRIVATE_HOSTS", default=[])

IMPORT_EXPORT_USE_TRANSACTIONS = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "workplace.logs.LineFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # apprise writes addresses with their tokens at DEBUG (S48)
    "loggers": {"axes": {"level": "ERROR"}, "apprise": {"level": "ERROR"}},
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SILENCED_SYSTEM_CHECKS: list[str] = []
