"""Profiles read one record: their rows, their totals and the figures those are."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from projects.models import Project
from reporting.exporting.fields import fields_of
from reporting.exporting.formats import FORMATS, excel_format, formats_of
from reporting.exporting.spec import Filters, spec_of
from reporting.models import ExportProfile, FigureReference
from reporting.references import parsed
from reporting.rules import ProfileRows
from reporting.selectors.exporting import county_of_year, export_table, kinds_of
from reporting.selectors.figures import Books
from reporting.services import profiles
from tests import factories
from tests.reporting import small_county
from workplace import clock, history
from workplace.models import Act

NOVEMBER = date(2022, 11, 30)


@pytest.fixture
def county(friday, units, kinds):
    small_county.build(units, kinds)
    profiles.ship(units["XMZX"])
    return units["XMZX"]


def table_of(centre, profile, source="live", as_of=NOVEMBER, known=None):
    filters = Filters.of(profile.filters)
    frame, year = county_of_year(centre, as_of, filters, known)
    books = Books(frame, moment=clock.now())
    return export_table(books, spec_of(profile, kinds_of(frame)), year, source)


def profile_of(centre, rows="projects", fields=("name",), **filters):
    columns = [{"field": field} for field in fields]
    return ExportProfile(
        centre=centre, code="test", name="试", rows=rows, columns=columns, filters=filters
    )


def named(table):
    return {row.project.name: table.values(row) for row in table.rows}


def totals(table):
    return {total.column.field.key: total.value for total in table.totals.values()}


def test_the_works_of_a_year_with_their_money(county):
    fields = ("name", "nature", "planned_investment", "completed_investment", "invest_rate",
              "has_begun", "state")  # fmt: skip
    table = table_of(county, profile_of(county, fields=fields, nature=["new", "continuing"]))
    found = named(table)
    assert set(found) == {"一", "二", "三", "四", "五", "十二"}  # 六 left, 七 is a part, 八 merged
    assert found["一"] == ["一", "新建", 1000, 900, Decimal("0.9"), "是", "已开工"]
    assert found["二"][5:] == ["是", "停工"]
    assert found["三"][2:4] == [800, 400]
    assert found["四"][2:] == [1500, None, 0, "否", "未开工"]
    total = totals(table)
    assert total["planned_investment"] == Decimal("6140.00")
    assert total["completed_investment"] == Decimal("3850.00")
    assert total["invest_rate"] == Decimal(3850) / Decimal(6140)  # Σ/Σ, not a mean of rates


def test_a_total_that_is_a_figure_leads_to_it_and_another_does_not(county):
    fields = ("name", "completed_investment", "invest_rate")
    whole = profile_of(county, fields=fields, nature=["new", "continuing"])
    table = table_of(county, whole)
    printed = {t.column.field.key: t.printed for t in table.totals.values()}
    assert printed["completed_investment"].numerator == "3850.00"
    assert printed["invest_rate"].reference.path == "/indicators/investment_rate/"
    part = table_of(county, profile_of(county, fields=fields, nature=["new"]))
    assert [t.printed for t in part.totals.values()] == [None, None]
    level = profile_of(county, fields=fields, nature=["new", "continuing"], level=["province"])
    printed = [t.printed for t in table_of(county, level).totals.values()]
    assert [p.reference.level for p in printed] == ["province", "province"]


def test_the_codes_stand_in_the_workbook_and_lead_back(county, people):
    profile = ExportProfile.objects.get(centre=county, code="city-monthly")
    body = profiles.download(profile=profile, table=table_of(county, profile), by=people["leader"])
    book = load_workbook(BytesIO(body))
    origin = {row[0]: row[1:] for row in book["出处"].iter_rows(min_row=3, values_only=True)}
    words, code, href = origin["合计：本年累计完成投资"][:3]
    assert words == "3,850"
    reference = FigureReference.objects.get(code=code)
    assert reference.numerator == "3850.00"
    assert parsed(reference.path, reference.query).href == href
    assert origin["数据来源"][0] == "实时台账"
    assert origin["办结率口径"][0].startswith("已办结÷应办")
    act = Act.objects.get(verb="profile-download")
    assert (act.target, act.details["rows"]) == ("XMZX city-monthly", 6)
    sheet = book.worksheets[0]
    texts = [row for row in sheet.iter_rows(values_only=True) if "一" in row]
    assert 1000 in texts[0] and 900 in texts[0]


def test_sealed_is_what_was_reported_and_says_who_was_silent(county):
    fields = ("name", "planned_investment", "completed_investment", "unit", "industry")
    profile = profile_of(county, fields=fields, nature=["new", "continuing"])
    table = table_of(county, profile, source="sealed")
    found = named(table)
    assert found["一"][1:3] == [1000, 900]
    assert found["三"][1:3] == [500, None]  # 黑龙关镇 was silent in November: June's seal
    assert [round_.cutoff_on for round_ in table.rounds]
    assert table.unsealed == ["行业"]  # no form seals it


def test_one_row_a_permit(county):
    fields = ("name", "permit_kind_name", "permit_status", "permit_completed_on")
    profile = profile_of(county, "permits", fields, nature=["new"])
    table = table_of(county, profile)
    rows = [table.values(row) for row in table.rows]
    assert len(rows) == 4 * 6  # 一 三 五 十二
    assert ["一", "立项", "已办结", date(2022, 4, 1)] in rows
    assert ["三", "产能", "无需办理", None] in rows


def test_one_row_an_application_counts_as_the_figure_does(county):
    fields = ("name", "one_channel", "one_approved", "one_approved_on")
    table = table_of(county, profile_of(county, "funding", fields))
    total = next(iter(table.totals.values()))
    assert total.value == Decimal("710.00")  # 400 + 250 + 60; 十 has no day, 三 was turned down
    assert total.printed.reference.path == "/indicators/funding_total/"
    bonds = table_of(county, profile_of(county, "funding", fields, channel=["special_bond"]))
    assert {row.fund.channel for row in bonds.rows} == {"special_bond"}
    assert next(iter(bonds.totals.values())).printed is None


def test_one_row_a_unit(county):
    fields = ("name", "start_rate.part", "start_rate.whole", "start_rate.rate")
    table = table_of(county, profile_of(county, "units", fields))
    rows = {row.unit.name: table.values(row)[1:] for row in table.rows}
    assert rows["薛关镇"] == [2, 2, Decimal(1)]
    total = totals(table)
    assert (total["start_rate.part"], total["start_rate.whole"]) == (4, 6)
    assert {t.printed is not None for t in table.totals.values() if t.column.field.ratio} == {True}


def test_a_moment_gives_the_same_rows_for_ever(county):
    for model in (Project, *[f.related_model for f in Project._meta.related_objects
                             if hasattr(f.related_model, "history")]):  # fmt: skip
        history.begin(model)
    fields = ("name", "total_investment", "planned_investment", "completed_investment", "owner")
    profile = profile_of(county, fields=fields)
    moment = clock.now()
    before = named(table_of(county, profile, known=moment))
    one = Project.objects.get(name="一")
    one.total_investment, one.owner = Decimal(77), "别家"
    with factories_later():
        history.save(one, by=None)
    assert named(table_of(county, profile))["一"][1] == 77
    assert named(table_of(county, profile, known=moment)) == before


def factories_later():
    import time_machine

    return time_machine.travel(factories.at("2022-12-10 10:00"), tick=False)


@pytest.mark.parametrize("code", ["county-weekly", "tzxm-progress", "bond-list", "unit-summary"])
@pytest.mark.parametrize("source", ["live", "sealed"])
def test_the_queries_do_not_grow_with_the_rows(county, units, kinds, code, source):
    profile = ExportProfile.objects.get(centre=county, code=code)

    def asked():
        clock.forget()
        with CaptureQueriesContext(connection) as found:
            table = table_of(county, profile, source)
            [table.values(row) for row in table.rows]
        return len(found)

    few = asked()
    for n in range(20):
        project = small_county.add(
            units["GUXIAN"], f"多{n}", "county", "new", "农业", 100 + n, owner="某公司"
        )
        small_county.fund(project.name, 2022, "special_bond", "approved", 10, date(2022, 5, 1))
        factories.PermitFactory(project=project, kind=kinds[0], handling_unit=units["ZRZY"])
    assert asked() <= few + 1  # the first handler asks for its unit
    assert few < 30


def test_every_shipped_profile_reads_all_its_columns(county):
    kinds = kinds_of(county_of_year(county, NOVEMBER, Filters(), None)[0])
    shipped = ExportProfile.objects.filter(centre=county, is_shipped=True)
    assert shipped.count() >= 8
    for profile in shipped:
        assert len(spec_of(profile, kinds).columns) == len(profile.columns), profile.code
    assert profiles.ship(county) == 0  # a second time nothing comes


@pytest.mark.parametrize("rows", ProfileRows.values)
def test_every_field_has_a_label_a_type_and_its_formats(rows):
    for key, field in fields_of(rows, (("land", "土地"),)).items():
        assert field.key == key and field.label
        for form in formats_of(field.type):
            assert excel_format(field.type, form) is not None
    assert set(FORMATS) <= {"money", "rate", "date", "month", "yes_no", "status"}
