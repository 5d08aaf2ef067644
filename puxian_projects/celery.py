"""Celery only wakes the program up; what is due is decided from rows (design §2.5)."""

import gc
import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from celery import Celery, signals

from .lifeline import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puxian_projects.settings.dev")
app = Celery("puxian_projects")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


TABLES = ("celery", "celery.pidbox", "celeryev")  # exchanges that a worker binds its queues to


@signals.worker_init.connect
def lay_tables(**_: Any) -> None:
    """kombu's filesystem broker makes its tables empty and fills them after: of two workers that
    start together one could read nothing and die. To a table that is there both only add.
    """
    named = app.conf.broker_transport_options.get("control_folder")
    if named is None:
        return
    folder = Path(named)
    folder.mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        with NamedTemporaryFile("w", dir=folder) as table, suppress(FileExistsError):
            table.write("[]")
            table.flush()
            os.link(table.name, folder / f"{name}.exchange")


@signals.worker_ready.connect
def freeze(**_: Any) -> None:
    """What is loaded now stays: full collections need not walk it again (stack.md, NetBox)."""
    gc.collect()
    gc.freeze()


@signals.beat_embedded_init.connect
def follow_worker(**_: Any) -> None:
    """Else `worker -B` killed by -9 leaves an orphan beat that goes on sending sweeps."""
    die_with_parent()
