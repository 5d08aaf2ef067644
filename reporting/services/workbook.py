"""A unit's weekly table as a workbook: the official form, filled or empty (design §5, §9)."""

from datetime import date
from io import BytesIO

from django.utils import timezone

from reporting.models import Seal, Submission
from reporting.sealbook.codes import short_code
from reporting.selectors.filing import FILED, table_of
from reporting.selectors.rows import TableRows, campaign_kinds, sheet_for
from sheets.book import TableBook, TableGroup, TableRow, TableSheet
from sheets.write import write_table
from workplace.templatetags.puxian import short_digest

GAP = "　　　　"
SIGNATURES = ("单位负责人：", "审核人：", "填报人：", "联系电话：", "填报时间：")


def unit_workbook(submission: Submission) -> bytes:
    """The table as it stands, while filed as it was sealed; importing it changes nothing."""
    table = table_of(submission)
    seal = _seal(submission)
    rows = [
        TableRow(row, key=number, version=table.versions[number])
        for number, row in table.rows.items()
    ]
    return _bytes(submission, table, rows, _footer(seal), seal)


def template_workbook(submission: Submission) -> bytes:
    """The empty form of the round."""
    kinds = campaign_kinds(submission.round.campaign)
    table = TableRows(sheet_for(submission.round, kinds), kinds, {}, {}, {})
    return _bytes(submission, table, [], _footer(None), None)


def workbook_name(submission: Submission, *, empty: bool = False) -> str:
    form = submission.round.campaign.get_form_display()
    unit, label = submission.unit.short_name, submission.round.label
    return f"{unit}{label}{form}{'（空表）' if empty else ''}.xlsx"


def _bytes(
    submission: Submission,
    table: TableRows,
    rows: list[TableRow],
    footer: str,
    seal: Seal | None,
) -> bytes:
    round_, unit = submission.round, submission.unit
    sheet = TableSheet(
        name=round_.label,
        sheet=table.sheet,
        groups=[TableGroup("", rows)],
        title=table.sheet.title,
        subtitle=GAP.join(
            (f"填报单位（盖章）：{unit.name}", f"统计截止：{_day(round_.cutoff_on)}", "单位：万元")
        ),
        footer=footer,
        editable=True,
        cutoff=round_.cutoff_on,
        meta={
            "round": round_.cutoff_on.isoformat(),
            "unit": unit.code,
            "seal": seal.digest if seal else "",
        },
    )
    out = BytesIO()
    write_table(out, TableBook([sheet], created=round_.opens_at))
    return out.getvalue()


def _seal(submission: Submission) -> Seal | None:
    """The seal that is exported; an open table has none yet."""
    if submission.state not in FILED:
        return None
    return submission.seals.order_by("-number").first()


def _footer(seal: Seal | None) -> str:
    """Signatures to be written by hand; of a sealed table who filed it, when, and its digest."""
    if seal is None:
        return GAP.join(SIGNATURES)
    head, checked, by, phone, at = SIGNATURES
    local = timezone.localtime(seal.sealed_at)
    filed = f"{at}{_day(local.date())} {local:%H:%M}"
    proof = f"核对码：{short_code(seal.digest)}　封存摘要：{short_digest(seal.digest)}"
    return GAP.join((head, checked, f"{by}{seal.by_name}", phone, filed, proof))


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
