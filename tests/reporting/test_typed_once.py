"""A project is typed once: one form makes it, and everything it belongs to has it from there."""

import inspect
from collections import defaultdict
from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from procedures import forms as permit_forms
from projects import act_forms, funding_forms, plan_forms
from projects import forms as project_forms
from projects.models import AnnualPlan, FundingApplication, Progress, Project
from reporting.selectors.figures import figures
from tests import factories
from tests.table import signed_in

NAME = "蒲县薛关镇核桃精深加工及冷链物流园"
FEBRUARY = "2023-02-03 10:00"
TYPED = {
    "name": NAME, "national_code": "2211-141033-89-01-123456", "owner": "晋核公司",
    "place": "薛关镇", "industry": "农产品加工", "is_industrial": "yes", "year": "2023",
    "nature": "new", "level": "province", "total_investment": "9000",
    "planned_investment": "4000", "planned_start": "2023-03", "listed_from": "2022-12-01",
    "strategies": "乡村振兴", "leader": "李县长", "scale": "年加工核桃5000吨",
}  # fmt: skip


@pytest.fixture
def clerk(cast, friday):
    """薛关镇 with one other project and both forms open, in the year of the plan."""
    campaign = factories.CampaignFactory(
        centre=cast.units["XMZX"], form="progress", rhythm="monthly", name="建设进展月报",
        baseline_on=None, summary_on=None,
    )  # fmt: skip
    round_ = factories.RoundFactory(campaign=campaign)
    factories.SubmissionFactory(round=round_, unit=cast.units["XUEGUAN"])
    friday.move_to(factories.at(FEBRUARY))
    return signed_in(cast, "reporter")


@pytest.fixture
def centre(cast, clerk):
    return signed_in(cast, "centre")


def add(client, **more):
    answer = client.post("/projects/add/", {**TYPED, **more})
    assert answer.status_code == 302, answer.context["form"].errors
    return Project.objects.get(name=TYPED["name"])


def counted(cast):
    """Numerator or, of a rate, denominator: how much each figure speaks of."""
    found = figures(centre=cast.units["XMZX"], as_of=date(2023, 2, 3))
    return {
        figure.key: figure.share.numerator
        if figure.indicator.is_total
        else figure.share.denominator
        for figure in found
    }


def grown(cast, before):
    now = counted(cast)
    return {key: now[key] - before[key] for key in now if now[key] != before[key]}


def texts(answer):
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    return [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]


def row_of(client, project, form):
    grid = client.get(f"/report/2022-12-09/?form={form}").context["grid"]
    return next(row.cells for row in grid.rows if row.number == project.number)


def test_a_project_added_stands_in_every_list_and_table_it_belongs_to(clerk, centre):
    project = add(clerk)

    for client in (clerk, centre):
        for path in (
            "/projects/?year=2023",
            "/projects/?q=htjsjg",  # 拼音首字母
            f"/projects/?q={TYPED['national_code']}",
            "/plans/2023/",
        ):
            assert NAME in client.get(path).content.decode(), path
    for form in ("projects", "targets"):
        assert NAME in texts(centre.get(f"/tables/{form}/export.xlsx?year=2023")), form
    assert NAME in texts(clerk.get("/projects/list.xlsx?year=2023"))
    page = clerk.get(f"/projects/{project.number}/").content.decode()
    for word in ("晋核公司", "农产品加工", "李县长", "9,000.00", "4,000.00", "乡村振兴"):
        assert word in page, word


@pytest.mark.parametrize("form", ["permits", "progress"])
def test_the_tables_of_a_round_ask_for_nothing_that_was_typed(clerk, form):
    """Each column of the table that the project's form also has, holds what was typed there."""
    project = add(clerk)
    cells = row_of(clerk, project, form)
    told = {
        "name": NAME, "national_code": TYPED["national_code"], "owner": "晋核公司",
        "level": "province", "nature": "new", "industry": "农产品加工", "place": "薛关镇",
        "total_investment": Decimal(9000), "planned_investment": Decimal(4000),
        "planned_start": date(2023, 3, 1), "scale": TYPED["scale"],
    }  # fmt: skip
    shared = told.keys() & cells.keys()
    assert shared >= {"name", "national_code", "owner", "level", "total_investment"}
    assert {key: cells[key] for key in shared} == {key: told[key] for key in shared}


def test_a_new_project_counts_in_each_figure_of_works_and_permits(cast, clerk):
    before = counted(cast)
    add(clerk)
    assert grown(cast, before) == {
        "start_rate": 1,
        "new_start_rate": 1,
        "investment_rate": Decimal(4000),
        "permit_rate": len(cast.kinds),  # none is told to be needless
    }


def test_one_of_the_pool_counts_in_each_figure_of_the_pool(cast, clerk, centre):
    add(clerk)
    before = counted(cast)
    second = {"name": "煤层气液化", "national_code": "", "nature": "reserve", "owner": "",
              "place": "克城镇", "total_investment": "80000"}  # fmt: skip
    assert clerk.post("/projects/add/", {**TYPED, **second}).status_code == 302
    assert grown(cast, before) == {
        "reserve_count": 1,
        "reserve_total": Decimal(80000),
        "reserve_plan": Decimal(4000),
        "reserve_industrial_share": Decimal(4000),  # of 年度计划
    }
    pool = centre.get("/reserve/?year=2023").content.decode()
    assert "煤层气液化" in pool and NAME not in pool
    assert "煤层气液化" in texts(centre.get("/tables/reserve/export.xlsx?year=2023"))


def test_the_same_project_is_asked_about_before_it_is_typed_twice(clerk, centre):
    project = add(clerk)
    again = {**TYPED, "name": f"{NAME}项目", "national_code": "", "owner": ""}
    answer = clerk.post("/projects/add/", again)
    assert answer.status_code == 422
    assert [found.project for found in answer.context["alike"].shown] == [project]
    clerk.post("/projects/add/", {**again, "anyway": "1"})
    [double] = centre.get("/projects/duplicates/").context["page"].object_list
    assert project in (double.first, double.second)


# --- no fact has two forms ---
# What a form writes to a project that is there already: form → model, and fields by another name.
P, Plan, Fund = Project, AnnualPlan, FundingApplication
WRITES = {
    project_forms.FactsForm: (P, {}),
    project_forms.DatesForm: (P, {}),
    project_forms.PlanForm: (Plan, {}),
    project_forms.ProgressForm: (Progress, {}),
    act_forms.StopForm: (P, {"kind": "stop_kind", "since": "stopped_on", "reason": "stop_reason"}),
    act_forms.ResumeForm: (P, {"on": "resumed_on"}),
    act_forms.StageForm: (P, {}),
    act_forms.TransferForm: (P, {}),
    act_forms.WithdrawForm: (P, {"on": "withdrawn_on", "reason": "withdraw_reason"}),
    plan_forms.AddForm: (Plan, {"reason": "listed_reason"}),
    plan_forms.RemoveForm: (Plan, {"reason": "delisted_reason"}),
    funding_forms.FundingForm: (Fund, {}),
}
# These make a row, or say why; what they make is asked for by nobody else.
MAKES = {
    project_forms.NewProjectForm, project_forms.TableForm, act_forms.PackageForm,
    act_forms.SplitForm, plan_forms.RollOverForm, plan_forms.ApproveForm,
    funding_forms.NewFundingForm, act_forms.ReasonForm, act_forms.UnpackForm,
    act_forms.MergeForm, funding_forms.FundingReasonForm, permit_forms.KindForm,
    permit_forms.NeedsForm,
}  # fmt: skip
NARROWER = {project_forms.UnitPlanForm: project_forms.PlanForm}  # the same form with less in it
BARE = {act_forms.ActForm, plan_forms.ChosenForm}  # shown nowhere
# An act tells it with its day and reason; the second form shows what was told, to put it right.
TOLD_BY_AN_ACT = {(P, key) for key in ("stopped_on", "stop_kind", "stop_reason", "resumed_on")}
TOLD_BY_AN_ACT |= {(P, "expected_restart_on"), (Plan, "listed_from"), (Plan, "listed_to")}


def forms_of(*modules):
    return {
        form
        for module in modules
        for _, form in inspect.getmembers(module, inspect.isclass)
        if form.__module__ == module.__name__ and hasattr(form, "base_fields")
    }


def test_every_form_about_a_project_says_what_it_writes():
    known = WRITES.keys() | MAKES | NARROWER.keys() | BARE
    assert forms_of(project_forms, act_forms, plan_forms, funding_forms, permit_forms) == known
    for form, whole in NARROWER.items():
        assert form.base_fields.keys() < whole.base_fields.keys()


def test_no_two_forms_ask_for_the_same_fact():
    asked = defaultdict(list)
    for form, (model, renamed) in WRITES.items():
        columns = {column.name for column in model._meta.get_fields()}
        for name in form.base_fields:
            if (key := renamed.get(name, name)) in columns:
                asked[model, key].append(form)
    twice = {fact for fact, forms in asked.items() if len(forms) > 1}
    assert twice == TOLD_BY_AN_ACT


def test_the_form_that_puts_right_shows_what_the_act_told(clerk, centre):
    project = add(clerk)
    clerk.post(f"/projects/{project.number}/dates/", {"started_on": "2022-12-05"})
    stop = {"kind": "winter", "since": "2022-12-20", "expected_restart_on": "2023-03-01",
            "reason": "低温"}  # fmt: skip
    assert clerk.post(f"/projects/{project.number}/stop/", stop).status_code == 302
    form = clerk.get(f"/projects/{project.number}/dates/").context["form"]
    assert {key: form.initial[key] for key in ("stop_kind", "stopped_on", "stop_reason")} == {
        "stop_kind": "winter", "stopped_on": date(2022, 12, 20), "stop_reason": "低温",
    }  # fmt: skip
    plan = centre.get(f"/projects/{project.number}/plans/2023/").context["form"]
    assert plan.initial["listed_from"] == date(2022, 12, 1)
    assert plan.initial["planned_investment"] == Decimal(4000)
