"""The layouts of published tables (domain.md §3) filled with the 130 published projects.

Headers are the sources' own; what the JSON does not say stays an empty cell, and nothing is
added to it but running numbers.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from tests.real_ledger import BUILD_NATURES, JSON, NATURES

Project = dict[str, Any]
YI = 10_000


def published() -> list[Project]:
    found: list[Project] = json.loads(JSON.read_text("utf-8"))
    return found


@dataclass(frozen=True)
class Layout:
    """Rows above the header, its groups with their leaves, and how a project fills a leaf.

    A group "" has no name: its leaves stand over both header rows.
    """

    above: list[list[Any]]
    groups: list[tuple[str, list[str]]]
    values: dict[str, Callable[[Project], Any]]

    @property
    def leaves(self) -> list[str]:
        return [leaf for _, leaves in self.groups for leaf in leaves]

    def save(self, path: Path, projects: list[Project]) -> Path:
        book = Workbook()
        sheet = book.active
        for row in self.above:
            sheet.append(row)
        if self.above:
            sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(self.leaves))
        self._header(sheet, len(self.above) + 1)
        for number, project in enumerate(projects, 1):
            filled = {leaf: fill(project) for leaf, fill in self.values.items()}
            sheet.append([number, *(filled.get(leaf) for leaf in self.leaves[1:])])
        book.save(path)
        return path

    def _header(self, sheet: Any, top: int) -> None:
        is_grouped = any(name for name, _ in self.groups)
        leaf_row = top + is_grouped
        col = 1
        for name, leaves in self.groups:
            if name:
                sheet.cell(top, col, name)
                last = get_column_letter(col + len(leaves) - 1)
                sheet.merge_cells(f"{get_column_letter(col)}{top}:{last}{top}")
            for leaf in leaves:
                sheet.cell(leaf_row if name else top, col, leaf)
                letter = get_column_letter(col)
                if is_grouped and not name:
                    sheet.merge_cells(f"{letter}{top}:{letter}{leaf_row}")
                col += 1


def of(key: str) -> Callable[[Project], Any]:
    return lambda project: project[key]


def nature(project: Project) -> str | None:
    return project["nature"] if project["nature"] in NATURES else None


def build_nature(project: Project) -> str | None:
    return project["nature"] if project["nature"] in BUILD_NATURES else None


def total_yi(project: Project) -> float | None:
    wan = project["total_investment_wan"]
    return None if wan is None else wan / YI


A = Layout(  # 平邑县: 30 leaf columns under two header rows
    above=[["2022年县级重点项目建设情况调度表"], ["填报单位（盖章）：", None, "单位：万元"]],
    groups=[
        ("", ["序号", "项目名称", "总建设规模和建设内容", "2022年计划建设内容"]),
        ("", ["总投资(万元)", "2022年计划投资(万元)", "项目建成后效益", "2022年节点目标(万元)"]),
        (
            "形象进度",
            [
                *("是否开工", "本年度累计完成投资额度（不含2021年）", "投资完成率", "实物工程量"),
                *("本年度完成投资明细(万元)", "是否纳统"),
            ],
        ),
        (
            "手续办理情况",
            [
                *("立项", "环评", "土地批文", "土地出让合同或划拨决定书或土地证号"),
                *("用地规划许可证", "规划设计方案审查批文", "工程规划许可证"),
                *("水土保持方案批复", "节能", "施工许可证（含消防设计审查）"),
            ],
        ),
        ("存在问题、解决方案及完成时限", ["具体问题", "解决措施", "办理部门", "完成时限"]),
        ("", ["责任单位", "责任领导"]),
    ],
    values={
        "项目名称": of("name"),
        "总投资(万元)": of("total_investment_wan"),
        "2022年计划投资(万元)": of("annual_plan_wan"),
        "本年度累计完成投资额度（不含2021年）": of("completed_wan"),
        "具体问题": of("problem"),
    },
)
C = Layout(  # 宁海县
    above=[["宁海县2022年重点（民生）工程进度表"], ["单位：万元"]],
    groups=[
        ("", ["序号", "项目名称（★=民生实事）", "建设规模及内容", "总投资", "建设起止年限"]),
        ("", ["至2021年底累计完成投资"]),
        ("2022年工作计划", ["投资", "工程主要形象进度"]),
        ("项目建设阶段（1-12月份）", ["完成投资", "%", "主要形象进度"]),
        ("", ["责任单位", "政策处理单位"]),
    ],
    values={
        "项目名称（★=民生实事）": of("name"),
        "总投资": of("total_investment_wan"),
        "投资": of("annual_plan_wan"),
        "完成投资": of("completed_wan"),
        "主要形象进度": of("status"),
    },
)
F = Layout(  # 月调度表
    above=[],
    groups=[
        ("", ["月份", "项目名称", "建设单位", "年度计划投资", "是否开工", "当月已完成投资"]),
        ("", ["当月至今已完成", "土建工程", "设备安装费用", "土地等费用", "投资完成比例"]),
        ("", ["形象进度", "审核标识", "操作"]),
    ],
    values={
        "项目名称": of("name"),
        "建设单位": of("owner"),
        "年度计划投资": of("annual_plan_wan"),
        "形象进度": of("status"),
    },
)
G = Layout(  # 统筹计划
    above=[["工程统筹计划"], ["版本号：", None, "调整日期：", None, "调整说明："]],
    groups=[
        ("", ["序号", "项目名称", "建设单位"]),
        ("手续办理情况", ["可研批复", "划拨决定书", "工程规划许可证", "施工许可"]),
        ("", ["设计情况", "造价", "招标", "征拆", "排迁", "交工", "备注"]),
    ],
    values={"项目名称": of("name"), "建设单位": of("owner"), "备注": of("note")},
)
H = Layout(  # 上报模板
    above=[["重点项目上报表"], ["填报单位（盖章）："]],
    groups=[
        ("", ["序号", "项目名称", "建设内容及规模", "起止年限", "总投资(万元)"]),
        ("", ["到上年底累计完成投资", "本年度投资计划", "本年度完成"]),
        ("", ["项目类型(审批/核准/备案)", "类别(完工/在建/未开工)", "产业类别", "投资类型"]),
        ("", ["行业", "单位", "联系人", "电话", "属地", "批复时间", "立项批复文号"]),
    ],
    values={
        "项目名称": of("name"),
        "总投资(万元)": of("total_investment_wan"),
        "本年度投资计划": of("annual_plan_wan"),
        "本年度完成": of("completed_wan"),
        "行业": of("industry"),
        "属地": of("county"),
    },
)
MIXED = Layout(  # one real export: 亿元 beside 万元
    above=[],
    groups=[
        ("", ["序号", "项目名称", "总投资（亿元）", "年度计划（万元）", "建设性质", "类别"]),
    ],
    values={
        "项目名称": of("name"),
        "总投资（亿元）": total_yi,
        "年度计划（万元）": of("annual_plan_wan"),
        "建设性质": build_nature,
        "类别": nature,
    },
)
# Tables that count by place: 云浮 督查通报, 湘西州.
AGGREGATES = {
    "D": [
        ["重点项目投资完成情况（单位：亿元）"],
        ["地区", "重点项目个数", "项目总投资", "年度计划投资", "累计投资", "完成年度百分比(%)"],
        ["全市", None, None, None, None, None],
    ],
    "E": [
        ["重点项目汇总表（单位：个、亿元）"],
        ["隶属", "项目个数", "年投资计划", "完成投资额", "年计划投资完成率"],
        ["州直", None, None, None, None],
    ],
}
LAYOUTS = {"A": A, "C": C, "F": F, "G": G, "H": H, "MIXED": MIXED}
