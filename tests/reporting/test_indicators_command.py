"""`manage.py indicators`, the fixed interface of design §8."""

import json
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests import factories
from tests.reporting import county

D = "2022-12-23"


@pytest.fixture
def campaign(units, kinds):
    return county.build(units, kinds)


def run(*args, as_of=D):
    out = StringIO()
    call_command("indicators", "--as-of", as_of, *args, stdout=out)
    return out.getvalue()


def answer(*args, as_of=D):
    return json.loads(run(*args, "--json", as_of=as_of))


def test_the_answer_has_the_agreed_shape(campaign):
    county.target("permit_rate", date(2023, 2, 28), "0.65", "0.8", year=2023)
    found = answer()
    assert list(found) == ["as_of", "source", "indicators"]
    assert (found["as_of"], found["source"]) == (D, "live")
    by_key = {row["key"]: row for row in found["indicators"]}
    assert len(by_key) == len(found["indicators"])
    assert by_key["permit_rate"] == {
        "key": "permit_rate",
        "label": "2023年新建项目手续办结率",
        "scope": "all",
        "numerator": "2",
        "denominator": "9",
        "value": "0.222222",
        "target": "0.650000",
        "stretch": "0.800000",
        "met": False,
        "groups": [],
    }


def test_money_has_two_decimals_and_a_total_no_denominator(campaign):
    county.target("completed_total", date(2022, 12, 31), "3600")
    county.target("reserve_count", date(2023, 2, 28), "50", year=2023)
    by_key = {row["key"]: row for row in answer()["indicators"]}
    assert by_key["investment_rate"]["numerator"] == "3600.00"
    assert by_key["investment_rate"]["value"] == "0.600000"
    total = by_key["completed_total"]
    assert (total["numerator"], total["denominator"], total["value"]) == ("3600.00", None, None)
    assert (total["target"], total["met"]) == ("3600.00", True)
    assert by_key["reserve_count"]["target"] == "50"
    assert by_key["start_rate"]["target"] is None


def test_groups_have_the_keys_of_the_contract(campaign):
    for by, keys in [
        ("unit", ["XUEGUAN", "HEILONGGUAN"]),
        ("level", ["province", "city", "county"]),
        ("industry", [""]),
        ("kind", ["approval", "land", "planning", "eia", "energy", "capacity"]),
    ]:
        rows = {row["key"]: row for row in answer("--by", by)["indicators"]}
        groups = rows["permit_rate"]["groups"]
        assert sorted(group["key"] for group in groups) == sorted(keys)
        assert set(groups[0]) == {"key", "label", "numerator", "denominator", "value"}


def test_sealed_gives_only_what_the_form_sealed(cast):
    [row] = answer("--source", "sealed", "--by", "unit", as_of="2022-12-09")["indicators"]
    assert row["key"] == "permit_rate"
    silent = {group["key"]: group for group in row["groups"]}["XUEGUAN"]
    assert silent["numerator"] is silent["denominator"] is silent["value"] is None


def test_one_unit_one_year_one_scope(campaign):
    rows = {row["key"]: row for row in answer("--unit", "XUEGUAN")["indicators"]}
    assert rows["start_rate"]["denominator"] == "2"
    rows = {row["key"]: row for row in answer("--year", "2023")["indicators"]}
    assert rows["start_rate"]["denominator"] == "2"
    rows = {row["key"]: row for row in answer("--scope", "province")["indicators"]}
    assert (rows["start_rate"]["scope"], rows["start_rate"]["denominator"]) == ("province", "1")


def test_people_get_lines_with_the_definition(campaign):
    text = run("--by", "unit")
    assert "2023年新建项目手续办结率\t22.2%\t2 / 9\t已办结项数 ÷ 应办项数" in text
    assert "  薛关镇\t20.0%\t1 / 5" in text
    [total] = [part for part in text.split("\n20") if part.startswith("22年累计完成投资")]
    parts = [line.split("\t") for line in total.splitlines() if line.startswith("  ")]
    assert sum(Decimal(counted) for _, _, counted in parts) == Decimal("3600.00")
    assert all(shown.endswith(" 万元") for _, shown, _ in parts)
    assert "2022年项目开复工率（省重点项目）\t100.0%" in run("--scope", "province")


def test_an_unknown_unit_is_a_usage_error(campaign):
    with pytest.raises(CommandError) as error:
        run("--unit", "NOWHERE")
    assert error.value.returncode == 2


def test_a_bad_date_is_a_usage_error(campaign):
    with pytest.raises(CommandError):
        run(as_of="2022-02-30")


def test_two_counties_must_be_told_apart(units, campaign):
    centre = factories.UnitFactory(code="XIXIAN", kind="centre", parent=units["SXMZX"])
    with pytest.raises(CommandError):
        run()
    rows = {row["key"]: row for row in answer("--centre", centre.code)["indicators"]}
    assert rows["start_rate"]["denominator"] == "0"
