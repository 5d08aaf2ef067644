"""Web, worker and beat as one group of processes: what `make run` runs (stack.md).

What dies is started again; Ctrl-C and SIGTERM end all in order; a killed supervisor takes its
children along. In production systemd or compose do this work instead (deploy/).
"""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType

import environ

from .lifeline import die_with_parent

ROOT = Path(__file__).resolve().parents[1]
STOP_SECONDS = 35  # gunicorn drains for 30
LONG_RUN_SECONDS = 60  # who ran this long starts again at once
MAX_DELAY_SECONDS = 30


@dataclass
class Child:
    """One process of the group and when it may be started again."""

    label: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    delay: float = 1.0
    not_before: float = 0.0

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603  our own command
            self.command,
            cwd=ROOT,
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which ends them in order
            preexec_fn=partial(die_with_parent, os.getpid()),  # safe: no threads here
        )
        self.started = time.monotonic()

    def tend(self) -> None:
        """Start it if it is not running and its pause is over."""
        now = time.monotonic()
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                return
            self.process = None
            self.delay = 1.0 if now - self.started > LONG_RUN_SECONDS else self.delay * 2
            self.delay = min(self.delay, MAX_DELAY_SECONDS)
            self.not_before = now + self.delay
            say(f"{self.label}停了（{code}），{self.delay:.0f} 秒后重新启动。")
        if now >= self.not_before:
            self.start()


@dataclass
class Group:
    """The children, and whether we were asked to stop."""

    children: list[Child]
    stopping: int = 0

    def ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping += 1

    def stop(self) -> None:
        running = [c.process for c in self.children if c.process and c.process.poll() is None]
        for process in running:
            process.terminate()
        end = time.monotonic() + STOP_SECONDS
        while time.monotonic() < end and self.stopping < 2:  # a second Ctrl-C does not wait
            if all(process.poll() is not None for process in running):
                return
            time.sleep(0.1)
        for process in running:
            kill_group(process)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


WEB = "-m gunicorn -c deploy/gunicorn.conf.py puxian_projects.wsgi"
WORKER = (
    "-m celery -q -A puxian_projects worker -B --pool=threads --concurrency=2 "
    "--loglevel=WARNING --without-gossip --without-mingle"
)


def children() -> list[Child]:
    return [
        Child("网页服务", [sys.executable, *WEB.split()]),
        Child("后台任务", [sys.executable, *WORKER.split()]),
    ]


def settle_environment() -> tuple[str, int]:
    """`.env` below the environment, as in the settings; where the web will listen."""
    environ.Env.read_env(ROOT / ".env", overwrite=False)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puxian_projects.settings.dev")
    host = os.environ.setdefault("HOST", "127.0.0.1")
    port = os.environ.setdefault("PORT", "8000")
    # the demo runs with DEBUG, maybe as root: both are said in the README, not at each start
    os.environ.setdefault("PYTHONWARNINGS", "ignore::UserWarning,ignore::RuntimeWarning")
    if not port.isdecimal():
        sys.exit(f"PORT 应是一个端口号，现在是“{port}”。")
    return host, int(port)


def refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            sys.exit(
                f"{host}:{port} 不能用（{error.strerror}）。换一个端口：PORT={port + 1} make run"
            )


def is_listening(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  compared, not bound


def welcome(host: str, port: int, what: str) -> None:
    shown = f"[{host}]" if ":" in host else host
    say(f"\n蒲县重点项目已启动：http://{shown}:{port}/")
    if what == "demo":
        password = os.environ.get("DEMO_PASSWORD", "puxian-demo-2023")
        say(f"演示账号（密码都是 {password}）：")
        say("  xueguan  薛关镇联络人，填报（每个单位一个，名字是单位代码的小写：fgj、zrzy …）")
        say("  centre   县项目推进中心，审核汇总")
        say("  office   领导小组办公室    leader    县领导")
        say("  admin    系统管理员        security  安全管理员    auditor  审计员")
    elif what == "empty":
        say("还没有账号。建立第一个系统管理员：.venv/bin/python manage.py create_admin 登录名")
    say("按 Ctrl-C 停止。\n")


def main() -> int:
    host, port = settle_environment()
    refuse_taken_port(host, port)
    group = Group(children())
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, group.ask_to_stop)
    prepare = [sys.executable, "-m", "puxian_projects.prepare"]
    ready = subprocess.run(prepare, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603
    if ready.returncode or group.stopping:
        return 0 if group.stopping else ready.returncode
    greeted = False
    while not group.stopping:
        for child in group.children:
            child.tend()
        if not greeted and is_listening(reachable(host), port):
            welcome(reachable(host), port, ready.stdout.strip())
            greeted = True
        time.sleep(0.2)
    say("正在停止…")
    group.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
