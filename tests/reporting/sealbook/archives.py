"""An archive's files in the hands of somebody who changes them."""

import io
import json
import random
import subprocess
import sys
import zipfile
from importlib import util
from pathlib import Path

import openpyxl

from reporting.sealbook.archive import CHECKER, packed

GOLDEN = Path(__file__).parents[2] / "data" / "sealed_round.zip"


def checker():
    """The file as a stranger has it, not as a part of our program."""
    spec = util.spec_from_file_location("stranger", CHECKER)
    module = util.module_from_spec(spec)
    sys.modules["stranger"] = module
    spec.loader.exec_module(module)
    return module


def dice(seed: int) -> random.Random:
    """The same throws every time."""
    return random.Random(seed)  # noqa: S311


def opened(path=GOLDEN) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def run(files, folder, *arguments):
    """As a stranger would: no site packages, nothing of ours on the path."""
    path = folder / "归档.zip"
    path.write_bytes(packed(files))
    command = [sys.executable, "-I", "-S", str(CHECKER), str(path), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60)


def flipped(content: bytes, at: int, dice: random.Random) -> bytes:
    other = dice.choice([byte for byte in range(256) if byte != content[at]])
    return content[:at] + bytes([other]) + content[at + 1 :]


def edited(workbook: bytes, sheet: str, ref: str, value) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    book[sheet][ref] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row_at(seal: dict, at: int) -> int | None:
    """In which row of a seal's file a byte lies; None = in its frame."""
    start = len('{"rows":[')
    for number, (_, _, length, _) in enumerate(seal["rows"]):
        if start <= at < start + length:
            return number
        start += length + 1
    return None


def catalogue(files) -> dict:
    return json.loads(files["archive.json"])
