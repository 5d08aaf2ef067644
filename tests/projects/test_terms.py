"""词表: words the county offers for 战略方向 and 行业, renamed in the projects too."""

import json

import pytest
from django.core.management import call_command

from projects.models import Project, Term
from projects.services import terms as services
from reporting.management.commands.load_demo import FIXTURES
from tests.projects.lists import centre as centre
from tests.projects.lists import make as make
from tests.projects.lists import term as term
from tests.projects.lists import text_of
from tests.reference import rows

pytestmark = pytest.mark.usefixtures("friday")


def test_words_are_added_ordered_and_counted(centre, make, term):
    make("甲", strategies="乡村振兴、生态保护", industry="煤炭")
    make("乙", strategies="生态保护")
    term("生态保护", order=20)
    centre.post("/terms/add/strategy/", {"name": "乡村振兴", "order": "10"})
    centre.post("/terms/add/industry/", {"name": "煤炭", "order": "10", "is_industrial": "true"})
    lists = centre.get("/terms/").context["lists"]
    shown = {list.label: [(row.term.name, row.used) for row in list.rows] for list, _ in lists}
    assert shown == {
        "战略方向": [("乡村振兴", 1), ("生态保护", 2)],
        "行业": [("煤炭", 1)],
    }
    assert Term.objects.get(name="煤炭").is_industrial is True


def test_a_new_name_goes_into_the_projects_with_history(centre, make, term):
    found = term("乡村振兴")
    make("甲", strategies="生态保护、乡村振兴")
    make("乙", strategies="乡村振兴战略区")
    path = f"/terms/{found.pk}/"
    assert "1 个项目用着这个词" in text_of(centre.get(path))
    answer = centre.post(path, {"name": "全面推进乡村振兴", "order": "5"}, follow=True)
    assert "1 个项目一并改名" in text_of(answer)
    strategies = dict(Project.objects.values_list("name", "strategies"))
    assert strategies == {"甲": "生态保护、全面推进乡村振兴", "乙": "乡村振兴战略区"}
    change = Project.objects.get(name="甲").history.first()
    assert change.history_change_reason == "词表改名：乡村振兴 → 全面推进乡村振兴"


def test_an_industry_is_renamed_where_it_is_said(centre, make, term):
    found = term("煤炭", "industry")
    make("甲", industry="煤炭")
    make("乙", industry="煤炭物流")
    centre.post(f"/terms/{found.pk}/", {"name": "煤炭开采", "order": "5", "is_industrial": "false"})
    assert set(Project.objects.values_list("industry", flat=True)) == {"煤炭开采", "煤炭物流"}
    found.refresh_from_db()
    assert found.is_industrial is False


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("生态保护", services.NAME_TAKEN), ("甲、乙", services.NO_SEPARATOR), ("", ""),
        ("长" * 31, ""),
    ],
)  # fmt: skip
def test_a_name_that_would_confuse_is_refused(centre, term, name, why):
    term("生态保护", is_active=False)
    found = term("乡村振兴")
    for path in ("/terms/add/strategy/", f"/terms/{found.pk}/"):
        answer = centre.post(path, {"name": name, "order": "5"})
        assert (answer.status_code, why in text_of(answer)) == (422, True)
    assert Term.objects.count() == 2
    # the other list is another list
    same = {"name": "生态保护", "order": "1"}
    assert centre.post("/terms/add/industry/", same).status_code == 302


def test_a_rename_that_does_not_fit_changes_nothing(centre, make, term):
    found = term("短")
    make("甲", strategies="、".join(["短", *("甲" * 29 + str(n) for n in range(6))]))
    answer = centre.post(f"/terms/{found.pk}/", {"name": "长" * 30, "order": "5"})
    assert answer.status_code == 422
    assert Term.objects.get().name == "短"


def test_out_of_use_a_word_is_offered_no_more_and_stays_where_it_is(centre, make, term):
    found = term("煤炭", "industry")
    term("交通", "industry")
    project = make("甲", industry="煤炭")
    assert centre.post(f"/terms/{found.pk}/retire/").status_code == 302
    assert centre.post(f"/terms/{found.pk}/retire/").status_code == 409
    path = centre.post("/projects/bulk/", {"field": "industry", "p": project.number})["Location"]
    offered = text_of(centre.get(path))
    assert '<option value="交通">' in offered and '<option value="煤炭">' not in offered
    project.refresh_from_db()
    assert project.industry == "煤炭"
    assert centre.post(f"/terms/{found.pk}/restore/").status_code == 302


def test_the_reference_words_cover_the_demo_county(units):
    call_command("loaddata", "terms", verbosity=0)
    demo = json.loads((FIXTURES / "demo_county.json").read_text(encoding="utf-8"))
    industries = set(Term.objects.filter(kind="industry").values_list("name", flat=True))
    assert industries >= {row["industry"] for row in demo if row.get("industry")}
    assert Term.objects.filter(kind="strategy").count() >= 6
    assert len(rows("terms")) == Term.objects.count()


def test_an_industry_says_whether_a_project_is_industrial(client, people, term, make):
    term("煤炭", "industry", is_industrial=True)
    term("交通", "industry", is_industrial=False)
    client.force_login(people["reporter"])
    form = {"name": "新的", "year": "2023", "nature": "new", "level": "county", "industry": "煤炭"}
    client.post("/projects/add/", form)
    project = Project.objects.get(name="新的")
    assert project.is_industrial is True
    path = f"/projects/{project.number}/edit/"
    client.post(path, {"name": "新的", "industry": "煤炭", "is_industrial": "no"})
    project.refresh_from_db()
    assert project.is_industrial is False  # what is said goes before what is usual
    client.post(path, {"name": "新的", "industry": ""})
    project.refresh_from_db()
    assert project.is_industrial is None
