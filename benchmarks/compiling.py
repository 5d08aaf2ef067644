"""One round of 3,000 projects: sealing a unit, compiling, beside openpyxl's way of writing."""

import io

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, Side

from accounts.models import User
from reporting.services import compile as compiling
from reporting.services import submissions

from .county import grow, open_round, submission_of
from .measure import Line, counted, timed

PROJECTS = 3_000


def lines(people: dict[str, User]) -> list[Line]:
    reporters = [person for code, person in people.items() if code != "XMZX"]
    share = PROJECTS // len(reporters)
    sealed: list[float] = []
    queries = 0
    for reporter in reporters:
        grow(reporter.unit, share)
        pk = submission_of(reporter.unit).pk

        def seal(pk: int = pk, by: User = reporter) -> None:
            submissions.submit(submission_id=pk, by=by)

        _, queries = counted(lambda seal=seal: sealed.append(timed(seal)))
    seal_line = Line(f"上报封存 {share} 个项目", sorted(sealed)[len(sealed) // 2], queries)

    made = []
    compile_ = lambda: made.append(  # noqa: E731
        compiling.compile_round(round_id=open_round().pk, by=people["XMZX"])
    )
    spans: list[float] = []
    _, queries = counted(lambda: spans.append(timed(compile_)))
    body = bytes(made[0].workbook)
    rows = list(load_workbook(io.BytesIO(body)).worksheets[0].iter_rows(values_only=True))
    what = f"汇总 {len(rows):,} 行 × {len(rows[-1])} 列（读封存、小计、写表）"
    other = timed(lambda: openpyxl_way(rows))
    return [seal_line, Line(what, spans[0], queries, "openpyxl 逐格写样式，只写表", other)]


def openpyxl_way(rows: list[tuple]) -> bytes:
    book = Workbook()
    sheet = book.active
    side = Side(style="thin")
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column, value)
            cell.border = Border(left=side, right=side, top=side, bottom=side)
            cell.alignment = Alignment(wrap_text=True, vertical="center")
            cell.font = Font(name="宋体", size=9)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
