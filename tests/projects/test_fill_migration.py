from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from projects.models import Project, StageChange
from tests import factories

fill = import_module("projects.migrations.0003_acts_fill_initials_and_stages").fill


@pytest.mark.django_db
def test_rows_from_before_get_initials_first_date_and_stage(monkeypatch):
    monkeypatch.setitem(fill.__globals__, "BATCH", 2)  # more rows than one batch
    for number, nature in enumerate(["reserve", "preliminary", "continuing", "new", "reserve"]):
        factories.ProjectFactory(
            name="蒲县供水工程", nature=nature, stage="new", planned_start=date(2023, 3, number + 1)
        )

    fill(apps, None)
    fill(apps, None)  # a second run adds nothing

    rows = list(Project.objects.order_by("pk"))
    assert [project.stage for project in rows] == [
        *("reserve", "preliminary", "continuing", "new", "reserve")
    ]
    assert {project.initials for project in rows} == {"pxgsgc"}
    assert all(project.first_planned_start == project.planned_start for project in rows)
    changes = StageChange.objects.order_by("project")
    assert [change.since for change in changes] == [date(2022, 12, 1)] * 5
    assert [change.stage for change in changes] == [project.stage for project in rows]
