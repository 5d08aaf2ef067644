"""What `make run` starts: web, worker and beat, tended by the supervisor."""

import json
import os
import signal
import subprocess
import urllib.request
from pathlib import Path

from tests.servers.program import Program, data_folder, wait_for


def children(pid: int) -> dict[str, int]:
    """gunicorn and celery below the supervisor: module name -> process id."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True
    )
    found = {}
    for line in listed.stdout.splitlines():
        number, *words = line.split()
        if "-m" in words:
            found[words[words.index("-m") + 1]] = int(number)
    return found


def health(program: Program) -> dict:
    with urllib.request.urlopen(f"{program.url}/healthz", timeout=10) as answer:  # noqa: S310
        return json.load(answer)


def in_group_of(folder: Path) -> list[str]:
    """Processes that still have our data folder in their environment."""
    mark = f"DATA_DIR={folder}".encode()
    left = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (entry / "environ").read_bytes():
                left.append((entry / "cmdline").read_text())
        except (OSError, ValueError):
            continue
    return [line for line in left if line]


def test_the_group_starts_restarts_and_stops(tmp_path):
    with data_folder() as folder:
        program = Program(folder, DEMO="0", PX_BEAT_SECONDS="1")
        supervisor = program.start("-m puxian_projects.supervisor", "run")
        try:
            wait_for(lambda: "Ctrl-C" in program.log("run"), 60, "the welcome")
            assert f"{program.url}/" in program.log("run")
            wait_for(lambda: health(program)["status"] == "ok", 30, "good health")

            first = children(supervisor.pid)
            assert set(first) == {"gunicorn", "celery"}
            os.kill(first["celery"], signal.SIGKILL)
            wait_for(
                lambda: children(supervisor.pid).get("celery") not in {None, first["celery"]},
                20,
                "a new worker",
            )
            supervisor.send_signal(signal.SIGINT)
            assert supervisor.wait(40) == 0
            assert in_group_of(folder) == []
        finally:
            program.stop()


def test_a_killed_supervisor_leaves_nothing_running(tmp_path):
    with data_folder() as folder:
        program = Program(folder, DEMO="0")
        supervisor = program.start("-m puxian_projects.supervisor", "run")
        wait_for(lambda: "Ctrl-C" in program.log("run"), 60, "the welcome")
        supervisor.kill()
        supervisor.wait()
        wait_for(lambda: in_group_of(folder) == [], 20, "the end of its children")
