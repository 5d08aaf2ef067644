"""常用视图: one's own, shared by the centre, read anew at each use."""

import pytest

from tests.projects.lists import make as make
from tests.projects.lists import names, text_of
from workplace.models import Act, SavedView
from workplace.services import saved_views as services

pytestmark = pytest.mark.usefixtures("friday")
SAVE = "/projects/views/save/"
STOPPED = "status=stopped&sort=-total&cols=leader"


@pytest.fixture
def at(client, people):
    """`at("centre")`: the client signed in as that person."""

    def sign_in(who):
        client.force_login(people[who])
        return client

    return sign_in


def save(client, name="停工的", query=STOPPED, **more):
    return client.post(SAVE, {"name": name, "query": query, **more})


def tabs(answer):
    return {view["view"].name: view["is_here"] for view in answer.context["views"]}


def test_a_view_keeps_filters_order_and_columns(at, make):
    make("甲")
    client = at("reporter")
    answer = save(client)
    assert answer["Location"] == "/projects/?status=stopped&sort=-total&cols=leader"
    assert tabs(client.get(answer["Location"])) == {"停工的": True}
    # the same list asked for in other words is the same view
    assert tabs(client.get("/projects/?cols=leader&sort=-total&status=stopped&x=1"))["停工的"]
    assert tabs(client.get("/projects/?status=stopped")) == {"停工的": False}


def test_what_no_longer_exists_falls_out_of_a_view(at, make, people):
    make("甲")
    SavedView.objects.create(
        owner=people["reporter"], page="projects", name="旧的", created_at="2022-12-01T00:00Z",
        query="own1=国有&year=1999&sort=password&cols=own7,leader&nature=<script>",
    )  # fmt: skip
    [view] = at("reporter").get("/projects/").context["views"]
    assert view["query"] == "cols=leader"


def test_only_the_centre_shares_with_the_county(at, make):
    make("甲")
    save(at("reporter"), name="我的", is_shared="on")
    assert SavedView.objects.get().is_shared is False
    save(at("centre"), name="全县停工", is_shared="on")
    save(at("centre"), name="中心自己的")
    assert list(tabs(at("reporter").get("/projects/"))) == ["全县停工", "我的"]
    assert list(tabs(at("leader").get("/projects/"))) == ["全县停工"]


def test_a_name_stands_for_one_view_of_a_person(at):
    save(at("reporter"))
    answer = save(at("reporter"), query="q=x")
    assert answer.status_code == 422
    assert services.NAME_TAKEN in text_of(answer)
    save(at("outsider"))
    assert SavedView.objects.count() == 2


def test_views_are_bounded_in_number_and_length(at, people):
    for n in range(services.MAX_VIEWS):
        save(at("reporter"), name=f"第{n}个")
    answer = save(at("reporter"), name="再一个")
    assert (answer.status_code, services.TOO_MANY in text_of(answer)) == (422, True)
    assert save(at("outsider"), query="q=" + "x" * 2000).status_code == 422


def test_a_view_is_renamed_and_deleted_by_its_owner(at):
    save(at("reporter"))
    view = SavedView.objects.get()
    path = f"/projects/views/{view.pk}/"
    assert at("outsider").get(path).status_code == 404
    assert at("outsider").post(f"{path}delete/").status_code == 404

    client = at("reporter")
    assert client.post(path, {"name": "停工项目"}).status_code == 302
    view.refresh_from_db()
    assert view.name == "停工项目"
    assert "删去视图“停工项目”？" in text_of(client.get(f"{path}delete/"))
    assert client.post(f"{path}delete/").status_code == 302
    assert not SavedView.objects.exists()
    kept = Act.objects.get(verb="view-delete")
    assert (kept.target, kept.details["query"]) == ("停工项目", STOPPED)


def test_a_shared_view_is_kept_by_whoever_may_share(at, people):
    save(at("centre"), is_shared="on")
    view = SavedView.objects.get()
    answer = at("reporter").post(f"/projects/views/{view.pk}/", {"name": "别的"})
    assert answer.status_code == 403
    assert "改名：停工的" not in text_of(at("reporter").get("/projects/views/"))
    people["office"].role = "centre"
    people["office"].save()
    assert at("office").post(f"/projects/views/{view.pk}/", {"name": "别的"}).status_code == 302


def test_a_double_click_saves_one_view(at):
    op = "6f1c1f5e-7f1b-4a53-9a55-0000000000aa"
    first, second = save(at("reporter"), op=op), save(at("reporter"), op=op)
    assert first["Location"] == second["Location"]
    assert SavedView.objects.count() == 1


def test_the_list_of_views_opens_them(at, make):
    make("甲")
    make("乙", leader="张县长")
    save(at("reporter"), name="乙", query="q=乙")
    view = SavedView.objects.get()
    assert f"/projects/?{view.query}" in text_of(at("reporter").get("/projects/views/"))
    assert names(at("reporter").get(f"/projects/?{view.query}")) == ["乙"]
