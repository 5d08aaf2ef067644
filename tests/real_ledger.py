"""130 published projects as the ledger a county would publish (docs: the first real input).

    python -m tests.real_ledger OUT.xlsx

tests/data/real_projects.json is a copy of what was found in public sources, unchanged. What a
source does not say stays an empty cell; what the ledger has no column for stands in 备注.
"""

import json
import sys
from pathlib import Path
from typing import Any

from openpyxl import Workbook

JSON = Path(__file__).parent / "data" / "real_projects.json"
TITLE = "公开报道中的重点项目台账"
HEADERS = [
    *("序号", "项目名称", "项目代码", "年度", "项目级别", "建设单位", "责任单位", "建设地点"),
    *("行业", "是否产业项目", "年度类别", "建设性质", "总投资", "年度计划投资", "计划开工时间"),
    *("开工时间", "复工时间", "列入时间", "退出时间", "建设规模及内容", "备注"),
]
NATURES = {"新建", "续建", "前期"}
BUILD_NATURES = {"技改"}


def build_ledger(out: Path, json_path: Path = JSON) -> int:
    """Write the workbook; the number of projects in it."""
    projects = json.loads(json_path.read_text("utf-8"))
    book = Workbook()
    sheet = book.active
    sheet.append([TITLE])
    sheet.append(["填报单位（盖章）：县项目推进中心", *[None] * 11, "单位：万元"])
    sheet.append(HEADERS)
    for number, project in enumerate(projects, 1):
        row = {"序号": number, **ledger_cells(project)}
        sheet.append([row.get(header) for header in HEADERS])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADERS))
    book.save(out)
    return len(projects)


def ledger_cells(project: dict[str, Any]) -> dict[str, Any]:
    nature = project["nature"]
    notes = [project["status"], project["problem"], project["note"]]
    if nature and nature not in NATURES | BUILD_NATURES:
        notes.insert(0, f"原表类别：{nature}")
    return {
        "项目名称": project["name"],
        "年度": project["year"],
        "建设单位": project["owner"],
        "建设地点": project["county"],
        "行业": project["industry"],
        "年度类别": nature if nature in NATURES else None,
        "建设性质": nature if nature in BUILD_NATURES else None,
        "总投资": project["total_investment_wan"],
        "年度计划投资": project["annual_plan_wan"],
        "备注": "；".join(note for note in notes if note),
    }


if __name__ == "__main__":
    print(build_ledger(Path(sys.argv[1])))
