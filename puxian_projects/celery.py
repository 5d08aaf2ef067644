"""Celery only wakes the program up; what is due is decided from rows (design §2.5)."""

import gc
import os
from typing import Any

from celery import Celery, signals

from .lifeline import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puxian_projects.settings.dev")
app = Celery("puxian_projects")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.worker_ready.connect
def freeze(**_: Any) -> None:
    """What is loaded now stays: full collections need not walk it again (stack.md, NetBox)."""
    gc.collect()
    gc.freeze()


@signals.beat_embedded_init.connect
def follow_worker(**_: Any) -> None:
    """Else `worker -B` killed by -9 leaves an orphan beat that goes on sending sweeps."""
    die_with_parent()
