"""Tests: in-memory SQLite unless DATABASE_URL says otherwise, fast hasher, post in memory."""

import os
import tempfile

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="puxian-test-"))

from .base import *
from .base import SQLITE_OPTIONS, database, env

SECRET_KEY = "test-" + "x" * 60
ALLOWED_HOSTS = ["*"]
REHEARSAL = True
DATABASE_CLOCK = False  # tests stop the clock of this machine alone
_url = env.str("TEST_DATABASE_URL", default="")
if _url:
    DATABASES = {"default": database(_url)}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": ":memory:",
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": SQLITE_OPTIONS["timeout"]},
        }
    }
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
WHITENOISE_AUTOREFRESH = True
