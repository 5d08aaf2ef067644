"""A real Chromium on a real server with the real static files.

`county` is a small county of tests/servers/seed.py, `demo` the demo county of `load_demo`; both
are fresh copies. `page` (1440 wide) and `phone` (360 wide) fail the test when the browser
reports an error or a policy violation.
"""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests import factories
from tests.servers import chromium
from tests.servers.program import ROOT, Program, data_folder

DEMO_PASSWORD = "puxian-demo-2023"
HERE = Path(__file__).parent
# Playwright's sync API runs an event loop, which Django takes for an async context.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browsers(front_end):
    """`browsers("109")`: each is started when the first test asks for it."""
    with sync_playwright() as playwright:

        @cache
        def start(version: str) -> Browser:
            program = chromium.executable(version)
            return playwright.chromium.launch(executable_path=program, args=chromium.arguments())

        yield start


@pytest.fixture
def browser(request, browsers) -> Browser:
    """The current one, or what `both_browsers` of this folder's __init__ asks for."""
    return browsers(getattr(request, "param", chromium.CURRENT))


@pytest.fixture(scope="session")
def front_end():
    subprocess.run(["tools/setup.sh", "dev"], cwd=ROOT, check=True)


@pytest.fixture(scope="session")
def county_data(front_end):
    with data_folder() as folder:
        Program(folder).python("-m", "tests.servers.seed")
        yield folder


@pytest.fixture(scope="session")
def demo_data(front_end):
    with data_folder() as folder:
        program = Program(folder)
        for command in ("migrate", "load_reference", "load_demo"):
            program.manage(command, "--verbosity=0")
        yield folder


def running_copy(origin: Path, password: str):
    with data_folder() as folder:
        shutil.copytree(origin, folder, dirs_exist_ok=True)
        program = Program(folder, DEBUG="0")
        program.password = password
        try:
            program.start_web()
            yield program
        finally:
            program.stop()


@pytest.fixture
def county(county_data):
    yield from running_copy(county_data, factories.PASSWORD)


@pytest.fixture
def demo(demo_data):
    yield from running_copy(demo_data, DEMO_PASSWORD)


def watched_page(browser: Browser, program: Program, width: int, height: int):
    context = browser.new_context(
        base_url=program.url,
        viewport={"width": width, "height": height},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        accept_downloads=True,
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.complaints = []
    watch(page)
    yield page
    context.close()
    assert page.complaints == []


def watch(page: Page) -> None:
    """Script errors, console errors and policy violations end up in `page.complaints`.

    Refusals (4xx) that a test provokes are the test's own to judge.
    """

    def console(message) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            page.complaints.append(message.text)

    page.on("console", console)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))


@pytest.fixture
def server(request) -> Program:
    """The program that `page` and `phone` look at: the demo if the test asks for it."""
    wanted = "demo" if "demo" in request.fixturenames else "county"
    return request.getfixturevalue(wanted)


@pytest.fixture
def page(browser, server):
    yield from watched_page(browser, server, 1440, 900)


@pytest.fixture
def phone(browser, server):
    yield from watched_page(browser, server, 360, 740)


@pytest.fixture
def second_page(browser, server):
    """Another person at another computer."""
    yield from watched_page(browser, server, 1440, 900)


@pytest.fixture
def login(server):
    """`login(page, "xueguan")`: sign in through the form."""

    def sign_in(page: Page, username: str) -> Page:
        page.goto("/accounts/login/")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", server.password)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: "/accounts/login/" not in url)
        return page

    return sign_in
