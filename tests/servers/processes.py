"""Starting and ending server processes."""

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Callable
from functools import partial

from puxian_projects.lifeline import die_with_parent


def with_us() -> Callable[[], None]:
    """For `preexec_fn`: a test run that is killed leaves no server behind."""
    return partial(die_with_parent, os.getpid())


class Missing(Exception):
    """A program that the tests need is not here; says in one sentence what to install."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"测试需要 {what}，这台机器上没有。请先安装：{remedy}")


def without_root(users: tuple[str, ...]) -> tuple[list[str], str | None]:
    """The command prefix that gives up root, and as whom; nothing when we are not root."""
    if os.geteuid() != 0:
        return [], None
    for name in users:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        setpriv = shutil.which("setpriv") or "setpriv"
        drop = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        # a change of user forgets the signal that `with_us` has asked for
        return [setpriv, *drop, "--pdeathsig=INT"], name
    raise RuntimeError("no user to run as")


def end(process: subprocess.Popen[bytes], *, quick: bool = False, seconds: float = 15) -> None:
    """SIGTERM (SIGINT is PostgreSQL's fast shutdown), and SIGKILL for who does not listen."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGINT if quick else signal.SIGTERM)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
