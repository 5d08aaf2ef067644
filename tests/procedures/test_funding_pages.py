from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command

from procedures.models import FundingNeed
from projects.models import FundingApplication
from tests import factories, reference
from tests.table import signed_in
from workplace.models import Act

EARLY, LATE = date(2022, 11, 1), date(2022, 12, 1)


@pytest.fixture
def needs(cast):
    kinds = {kind.code: kind for kind in cast.kinds}
    return FundingNeed.objects.bulk_create(
        FundingNeed(**row | {"kind": kinds[row["kind"][0]]})
        for row in reference.rows("funding_needs")
    )


@pytest.fixture
def centre(cast):
    return signed_in(cast, "centre")


@pytest.fixture
def make(cast):
    """An application on a project of its own, with its steps as amounts."""

    def build(name, *amounts, unit="PUCHENG", **more):
        project = factories.ProjectFactory(unit=cast.units[unit], name=name)
        steps = {}
        for key, amount in zip(("applied", "approved", "arrived", "spent"), amounts, strict=False):
            steps |= {key: Decimal(amount), f"{key}_on": EARLY}
        status = ["planned", "applied", "approved", "arrived", "spent"][len(amounts)]
        values = {"status": status, "year": 2023} | steps | more
        return factories.FundingFactory(project=project, **values)

    return build


def names(answer):
    return [row.project.name for row, _ in answer.context["rows"]]


def page(client, query=""):
    answer = client.get(f"/funding/{query}")
    assert answer.status_code == 200
    return answer


def test_the_list_leads_to_its_years_workbook(centre, make):
    make("甲", 5000, year=2021)
    for query, year in (("?year=2021", 2021), ("?year=all", 2022)):  # of all years: this one's
        address = f"/tables/funding/export.xlsx?year={year}"
        assert f'href="{address}"' in page(centre, query).content.decode()
        assert centre.get(address).status_code == 200


def test_the_list_sums_what_counts(cast, centre, make):
    make("甲", 5000, 4000, 3000, 1000)
    make("乙", "2000.50", channel="central_budget")
    make("丙", 900, 800, status="rejected")
    make("丁", applied=Decimal(7000))  # planned: no day yet
    gone = make("戊", 600, 500)
    gone.project.withdrawn_on = date(2022, 12, 1)
    gone.project.save()
    answer = page(centre)
    sums = answer.context["sums"]
    assert (sums["count"], sums["applied"], sums["approved"], sums["arrived"], sums["spent"]) == (
        6, Decimal("7000.50"), Decimal(4000), Decimal(3000), Decimal(1000),
    )  # fmt: skip
    bond, budget = answer.context["figures"]
    assert (bond.key, bond.count, bond.applied, bond.approved) == ("special_bond", 5, 5000, 4000)
    assert (bond.share, bond.arrived_share) == ("80.0%", "60.0%")
    assert (budget.label, budget.share) == ("中央预算内投资", "0.0%")
    text = answer.content.decode()
    for words in (
        "批复占申报 80.0%",
        "拟 7,000.00",
        "0.40 亿元",
        "已退出",
        "/indicators/funding_total/",
    ):
        assert words in text
    assert [(label, count) for _, label, count in answer.context["chips"]] == [
        ("全部", 6), ("拟申报", 2), ("已申报", 1), ("已批复", 1), ("已支出", 1), ("未获批", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=核桃", ["核桃加工"]),
        ("?q=HT", ["核桃加工"]),
        ("?q=5号", ["煤矿延深"]),
        ("?channel=policy_tool", ["东关厂房"]),
        ("?status=approved", ["煤矿延深"]),
        ("?unit=PUCHENG", ["煤矿延深", "东关厂房"]),
        ("?year=2022", ["旧桥改造"]),
        ("?sort=applied&status=&year=2023", ["核桃加工", "东关厂房", "煤矿延深"]),
        ("?sort=-applied", ["煤矿延深", "东关厂房", "核桃加工"]),
        ("?sort=unit__users__password", ["核桃加工", "煤矿延深", "东关厂房"]),
        ("?_connector=OR&x__regex=(a%2B)%2B$&page=1e9", ["核桃加工", "煤矿延深", "东关厂房"]),
        ("?q=没有", []),
    ],
)
def test_filters_and_order_come_from_the_url(cast, centre, make, query, found):
    FundingApplication.objects.all().delete()
    walnut = make("核桃加工", 100, unit="XUEGUAN")
    walnut.project.initials = "htjg"
    walnut.project.save()
    make("煤矿延深", 900, 800, document_no="晋财债〔2022〕5号")
    make("东关厂房", 500, channel="policy_tool")
    make("旧桥改造", 500, year=2022)
    assert names(page(centre, query)) == found


def test_a_reporter_sees_its_own_only(cast, make):
    make("东关厂房", 500)
    client = signed_in(cast, "reporter")
    assert names(page(client, "?unit=PUCHENG&year=all")) == []
    assert names(page(client)) == [cast.project.name]
    assert "东关厂房" not in page(client).content.decode()


def test_what_is_lacking_stands_in_the_list_and_on_the_page(cast, centre, needs):
    land = cast.project.permits.get()
    land.status = "not_required"
    land.save()
    for code, status in (("approval", "done"), ("planning", "submitted")):
        kind = next(kind for kind in cast.kinds if kind.code == code)
        factories.PermitFactory(project=cast.project, kind=kind, status=status)
    [(_, ready)] = page(centre).context["rows"]
    assert [(need.kind.code, need.is_met) for need in ready.needs] == [
        ("approval", True), ("land", True), ("planning", False), ("eia", False),
    ]  # fmt: skip
    for address in ("/funding/", f"/funding/{cast.funding.pk}/",
                    f"/projects/{cast.project.number}/funding/"):  # fmt: skip
        text = centre.get(address).content.decode()
        assert "还缺 2 项" in text and "规划" in text and "环评" in text, address
    part = centre.get(
        f"/projects/{cast.project.number}/funding/", headers={"HX-Request": "true"}
    ).content.decode()
    assert "<html" not in part and "还缺 2 项手续：规划、环评" in part


def test_a_channel_without_conditions_lacks_nothing(cast, centre, needs):
    cast.funding.channel = "other"
    cast.funding.save()
    assert "没有设条件" in centre.get(f"/funding/{cast.funding.pk}/").content.decode()
    assert "还缺" not in page(centre).content.decode()


def test_thirty_applications_take_the_queries_of_three(
    cast, centre, make, needs, django_assert_max_num_queries
):
    for n in range(2):
        make(f"第{n}号", 100)
    page(centre)
    with django_assert_max_num_queries(15) as few:
        page(centre)
    for n in range(27):
        make(f"另{n}号", 100, unit="XUEGUAN")
    with django_assert_max_num_queries(len(few)):
        assert len(names(page(centre))) == 30


def test_the_page_shows_each_step_and_the_next(cast, centre, make):
    bond = make("甲", 5000, 4000, document_no="晋财债〔2022〕5号")
    text = centre.get(f"/funding/{bond.pk}/").content.decode()
    for words in ("5,000.00", "4,000.00", "80.0%", "登记到位", "记为未获批", "晋财债〔2022〕5号"):
        assert words in text
    assert "登记到位" not in signed_in(cast, "leader").get(f"/funding/{bond.pk}/").content.decode()


def test_an_empty_list_says_what_to_do(cast, centre):
    FundingApplication.objects.all().delete()
    assert "还没有资金申报" in page(centre).content.decode()
    assert (
        "还没有资金申报" in centre.get(f"/projects/{cast.project.number}/funding/").content.decode()
    )


def test_a_clerk_enters_carries_on_and_rejects_by_forms(cast):
    client = signed_in(cast, "reporter")
    number = cast.project.number
    new = {"channel": "policy_tool", "year": "2023", "applied": "5,000", "applied_on": "2022-11-01"}
    answer = client.post(f"/projects/{number}/funding/add/", new)
    made = FundingApplication.objects.get(channel="policy_tool")
    assert answer["Location"] == f"/funding/{made.pk}/"
    form = {**new, "approved": "6000", "approved_on": "2022-12-01", "version": "1"}
    refused = client.post(f"/funding/{made.pk}/edit/", form)
    assert refused.status_code == 422
    assert "不能多于申报金额 5,000.00" in refused.content.decode()
    client.post(f"/funding/{made.pk}/edit/", {**form, "approved": "4000"})
    client.post(f"/funding/{made.pk}/reject/", {"reason": "额度收回"})
    made.refresh_from_db()
    assert (made.status, made.approved) == ("rejected", Decimal(4000))
    assert "额度收回" in client.get(f"/funding/{made.pk}/").content.decode()


def test_a_form_that_was_overtaken_is_told_so_and_saved_the_next_time(cast):
    client, address = signed_in(cast, "reporter"), f"/funding/{cast.funding.pk}/edit/"
    form = {"channel": "special_bond", "year": "2023", "version": "1"}
    client.post(address, {**form, "note": "先填的"})
    late = client.post(address, {**form, "note": "后填的"})
    assert late.status_code == 422
    text = late.content.decode()
    assert (
        "刚才有人改过这件申报。现在是：备注 先填的" in text and 'name="version" value="2"' in text
    )
    assert client.post(address, {**form, "note": "后填的", "version": "2"}).status_code == 302
    cast.funding.refresh_from_db()
    assert cast.funding.note == "后填的"


def test_the_centre_edits_what_a_channel_wants_and_history_stays(cast, centre, needs):
    address = "/funding/needs/special_bond/"
    answer = centre.post(address, {"kinds": ["land", "energy"], "basis": "债券申报通知"})
    assert answer.status_code == 302
    rows = FundingNeed.objects.filter(channel="special_bond")
    assert {(row.kind.code, row.basis) for row in rows} == {
        ("land", "债券申报通知"), ("energy", "债券申报通知"),
    }  # fmt: skip
    kinds = FundingNeed.history.filter(channel="special_bond").values_list("history_type")
    assert sorted(kind for (kind,) in kinds) == ["+", "-", "-", "-", "~"]
    act = Act.objects.get(verb="funding-needs")
    assert act.details["kinds"] == ["energy", "land"]
    centre.post(address, {"kinds": ["land", "energy"], "basis": "债券申报通知"})
    assert Act.objects.filter(verb="funding-needs").count() == 1
    assert "土地、能评" in signed_in(cast, "leader").get("/funding/needs/").content.decode()


def test_a_kind_or_channel_that_is_not_there_is_refused(cast, centre, needs):
    before = FundingNeed.objects.count()
    assert centre.post("/funding/needs/special_bond/", {"kinds": "x"}).status_code == 422
    assert centre.get("/funding/needs/lottery/").status_code == 404
    assert FundingNeed.objects.count() == before


def test_the_reference_data_names_kinds_of_the_catalogue(units, kinds):
    call_command("loaddata", "funding_needs", verbosity=0)
    wanted = FundingNeed.objects.values_list("channel", "kind__code")
    assert {code for channel, code in wanted if channel == "central_budget"} == {
        "approval", "land", "planning", "eia", "energy",
    }  # fmt: skip
