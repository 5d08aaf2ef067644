"""The grid page and the saving of a cell, 100 projects × 6 permits."""

import itertools
import json

from accounts.models import User
from projects.models import Project

from .county import CUTOFF, client_of, grow
from .measure import Line, counted, timed, zipped

LIMIT_KB = 260  # the whole first visit of the grid page (stack.md)


def lines(people: dict[str, User]) -> list[Line]:
    reporter = people["XUEGUAN"]
    grow(reporter.unit, 100)
    client = client_of(reporter)
    url = f"/report/{CUTOFF}/"
    page, queries = counted(lambda: client.get(url))
    assert page.status_code == 200, page.status_code
    limit = f"网页 {zipped(page.content):.0f} kB，首次打开限 {LIMIT_KB} kB"
    shown = Line(
        "填报表 100 个项目 × 6 项手续", timed(lambda: client.get(url), times=9), queries, limit
    )

    project = Project.objects.filter(unit=reporter.unit).earliest("pk")
    values = itertools.cycle(["甲公司", "乙公司"])
    last = project.owner

    def save() -> None:
        nonlocal last
        value = next(values)
        patch = {"row": project.number, "key": "owner", "was": last, "value": value}
        answer = client.post(
            f"{url}cells/",
            json.dumps({"patches": [patch]}),
            content_type="application/json",
            headers={"accept": "application/json"},
        )
        assert answer.status_code == 200, answer.content
        assert answer.json()["cells"][0]["status"] == "saved", answer.content
        last = value

    save()
    _, queries = counted(save)
    return [shown, Line("保存一格", timed(save, times=19), queries, "限 100 ms")]
