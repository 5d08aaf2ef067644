"""Before `make run` starts: tables, reference data, and the demo county in an empty database.

Prints `demo` when the demo county is in, else `empty` or `county`, for the supervisor to read.
"""

import os
import sys
from contextlib import redirect_stdout
from io import StringIO

import django
from django.conf import settings
from django.core.management import call_command


def prepare() -> str:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puxian_projects.settings.dev")
    django.setup()
    from accounts.models import User

    call_command("migrate", interactive=False, verbosity=0)
    call_command("check", databases=["default"], stdout=StringIO())  # triggers stand (S43)
    call_command("load_reference", verbosity=0, stdout=StringIO())
    wanted = settings.DEBUG and os.environ.get("DEMO", "1") != "0"
    if wanted and not User.objects.exists():
        sys.stderr.write("数据库是空的，正在生成演示县（约半分钟）…\n")
        call_command("load_demo")
    if settings.REHEARSAL and User.objects.filter(username="xueguan").exists():
        return "demo"
    return "county" if User.objects.exists() else "empty"


if __name__ == "__main__":
    with redirect_stdout(sys.stderr):  # what commands say is for the person
        answer = prepare()
    sys.stdout.write(answer)
