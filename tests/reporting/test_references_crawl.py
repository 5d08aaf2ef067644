"""Every number on every page, followed to its rows by each role and counted again."""

import json
from collections import deque
from decimal import Decimal
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.urls import Resolver404, resolve

from reporting.indicators import INDICATORS
from reporting.selectors.lists import LISTS
from tests.browsers import Browser
from tests.reporting.county_weeks import County

pytestmark = pytest.mark.thorough
ROLES = ("reporter", "handler", "centre", "office", "leader")
# pages that are not figures, but hold some; those that do not exist yet are passed over
BEGIN = (
    "/dashboard/", "/compare/", "/compare/?source=live", "/screen/", "/reach/", "/forecast/",
    "/papers/", "/reserve/", "/targets/", "/lights/",
    *(f"/indicators/{key}/?source={source}" for key in INDICATORS for source in ("live", "sealed")),
    *(f"/indicators/{key}/?by={by}" for key in INDICATORS for by in ("unit", "level", "industry")),
    *(f"/lists/{key}/?source={source}" for key in LISTS for source in ("live", "sealed")),
    *(f"/compare/?key={key}" for key in INDICATORS),
)  # fmt: skip
FIGURES = ("/indicators/", "/lists/")
ROUND_ABOUT = (
    *FIGURES,
    "/dashboard/",
    "/compare/",
    "/reach/",
    "/forecast/",
    "/papers/",
    "/screen/",
)
MOST_PAGES = 24  # of one role: links lead on for ever
LEAST = 200


def exists(path):
    """Is there such a page at all? It may belong to a branch that is not merged yet."""
    try:
        return bool(resolve(urlsplit(path).path))
    except Resolver404:
        return False


class Crawl:
    """What one person finds: the numbers and what they lead to."""

    def __init__(self, user):
        self.browser = Browser()
        self.browser.force_login(user)
        self.numbers: dict[tuple[str, str, str], str] = {}  # href, number, whole → where seen
        self.wrong: list[str] = []

    def collect(self, begin):
        waiting, seen = deque(begin), set(begin)
        pages = 0
        while waiting and pages < MOST_PAGES:
            path = waiting.popleft()
            if not exists(path):
                continue
            response = self.browser.get(path)
            if response.status_code == 404 and path in begin:
                continue  # not for this role; what a page links to must open
            pages += 1
            assert response.status_code == 200, (path, response.status_code)
            page = BeautifulSoup(response.content, "lxml")
            if own := page.select_one("#px-value"):
                self.numbers.setdefault((path, own["value"], own["data-whole"]), path)
            for link in page.select("a[href]"):
                href = urljoin(path, link["href"]).split("#")[0]
                if "px-number" in link.get("class", []):
                    key = (href, link["data-number"], link["data-whole"])
                    self.numbers.setdefault(key, path)
                elif href not in seen and self.leads_on(href):
                    seen.add(href)
                    waiting.append(href)

    def leads_on(self, href):
        found = urlsplit(href)
        return (
            not found.netloc
            and found.path.startswith(ROUND_ABOUT)
            and found.path.endswith("/")
            and not {"sort", "page", "only"} & set(found.query.replace("&", "=").split("="))
        )

    def follow(self):
        for (href, number, whole), path in self.numbers.items():
            where = f"{path} → {href}"
            page = self.browser.get(href)
            if page.status_code != 200:
                self.wrong.append(f"{where}: {page.status_code}")
                continue
            value = BeautifulSoup(page.content, "lxml").select_one("#px-value")
            if (value["value"], value["data-whole"]) != (number, whole):
                self.wrong.append(f"{where}: {number}/{whole} is {value['value']}")
            if self.counted(href) != (Decimal(number), Decimal(whole) if whole else None):
                self.wrong.append(f"{where}: {number}/{whole} are {self.counted(href)}")

    def counted(self, href):
        """From the rows alone, never from what the page says of itself."""
        found = urlsplit(href)
        response = self.browser.get(f"{found.path}rows.json?{found.query}")
        rows = json.loads(response.content)["rows"]
        total = sum((Decimal(row["number"]) for row in rows), Decimal(0))
        # a total has no denominator, and neither has any of its rows
        wholes = [Decimal(row["whole"]) for row in rows if row["whole"] != ""]
        is_rate = json.loads(response.content)["whole"] != ""
        return total, sum(wholes, Decimal(0)) if is_rate else None


@pytest.fixture
def county(cast, friday):
    """Four weeks with every kind of edit, another 口径 in the middle of them."""
    found = County(cast, friday, seed=11)
    for number in range(1, 5):
        found.week(number)
        found.act("definition")
        found.next_friday(number)
        found.edit(20)
    return found


def test_every_number_on_every_page_is_what_its_rows_add_up_to(county, capsys):
    counts, wrong = {}, []
    for place, role in enumerate(ROLES):
        crawl = Crawl(county.cast.user(role))
        crawl.collect(BEGIN[place :: len(ROLES)])  # together they see every page
        crawl.follow()
        counts[role], wrong = len(crawl.numbers), [*wrong, *crawl.wrong]
    with capsys.disabled():
        print(f"\n{sum(counts.values())} numbers followed to their rows: {counts}")
    assert wrong == []
    assert sum(counts.values()) > LEAST
    assert min(counts.values()) > 20, counts
