"""Filed by the services themselves: the register, the seals and the compiled table agree."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from reporting.selectors.figures import figures
from reporting.services.compile import compile_round
from tests.reporting import progress
from tests.reporting.filing import file_table
from tests.reporting.progress import CUTOFF

KEYS = ("start_rate", "new_start_rate", "resume_rate", "investment_rate", "completed_total")


@pytest.fixture
def work(cast):
    """核桃加工园 began on 11-28 and has 90 of 1000; 蔬菜大棚二期 resumed and has 1200 of 3000."""
    made = progress.build(cast)
    made.type(progress_state="started", progress_on="2022-11-28", completed_investment="90",
              image_progress="基础完成")  # fmt: skip
    return made


def counted(cast, source, **options):
    found = figures(centre=cast.units["XMZX"], as_of=CUTOFF, source=source, **options)
    return {f.key: (f.share.numerator, f.share.denominator) for f in found if f.key in KEYS}


def test_what_was_filed_is_what_the_register_says(cast, work):
    file_table(work.submission, work.by)
    live = counted(cast, "live")
    assert live == counted(cast, "sealed")
    assert live == {
        "start_rate": (2, 2),
        "new_start_rate": (1, 1),
        "resume_rate": (1, 1),
        "investment_rate": (Decimal("1290.00"), Decimal("4000.00")),
        "completed_total": (Decimal("1290.00"), None),
    }


def test_the_register_moves_on_and_the_seal_stays(cast, work):
    file_table(work.submission, work.by)
    plan = work.new.plans.get()
    plan.progress.update(completed_investment=Decimal(500))
    work.new.started_on = date(2022, 12, 20)
    work.new.save()
    assert counted(cast, "live")["start_rate"] == (1, 2)
    assert counted(cast, "live")["completed_total"] == (Decimal("1700.00"), None)
    assert counted(cast, "sealed")["start_rate"] == (2, 2)
    assert counted(cast, "sealed")["completed_total"] == (Decimal("1290.00"), None)


def last_row(compilation) -> dict:
    """Heading → value of the 合计 of the compiled workbook, and its 状态 from above."""
    sheet = load_workbook(BytesIO(bytes(compilation.workbook)), data_only=True).worksheets[0]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    head = next(row for row in rows if "总投资" in row)
    total = next(row for row in rows if "合计" in row)
    state = head.index("状态")
    return dict(zip(head, total, strict=True)) | {"状态": [row[state] for row in rows]}


def test_the_sealed_figures_are_the_sums_of_the_compiled_workbook(cast, work):
    """One of two begun by the cut-off, 90 of 4000; a day later all has changed but the seal."""
    work.old.resumed_on = None
    work.old.save()
    work.old.plans.get().progress.all().delete()
    file_table(work.submission, work.by)
    found = compile_round(round_id=work.round.pk, by=cast.centre)
    work.new.plans.get().progress.update(completed_investment=Decimal(700))

    total, sealed = last_row(found), counted(cast, "sealed")
    begun = [word for word in total["状态"] if word in ("已开工", "已复工")]
    assert sealed["start_rate"] == (len(begun), 2)
    amounts = (total["本年累计完成投资"], total["年度计划投资"])
    assert sealed["investment_rate"] == amounts == (90, 4000)
    assert float(total["投资完成率"]) == 90 / 4000


def test_the_sealed_figure_is_that_of_the_compiled_table(cast, work):
    """黑龙关镇 filed the month before with 300 of 600 and is carried: 1590 of 4600."""
    unit = cast.units["HEILONGGUAN"]
    road = progress.work("道路改造", unit, plan="600.00", started_on=date(2022, 5, 1))
    road.plans.get().progress.create(as_of=date(2022, 11, 30), completed_investment=Decimal(300))
    before = progress.earlier(work)
    before.unit = unit
    before.save()
    file_table(before, cast.outsider)
    file_table(work.submission, work.by)
    summary = compile_round(round_id=work.round.pk, by=cast.centre).summary
    numerator, denominator = counted(cast, "sealed")["investment_rate"]
    assert (str(numerator), str(denominator)) == (
        summary["completed_investment"],
        summary["planned_investment"],
    )
    assert numerator == Decimal(1590)
