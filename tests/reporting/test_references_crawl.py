"""Every number on every page, followed to its rows by each role and counted again."""

import json
from collections import Counter, defaultdict, deque
from decimal import Decimal
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup

from reporting.indicators import INDICATORS
from reporting.selectors.lists import LISTS
from tests.browsers import Browser
from tests.reporting.county_weeks import County, Desk

pytestmark = pytest.mark.thorough
COUNTY = ("centre", "office", "leader")  # all three see the whole county
ROLES = ("reporter", "handler", "centre", "office", "leader")
BOARDS = ("/dashboard/", "/screen/", "/appraisal/XUEGUAN/")  # seen by every role
BEGIN = (
    "/compare/", "/compare/?source=live", "/reach/", "/reach/?source=live", "/forecast/",
    "/reserve/", "/targets/", "/lights/", "/definitions/", "/appraisal/", "/cases/",
    "/dashboard/?source=sealed", "/dashboard/?as_of=2022-12-16",
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
    "/screen/",
    "/appraisal/",
)
MOST_PAGES = 26  # of one role: links lead on for ever
LEAST = 500


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

    def opened(self, href):
        """The page that `href` ends at: a kept number leads on to its rows, and must agree."""
        response = self.browser.get(href)
        page = BeautifulSoup(response.content, "lxml")
        if response.status_code == 200 and href.startswith("/f/"):
            if not page.select_one(".px-banner.is-ok"):
                return response.status_code, href, None
            [href] = {
                link["href"] for link in page.select("a[href]") if "known=" in link["href"]
            }  # fmt: skip
            return self.opened(href)
        return response.status_code, href, page.select_one("#px-value")

    def follow(self, followed):
        """Not again what somebody with the same eyes has followed to the same number."""
        for (href, number, whole), path in self.numbers.items():
            if (href, number, whole) in followed:
                continue
            followed.add((href, number, whole))
            where = f"{path} → {href}"
            if href.startswith("/desk/"):  # a bureau's own rows, on the one page that has them
                if self.on_desk(href) != int(number):
                    self.wrong.append(f"{where}: {number} are {self.on_desk(href)}")
                continue
            status, href, value = self.opened(href)
            if value is None:
                self.wrong.append(f"{where}: {status} and no number, or another than printed")
                continue
            if (value["value"], value["data-whole"]) != (number, whole):
                self.wrong.append(f"{where}: {number}/{whole} is {value['value']}")
            if self.counted(href) != (Decimal(number), Decimal(whole) if whole else None):
                self.wrong.append(f"{where}: {number}/{whole} are {self.counted(href)}")

    def on_desk(self, href):
        page = BeautifulSoup(self.browser.get(href).content, "lxml")
        return len(page.select(".px-table tbody tr"))

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
    assert found.done["definition"], found.done
    return found


@pytest.fixture
def documents(county):
    """Address → how many numbers it must have at the least."""
    desk = Desk(county)
    county.tick()
    made = {
        desk.paper("weekly", 1): 8, desk.paper("circular", 2): 8, desk.paper("pack"): 8,
        desk.paper("cases"): 0, desk.summary(): 4, **dict.fromkeys(desk.exports(), 0),
    }  # fmt: skip
    county.edit(20)  # what is printed stays as it was
    return made


def test_every_number_on_every_page_is_what_its_rows_add_up_to(county, documents, capsys):
    counts, wrong, seen, followed = {}, [], Counter(), defaultdict(set)
    for place, role in enumerate(ROLES):
        crawl = Crawl(county.cast.user(role))
        shared = BEGIN[place :: len(ROLES)]  # together they see every page
        papers = [path for path in documents if path.startswith(("/papers/", "/summaries/"))]
        if role in COUNTY:  # a unit's own people open only what speaks of their unit
            papers = list(documents)[COUNTY.index(role) :: len(COUNTY)]
        crawl.collect([*BOARDS, *(papers if role != "handler" else []), *shared])
        crawl.follow(followed["county" if role in COUNTY else role])
        counts[role], wrong = len(crawl.numbers), [*wrong, *crawl.wrong]
        seen.update(crawl.numbers.values())
    with capsys.disabled():
        several = sum(map(len, followed.values()))
        print(f"\n{sum(counts.values())} numbers seen, {several} followed to their rows: {counts}")
    assert wrong == []
    assert sum(counts.values()) > LEAST
    assert {path for path, least in documents.items() if seen[path] < least} == set()
    assert min(counts.values()) > 20, counts
