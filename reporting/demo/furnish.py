"""What people of the demo keep beside the figures: own fields, leaders, saved views, photos."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from io import BytesIO
from time import gmtime

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from projects.models import FundingApplication, Project
from projects.services import ProjectChange, update_projects
from projects.services.own_fields import add_field
from reporting.services.targets import add_target
from workplace.services import attachments
from workplace.services.saved_views import save_view

from . import lists
from .replay import SHANGHAI, Replay, Step

LEADERS = ("陈立国", "王建军", "刘慧芳", "贺永平")  # 包联领导, invented
VIEWS = {
    "冬季停工": "status=winter",
    "计划开工已推迟": "slipped=yes&year=2023",
    "省重点": "level=province&year=2023",
    "还没有争取资金的新建项目": "nature=new&funding=no&year=2023",
}
FIELDS: tuple[tuple[str, str, list[str], str], ...] = (
    ("choice", "土地性质", ["存量建设用地", "农用地", "未利用地"], "按自然资源局确认的填"),
    ("money", "预计年税收", [], "达产后每年"),
)
LANDS = ("存量建设用地", "农用地", "未利用地")
# project, label, day of the photo
PHOTOS = [
    ("薛关镇卫生院改扩建项目", "开工照片", date(2022, 11, 29)),
    ("县幼儿园新建项目", "开工照片", date(2022, 11, 29)),
    ("县医院门诊综合楼项目", "复工照片", date(2022, 11, 29)),
    ("北峪煤业延深开拓工程", "复工照片", date(2022, 12, 2)),
    ("产业集聚区污水处理厂项目", "复工照片", date(2022, 12, 2)),
    ("凤鸣煤业下组煤开拓项目", "开工照片", date(2023, 1, 6)),
]
SKY, GROUND, CRANE = (198, 214, 230), (150, 132, 108), (96, 96, 96)


def steps(replay: Replay) -> Iterator[Step]:
    things = Furnish(replay)
    yield datetime(2022, 12, 2, 8, 40, tzinfo=SHANGHAI), things.fields
    yield datetime(2022, 12, 2, 9, 10, tzinfo=SHANGHAI), things.fill
    yield datetime(2022, 12, 2, 9, 40, tzinfo=SHANGHAI), things.views
    for name, label, day in PHOTOS:
        moment = datetime(day.year, day.month, day.day, 11, 5, tzinfo=SHANGHAI)
        yield moment, partial(things.photo, name, label)
    yield datetime(2023, 1, 20, 10, 20, tzinfo=SHANGHAI), things.target
    yield datetime(2023, 2, 1, 10, 20, tzinfo=SHANGHAI), things.approvals
    city_list = partial(lists.compare_city_list, replay.desk.centre)
    yield datetime(2023, 2, 2, 15, 10, tzinfo=SHANGHAI), city_list


@dataclass
class Furnish:
    replay: Replay

    def fields(self) -> None:
        admin, centre = self.replay.desk.people["admin"], self.replay.desk.centre.unit
        for order, (type_, label, choices, hint) in enumerate(FIELDS):
            values = {"label": label, "choices": choices, "hint": hint, "order": order * 10 + 10}
            add_field(centre=centre, type_=type_, values=values, by=admin)

    def fill(self) -> None:
        """The new projects of 2023: who looks after each, and what the own fields ask."""
        projects = Project.objects.filter(plans__year=2023, plans__nature="new").order_by("number")
        changes = []
        for n, project in enumerate(projects):
            values = {"leader": LEADERS[n % len(LEADERS)], "extra": {"own1": LANDS[n % 3]}}
            if project.is_industrial and project.total_investment:
                values["extra"]["own2"] = f"{project.total_investment / 40:.2f}"  # type: ignore[index]
            changes.append(ProjectChange(project.pk, values))
        update_projects(changes, by=self.replay.desk.centre, reason="领导包联分工")

    def views(self) -> None:
        for name, query in VIEWS.items():
            save_view(
                page="projects",
                name=name,
                query=query,
                is_shared=True,
                by=self.replay.desk.centre,
            )

    def photo(self, name: str, label: str) -> None:
        project = Project.objects.select_related("unit").get(number=self.replay.numbers[name])
        by = self.replay.desk.liaison(project.unit.code)
        upload = SimpleUploadedFile(f"{label}.jpg", _picture(sum(map(ord, name))))
        kept = attachments.receive([upload], target=project, by=by)
        attachments.attach(target=project, kept=kept, label=label, by=by)

    def target(self) -> None:
        """The order's 5 亿 was for 2022; the office sets what comes after it."""
        add_target(
            values={
                "indicator": "funding_total",
                "year": 2023,
                "scope": "all",
                "due_on": date(2023, 12, 31),
                "floor": Decimal(60000),
                "stretch": None,
                "source": "2023年资金争取任务",
            },
            by=self.replay.desk.people["office"],
        )

    def approvals(self) -> None:
        """The paper of each approved application, as the centre scanned it."""
        by = self.replay.desk.centre
        for row in FundingApplication.objects.filter(approved__isnull=False).order_by("pk")[:4]:
            upload = SimpleUploadedFile(f"{row.document_no}.pdf", _paper(row.pk))
            kept = attachments.receive([upload], target=row, by=by)
            attachments.attach(target=row, kept=kept, label="批复", by=by)


def _picture(seed: int) -> bytes:
    """A building site as a child draws it: nobody takes it for a real one."""
    image = Image.new("RGB", (960, 640), SKY)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 430, 960, 640), fill=GROUND)
    for n in range(4):
        left, height = 120 + n * 190 + seed % 40, 90 + (seed * (n + 3)) % 180
        draw.rectangle((left, 430 - height, left + 110, 430), fill=(190, 184, 170))
        draw.rectangle((left, 430 - height, left + 110, 430), outline=CRANE, width=4)
    draw.line((700, 430, 700, 120), fill=CRANE, width=10)
    draw.line((560, 130, 860, 130), fill=CRANE, width=8)
    return _saved(image, "JPEG")


def _paper(seed: int) -> bytes:
    image = Image.new("RGB", (620, 877), "white")
    draw = ImageDraw.Draw(image)
    draw.line((70, 150, 550, 150), fill=(190, 30, 40), width=4)
    for n in range(14):
        draw.line(
            (80, 210 + n * 34, 540 - (seed * n) % 90, 210 + n * 34), fill=(90, 90, 90), width=3
        )
    draw.ellipse((400, 690, 520, 810), outline=(190, 30, 40), width=5)
    return _saved(image, "PDF")


def _saved(image: Image.Image, kind: str) -> bytes:
    out, then = BytesIO(), gmtime(0)  # the same bytes at every load: a PDF bears its date
    image.save(out, kind, creationDate=then, modDate=then)
    return out.getvalue()
