"""What the approval platform (在线审批监管平台) exports, as far as the register keeps it."""

import re
from dataclasses import replace

from sheets.columns import Sheet

from .sheets import ledger_sheet

_CLASS = re.compile(r"[A-Z]?[0-9]{2,4}[\s、.-]*(?=\D)")  # 国标行业 is written with its class


def platform_sheet(year: int | None = None) -> Sheet:
    """By 项目代码; 项目类型, 拟建成时间 and 赋码时间 have no home here and are not read."""
    ledger = ledger_sheet()
    columns = [
        replace(ledger.column("national_code"), required=True),
        *(ledger.column(key) for key in ("name", "owner", "place")),
        replace(
            ledger.column("industry"),
            aliases=("国标行业", "所属行业", "国民经济行业", "行业类别"),
            normalise=_named,
        ),
        *(ledger.column(key) for key in ("total_investment", "planned_start", "scale")),
    ]
    return Sheet("platform", "在线审批监管平台项目清单", tuple(columns))


def _named(industry: str) -> str:
    """C1371 蔬菜加工 → 蔬菜加工."""
    return _CLASS.sub("", industry, count=1) if _CLASS.match(industry) else industry
