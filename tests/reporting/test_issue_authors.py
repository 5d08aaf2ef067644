"""Who last wrote a problem's cell: problems that stand beside the table have no part in it."""

from procedures.services import issues
from procedures.services.issues import set_table_issue
from reporting.selectors.authors import cell_histories
from reporting.selectors.rows import live_rows


def texts(cast):
    cell = (cast.project.number, "issue")
    return [step.text for step in cell_histories(live_rows(cast.submission), [cell])[cell]]


def put(cast, text):
    values = {"text": text, "level": "county"} if text else {"text": ""}
    return set_table_issue(project_id=cast.project.pk, values=values, by=cast.reporter)


def test_only_what_stood_in_the_cell(cast):
    put(cast, "一")
    issues.remark(cast.issue, "旁边的问题", cast.centre)
    put(cast, "二")
    assert texts(cast) == ["二", "一"]
    put(cast, "")
    issues.remark(cast.issue, "又一条", cast.centre)
    assert texts(cast) == ["", "二", "一"]


def test_a_problem_that_left_the_cell_for_its_raiser_to_confirm(cast):
    values = {"text": "中心提出", "level": "county", "in_table": True}
    theirs = issues.raise_issue(project=cast.project, permit=None, values=values, by=cast.centre)
    put(cast, "")
    put(cast, "新的")
    issues.refuse_clear(theirs, "没有解决", cast.centre)
    assert texts(cast) == ["新的", "", "中心提出"]
