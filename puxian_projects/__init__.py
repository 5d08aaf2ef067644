"""Wiring only: settings, URLs, the Celery app, limits."""

from .celery import app as celery_app

__all__ = ["celery_app"]
