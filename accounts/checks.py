"""Deny by default: a view without a guard stops `check`, `migrate` and `runserver` (S37)."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver


def views(resolver: URLResolver | None = None, names: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every URL pattern with its name, `app:name`."""
    root = resolver or get_resolver()
    for entry in root.url_patterns:
        if isinstance(entry, URLResolver):
            prefix = f"{names}{entry.namespace}:" if entry.namespace else names
            yield from views(entry, prefix)
        else:
            yield f"{names}{entry.name}", entry


@register()
def every_view_has_a_guard(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(
            f"The view of {name} ({pattern.pattern}) wears neither @needs nor @public.",
            id="accounts.E001",
        )
        for name, pattern in views()
        if not getattr(pattern.callback, "guard", "")
    ]
