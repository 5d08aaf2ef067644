"""The forecast and the learned durations as workbooks; every sheet says what it is."""

from collections.abc import Sequence

from procedures.rules import Level, Status
from sheets.book import PlainSheet, TableBook
from sheets.columns import Value

from .durations import Papers
from .durations_page import Line, by_days
from .forecast import Forecast, PermitForecast, ProjectForecast

PERMIT_HEADS = (
    "项目编号", "项目", "单位", "手续", "层级", "进展",
    "最早", "居中", "最晚", "等待", "停着", "用时依据",
)  # fmt: skip
DURATION_HEADS = (
    "手续", "层级", "样本 n", "中位数（天）", "80 分位数（天）",
    "现行时限（天）", "超过时限（项）", "组卷到受理 n", "组卷到受理中位数（天）", "说明",
)  # fmt: skip
ROW_HEADS = (
    "手续", "层级", "项目编号", "项目", "单位", "组卷",
    "受理或报送", "依据", "办结", "用时（天）", "停表（天）", "组卷到受理（天）",
)  # fmt: skip
NOT_A_PROMISE = "预测，不是承诺；八成可能落在区间内"


def forecast_book(
    found: Forecast, projects: Sequence[ProjectForecast], permits: Sequence[PermitForecast]
) -> TableBook:
    day = f"数据时点：{found.on}　{NOT_A_PROMISE}　种子：{found.seed}"
    return TableBook([_outlooks(found, day), _projects(projects, day), _permits(permits, day)])


def _outlooks(found: Forecast, day: str) -> PlainSheet:
    rows: list[list[Value]] = []
    for outlook in (*found.outlooks, *found.by_unit):
        chances = {goal.word: f"{goal.grasp}（{goal.chance_words}）" for goal in outlook.goals}
        now = outlook.now.shown if outlook.now else ""
        rows.append(
            [
                *(outlook.label, outlook.target.due_on, now, outlook.words),
                *(outlook.middle_words, *(f"{word}：{words}" for word, words in chances.items())),
            ]
        )
    headers = ("范围", "目标日期", "现在办结率", "预测办结率", "居中", "把握一", "把握二")
    return PlainSheet(
        name="办结率",
        title=f"{found.figure.title}预测",
        subtitle=day,
        headers=headers,
        rows=[[*row, *[""] * (len(headers) - len(row))] for row in rows],
        widths=(16, 12, 12, 20, 10, 28, 28),
    )


def _projects(rows: Sequence[ProjectForecast], day: str) -> PlainSheet:
    return PlainSheet(
        name="项目",
        title="项目预计办齐",
        subtitle=day,
        headers=(
            "项目编号",
            "项目",
            "单位",
            "还剩（项）",
            "最早",
            "居中",
            "最晚",
            "关键路径",
            "停着",
        ),
        rows=[
            [
                *(row.project.number, row.project.name, row.unit, len(row.permits)),
                *(row.range.low, row.range.middle, row.range.high, row.chain),
                "；".join(f"{p.permit.kind.name}：{'，'.join(p.permit.stuck)}" for p in row.stuck),
            ]
            for row in rows
        ],
        widths=(14, 32, 12, 10, 12, 12, 12, 24, 40),
    )


def _permits(rows: Sequence[PermitForecast], day: str) -> PlainSheet:
    return PlainSheet(
        name="手续",
        title="手续预计办结",
        subtitle=day,
        headers=PERMIT_HEADS,
        rows=[
            [
                *(row.project.number, row.project.name, row.unit, row.permit.kind.name),
                *(Level(row.permit.level).label, str(Status(row.permit.status).label)),
                *(row.range.low, row.range.middle, row.range.high, "、".join(row.waits)),
                *("，".join(row.permit.stuck), row.permit.ground),
            ]
            for row in rows
        ],
        widths=(14, 32, 12, 12, 6, 10, 12, 12, 12, 16, 32, 24),
    )


def durations_book(papers: Papers, lines: Sequence[Line]) -> TableBook:
    day = f"截至 {papers.on}，近三年办结的手续；工作日，停表的日子不算"
    return TableBook([_summary(lines, day), _rows(lines, day)])


def _summary(lines: Sequence[Line], day: str) -> PlainSheet:
    return PlainSheet(
        name="时长",
        title="办理时长",
        subtitle=day,
        headers=DURATION_HEADS,
        rows=[_line(line) for line in lines],
        widths=(14, 6, 8, 14, 14, 14, 14, 12, 20, 40),
    )


def _line(line: Line) -> list[Value]:
    days, waits = line.learned.days, line.learned.waits
    limit = line.limit.binding_days if line.limit else None
    notes = [days.too_few]
    if line.learned.unmeasured:
        notes.append(f"另有 {line.learned.unmeasured} 项没有开始记录，算不出")
    return [
        *(line.kind.name, line.level_words, days.count, _number(days.middle)),
        *(_number(days.eighty), limit, line.over, waits.count, _number(waits.middle)),
        "；".join(filter(None, notes)),
    ]


def _number(days: float | None) -> Value:
    return "" if days is None else f"{days:.1f}".removesuffix(".0")


def _rows(lines: Sequence[Line], day: str) -> PlainSheet:
    return PlainSheet(
        name="明细",
        title="办理时长明细",
        subtitle=day,
        headers=ROW_HEADS,
        rows=[
            [
                *(line.kind.name, line.level_words, row.number, row.project, row.unit),
                *(row.trace.prepared_on, row.trace.started_on, row.began_by, row.finished_on),
                *(row.days, row.stopped if row.days is not None else None, row.waited),
            ]
            for line in lines
            for row in by_days(line.learned.rows)
        ],
        widths=(14, 6, 14, 32, 12, 12, 12, 8, 12, 10, 10, 14),
    )
