"""Cookies without TLS on an office network, and with it (S22, S55)."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

SAFE = {
    "DJANGO_SETTINGS_MODULE": "puxian_projects.settings.prod",
    "SECRET_KEY": "k" * 60,
    "ALLOWED_HOSTS": "puxian.example",
    "SITE_URL": "https://puxian.example",
}
NAMES = (
    "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE DEBUG"
    " SECURE_HSTS_SECONDS REHEARSAL"
)


def production(tmp_path, **changed):
    """The settings of a production process, or the sentence with which it refuses to start."""
    code = (
        f"from django.conf import settings as s;print(*(getattr(s, n) for n in '{NAMES}'.split()))"
    )
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **SAFE, **changed}
    return subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client, people):
    client.get("/accounts/login/")
    client.force_login(people["reporter"])
    client.get("/accounts/me/")
    session = client.cookies["sessionid"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
    assert session["path"] == "/"
    assert session["domain"] == ""
    assert client.cookies["csrftoken"]["samesite"] == "Lax"


def test_with_tls_cookies_are_bound_to_the_host(tmp_path):
    values = production(tmp_path).stdout.split()
    assert values == ["__Host-sid", "__Host-csrf", "True", "True", "False", "31536000", "False"]


def test_without_tls_they_are_plain_and_the_rest_stays(tmp_path):
    values = production(tmp_path, TLS="0").stdout.split()
    assert values == ["sessionid", "csrftoken", "False", "False", "False", "0", "False"]


@pytest.mark.thorough
@pytest.mark.parametrize(
    "changed",
    [
        {"SECRET_KEY": ""},
        {"SECRET_KEY": "short"},
        {"ALLOWED_HOSTS": "*"},
        {"ALLOWED_HOSTS": ""},
        {"DEBUG": "1"},
    ],
    ids=str,
)
def test_production_refuses_to_start_on_anything_unsafe(tmp_path, changed):
    process = production(tmp_path, **changed)
    assert process.returncode != 0
    assert "ImproperlyConfigured" in process.stderr
