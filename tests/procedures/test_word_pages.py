"""The official documents as LibreOffice sets them: paper, pages, nothing lost on the way."""

import subprocess
from datetime import timedelta

import pytest
from pypdf import PdfReader

from procedures.models import Issue
from procedures.services import issues, meeting_close, meetings
from tests.procedures.meetings import body_of, decided, held_meeting, note
from workplace import clock

pytestmark = pytest.mark.office
A4 = (595, 842)  # points
LONG = "会议听取了自然资源局关于用地预审退件的汇报，各单位作了补充发言。" * 12
DECISION = "由自然资源局牵头，会同财政局、薛关镇完成补正材料，报省自然资源厅。" * 10


def leaves(body: bytes, tmp_path) -> list:
    path = tmp_path / "paper.docx"
    path.write_bytes(body)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless",
         "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return list(PdfReader(tmp_path / "paper.pdf").pages)


def lies_across(leaf) -> bool:
    width, height = (round(float(side)) for side in (leaf.mediabox.width, leaf.mediabox.height))
    assert sorted([width, height]) == list(A4)
    return width > height


def says(leaf) -> str:
    return "".join(leaf.extract_text().split())


@pytest.fixture
def full(cast):
    """Twelve subjects with as many words as the fields take, ten of them decided."""
    meeting = held_meeting(cast, chair="刘副县长", place="三楼会议室", attendees="发改局、财政局")
    for number in range(2, 13):
        meetings.add_subject(meeting, f"第{number}个议题", cast.project, by=cast.centre)
    for place, item in enumerate(meeting.items.all()):
        if place in (4, 9):
            note(item, cast.office, outcome="later", notes=LONG)
        else:
            decided(item, cast.office, cast.units["ZRZY"], notes=LONG, decision=DECISION)
    return meeting


def test_the_agenda(cast, client, full, tmp_path):
    client.force_login(cast.leader)
    pages = leaves(body_of(client.get(f"/meetings/{full.pk}/agenda.docx")), tmp_path)
    assert not any(lies_across(leaf) for leaf in pages)
    assert "十二、第12个议题" in says(pages[-1])
    assert "2022年12月9日" in says(pages[-1])


def test_the_minutes_of_twelve_long_subjects(cast, client, full, tmp_path):
    meeting_close.close_meeting(full, by=cast.office)
    client.force_login(cast.leader)
    pages = leaves(body_of(client.get(f"/meetings/{full.pk}/minutes.docx")), tmp_path)
    across = [lies_across(leaf) for leaf in pages]
    first = across.index(True)
    assert all(across[first:])
    assert "附件" in says(pages[first])
    assert all("完成时限" in says(leaf) for leaf in pages[first:])  # the head on each page
    signed = says(pages[first - 1])
    assert signed.index("附件：") < signed.index("2022年12月9日")
    assert sum(says(leaf).count("会议议定：") for leaf in pages) == 10


@pytest.mark.parametrize(("level", "word"), [("city", "市级"), ("province", "省级")])
def test_a_letter_upwards(cast, client, level, word, tmp_path):
    Issue.objects.filter(pk=cast.issue.pk).update(level=level)
    client.force_login(cast.centre)
    said = {"receiver": "市项目推进中心", "dated_on": "2022-12-09", "row": f"issue-{cast.issue.pk}"}
    made = client.post(f"/letters/add/?level={level}", said)
    pages = leaves(body_of(client.get(f"{made.url}document.docx")), tmp_path)
    assert [lies_across(leaf) for leaf in pages] == [False, False, True]
    assert "市项目推进中心：" in says(pages[0])
    assert "2022年12月9日" in says(pages[1])
    assert f"附件需{word}协调解决事项清单" in says(pages[2])


def test_an_order_is_one_page(cast, client, tmp_path):
    due = clock.today() + timedelta(days=7)
    issues.assign(cast.issue, cast.units["ZRZY"], due, cast.office, "报办理计划和责任人")
    client.force_login(cast.handler)
    [leaf] = leaves(body_of(client.get(f"/issues/{cast.issue.pk}/order.docx")), tmp_path)
    assert not lies_across(leaf)
    assert f"督办〔2022〕{cast.issue.pk}号" in says(leaf)
