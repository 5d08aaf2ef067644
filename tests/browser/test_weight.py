"""First visits stay light: kilobytes of gzip, everything counted (stack.md)."""

import gzip

import pytest

ANY_PAGE, GRID, CHARTS = 90, 260, 320


def first_visit(page, path: str) -> float:
    """kB over the wire with an empty cache."""
    page.context.clear_cookies(name="nothing")  # keeps the session
    bodies: dict[str, bytes] = {}
    page.on("response", lambda answer: bodies.setdefault(answer.url, answer.body()))
    page.goto(path, wait_until="networkidle")
    return sum(len(gzip.compress(body)) for body in bodies.values()) / 1000


@pytest.mark.parametrize(
    ("who", "path", "limit"),
    [
        ("xueguan", "/", ANY_PAGE),
        ("xueguan", "/report/2023-02-03/", GRID),
        ("xueguan", "/report/2023-02-03/import/", ANY_PAGE),
        ("xueguan", "/projects/", ANY_PAGE),
        ("centre", "/review/2023-02-03/", ANY_PAGE),
        ("leader", "/dashboard/", CHARTS),
        ("zrzy", "/permits/", ANY_PAGE),
        ("centre", "/permits/", ANY_PAGE),
        ("centre", "/permits/matrix/", ANY_PAGE),
        ("centre", "/permits/1/", ANY_PAGE),
        ("centre", "/permits/agent/", ANY_PAGE),
        ("admin", "/accounts/units/", ANY_PAGE),
    ],
)
def test_a_first_visit_is_light(demo, page, login, who, path, limit):
    login(page, who)
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    assert first_visit(page, path) <= limit
