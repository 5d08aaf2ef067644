"""两日对比: old beside new, rows with why, and 口径 told apart from movement exactly."""

from datetime import date
from fractions import Fraction
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from procedures.models import Permit
from reporting.models import Definition
from tests import factories
from tests.reporting import small_county
from tests.reporting.county_weeks import County
from tests.reporting.tables import kind_of
from tests.table import signed_in

DAYS = {"a": "2022-12-02", "b": "2022-12-09", "source": "live"}


def permit(cast, code, status="done", day=date(2022, 12, 8), project=None):
    Permit.objects.update_or_create(
        project=project or cast.project, kind=kind_of(cast, code),
        defaults={"status": status, "completed_on": day if status == "done" else None},
    )  # fmt: skip


def compared(cast, who="leader", **query):
    response = signed_in(cast, who).get("/compare/", {**DAYS, **query})
    assert response.status_code == 200
    return response.context


def pair_of(context, key="permit_rate"):
    return next(pair for pair in context["pairs"] if pair.new.key == key)


def test_both_values_and_their_exact_difference_stand_side_by_side(cast):
    permit(cast, "approval")
    permit(cast, "eia", day=date(2022, 12, 1))
    pair = pair_of(compared(cast))
    assert (pair.old.shown, pair.new.shown) == ("16.7%", "33.3%")
    assert pair.difference == Fraction(1, 6)
    assert pair.difference_shown == "＋16.67 个百分点"
    assert pair.effect is None


def test_a_changed_definition_is_told_apart_from_what_moved(cast):
    permit(cast, "approval")
    permit(cast, "capacity", "not_required")
    Definition.objects.create(
        campaign=cast.campaign, version=2, valid_from=date(2022, 12, 5),
        convention="exempt_as_done", counting="one_side", reason="市里统一",
        at=factories.at("2022-12-05 08:00"),
    )  # fmt: skip
    pair = pair_of(compared(cast))
    assert (pair.old.shown, pair.middle.shown, pair.new.shown) == ("0.0%", "20.0%", "33.3%")
    assert pair.movement == Fraction(1, 5)
    assert pair.effect == Fraction(1, 3) - Fraction(1, 5)
    assert pair.movement + pair.effect == pair.difference
    assert (pair.movement_shown, pair.effect_shown, pair.difference_shown) == (
        "＋20.00 个百分点", "＋13.33 个百分点", "＋33.33 个百分点",
    )  # fmt: skip
    rows = compared(cast, key="permit_rate")["moves"]
    assert [(m.what, m.why) for m in rows.changed] == [("立项", "新办结"), ("产能", "口径改变")]


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(3))
def test_parts_sum_to_the_difference_and_rows_to_both_numbers(cast, friday, seed):
    county = County(cast, friday, seed=seed)
    for number in range(1, 5):
        county.week(number)
        county.act("definition")
        county.next_friday(number)
    for source in ("live", "sealed"):
        days = {"a": "2022-12-09", "b": "2022-12-30", "source": source}
        for pair in compared(cast, **days)["pairs"]:
            if pair.middle:
                assert pair.movement + pair.effect == pair.difference
            if pair.difference is None:
                continue
            moves = compared(cast, key=pair.new.key, **days)["moves"]
            gained = sum(m.new_share.numerator for m in moves.all if m.new_share)
            lost = sum(m.old_share.numerator for m in moves.all if m.old_share)
            assert gained - lost == pair.new.share.numerator - pair.old.share.numerator
            assert all(move.why for move in moves.all)


def test_rows_say_why_they_came_went_or_changed(cast):
    units = cast.units["XUEGUAN"], cast.units["HEILONGGUAN"], cast.units["GUXIAN"]
    small_county.works(*units)
    small_county.pool(*units)
    days = {"a": "2022-06-30", "b": "2022-11-30"}
    moves = compared(cast, key="start_rate", **days)["moves"]

    def told(rows):
        return {move.project.name: move.why for move in rows}

    assert told(moves.added) == {
        "五": "新列入：2022-07-01 才列入", "十二": "年度类别当日是前期",
    }  # fmt: skip
    assert told(moves.removed) == {
        "六": "2022-10-01 退出年度计划", "八": "2022-09-01 并入别的项目",
    }  # fmt: skip
    assert told(moves.changed) == {"二": "停工", "三": "开复工时间"}
    assert moves.unchanged == 2


def test_days_may_come_in_any_order_and_the_default_is_the_last_two_rounds(cast, friday):
    context = compared(cast, a="2022-12-09", b="2022-12-02")
    assert (context["a"], context["b"]) == (date(2022, 12, 2), date(2022, 12, 9))
    factories.RoundFactory(campaign=cast.campaign, number=0, cutoff_on=date(2022, 12, 6))
    context = signed_in(cast, "leader").get("/compare/").context
    assert (context["a"], context["b"], context["source"]) == (
        date(2022, 12, 6), date(2022, 12, 9), "sealed",
    )  # fmt: skip


def test_a_reporter_compares_its_own_unit_only(cast):
    permit(cast, "approval")
    other = factories.ProjectFactory(unit=cast.units["HEILONGGUAN"])
    factories.PlanFactory(project=other)
    permit(cast, "eia", project=other)
    assert pair_of(compared(cast)).new.share.numerator == 2
    assert pair_of(compared(cast, "reporter")).new.share.numerator == 1
    outside = signed_in(cast, "reporter").get("/compare/", {**DAYS, "unit": "HEILONGGUAN"})
    assert outside.status_code == 404


@pytest.mark.parametrize("bad", [{"a": "2022-13-01"}, {"key": "nothing"}, {"definition": "9"}])
def test_what_nobody_can_ask_is_not_found(cast, bad):
    assert signed_in(cast, "leader").get("/compare/", {**DAYS, **bad}).status_code == 404


def test_the_workbook_holds_figures_and_rows(cast):
    permit(cast, "approval")
    url = reverse("reporting:compare-export")
    response = signed_in(cast, "leader").get(url, {**DAYS, "key": "permit_rate"})
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    assert book.sheetnames == ["指标", "明细"]
    rows = [[cell.value for cell in row] for row in book["明细"].iter_rows()]
    assert any(row[0] == "变化" and "新办结" in row for row in rows)


def test_no_query_grows_with_the_rows(cast):
    client = signed_in(cast, "leader")

    def queries():
        with CaptureQueriesContext(connection) as found:
            client.get("/compare/", {**DAYS, "key": "permit_rate"})
        return len(found)

    queries()
    few = queries()
    for _ in range(20):
        factories.PlanFactory(project=factories.ProjectFactory(unit=cast.units["GUXIAN"]))
    assert queries() == few < 60
