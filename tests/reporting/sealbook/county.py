"""A small sealed round: three units' tables, one carried over, one zero report."""

from datetime import date
from decimal import Decimal

from reporting.models import Compilation
from reporting.services.compile import compile_round
from tests import factories
from tests.reporting.filing import file_table, step
from tests.reporting.tables import add_projects, earlier_submission, kind_of

STATES = ("not_started", "preparing", "submitted", "done", "not_required")


def sealed_round(cast) -> Compilation:
    """XUEGUAN four projects, PUCHENG two (filed twice), HEILONGGUAN one carried, KECHENG none."""
    add_projects(cast, 3)
    add_projects(cast, 2, unit="PUCHENG")
    add_projects(cast, 1, unit="HEILONGGUAN")
    _describe(cast)
    cast.project.refresh_from_db()
    carried = earlier_submission(cast, unit="HEILONGGUAN", state="open")
    file_table(carried, cast.outsider, at=factories.at("2022-12-06 09:00"))
    file_table(cast.submission, cast.reporter)
    for code in ("PUCHENG", "PUCHENG", "KECHENG"):
        owed = cast.round.submissions.get(unit__code=code)
        if owed.seal_count:
            step(owed, "return", cast.centre, "请核对")
        file_table(owed, cast.centre)
    compilation = compile_round(round_id=cast.round.pk, by=cast.centre)
    return Compilation.objects.select_related("round__campaign__centre").get(pk=compilation.pk)


def _describe(cast):
    """Every kind of value somewhere: money, dates, months, words, problems, reasons."""
    for at, project in enumerate(type(cast.project).objects.order_by("pk")):
        project.number, project.name = f"PX-2023-9{at:02}", f"第{at + 1}号工程"
        project.total_investment = Decimal("1234.50") * (at + 1)
        project.planned_start = date(2023, 3 + at % 3, 1)
        project.scale = f"新建厂房 {at + 1} 栋，配套=道路+管网"
        project.save()
        for turn, code in enumerate(("approval", "planning", "eia", "energy")):
            _permit(cast, project, code, STATES[(at + turn) % len(STATES)], at)
    factories.IssueFactory(
        project=cast.project, in_table=True, level="city", text="用地指标未落实",
        unit_text="自然资源局", wanted_by=date(2023, 1, 10),
    )  # fmt: skip


def _permit(cast, project, code, status, at):
    facts = {"status": status, "level": "county" if at % 2 else "city"}
    if status == "done":
        facts |= {"completed_on": date(2022, 11, 20 + at), "document_no": f"蒲审〔2022〕{at + 1}号"}
    elif status == "not_required":
        facts |= {"exempt_reason": "规模以下"}
    else:
        facts |= {"expected_on": date(2023, 1, 10 + at), "note": f"正在组卷 {at}"}
    kind = kind_of(cast, code)
    if not project.permits.filter(kind=kind).update(**facts):
        factories.PermitFactory(project=project, kind=kind, **facts)
