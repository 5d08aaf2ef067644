"""gunicorn, for `make run` and for production alike; every value may come from the environment."""

import gc
import os
from typing import Any

host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
bind = os.environ.get("BIND") or f"{host}:{port}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "1"))
threads = int(os.environ.get("WEB_THREADS", "8"))
preload_app = True
timeout = 120  # a whole import or compile runs inside one request
graceful_timeout = 30  # security.md R20
keepalive = 5
max_requests = 5_000  # R26: what leaks is given back
max_requests_jitter = 500
limit_request_line = 8_190
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108
accesslog = os.environ.get("ACCESS_LOG") or None
loglevel = os.environ.get("LOG_LEVEL", "warning")


def pre_fork(server: Any, worker: Any) -> None:
    """What is loaded now stays: full collections need not walk it again (stack.md, NetBox)."""
    gc.collect()
    gc.freeze()
