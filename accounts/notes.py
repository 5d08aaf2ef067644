"""Lines that apps above this one put on the sign-in page, such as the next deadline.

An app registers a function in its AppConfig.ready; it may return "" for nothing to say. What it
says is seen by strangers: no names, no figures.
"""

from collections.abc import Callable

SIGN_IN_NOTES: list[Callable[[], str]] = []


def sign_in_notes() -> list[str]:
    return [text for text in (note() for note in SIGN_IN_NOTES) if text]
