"""Our own program as real processes on a database of its own: web, workers, commands."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg2

from .processes import end, with_us
from .redis import free_port

ROOT = Path(__file__).resolve().parents[2]
WORKER = "-m celery -q -A puxian_projects worker --pool=threads --concurrency=2 --loglevel=WARNING"
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH")


class Program:
    """One installation: a data folder, a database, and the processes started on it."""

    def __init__(self, folder: Path, *, database: str = "", redis: str = "", **env: str) -> None:
        self.folder = folder
        self.database = database
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.password = ""  # of its people, for the sign-in form
        self.processes: list[subprocess.Popen[bytes]] = []
        self.env = {name: os.environ[name] for name in KEPT if name in os.environ}
        self.env |= {
            "DJANGO_SETTINGS_MODULE": "tests.servers.settings",
            "DATA_DIR": str(folder),
            "DATABASE_URL": database,
            "REDIS_URL": redis,
            "SITE_URL": self.url,
            "PORT": str(self.port),
            "WEB_THREADS": "8",
            "PYTHONWARNINGS": "ignore",
            **env,
        }

    # --- commands ---------------------------------------------------------------------------
    def python(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=300,
        )
        if check and done.returncode:
            raise AssertionError(f"{arguments} → {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def manage(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return self.python("manage.py", *arguments, check=check)

    # --- database ---------------------------------------------------------------------------
    def rows(self, sql: str) -> list[tuple]:
        with contextlib.closing(self._connect()) as connection:
            cursor = connection.cursor()
            cursor.execute(sql)
            return cursor.fetchall()

    def _connect(self):
        if not self.database:
            return sqlite3.connect(self.folder / "puxian.sqlite3", timeout=20)
        # postgres://puxian@//tmp/folder/name
        host, _, name = self.database.partition("@/")[2].rpartition("/")
        return psycopg2.connect(host=host, user="puxian", dbname=name)

    # --- processes --------------------------------------------------------------------------
    def start(self, arguments: str, log: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{log}.log").open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, *arguments.split()],
                cwd=ROOT,
                env=self.env,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=with_us(),
            )
        self.processes.append(process)
        return process

    def start_web(self) -> None:
        web = self.start("-m gunicorn -c deploy/gunicorn.conf.py puxian_projects.wsgi", "web")
        wait_for(lambda: self._answers() or web.poll() is not None, 30, "the web server")
        assert web.poll() is None, self.log("web")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/accounts/login/", timeout=5) as page:  # noqa: S310
                return page.status == 200
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{error.code}: {self.log('web')}") from error
        except OSError:
            return False

    def start_worker(self, name: str, *, beat: bool = True) -> subprocess.Popen[bytes]:
        return self.start(f"{WORKER}{' -B' if beat else ''} -n {name}@test", name)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")[-4000:]

    def stop(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
        for process in self.processes:
            end(process)
        self.processes.clear()


def wait_for(condition, seconds: float, what: str) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"waited {seconds} s for {what}"
        time.sleep(0.1)


@contextlib.contextmanager
def data_folder():
    folder = Path(tempfile.mkdtemp(prefix="px-data-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
