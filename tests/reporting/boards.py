"""What the tests of the dashboards share: numbers of a page, and the rows that they open."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.apps import apps

from workplace import history


@dataclass(frozen=True)
class Number:
    """Two texts of the same number are one number."""

    href: str
    part: str
    whole: str
    text: str = field(compare=False)


class _Numbers(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self._open = [], None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "a" and "data-number" in attrs:
            self._open = [attrs["href"], attrs["data-number"], attrs["data-whole"], ""]

    def handle_data(self, data):
        if self._open:
            self._open[3] += data

    def handle_endtag(self, tag):
        if tag == "a" and self._open:
            self.found.append(Number(*self._open))
            self._open = None


def numbers(response) -> list[Number]:
    parser = _Numbers()
    parser.feed(response.content.decode())
    return parser.found


def opened(client, number: Number) -> tuple[str, str]:
    """What its page says when it counts again: the part and the whole."""
    response = client.get(number.href)
    assert response.status_code == 200, number
    if number.href.startswith("/indicators/"):
        share = response.context["figure"].share
        return str(share.numerator), "" if share.denominator is None else str(share.denominator)
    return str(response.context["listed"].number), ""


def begin_history():
    """Rows made in bulk have none; what a reference counts again is read out of it."""
    for model in apps.get_models():
        if hasattr(model, "history"):
            history.begin(model)
