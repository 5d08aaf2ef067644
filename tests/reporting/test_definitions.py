"""改口径: from a day on, never over what has been reported; and taking it back."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from accounts.errors import Refused
from reporting.models import Definition
from reporting.selectors.compiled import compiled
from reporting.selectors.county import definition_on, definitions_of, load_county
from reporting.selectors.figures import Books
from reporting.services.compile import compile_round
from reporting.services.definitions import add_definition, undo_definition
from tests import factories
from tests.reporting.filing import file_table
from tests.reporting.tables import kind_of
from workplace.models import Act

CUTOFF, NEXT_DAY = date(2022, 12, 9), date(2022, 12, 10)


def change(cast, since=NEXT_DAY, convention="full_matrix", counting="one_side", by=None):
    return add_definition(
        cast.campaign.pk, valid_from=since, convention=convention, counting=counting,
        reason="与市里一致", source="领导小组会议纪要〔2022〕3号", by=by or cast.office,
    )  # fmt: skip


def compile_it(cast):
    file_table(cast.submission, cast.reporter)
    return compile_round(round_id=cast.round.pk, by=cast.centre)


def held(cast, day):
    one = definition_on(definitions_of(cast.campaign), day)
    return one.version, one.convention


def test_it_holds_from_its_day_on_and_is_told_in_the_book(cast):
    made = change(cast)
    assert (made.version, made.by, made.source) == (2, cast.office, "领导小组会议纪要〔2022〕3号")
    assert held(cast, CUTOFF) == (1, "required_only")
    assert held(cast, NEXT_DAY) == held(cast, date(2023, 2, 1)) == (2, "full_matrix")
    act = Act.objects.get(verb="definition-add")
    assert (act.reason, act.details["version"]) == ("与市里一致", 2)
    assert act.details["before"] == "已办结÷应办（无需办理不计）"


def test_what_was_compiled_stays_counted_as_it_was(cast):
    factories.PermitFactory(
        project=cast.project, kind=kind_of(cast, "capacity"), status="not_required",
        exempt_reason="不涉及",
    )  # fmt: skip
    compile_it(cast)
    for day in (date(2022, 12, 5), CUTOFF):
        with pytest.raises(ValidationError, match=r"2022-12-09 的一期已经汇总.*填 2022-12-10"):
            change(cast, since=day)
    change(cast)

    def rate(as_of, source):
        figure = Books(load_county(cast.centre.unit, as_of)).figure("permit_rate", source=source)
        return figure.share.denominator, figure.definition_version

    assert rate(CUTOFF, "sealed") == (5, 1)
    assert rate(date(2022, 12, 14), "sealed") == (5, 1)  # still the round of 12-09
    assert rate(CUTOFF, "live") == (5, 1)
    assert rate(NEXT_DAY, "live") == (6, 2)


def test_before_a_compilation_it_may_begin_with_the_open_round(cast):
    change(cast, since=CUTOFF)
    content = compiled(cast.round)
    assert content.told_definition == "口径第2版：已办结÷全部事项"
    assert compile_it(cast).summary["definition"] == 2


@pytest.mark.parametrize("who", ["centre", "leader", "reporter", "admin"])
def test_only_the_office_of_the_county_changes_it(cast, who):
    with pytest.raises(Refused) as refused:
        change(cast, by=getattr(cast, who))
    assert refused.value.status == 403


def test_another_countys_office_does_not(cast):
    other = factories.UnitFactory(code="XXXMZX", kind="centre")
    office = factories.UserFactory(role="office", unit=factories.UnitFactory(parent=other))
    with pytest.raises(Refused) as refused:
        change(cast, by=office)
    assert refused.value.status == 403


def test_refusals_say_what_to_do(cast):
    with pytest.raises(ValidationError, match="没有改动"):
        change(cast, convention="required_only")
    with pytest.raises(ValidationError, match="活动期间"):
        change(cast, since=date(2024, 1, 1))
    with pytest.raises(ValidationError, match="活动期间"):
        change(cast, since=date(2022, 1, 1))
    cast.campaign.is_open = False
    cast.campaign.save()
    with pytest.raises(Refused, match="已经结束"):
        change(cast)


def test_until_a_round_opens_it_is_changed_in_the_campaign(cast, friday):
    friday.move_to(factories.at("2022-12-01 09:00"))
    cast.campaign.rounds.update(opens_at=factories.at("2022-12-05 00:00"), opened_at=None)
    with pytest.raises(Refused, match="在报送活动里改"):
        change(cast)


def test_progress_has_no_definition(cast):
    progress = factories.CampaignFactory(centre=cast.units["XMZX"], form="progress")
    with pytest.raises(Refused, match="没有办结率"):
        add_definition(
            progress.pk, valid_from=NEXT_DAY, convention="full_matrix", counting="one_side",
            reason="试", source="", by=cast.office,
        )  # fmt: skip


def test_taking_it_back_adds_a_version_that_says_the_former_again(cast):
    wrong = change(cast)
    made = undo_definition(wrong.pk, reason="会议没有定", by=cast.office)
    assert (made.version, made.valid_from) == (3, NEXT_DAY)
    assert held(cast, NEXT_DAY) == (3, "required_only")
    assert made.reason == "撤销第2版：会议没有定"
    assert [d.version for d in definitions_of(cast.campaign)] == [1, 2, 3]
    assert Act.objects.get(verb="definition-undo").details["undone"] == 2
    with pytest.raises(Refused, match="同一天有更新的版本"):
        undo_definition(wrong.pk, reason="再撤", by=cast.office)


def test_a_version_that_a_round_was_compiled_by_stands(cast):
    made = change(cast, since=CUTOFF)
    compile_it(cast)
    with pytest.raises(Refused, match="已经按它汇总"):
        undo_definition(made.pk, reason="晚了", by=cast.office)


def test_a_later_version_goes_on_after_an_earlier_one_is_taken_back(cast):
    early, _ = change(cast), change(cast, since=date(2023, 1, 10), convention="whole_project")
    undo_definition(early.pk, reason="写错", by=cast.office)
    assert held(cast, date(2022, 12, 31)) == (4, "required_only")
    assert held(cast, date(2023, 1, 10)) == (3, "whole_project")


def test_what_was_known_before_knows_nothing_of_it(cast, friday):
    before = factories.at("2022-12-09 09:30")
    friday.move_to(factories.at("2022-12-12 09:00"))
    change(cast)
    assert [d.version for d in definitions_of(cast.campaign, before)] == [1]


def test_the_rows_are_never_changed(cast):
    made = change(cast)
    made.convention = "whole_project"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        made.save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Definition.objects.all().delete()
