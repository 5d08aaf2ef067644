"""A workbook of 1,000 rows: preview and saving, beside django-import-export's own way."""

import io

import tablib
from django.core.files.uploadedfile import SimpleUploadedFile
from import_export import resources
from openpyxl import load_workbook

from accounts.models import User
from projects.models import Project
from reporting.services import workbook

from .county import CUTOFF, client_of, grow, submission_of
from .measure import Line, counted, timed

ROWS = 1_000
OWNER_COLUMN = 5


class PlainProjects(resources.ModelResource):
    """What the library does when left alone: look up, compare and save row by row."""

    class Meta:
        model = Project
        fields = ("number", "name", "owner")
        import_id_fields = ("number",)
        skip_unchanged = True
        use_transactions = True


def changed_workbook(body: bytes) -> bytes:
    """The exported table with another 建设单位 in each row."""
    book = load_workbook(io.BytesIO(body))
    sheet = book.worksheets[0]
    for row in range(5, 5 + ROWS):
        sheet.cell(row, OWNER_COLUMN).value = f"蒲县第{row}公司"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def lines(people: dict[str, User]) -> list[Line]:
    reporter = people["KECHENG"]
    grow(reporter.unit, ROWS)
    client = client_of(reporter)
    url = f"/report/{CUTOFF}/import/"
    body = changed_workbook(workbook.unit_workbook(submission_of(reporter.unit)))
    answers = []

    def preview() -> None:
        upload = SimpleUploadedFile("填报表.xlsx", body)
        answers.append(client.post(url, {"file": upload}))

    def apply() -> None:
        answers.append(client.post(f"{answers[-1]['Location']}apply/", {}))

    found = []
    for what, act in (("预览", preview), ("保存", apply)):
        spans: list[float] = []
        _, queries = counted(lambda act=act, spans=spans: spans.append(timed(act)))
        assert answers[-1].status_code == 302, answers[-1].status_code
        found.append(Line(f"导入 {ROWS:,} 行：{what}", spans[0], queries, "查询合计限 30"))
    saved = Project.objects.filter(unit=reporter.unit, owner__startswith="蒲县第").count()
    assert saved == ROWS, saved
    found[-1].other = "django-import-export 自己的做法"
    found[-1].other_milliseconds = _plain(reporter)
    return found


def _plain(reporter: User) -> float:
    dataset = tablib.Dataset(headers=["number", "name", "owner"])
    for project in Project.objects.filter(unit=reporter.unit)[:ROWS]:
        dataset.append([project.number, project.name, f"{project.owner}（改）"])
    resource = PlainProjects()
    return timed(lambda: resource.import_data(dataset, raise_errors=True))
