"""The dev profile for servers that tests start: quick passwords, a beat in seconds."""

import os

from puxian_projects.settings.dev import *  # noqa: F403
from puxian_projects.settings.dev import CELERY_BEAT_SCHEDULE

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
if _seconds := os.environ.get("PX_BEAT_SECONDS"):
    CELERY_BEAT_SCHEDULE["sweep"]["schedule"] = float(_seconds)
