"""Celery only wakes us; rows decide what is due (design §2.5)."""

from celery import shared_task


@shared_task(name="reporting.tasks.sweep")
def sweep() -> None:
    from .services.sweep import sweep as run

    run()
