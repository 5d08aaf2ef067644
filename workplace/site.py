"""Where others find us: an address is worth printing only when they can open it."""

from urllib.parse import urlsplit

from django.conf import settings

LOOPBACK = {None, "", "127.0.0.1", "localhost", "::1"}


def address(path: str) -> str:
    """The whole address of one of our pages; "" while SITE_URL names only this machine."""
    if urlsplit(settings.SITE_URL).hostname in LOOPBACK:
        return ""
    return settings.SITE_URL.rstrip("/") + path
