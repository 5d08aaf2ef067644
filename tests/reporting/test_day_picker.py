"""The day is picked by one partial on every page of figures, and changes nothing else."""

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest

from procedures.models import PermitKind
from reporting.references import moment_text
from workplace import clock, history

ASKED = {
    "scope": "province",
    "kind": "land",
    "level": "county",
    "by": "unit",
    "year": "2022",
}
OF_PAGE = {"/dashboard/": {"definition": "1"}, "/indicators/permit_rate/": {}}  # none is kept yet
FORM = re.compile(r'<form(?: class="px-menu-box")? method="get">(.*?)</form>', re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
FRIDAY = re.compile(r'href="([^"]*)"\s+title="\d{4}-\d\d-\d\d">[前后]一周五')


@pytest.mark.parametrize("address", OF_PAGE)
def test_another_day_keeps_all_that_was_asked(client, cast, address):
    history.begin(PermitKind)  # the catalogue of the tests is written in bulk
    client.force_login(cast.user("leader"))
    asked = ASKED | OF_PAGE[address] | {"known": moment_text(clock.now()), "source": "sealed"}
    page = client.get(address, asked).content.decode()
    forms = [dict(HIDDEN.findall(form)) for form in FORM.findall(page) if 'name="as_of"' in form]
    picked = {key: value for key, value in asked.items() if key != "source"}
    assert forms == [picked, asked]  # the list picks the source too, the other day does not
    fridays = [dict(parse_qsl(urlsplit(unescape(link)).query)) for link in FRIDAY.findall(page)]
    assert fridays
    for query in fridays:
        assert query.pop("as_of")
        assert query == asked
