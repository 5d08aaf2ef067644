"""GET /healthz and /livez (design §8, security.md R21): no session, no names, constant time."""

import time
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from kombu.exceptions import KombuError

from accounts.http import public
from workplace import pulse

from .celery import app

BROKER_SECONDS = 2
MIGRATIONS_REMEMBERED = 60.0
_migrated_at: float | None = None  # monotonic time at which no migration was missing


@public("for load balancers and watchers")
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@public("for load balancers and watchers")
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """503 only when nothing can be saved; without a broker or a sweep the web still serves."""
    try:
        last = _write_lock_and_last_sweep()
        migrated = _is_migrated()
    except DatabaseError:
        return JsonResponse({"status": "down", "database": False}, status=503)
    broker = _broker_answers()
    fresh = last is not None and timezone.now() - last < pulse.SWEEP_IS_LATE_AFTER
    answer: dict[str, Any] = {
        "status": "ok" if broker and fresh else "degraded",
        "database": True,
        "migrations": migrated,
        "broker": broker,
        "sweep": fresh,
        "last_sweep": last.isoformat(timespec="seconds") if last else None,
    }
    if not migrated:
        answer["status"] = "down"
    return JsonResponse(answer, status=200 if migrated else 503)


def _write_lock_and_last_sweep() -> Any:
    with transaction.atomic():  # IMMEDIATE on SQLite: fails where nothing can be written
        return pulse.last()


def _is_migrated() -> bool:
    global _migrated_at
    now = time.monotonic()
    if _migrated_at is not None and now - _migrated_at < MIGRATIONS_REMEMBERED:
        return True
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    _migrated_at = None if missing else now
    return not missing


def _broker_answers() -> bool:
    try:
        with app.connection_for_write(connect_timeout=BROKER_SECONDS) as broker:
            broker.ensure_connection(max_retries=1, timeout=BROKER_SECONDS)
            return bool(broker.connected) or settings.REDIS_URL == ""
    except (OSError, KombuError):
        return False
