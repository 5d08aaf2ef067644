"""python -m benchmarks [PART …]: on SQLite in a temporary folder, or on BENCH_DATABASE_URL."""

import importlib
import os
import platform
import sys
import tempfile

# in this order: what comes first finds the county empty
PARTS = ("desks", "orders", "issues", "papers", "register", "tables", "pages", "imports",
         "compiling", "leaders", "progress", "exports", "reach", "forecast", "decade")  # fmt: skip


def main() -> None:
    parts = sys.argv[1:] or PARTS
    if unknown := set(parts) - set(PARTS):
        sys.exit(f"{'、'.join(sorted(unknown))}：没有这一部分。可以选：{'、'.join(PARTS)}")
    with tempfile.TemporaryDirectory(prefix="px-bench-") as folder:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="tests.servers.settings",
            DATA_DIR=folder,
            DATABASE_URL=os.environ.get("BENCH_DATABASE_URL", ""),
            REDIS_URL="",
            DEBUG="0",
            LOG_LEVEL="error",
        )
        import logging

        import django

        django.setup()
        logging.disable(logging.WARNING)
        from django.db import connection

        from . import county, measure

        people = county.prepare()
        lines = []
        for part in sorted(parts, key=PARTS.index):
            lines += importlib.import_module(f"benchmarks.{part}").lines(people)
        where = f"{platform.machine()}，{os.cpu_count()} 核，{connection.vendor}"
        sys.stdout.write(f"{where}\n{measure.table(lines)}\n")
        connection.close()


if __name__ == "__main__":
    main()
