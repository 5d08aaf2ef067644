"""一个数的来历: its formula, its groups, its rows, its workbook."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from procedures.models import Permit
from reporting.indicators import INDICATORS
from tests import factories
from tests.reporting import county
from tests.reporting.tables import earlier_submission, kind_of, seal_as_it_stands
from workplace.models import Act


@pytest.fixture
def open_figure(client, cast):
    def open_figure(key="permit_rate", who="leader", name="figure", **query):
        client.force_login(cast.user(who))
        return client.get(reverse(f"reporting:{name}", args=[key]), query)

    return open_figure


def permit(cast, code, status, **facts):
    Permit.objects.update_or_create(
        project=cast.project, kind=kind_of(cast, code), defaults={"status": status, **facts}
    )


def rows_of(response):
    return [
        (project.number, [cell.text for cell in cells])
        for project, cells in response.context["lines"]
    ]


def test_the_formula_is_told_in_words_and_numbers(open_figure, cast):
    county.target("permit_rate", date(2023, 2, 28), "0.65", "0.8", year=2023)
    permit(
        cast, "approval", "done", completed_on=date(2022, 12, 8), document_no="蒲发改〔2022〕8号"
    )
    permit(cast, "capacity", "not_required", exempt_reason="非涉产能行业")
    response = open_figure()
    found = response.context["drill"]
    facts = dict(found.facts)
    assert (found.numerator, found.denominator) == ("1", "5")
    assert "项目数 1 × 手续 6 － 无需办理 1 ＝ 5" in facts["口径"]
    assert "新建项目 1 个（较七天前 ＋0 －0）" in facts["范围"]
    assert facts["目标"] == "2023年2月28日前底线 65%，力争 80%"
    assert found.gap == "距底线差 45.0 个百分点"
    assert found.to_do == "，还需 3 项，每周约 1 项"
    assert [(way.share.numerator, way.share.denominator) for way in found.alternatives] == [
        (1, 5),
        (1, 6),
        (2, 6),
        (0, 1),
    ]
    assert [way.used for way in found.alternatives] == [True, False, False, False]
    assert [part.exempt for part in found.parts] == [0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize(
    ("only", "listed"),
    [
        ("", ["立项", "土地", "规划", "环评", "能评"]),  # 应办
        ("done", ["立项"]),
        ("open", ["土地", "规划", "环评", "能评"]),
        ("exempt", ["产能"]),
        ("all", ["立项", "土地", "规划", "环评", "能评", "产能"]),
        ("nonsense", ["立项", "土地", "规划", "环评", "能评"]),
    ],
)
def test_the_chips_choose_the_rows(open_figure, cast, only, listed):
    permit(cast, "approval", "done", completed_on=date(2022, 12, 8))
    permit(cast, "capacity", "not_required")
    response = open_figure(only=only)
    assert [cells[1] for _, cells in rows_of(response)] == listed
    assert [chip.count for chip in response.context["chips"]] == [5, 1, 4, 1, 6]


def test_the_numerator_column_sums_to_the_numerator(open_figure, cast):
    permit(cast, "approval", "done", completed_on=date(2022, 12, 8))
    permit(cast, "land", "done", completed_on=date(2022, 12, 20))  # after the day
    rows = rows_of(open_figure(as_of="2022-12-09"))
    assert [cells[-1] for _, cells in rows] == ["1", "0", "0", "0", "0", "0"]


def test_the_rows_are_found_sorted_and_paged(open_figure, cast):
    for place in range(12):
        project = factories.ProjectFactory(unit=cast.units["GUXIAN"], name=f"古县{place:02}号")
        factories.PlanFactory(project=project)
    response = open_figure()
    assert response.context["page"].paginator.count == 78  # 13 × 6
    assert len(response.context["lines"]) == 50
    assert open_figure(page=2).context["page"].start_index() == 51
    names = [project.name for project, _ in open_figure(sort="-name", q="古县").context["lines"]]
    assert names == sorted(names, reverse=True)
    assert len(names) == 50
    assert open_figure(q="古县03").context["page"].paginator.count == 6
    assert open_figure(sort="password").status_code == 200


def test_one_kind_and_one_unit_narrow_the_figure(open_figure, cast):
    permit(cast, "approval", "done", completed_on=date(2022, 12, 8))
    assert open_figure(kind="approval").context["figure"].share.denominator == 1
    assert open_figure(unit="HEILONGGUAN").context["figure"].share.denominator == 0
    assert open_figure(kind="nothing").status_code == 404
    assert open_figure(scope="nothing").status_code == 404
    assert open_figure(unit="HEILONGGUAN", who="reporter").status_code == 404
    assert open_figure(key="nothing").status_code == 404


def test_a_sealed_figure_names_its_round_and_who_is_missing(open_figure, cast):
    seal_as_it_stands(earlier_submission(cast), by=cast.reporter)
    found = open_figure(source="sealed").context["drill"]
    assert found.sealed.round == cast.round
    assert [unit.code for unit in found.carried] == ["XUEGUAN"]
    assert cast.units["HEILONGGUAN"] in found.silent
    assert "较摸底（第0期） ＋0 －0" in dict(found.facts)["范围"]


def test_what_the_form_does_not_seal_is_taken_from_the_register_and_says_so(open_figure):
    response = open_figure("start_rate", source="sealed")
    assert response.context["unsealed"]
    assert response.context["figure"].source == "live"


@pytest.mark.thorough
@pytest.mark.parametrize("key", INDICATORS)
@pytest.mark.parametrize("by", ["unit", "level", "industry", "kind"])
def test_every_figure_opens_by_every_grouping(open_figure, key, by):
    assert open_figure(key, by=by).status_code == 200


def test_works_list_what_has_begun_and_what_is_left_out(open_figure, cast):
    since = (date(2021, 12, 1), None)
    begun = {"nature": "new", "listed": since, "plan": "1000.00"}
    town = cast.units["XUEGUAN"]
    county.work(town, "已开工", started_on=date(2022, 3, 1), **begun)
    county.work(town, "没开工", **begun)
    stopped = {"started_on": date(2022, 3, 1), "stopped_on": date(2022, 9, 1)}
    county.work(town, "停了", **stopped, **begun)
    back = {**stopped, "resumed_on": date(2022, 10, 1)}
    county.work(town, "停后复工", **back, **begun)  # not stopped any more
    county.work(town, "退出的", withdrawn_on=date(2022, 12, 1), **begun)
    response = open_figure("start_rate")
    assert [chip.count for chip in response.context["chips"]] == [4, 3, 1, 1]
    assert [left.project.name for left in response.context["drill"].left_out] == ["退出的"]
    [(_, cells)] = rows_of(open_figure("start_rate", only="stopped"))
    assert cells[4] == "停工"


def test_a_winter_stop_is_no_other_stop_and_ends_when_work_goes_on(open_figure, cast):
    begun = {"nature": "new", "listed": (date(2021, 12, 1), None), "plan": "1000.00"}
    begun |= {"started_on": date(2022, 3, 1), "stopped_on": date(2022, 9, 1)}
    town = cast.units["XUEGUAN"]
    county.work(town, "冬停", stop_kind="winter", **begun)
    county.work(town, "复工了", stop_kind="stop", resumed_on=date(2022, 10, 1), **begun)

    def states(**query):
        lines = open_figure("start_rate", **query).context["lines"]
        return {project.name: cells[4].text for project, cells in lines}

    assert states() == {"冬停": "冬季停工", "复工了": "在建"}
    assert states(as_of="2022-09-15") == {"冬停": "冬季停工", "复工了": "停工"}
    assert set(states(only="stopped")) == {"冬停"}


def test_the_workbook_holds_the_rows_with_their_types(open_figure, cast):
    permit(cast, "approval", "done", completed_on=date(2022, 12, 8), document_no="=1+1")
    response = open_figure(name="figure-export", as_of="2022-12-09")
    assert response.status_code == 200
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content)))["明细"]
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(place for place, row in enumerate(values) if row[0] == "编号")
    assert "数据时点：2022-12-09" in values[1][0]
    first = dict(zip(values[head], values[head + 1], strict=True))
    assert first["手续"] == "立项"
    assert first["时间"].date() == date(2022, 12, 8)
    assert first["文号/说明"] == "=1+1"
    assert sheet.cell(head + 2, values[head].index("文号/说明") + 1).data_type == "s"
    assert first["分子"] == 1
    act = Act.objects.get(verb="figure-export")
    assert (act.user, act.details["rows"]) == (cast.leader, 6)


def test_money_stays_a_number_in_the_workbook(open_figure, cast):
    since = (date(2021, 12, 1), None)
    county.work(
        cast.units["XUEGUAN"],
        "一",
        plan="1000.00",
        nature="new",
        listed=since,
        progress=[(date(2022, 12, 1), "826.50")],
    )
    response = open_figure("investment_rate", name="figure-export")
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    row = [cell.value for cell in list(sheet.iter_rows())[3]]
    assert row[-3:] == [1000, 826.5, pytest.approx(0.8265)]
    assert Decimal(str(row[-2])) == Decimal("826.5")


def test_no_style_attribute_and_no_inline_script(open_figure, client, cast):
    pages = [
        open_figure().content.decode(),
        client.get(reverse("reporting:dashboard")).content.decode(),
    ]
    for html in pages:
        assert not re.search(r"\sstyle=|\son[a-z]+=", html)
        assert not re.search(r"<script(?![^>]*(src=|application/json))", html)


def test_no_query_grows_with_the_rows(open_figure, cast):
    def queries():
        with CaptureQueriesContext(connection) as found:
            open_figure(by="unit")
        return len(found)

    def grow(count):
        for _ in range(count):
            project = factories.ProjectFactory(unit=cast.units["GUXIAN"])
            factories.PlanFactory(project=project)
            factories.PermitFactory(project=project, kind=cast.kinds[0])

    grow(2)
    queries()
    few = queries()
    grow(28)
    assert queries() == few < 30


def test_a_figure_with_nothing_behind_it_does_not_ask_for_another_filter(open_figure):
    page = open_figure("investment_rate").content.decode()
    assert "这一天还没有明细" in page
    assert "没有这样的行" in open_figure("permit_rate", q="无此项目").content.decode()
