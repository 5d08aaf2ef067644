"""python -m benchmarks: on SQLite in a temporary folder, or on BENCH_DATABASE_URL."""

import os
import platform
import sys
import tempfile


def main() -> None:
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

        from . import compiling, county, imports, measure, pages, progress, register, tables

        people = county.prepare()
        lines = register.lines(people)
        lines += tables.lines(people)
        lines += pages.lines(people["XUEGUAN"])
        lines += imports.lines(people["KECHENG"])
        lines += compiling.lines(people)
        lines += progress.lines(people)
        where = f"{platform.machine()}，{os.cpu_count()} 核，{connection.vendor}"
        sys.stdout.write(f"{where}\n{measure.table(lines)}\n")
        connection.close()


if __name__ == "__main__":
    main()
