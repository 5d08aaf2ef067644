"""The city's list as it comes: mostly ours, with the disagreements that such lists have."""

from collections.abc import Iterable
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from projects.models import AnnualPlan, Project
from projects.rules import Level, Nature
from reporting.models import SealedProject
from reporting.services import city_lists
from sheets.book import PlainSheet, TableBook
from sheets.columns import Value
from sheets.write import write_table
from workplace import clock

YEAR = 2023
NAME = "临汾市2023年重点项目名单（蒲县）.xlsx"
HEADS = ("序号", "项目名称", "项目代码", "项目级别", "建设单位", "总投资", "年度计划投资",
         "累计完成投资")  # fmt: skip
COLUMNS = ("name", "code", "level", "owner", "total", "planned", "done")
WIDTHS = (6, 40, 26, 10, 24, 14, 14, 14)
STRANGER = "昕水河沿线游客集散中心项目"  # nobody here knows it


def compare_city_list(by: User) -> None:
    """Kept through the services, as the centre would."""
    upload = SimpleUploadedFile(NAME, _workbook())
    centre = by.unit
    job = city_lists.receive(
        upload=upload, centre=centre, year=YEAR, as_of=clock.today(), by=by, op=None
    )
    city = city_lists.keep(job=job, centre=centre, by=by)
    first = next(row for row in city.rows if row["name"] == STRANGER)
    city_lists.set_remark(
        city_id=city.pk, line=str(first["row"]), state="told", note="请市里核实属地", by=by
    )


def _workbook() -> bytes:
    rows = list(_disagreeing(list(_listed())))
    numbered = [(place, *row) for place, row in enumerate(rows, 1)]
    out = BytesIO()
    title = NAME.rpartition(".")[0]
    sheet = PlainSheet("名单", title, HEADS, numbered, WIDTHS, "单位：万元")
    write_table(out, TableBook([sheet]))
    return out.getvalue()


def _listed() -> Iterable[dict[str, Any]]:
    natures = (Nature.NEW, Nature.CONTINUING)
    plans = AnnualPlan.objects.listed(YEAR, clock.today()).filter(nature__in=natures)
    for plan in (
        plans.select_related("project")
        .prefetch_related("progress", "versions")
        .order_by("project__number")
    ):
        last = [row for row in plan.progress.all() if row.as_of <= clock.today()]
        yield {
            "plan": plan,
            "name": plan.project.name,
            "code": plan.project.national_code,
            "level": str(Level(plan.level).label),
            "owner": plan.project.owner,
            "total": plan.project.total_investment,
            "planned": plan.planned_investment,
            "done": last[-1].completed_investment if last else None,
        }


def _disagreeing(rows: list[dict[str, Any]]) -> Iterable[tuple[Value, ...]]:
    """Eight that are wrong in eight ways; whatever the story lacks is simply not planted."""
    _in_yi(rows[1])
    _as_of_a_round(rows)
    _as_planned_at_first(rows)
    rows[5]["name"] = rows[5]["name"].replace("项目", "") + "工程"
    rows[5]["code"] = ""
    rows[8]["owner"] = f"{rows[8]['owner']}（集团）"
    del rows[-1]  # ours alone
    for row in rows:
        yield tuple(row[key] for key in COLUMNS)
    for project in _left():
        yield (project.name, project.national_code, str(Level(project.level).label), project.owner,
               project.total_investment, None, None)  # fmt: skip
    yield (STRANGER, "", "市重点", "临汾文旅公司", Decimal(18000), Decimal(6000), None)


def _in_yi(row: dict[str, Any]) -> None:
    row["total"] = (row["total"] / 10_000).quantize(Decimal("0.01"))


def _as_planned_at_first(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        versions = sorted(row["plan"].versions.all(), key=lambda version: version.valid_from)
        first = versions[0].planned_investment if len(versions) > 1 else None
        if first is not None and first != row["planned"]:
            row["planned"] = first
            return
    rows[3]["planned"] += 1000  # nobody knows why


def _as_of_a_round(rows: list[dict[str, Any]]) -> None:
    """A number of ours that has moved on since it was reported."""
    for row in rows:
        sealed = SealedProject.objects.filter(
            project=row["plan"].project, completed_investment__isnull=False,
            seal__submission__round__campaign__year=YEAR,
        ).order_by("-seal__cutoff_on")  # fmt: skip
        for old in sealed:
            if row["done"] is not None and old.completed_investment != row["done"]:
                row["done"] = old.completed_investment
                return


def _left() -> list[Project]:
    """One that has left, one that is part of a package, one of last year's list alone."""
    gone = Project.objects.filter(withdrawn_on__isnull=False, merged_into__isnull=True)
    part = Project.objects.filter(package__isnull=False, withdrawn_on__isnull=True)
    last_year = (
        Project.objects.filter(plans__year=YEAR - 1, withdrawn_on__isnull=True, package=None)
        .exclude(plans__year=YEAR)
        .exclude(nature__in=(Nature.RESERVE, Nature.PRELIMINARY))
    )
    merged = Project.objects.filter(merged_into__isnull=False)
    found = [kind.order_by("number").first() for kind in (gone, part, last_year, merged)]
    return [project for project in found if project is not None]
