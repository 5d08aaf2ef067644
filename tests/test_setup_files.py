"""Set-up files agree with each other and name no machine and no package index."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = sorted(ROOT.glob("requirements*.txt"))
TARGETS = ["help", "setup", "run", "fast", "test", "check", "lint", "types", "bench", "lock"]
OWN = {"DATA_DIR", "TEST_DATABASE_URL", "PYTHONWARNINGS"}  # the tests' and the supervisor's


def requirement_names(path: Path) -> set[str]:
    lines = path.read_text().splitlines()
    names = {re.match(r"[A-Za-z0-9._-]+", line) for line in lines if line[:1].isalnum()}
    return {re.sub(r"[._]", "-", found[0]).lower() for found in names if found}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_holds_what_is_asked_for_and_names_no_index(lock):
    text = lock.read_text()
    assert requirement_names(lock.with_suffix(".in")) <= requirement_names(lock)
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links", text)
    pins = re.findall(r"^[a-zA-Z0-9][^\n]*==[^\n]*\n( *--hash=sha256:)?", text, re.MULTILINE)
    assert pins
    assert all(pins), "every package has its hash"


def test_the_development_lock_contains_the_other():
    runtime, development = (
        set(re.findall(r"^([a-z0-9-]+==\S+)", (ROOT / name).read_text(), re.MULTILINE))
        for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert runtime <= development


def test_the_front_end_lock_names_no_registry():
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_every_variable_is_explained():
    read = set()
    files = [*(ROOT / "puxian_projects").rglob("*.py"), ROOT / "deploy" / "gunicorn.conf.py"]
    for path in files:
        code = path.read_text(encoding="utf-8")
        read |= set(re.findall(r'(?:env\.[a-z_]+|environ\.get|secret)\(\s*"([A-Z_]+)"', code))
    explained = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert [name for name in sorted(read - OWN) if f"{name}=" not in explained] == []


def test_the_makefile_lists_its_targets():
    said = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert [line.split()[0] for line in said.stdout.splitlines()] == TARGETS


@pytest.mark.parametrize("script", [*ROOT.glob("tools/*.sh"), ROOT / ".ci" / "run"], ids=str)
def test_a_script_parses_and_can_be_run(script):
    subprocess.run(["bash", "-n", script], check=True)
    assert script.name == "common.sh" or os.access(script, os.X_OK)


def test_nothing_committed_names_this_machine():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    suspects = [f"{ROOT}/".encode(), f"{Path.home()}/".encode()]
    named = []
    for name in listed.stdout.decode().split("\0"):
        path = ROOT / name
        text = name and path.is_file() and path.suffix not in {".png", ".xlsx"}
        if text and any(suspect in path.read_bytes() for suspect in suspects):
            named.append(name)
    assert named == []


def test_nothing_starts_before_the_sealed_tables_are_checked():
    for name in ("deploy/systemd/puxian-web.service", "deploy/compose.yaml"):
        text = (ROOT / name).read_text()
        started = text.index("gunicorn -c")
        assert text.index("manage.py migrate") < text.index("check --database default") < started
