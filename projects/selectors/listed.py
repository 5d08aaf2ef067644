"""Who is on a year's list on a day, and by which version of its plan it counts."""

from datetime import date

from projects.models import AnnualPlan, AnnualPlanVersion, Project
from projects.rules import version_on


def why_left_out(plan: AnnualPlan, on: date) -> str:
    """Empty when the plan counts on that day; both ends half-open (design §6)."""
    project = plan.project
    if project.package_id:
        return "打包项目的子项，按上级项目计"
    if words := gone(project, on):
        return words
    if plan.listed_from > on:
        return f"{plan.listed_from:%Y-%m-%d} 才列入"
    if plan.listed_to and plan.listed_to <= on:
        return f"{plan.listed_to:%Y-%m-%d} 退出年度计划"
    return ""


def gone(project: Project, on: date) -> str:
    """退出项目库, on its own or into another project that counts instead; empty while it stands."""
    if project.withdrawn_on is None or project.withdrawn_on > on:
        return ""
    how = "并入别的项目" if project.merged_into_id else "退出项目库"
    return f"{project.withdrawn_on:%Y-%m-%d} {how}"


def plan_on(plan: AnnualPlan, on: date) -> AnnualPlan | AnnualPlanVersion:
    """The plan as it was valid on a day; without versions it counts as it stands."""
    return version_on(list(plan.versions.all()), on) or plan


def version_words(valid: AnnualPlan | AnnualPlanVersion) -> str:
    """Which version a percentage is of: 2022-03-01 版本（已批准，蒲政办发〔2022〕12号）."""
    if isinstance(valid, AnnualPlan):
        return "计划（没有版本）"
    state = "未批准"
    if valid.approved:
        state = f"已批准，{valid.document}" if valid.document else "已批准"
    return f"{valid.valid_from:%Y-%m-%d} 版本（{state}）"
