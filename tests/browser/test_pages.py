"""Every page of every role: axe finds nothing, nothing overflows, one heading says where we are."""

import pytest

from tests.browser import axe
from tests.browser.crawl import crawl

ROLES = ["xueguan", "zrzy", "centre", "office", "leader", "admin", "security", "auditor"]
OVERFLOW = "() => document.documentElement.scrollWidth - window.innerWidth"
SEEN: set[str] = set()  # a page that looks the same for all roles is checked with the first


def faults(page, name: str) -> list[str]:
    found = axe.violations(page)
    if page.locator("h1").count() != 1:
        found.append(f"{page.url} has {page.locator('h1').count()} h1")
    if (over := page.evaluate(OVERFLOW)) > 0:
        found.append(f"{page.url} ({name}) is {over} px too wide")
    return found


def view_looks_alike(name: str) -> bool:
    return name.startswith(("accounts:me", "accounts:password", "workplace:notifications"))


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_accessible(demo, page, login, role):
    login(page, role)
    found = []
    for name in crawl(page):
        if view_looks_alike(name) and name in SEEN:
            continue
        SEEN.add(name)
        found += faults(page, name)
    assert found == []


@pytest.mark.parametrize("role", ["xueguan", "zrzy", "leader"])
def test_every_page_can_be_read_on_a_phone(demo, phone, login, role):
    login(phone, role)
    found = [fault for name in crawl(phone) for fault in faults(phone, name)]
    assert found == []


def test_large_type_fits_a_small_screen(demo, page, login):
    page.set_viewport_size({"width": 1366, "height": 768})
    login(page, "xueguan")
    page.get_by_role("button", name="大字").click()
    assert page.locator("html.px-large").count() == 1
    found = [fault for name in crawl(page) for fault in faults(page, name)]
    assert found == []
