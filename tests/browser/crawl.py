"""Every page that a person can reach by links from their first one, each view once."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Page

FILES = (".xlsx", ".docx", ".csv", ".zip", "/export/", "/view/", "/thumb/")
LINKS = "links => links.filter(a => !a.hasAttribute('download')).map(a => a.href)"


def view_of(url: str) -> str | None:
    """The URL's name; None for what is no page of ours."""
    path = urlsplit(url).path
    if path.endswith(FILES) or path.startswith("/static/"):
        return None
    try:
        return resolve(path).view_name
    except Resolver404:
        return None


def crawl(page: Page, start: str = "/") -> Iterator[str]:
    """Stands on one page of each view in turn and yields the view's name."""
    page.goto(start)
    waiting, seen = [page.url], {view_of(page.url)}
    landed: set[str] = set()
    while waiting:
        url = waiting.pop(0)
        answer = page.goto(url)
        assert answer is not None, url
        assert answer.status == 200, f"{answer.status} {url}"
        found = page.eval_on_selector_all("a[href]", LINKS)
        here = view_of(page.url) or page.url
        if here not in landed:  # another link may have been led here
            landed.add(here)
            yield here
        for link in found:
            name = view_of(link)
            if name and name not in seen and urlsplit(link).netloc == urlsplit(url).netloc:
                seen.add(name)
                waiting.append(link)
