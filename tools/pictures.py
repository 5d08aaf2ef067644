"""python -m tools.pictures: the pictures of docs/pictures, taken from a fresh demo county."""

import subprocess
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.servers import chromium
from tests.servers.program import ROOT, Program, data_folder

TARGET = ROOT / "docs" / "pictures"
CUTOFF, MONTH = "2023-02-03", "2023-02-28"
STOPPED = "PX-2022-008"  # a road that stands still for the winter, with a bond applied for
WIDTH, COLOURS = 1440, 80
PASSWORD = "puxian-demo-2023"  # noqa: S105  the demo's, printed by make run


def shot(page: Page, name: str, *, whole: bool = False, height: int = 0) -> None:
    """What the window shows, or so much of the page from its top, or all of it."""
    page.wait_for_load_state("networkidle")
    clip: Any = {"x": 0, "y": 0, "width": WIDTH, "height": height} if height else None
    page.screenshot(path=TARGET / f"{name}.png", full_page=whole or bool(height), clip=clip)


def login(page: Page, who: str) -> None:
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.fill("input[name=username]", who)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def take(page: Page, folder: Path) -> None:
    page.goto("/accounts/login/")
    shot(page, "login")
    login(page, "xueguan")
    shot(page, "owe")
    page.goto(f"/report/{CUTOFF}/")
    page.locator(".px-grid table[role=grid]").wait_for()
    shot(page, "grid")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 Excel").click()
    own = folder / "薛关镇.xlsx"
    download.value.save_as(own)
    change(own)
    page.goto(f"/report/{CUTOFF}/import/")
    page.set_input_files("input[type=file]", own)
    page.locator("main form button[type=submit]").first.click()
    shot(page, "import-preview")
    login(page, "centre")
    page.goto(f"/review/{CUTOFF}/")
    shot(page, "review-board", whole=True)
    register(page)
    leading(page)
    permits(page)
    coordination(page)
    minutes(page, folder)


def permits(page: Page) -> None:
    """A bureau's desk and a permit whose two sides differ; what the centre sees of all."""
    login(page, "zrzy")
    page.goto("/notifications/")
    several = page.locator("main li", has_text="件要办").first
    several.get_by_role("button", name="去办理").click()
    page.get_by_role("button", name="签收全部").wait_for()
    shot(page, "digest", height=540)
    page.goto("/permits/")
    shot(page, "permits")
    page.goto("/permits/?only=differs")
    page.locator("main tbody tr", has_text="审批中").first.get_by_role("link").first.click()
    page.locator("#sides").wait_for()
    shot(page, "permit", height=1000)
    login(page, "centre")
    page.goto("/permits/matrix/?year=2023")
    shot(page, "matrix")
    page.goto("/permits/decompose/")
    for box in page.locator("main tbody input[type=checkbox]").all()[:3]:
        box.check()
    page.locator("main form button[type=submit]", has_text="分解选中的").click()
    page.locator("button", has_text="更新预览").wait_for()
    shot(page, "decompose")


def coordination(page: Page) -> None:
    """A problem, the joint meeting, reminders and doubts, as the centre sees them."""
    page.goto("/issues/?only=escalated")
    page.locator("main table tbody a").first.click()
    shot(page, "issue", height=1000)
    page.goto("/meetings/")
    page.locator("main table tbody a").first.click()
    shot(page, "meeting")
    page.goto("/permits/nudges/")
    shot(page, "nudges")
    page.goto("/alarms/")
    shot(page, "alarms")


def leading(page: Page) -> None:
    """What the leader looks at, and what the office makes of it."""
    login(page, "leader")
    for name, where, height in (
        ("dashboard", "/dashboard/", 0),
        ("figure", "/indicators/permit_rate/?source=sealed&as_of=2023-01-27", 1200),
        ("compare", "/compare/?key=permit_rate&source=sealed&a=2023-01-20&b=2023-01-27", 1200),
        ("reach", "/reach/", 1200),
        ("forecast", "/forecast/", 1200),
        ("appraisal", "/appraisal/?source=sealed", 900),
    ):
        page.goto(where)
        shot(page, name, whole=not height, height=height)
    page.goto("/papers/?kind=weekly")
    page.locator("main table tbody a").first.click()
    shot(page, "paper", height=1300)
    login(page, "centre")
    for name, where in (("export", "/exports/"), ("city-list", "/city-lists/")):
        page.goto(where)
        page.locator("main table tbody a").first.click()
        shot(page, name, height=1100)
    page.goto("/seals/")
    shot(page, "seals")


def minutes(page: Page, folder: Path) -> None:
    """The first page of the minutes of the last closed meeting."""
    page.goto("/meetings/?only=closed")
    page.locator("main table tbody a").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载纪要（Word）").click()
    paper = folder / "minutes.docx"
    download.value.save_as(paper)
    printed(paper, folder)


def register(page: Page) -> None:
    """The register as the centre sees it, and the monthly table of a bureau."""
    for name, where in (
        ("projects", "/projects/?year=2023"),
        ("plan", "/plans/2022/"),
        ("reserve", "/reserve/"),
        ("funding", "/funding/?year=all"),
    ):
        page.goto(where)
        shot(page, name)
    page.goto(f"/projects/{STOPPED}/")
    shot(page, "project", height=1440)
    page.goto("/campaigns/")
    page.get_by_role("link", name="2023年重点项目建设进展月报", exact=True).click()
    page.get_by_role("link", name="修改活动").click()
    page.select_option("select[name=rhythm]", "weekly")  # a push until the end of April
    page.fill("input[name=ends_on]", "2023-04-30")
    page.get_by_role("button", name="预览各期").click()
    page.get_by_role("button", name="期有变化").wait_for()
    shot(page, "campaign", whole=True)
    login(page, "nyj")
    page.goto(f"/report/{MONTH}/?form=progress")
    page.locator(".px-grid table[role=grid]").wait_for()
    shot(page, "progress")


def change(own: Path) -> None:
    """What a clerk might have typed at home: one permit finished, one date that does not exist."""
    book = load_workbook(own)
    sheet = book.worksheets[0]
    sheet["P9"], sheet["R9"], sheet["S9"] = "√", "2023.2.2", "晋政地字〔2023〕12号"
    sheet["V8"], sheet["W8"] = "2月30日", "补正材料"
    book.save(own)


def compiled_picture(program: Program, folder: Path) -> None:
    book = folder / "compiled.xlsx"
    program.manage(
        "export_sheet", "permits", "--compiled", "--round", "2023-01-27", "-o", str(book)
    )
    printed(book, folder)


def printed(file: Path, folder: Path) -> None:
    """The first page of a workbook or document as LibreOffice prints it, under the file's name."""
    profile = f"-env:UserInstallation=file://{folder}/office"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*convert, str(file)], check=True, capture_output=True)  # noqa: S603
    pdf, target = file.with_suffix(".pdf"), TARGET / file.stem
    picture = ["pdftoppm", "-r", "70", "-png", "-singlefile", str(pdf), str(target)]
    subprocess.run(picture, check=True)  # noqa: S603


def lighten() -> None:
    """A palette instead of true colour: a quarter of the bytes."""
    for picture in TARGET.glob("*.png"):
        with Image.open(picture) as taken:
            # by coverage: a red of few pixels stays red
            small = taken.convert("RGB").quantize(
                COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE
            )
        small.save(picture, optimize=True)


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with data_folder() as folder:
        program = Program(folder, DEBUG="0")
        for command in ("migrate", "load_demo"):
            Program(folder).manage(command, "--verbosity=0")  # the demo wants DEBUG
        compiled_picture(program, folder)
        program.start_web()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=chromium.executable(), args=chromium.arguments()
                )
                context = browser.new_context(
                    base_url=program.url, viewport={"width": WIDTH, "height": 900}, locale="zh-CN"
                )
                take(context.new_page(), folder)
                browser.close()
        finally:
            program.stop()
    lighten()


if __name__ == "__main__":
    main()
