"""Celery only wakes the program up (design §2.5)."""

from celery import shared_task


@shared_task
def deliver() -> None:
    from . import post

    post.deliver_due()
