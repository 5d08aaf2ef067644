"""Short cuts over many facts give what the long way gives."""

from dataclasses import fields, is_dataclass, replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from procedures.rules import Status
from projects.rules import Level, Nature
from reporting.adds import adds
from reporting.formulas import Facts, FundFact, ItemFact, PlanBasis, ProjectFact
from reporting.indicators import INDICATORS
from reporting.references import facts_digest, rows_digest
from reporting.rules import Convention

projects = st.builds(
    ProjectFact,
    project_id=st.integers(1, 4),
    number=st.sampled_from(["PX-1", "PX-2"]),
    name=st.text(max_size=3),
    unit=st.sampled_from(["A", "B", "C"]),
    level=st.sampled_from([level.value for level in Level]),
    nature=st.sampled_from([nature.value for nature in Nature]),
    industry=st.sampled_from(["", "农业"]),
    basis=st.none() | st.builds(PlanBasis, st.just(date(2022, 1, 1)), st.booleans()),
)


@st.composite
def facts(draw):
    listed = draw(st.lists(projects, min_size=1, max_size=5))
    of = st.sampled_from(listed)
    statuses = st.sampled_from([status.value for status in Status])
    items = st.builds(ItemFact, of, st.sampled_from(["land", "plan"]), statuses, st.booleans())
    funds = st.builds(FundFact, of, st.just("bond"), st.just("approved"))
    return Facts(
        listed,
        draw(st.lists(items, max_size=12)),
        funds=draw(st.lists(funds, max_size=4)),
    )


def told(fact):
    """Every field, in order, a project's in place."""
    cells = []
    for field in fields(fact):
        value = getattr(fact, field.name)
        cells += told(value) if is_dataclass(value) else [value]
    return cells


@given(facts())
def test_parts_are_what_asking_for_each_gives(found):
    for name in ("unit", "level", "industry"):
        parts = found.by(lambda project, name=name: getattr(project, name))
        rows = (*found.projects, *(i.project for i in found.items))
        assert set(parts) == {getattr(project, name) for project in rows}
        for key, part in parts.items():
            assert part == found.where(**{name: key})


@given(facts())
def test_the_digest_covers_every_field_of_a_row_and_its_project(found):
    for rows in (found.projects, found.items, found.funds):
        assert facts_digest(rows) == rows_digest(told(row) for row in rows)


@given(facts())
def test_a_changed_project_changes_the_digest_of_its_items(found):
    renamed = [replace(i, project=replace(i.project, name="改了")) for i in found.items]
    assert not found.items or facts_digest(renamed) != facts_digest(found.items)


@given(facts(), st.sampled_from(Convention.values))
def test_what_the_rows_add_is_the_number(found, convention):
    indicator = INDICATORS["permit_rate"]
    shares = adds(indicator, found, convention)
    whole = indicator.count(found, convention)
    assert sum(share.numerator for share in shares) == whole.numerator
    assert sum(share.denominator for share in shares) == whole.denominator
