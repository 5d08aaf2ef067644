"""What a browser may do is said on every answer, errors and downloads included (S18, S19, S23)."""

import json
import re

import pytest
from django.conf import settings
from django.test import Client

from tests.table import ROWS, signed_in, undone

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


DOWNLOAD = {"sandbox", "default-src 'none'"}
# a PDF or picture to look at: Chromium's own viewer lays itself out with a style of its own
PREVIEWS = {"workplace:file-view", "workplace:file-thumb"}
LOOK = {"default-src 'none'", "style-src 'unsafe-inline'", "frame-ancestors 'none'"}


def check(response, policies=(POLICY, DOWNLOAD)):
    policy = response["Content-Security-Policy"]
    parts = {part.strip() for part in policy.split(";") if part.strip()}
    assert parts in policies
    for name, value in HEADERS.items():
        assert response[name] == value
    assert "geolocation=()" in response["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in response


@pytest.mark.thorough
def test_every_answer_carries_the_policy(cast):
    for row in ROWS:
        for who in ("anonymous", row.first(200), row.first(403, 404), row.first(409, 422)):
            if who:
                with undone():
                    answer = row.call(signed_in(cast, who), cast, who)
                    looked_at = row.url in PREVIEWS and answer.status_code == 200
                    check(answer, (LOOK,) if looked_at else (POLICY, DOWNLOAD))


def test_errors_carry_it_too(client, db):
    check(client.get("/nothing/"))
    check(client.post("/accounts/login/", {"x": "y" * 2 * 1024 * 1024}))
    check(Client(raise_request_exception=False).get("/accounts/login/?next=\x00"))


def test_static_files_pass_through_the_policy():
    order = settings.MIDDLEWARE
    static = order.index("whitenoise.middleware.WhiteNoiseMiddleware")
    for name in ("csp.middleware.CSPMiddleware", "workplace.middleware.harden"):
        assert order.index(name) < static


def test_pages_of_people_are_not_kept_by_the_browser(cast):
    response = signed_in(cast, "reporter").get("/accounts/me/")
    assert response["Cache-Control"] == "private, no-store"


def test_htmx_runs_no_code_from_a_page():
    base = (settings.BASE_DIR / "templates" / "base.html").read_text()
    config = json.loads(re.search(r"name=\"htmx-config\"\s+content='(.*?)'", base).group(1))
    for name in ("allowEval", "allowScriptTags", "includeIndicatorStyles"):
        assert config[name] is False
    assert config["selfRequestsOnly"] is True
    assert config["historyCacheSize"] == 0


def markup() -> dict[str, str]:
    """Every template without its template tags."""
    files = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
    tags = re.compile(r"{[%{#].*?[#}%]}", re.DOTALL)
    return {file.name: tags.sub("", file.read_text()) for file in files}


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("hx-on", r"hx-on"),
        ("js: or javascript:", r"""["']\s*(js|javascript):"""),
        ("a trigger filter", r"hx-trigger=\"[^\"]*\["),
        ("an inline handler", r"\son[a-z]+\s*="),
        ("an inline style", r"\sstyle\s*="),
        ("a style element", r"<style"),
        ("a script without a file", r"<script(?![^>]*\s(src|type=\"application/json\"))[^>]*>"),
        ("another host", r"(src|href|action)=\"(https?:)?//"),
    ],
)
def test_no_template_has(what, pattern):
    assert [name for name, text in markup().items() if re.search(pattern, text)] == [], what
