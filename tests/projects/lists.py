"""A small register for the tests of the list, and what its page shows."""

from decimal import Decimal

import pytest

from projects.models import ProjectField, Term
from tests import factories


def names(answer):
    return [row.project.name for row in answer.context["rows"]]


def text_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def centre(client, people):
    client.force_login(people["centre"])
    return client


@pytest.fixture
def make(units):
    """`make("薛关镇供水工程", level="city")`: a project with its plan of 2023."""

    def build(name, unit="XUEGUAN", planned="2000", year=2023, **more):
        project = factories.ProjectFactory(unit=units[unit], name=name, **more)
        factories.PlanFactory(project=project, planned_investment=Decimal(planned), year=year)
        return project

    return build


@pytest.fixture
def own(units):
    """`own("用地", "number")`: an own field of the county."""

    def build(label, type_="text", choices=(), **more):
        number = ProjectField.objects.count() + 1
        return ProjectField.objects.create(
            centre=units["XMZX"], key=f"own{number}", label=label, type=type_,
            choices=list(choices), **more,
        )  # fmt: skip

    return build


@pytest.fixture
def term(units):
    def build(name, kind="strategy", **more):
        return Term.objects.create(centre=units["XMZX"], kind=kind, name=name, **more)

    return build
