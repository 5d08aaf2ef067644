"""移交: the open table changes hands, what was sealed stays, both units are told."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from projects import services
from projects.models import Project
from reporting.models import SealedProject
from reporting.selectors.rows import table_projects
from tests import factories
from tests.reporting.filing import file_table, next_round
from workplace.models import Act, Notification

TODAY = date(2022, 12, 9)


def move(cast, to="HEILONGGUAN", **more):
    values = {"since": TODAY, "reason": "区划调整", "by": cast.centre, **more}
    return services.transfer(project_id=cast.project.pk, unit=cast.units[to], **values)


def rows(cast, unit):
    return list(table_projects(cast.campaign, cast.units[unit], cast.round.cutoff_on))


def test_the_row_leaves_one_open_table_and_comes_to_the_other(cast):
    move(cast)

    assert rows(cast, "XUEGUAN") == []
    assert rows(cast, "HEILONGGUAN") == [cast.project]
    seen = Project.objects.visible_to
    assert not seen(cast.reporter).exists() and seen(cast.outsider).get() == cast.project
    record = cast.project.history.first()
    assert record.history_change_reason == "2022-12-09 移交：区划调整"
    told = Act.objects.get(verb="project-transfer").details
    assert (told["before"], told["after"], told["since"]) == (
        *("XUEGUAN", "HEILONGGUAN"),
        "2022-12-09",
    )


def test_what_was_sealed_keeps_its_unit_and_the_new_table_has_the_project(cast):
    file_table(cast.submission, cast.reporter)
    before = SealedProject.objects.values().get()

    move(cast)

    assert SealedProject.objects.values().get() == before
    taken = next_round(cast, unit="HEILONGGUAN", opened=True)
    file_table(taken, cast.outsider)
    sealed = SealedProject.objects.filter(project=cast.project).order_by("pk")
    assert [row.unit_code for row in sealed] == ["XUEGUAN", "HEILONGGUAN"]


def test_both_units_hear_of_it_and_the_old_one_gets_no_link(cast):
    move(cast)

    told = {note.user: note for note in Notification.objects.all()}
    assert set(told) == {cast.reporter, cast.outsider}
    assert told[cast.reporter].url == ""
    assert told[cast.outsider].url == f"/projects/{cast.project.number}/"
    assert "黑龙关镇" in told[cast.reporter].text

    move(cast, to="XUEGUAN")  # and back: told again
    assert Notification.objects.count() == 4


@pytest.mark.parametrize(
    ("to", "more", "key"),
    [
        ("XUEGUAN", {}, "unit"),
        ("HEILONGGUAN", {"since": date(2022, 12, 10)}, "since"),
        ("HEILONGGUAN", {"reason": ""}, "reason"),
    ],
)
def test_a_transfer_that_is_not_told_in_full_is_refused(cast, to, more, key):
    with pytest.raises(ValidationError) as error:
        move(cast, to=to, **more)
    assert key in error.value.error_dict
    assert not Notification.objects.exists()


def test_another_county_takes_no_project(cast):
    stranger = factories.UnitFactory()
    with pytest.raises(ValidationError) as error:
        services.transfer(
            project_id=cast.project.pk, unit=stranger, since=TODAY, reason="x", by=cast.centre
        )
    assert "unit" in error.value.error_dict
