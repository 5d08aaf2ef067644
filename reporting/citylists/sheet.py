"""The columns that a list from above may have, by the headers it may write."""

from dataclasses import replace

from projects.sheets import ledger_sheet
from reporting.sheets.progress import progress_sheet
from sheets.columns import Column, Sheet, Type

FORM = "city-list"


def city_sheet(year: int) -> Sheet:
    ledger = ledger_sheet(year=year)
    done = progress_sheet(year).column("completed_investment")
    money = [replace(ledger.column(key), exclusive=False, minimum=None, required=False)
             for key in ("total_investment", "planned_investment")]  # fmt: skip
    nature = ledger.column("nature")
    nature = replace(nature, aliases=(*nature.aliases, "项目性质"))
    code = replace(ledger.column("national_code"), pattern="", max_length=40)
    return Sheet(
        FORM,
        "市里的名单",
        (
            replace(ledger.column("name"), max_length=200),
            code,
            ledger.column("level"),
            nature,
            ledger.column("owner"),
            replace(ledger.column("unit"), aliases=("责任部门", "牵头责任单位", "属地责任单位")),
            *money,
            Column(
                "completed_investment", done.header, type=Type.MONEY,
                aliases=(*done.aliases, "完成投资额", "年度累计完成投资"),
            ),
        ),
    )  # fmt: skip
