"""Runs work on untrusted workbooks and papers in a child process with hard limits (S13)."""

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .intake import DAMAGED, MIB, Limits
from .text import CellError

OUTPUT = 128 * MIB
ROOT = Path(__file__).resolve().parent.parent
TOO_HEAVY = "文件读不出来：内容太大或已损坏。请把需要的内容复制到新的工作簿，再上传"


def run(
    module: str, payload: dict[str, Any], limits: Limits, *, too_heavy: str = TOO_HEAVY
) -> dict[str, Any]:
    """Answer of `python -m module`; CellError (code `file`) when it refuses, fails or dies."""
    command = [sys.executable, "-s", "-B", "-X", "utf8", "-m", module]
    ask = json.dumps({**payload, "limits": vars(limits)}).encode()
    with tempfile.TemporaryFile() as output:
        try:
            done = subprocess.run(  # noqa: S603  our own interpreter and module
                command,
                input=ask,
                stdout=output,
                stderr=subprocess.DEVNULL,
                cwd=ROOT,
                env={},
                timeout=limits.wall_seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise CellError("file", too_heavy) from None
        if done.returncode:
            raise CellError("file", too_heavy)
        output.seek(0)
        answer: dict[str, Any] = json.load(output)
    if "refused" in answer:
        raise CellError("file", answer["refused"])
    return answer


def serve(
    work: Callable[[dict[str, Any], Limits], dict[str, Any]],
    *,
    too_heavy: str = TOO_HEAVY,
    damaged: str = DAMAGED,
) -> None:
    """The child's side: limits first, then the work; expected failures become an answer."""
    ask = json.load(sys.stdin)
    limits = Limits(**ask.pop("limits"))
    _limit_self(limits)
    try:
        answer = work(ask, limits)
    except CellError as error:
        answer = {"refused": error.message}
    except MemoryError:
        answer = {"refused": too_heavy}
    # The reader meets broken files in more ways than it names; any of them is "damaged".
    except Exception:
        answer = {"refused": damaged}
    json.dump(answer, sys.stdout, ensure_ascii=True, allow_nan=False)


def _limit_self(limits: Limits) -> None:
    for what, amount in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (amount, amount))
