"""A month of building: 100 rows open, one cell, a round of every unit; the boards; a photo."""

import io
import itertools
import json
from datetime import date
from decimal import Decimal

from PIL import Image

from accounts.models import User
from projects.models import AnnualPlan, Project
from reporting.models import Round, Submission
from reporting.services import compile as compiling
from tests import factories
from tests.reporting import progress
from tests.reporting.filing import file_table
from tests.uploads import handed
from workplace.services import attachments

from .county import CUTOFF, client_of, grow
from .measure import Line, counted, once, page_line, timed

OPEN = 100
REST = 40
PHOTO = (4000, 3000)
TABLE = f"/report/{CUTOFF}/"
FORM = "?form=progress"


def lines(people: dict[str, User]) -> list[Line]:
    begin(people)
    reporter, centre = people["XUEGUAN"], people["XMZX"]
    clients = client_of(reporter), client_of(centre)
    return [
        page_line(clients[0], f"建设进展月报 {OPEN} 个项目", f"{TABLE}{FORM}"),
        save_cell(reporter),
        compile_line(people),
        page_line(clients[1], "指标看板（手续、进度、资金）", "/dashboard/"),
        page_line(clients[1], "谋划储备", "/reserve/?year=2023"),
        photo_line(reporter),
    ]


def begin(people: dict[str, User]) -> None:
    """A monthly campaign of 2022 with its open round; every unit has works under way."""
    round_ = factories.RoundFactory(
        campaign=progress.campaign_of(people["XMZX"].unit), number=12, cutoff_on=CUTOFF
    )
    for code, reporter in people.items():
        if code != "XMZX":
            rows = OPEN if code == "XUEGUAN" else REST
            grow(reporter.unit, rows)
            work(reporter, rows)
            Submission.objects.create(round=round_, unit=reporter.unit)


def work(reporter: User, rows: int) -> None:
    AnnualPlan.objects.bulk_create(
        AnnualPlan(
            project=project,
            year=2022,
            nature="continuing",
            level="county",
            planned_investment=Decimal("2000.00"),
            listed_from=date(2022, 1, 1),
        )
        for project in Project.objects.filter(unit=reporter.unit).order_by("pk")[:rows]
    )


def this_round() -> Round:
    return Round.objects.get(campaign__form="progress", cutoff_on=CUTOFF)


def save_cell(reporter: User) -> Line:
    client = client_of(reporter)
    project = Project.objects.filter(unit=reporter.unit).earliest("pk")
    values = itertools.cycle(["310.00", "320.00"])
    last = ""

    def save() -> None:
        nonlocal last
        value = next(values)
        cell = {"row": project.number, "key": "completed_investment"}
        patch = cell | {"was": last, "value": value}
        answer = client.post(
            f"{TABLE}cells/{FORM}",
            json.dumps({"patches": [patch]}),
            content_type="application/json",
            headers={"accept": "application/json"},
        )
        assert answer.status_code == 200, answer.content
        assert answer.json()["cells"][0]["status"] == "saved", answer.content
        last = value

    save()
    _, queries = counted(save)
    return Line("　保存一格", timed(save, times=19), queries, "限 100 ms")


def compile_line(people: dict[str, User]) -> Line:
    round_ = this_round()
    owed = Submission.objects.filter(round=round_).select_related("unit")
    for submission in owed:
        file_table(submission, people[submission.unit.code])
    made = []
    spent = once(
        lambda: made.append(compiling.compile_round(round_id=round_.pk, by=people["XMZX"]))
    )
    assert made[0].workbook
    rows = OPEN + REST * (len(owed) - 1)
    return Line(f"汇总月报 {len(owed)} 个单位 {rows:,} 行", *spent)


def photo_line(reporter: User) -> Line:
    """Checked, turned, redrawn without place and camera, stored; beside drawing it again."""
    noise = Image.effect_noise(PHOTO, 40)
    out = io.BytesIO()
    Image.merge("RGB", [noise, noise.rotate(180), noise]).save(out, "JPEG", quality=80)
    body = out.getvalue()
    project = Project.objects.filter(unit=reporter.unit).earliest("pk")

    def receive() -> None:
        kept = attachments.receive([handed("开工照片.jpg", body)], target=project, by=reporter)
        attachments.attach(target=project, kept=kept, label="开工照片", by=reporter)

    def redraw() -> None:
        Image.open(io.BytesIO(body)).save(io.BytesIO(), "JPEG", quality=85)

    spent = once(receive)
    megapixels = PHOTO[0] * PHOTO[1] // 1_000_000
    what = f"附件：{megapixels}00 万像素照片（{len(body) / 1e6:.0f} MB）"
    return Line(what, *spent, "Pillow 只解码再编码", timed(redraw))
