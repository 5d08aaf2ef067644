"""What a page of a county with ten years behind it reads: queries, and sealed rows by table."""

from collections import Counter
from datetime import date, timedelta

from django.db import connection
from django.db.models.signals import post_init
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reporting.models import SealedPermit, SealedProject
from reporting.selectors.county import load_county
from reporting.selectors.figures import Books
from tests.reporting.decade import Decade

WEEK = timedelta(days=7)
SEALED = (SealedProject, SealedPermit)


def browser(decade: Decade) -> Client:
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(decade.office, backend="django.contrib.auth.backends.ModelBackend")
    return client


def board(client: Client, on: date) -> None:
    _open(client, f"/dashboard/?as_of={on}&source=sealed")


def drill(client: Client, on: date) -> None:
    _open(client, f"/indicators/permit_rate/?as_of={on}&source=sealed&by=unit")


def _open(client: Client, url: str) -> None:
    page = client.get(url)
    assert page.status_code == 200, (url, page.status_code)


def compare(decade: Decade, on: date) -> tuple[str, str]:
    """Two books on two days, each by unit."""
    shown = []
    for day in (on - WEEK, on):
        books = Books(load_county(decade.centre, day))
        shown.append(books.figure("permit_rate", source="sealed", by="unit").shown)
    return shown[0], shown[1]


class Reads:
    """Queries and rows made into objects while it is on."""

    def __enter__(self) -> "Reads":
        self.rows: Counter[str] = Counter()
        connection.queries_log.clear()
        self._queries = CaptureQueriesContext(connection)
        self._queries.__enter__()
        for model in SEALED:
            post_init.connect(self._add, sender=model)
        return self

    def _add(self, sender, **_) -> None:
        self.rows[sender.__name__] += 1

    def __exit__(self, *raised) -> None:
        for model in SEALED:
            post_init.disconnect(self._add, sender=model)
        self._queries.__exit__(*raised)
        self.queries = len(self._queries)
