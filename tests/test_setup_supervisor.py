"""The group of processes behind `make run` (the whole of it: tests/worker/test_make_run.py)."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from puxian_projects import supervisor
from puxian_projects.supervisor import Child, Group


def child(code: str) -> Child:
    return Child("试验", [sys.executable, "-c", code])


def until(condition, seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_what_dies_is_started_again_after_a_growing_pause(monkeypatch):
    short = child("pass")
    short.tend()
    short.process.wait()
    short.tend()
    assert short.process is None
    assert short.delay == 2.0
    short.tend()
    assert short.process is None, "the pause is not over"
    short.not_before = 0
    short.tend()
    assert short.process is not None
    short.process.wait()


def test_who_ran_long_starts_again_soon_and_no_pause_is_longer_than_half_a_minute():
    steady = child("pass")
    steady.delay = 30.0
    for started, delay in ((time.monotonic(), 30.0), (time.monotonic() - 3600, 1.0)):
        steady.not_before = 0
        steady.process = None
        steady.tend()
        steady.process.wait()
        steady.started = started
        steady.tend()
        assert steady.delay == delay


def test_stopping_ends_the_children_in_order():
    group = Group([child("import time; time.sleep(60)")])
    group.children[0].tend()
    group.stop()
    assert group.children[0].process.poll() == -signal.SIGTERM


def test_a_second_ctrl_c_does_not_wait_for_a_deaf_child():
    deaf = child(
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        "print('deaf', flush=True); time.sleep(60)"
    )
    deaf.process = subprocess.Popen(deaf.command, stdout=subprocess.PIPE, start_new_session=True)
    with deaf.process.stdout as heard:
        assert heard.readline() == b"deaf\n"
    group = Group([deaf])
    for _ in range(2):
        group.ask_to_stop(signal.SIGINT, None)
    group.stop()
    assert deaf.process.poll() == -signal.SIGKILL


PARENT = """
import os, subprocess, sys, time
from functools import partial
from puxian_projects.lifeline import die_with_parent
child = subprocess.Popen(
    [sys.executable, "-c", "import time; time.sleep(60)"],
    preexec_fn=partial(die_with_parent, os.getpid()), start_new_session=True,
)
print(child.pid, flush=True)
time.sleep(60)
"""


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_a_killed_parent_takes_its_children_along():
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE)
    with parent.stdout as said:
        pid = int(said.readline())
    assert alive(pid)
    parent.kill()
    parent.wait()
    until(lambda: not alive(pid))


def test_a_taken_port_is_refused_with_a_sentence():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SystemExit, match=f"PORT={port + 1} make run"):
            supervisor.refuse_taken_port("127.0.0.1", port)


@pytest.fixture
def environment(monkeypatch):
    """What settle_environment writes is taken back after the test."""
    for name in ("HOST", "PORT", "DJANGO_SETTINGS_MODULE", "PYTHONWARNINGS"):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    return monkeypatch


def test_a_port_that_is_no_number_is_refused(environment):
    environment.setenv("PORT", "http")
    with pytest.raises(SystemExit, match="PORT"):
        supervisor.settle_environment()


def test_where_it_listens_comes_from_the_environment(environment):
    everywhere = "0.0.0.0"  # noqa: S104
    environment.setenv("PORT", "8123")
    environment.setenv("HOST", everywhere)
    assert supervisor.settle_environment() == (everywhere, 8123)
    assert supervisor.reachable(everywhere) == "127.0.0.1"


@pytest.mark.parametrize(
    ("what", "word"), [("demo", "puxian-demo-2023"), ("empty", "create_admin"), ("county", "8123")]
)
def test_the_welcome_says_what_a_newcomer_needs(capsys, monkeypatch, what, word):
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    supervisor.welcome("127.0.0.1", 8123, what)
    said = capsys.readouterr().err
    assert "http://127.0.0.1:8123/" in said
    assert word in said
