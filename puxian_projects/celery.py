"""Celery only wakes the program up; what is due is decided from rows (design §2.5)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puxian_projects.settings.dev")
app = Celery("puxian_projects")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
