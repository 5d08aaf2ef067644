"""A form that arrives twice acts once (R7), and what acts is in the book (S45)."""

import uuid

import pytest

from tests.factories import at
from tests.table import ROWS, signed_in, undone
from workplace.models import Act

# What may be done again, or is no act: leaving, and taking a file away.
AGAIN = {"accounts:logout", "workplace:audit-export"}
POSTS = [
    row for row in ROWS if row.method == "post" and row.first(200, 302) and row.url not in AGAIN
]


def written() -> int:
    return Act.objects.filter(result="ok").count()


@pytest.mark.thorough
def test_the_same_form_twice_and_an_hour_later_is_one_act(cast, friday):
    for row in POSTS:
        who = row.first(200, 302)
        friday.move_to(at("2022-12-09 10:00"))
        with undone():
            client = signed_in(cast, who)
            op = str(uuid.uuid4())
            path = row.path(cast, who)
            first = row.send(client, path, op=op)
            once = written()
            for hours in (0, 1):
                friday.shift(hours * 3600)
                again = row.send(client, path, op=op)
                assert again.status_code == first.status_code, row
                assert again.headers.get("Location") == first.headers.get("Location"), row
                assert written() == once, row
