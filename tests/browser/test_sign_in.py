"""The first page that anybody meets."""

from tests.browser import axe


def test_signing_in_leads_to_what_i_owe_without_a_complaint(page, login):
    page.goto("/")
    assert "/accounts/login/" in page.url
    assert axe.violations(page) == []
    login(page, "xueguan")
    assert page.url.rstrip("/").count("/") == 2
    assert page.locator("h1").count() == 1
    assert axe.violations(page) == []
