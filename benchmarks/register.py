"""The register with 2,000 projects: the list, many at once, likenesses, the year's list."""

from datetime import date
from decimal import Decimal

from accounts.models import User
from projects import services
from projects.models import AnnualPlan, Project
from projects.selectors.roll_over import roll_over
from workplace import clock
from workplace.models import Job

from .county import client_of, grow
from .measure import Line, once, page_line, timed

PROJECTS = 2_000
MANY = 500
LIST_QUERIES = "查询限 15"


def lines(people: dict[str, User]) -> list[Line]:
    reporters = [person for code, person in people.items() if code != "XMZX"]
    share = -(-PROJECTS // len(reporters))
    for reporter in reporters:
        grow(reporter.unit, share)
    centre = people["XMZX"]
    client = client_of(centre)
    return [
        page_line(client, f"项目清单 {PROJECTS:,} 个项目", "/projects/", LIST_QUERIES),
        page_line(client, "　按拼音首字母找", "/projects/?q=gsgc", LIST_QUERIES),
        page_line(client, "　按级别、性质、单位筛选并排序",
                  "/projects/?level=county&nature=new&unit=XUEGUAN&sort=-planned", LIST_QUERIES),
        *bulk_edit(centre),
        page_line(client, f"可能重复的项目 {PROJECTS:,} 个", "/projects/duplicates/"),
        page_line(client, f"年度名单 {PROJECTS:,} 个", "/plans/2023/"),
        carry_over(centre),
    ]  # fmt: skip


def bulk_edit(centre: User) -> list[Line]:
    """An exact list of 500: the new value looked at, then saved, beside a row at a time."""
    client = client_of(centre)
    numbers = list(Project.objects.order_by("pk").values_list("number", flat=True)[:MANY])
    path = client.post("/projects/bulk/", {"field": "leader", "p": numbers})["Location"]
    answers = []

    def look() -> None:
        answers.append(client.post(f"{path}propose/", {"value": "王县长"}))
        client.get(path)

    def save() -> None:
        proposal = Job.objects.get(key=path.split("/")[-2]).payload["proposal"]
        answers.append(client.post(f"{path}apply/", {"reason": "分工", "proposal": proposal}))

    found = []
    for what, act in (("核对", look), ("保存", save)):
        found.append(Line(f"批量修改 {MANY} 个项目：{what}", *once(act)))
    assert Project.objects.filter(leader="王县长").count() == MANY, answers[-1]
    found[-1].other = "逐个修改"
    found[-1].other_milliseconds = timed(lambda: one_by_one(centre, numbers))
    return found


def one_by_one(centre: User, numbers: list[str]) -> None:
    for pk in Project.objects.filter(number__in=numbers).values_list("pk", flat=True):
        services.update_project(project_id=pk, values={"leader": "刘县长"}, by=centre)


def carry_over(centre: User) -> Line:
    """500 of a year's list into the next, beside setting each plan by itself."""
    projects = Project.objects.order_by("pk")[:MANY]
    AnnualPlan.objects.bulk_create(
        AnnualPlan(
            project=project,
            year=2024,
            nature="continuing",
            level="county",
            planned_investment=Decimal("2000.00"),
            listed_from=date(2022, 12, 1),
        )
        for project in projects
    )
    whose = {"centre": centre.unit, "year": 2024}

    def carry() -> None:
        proposal = roll_over(today=clock.today(), keep_waiting=True, **whose)
        services.roll_over_list(
            seen=proposal.digest, dropped=[], planned={}, keep_waiting=True,
            listed_from=date(2025, 1, 1), by=centre, **whose,
        )  # fmt: skip

    milliseconds, queries = once(carry)
    assert AnnualPlan.objects.filter(year=2025).count() == MANY

    def each() -> None:
        for project in projects:
            values = {"nature": "continuing", "level": "county", "listed_from": date(2026, 1, 1)}
            services.set_plan(
                project_id=project.pk, year=2026, values=values, by=centre, reason="结转"
            )

    return Line(f"年度结转 {MANY} 个项目", milliseconds, queries, "逐个列入", timed(each))
