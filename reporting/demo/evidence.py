"""The demo's 批复: text PDFs on finished permits, one used twice, one of another project."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile

from procedures.files import PROOF
from procedures.models import Permit
from procedures.rules import Status
from workplace.services import attachments

from .paper import Line, pdf
from .replay import Replay
from .replay import Step as Moment
from .replay import winter as at

OWNER, BUREAU = "owner", "bureau"
ON_FILE = [  # project, kind, who uploads, when
    ("薛关镇昕水河流域生态修复工程", "approval", OWNER, at(12, 13, 9, 20)),
    ("薛关镇昕水河流域生态修复工程", "land", BUREAU, at(12, 13, 15, 5)),
    ("古县乡连翘茶加工项目", "approval", OWNER, at(12, 14, 10, 10)),
    ("克城镇肉牛养殖基地项目", "approval", BUREAU, at(12, 15, 16, 30)),
    ("薛关镇设施蔬菜产业园二期项目", "approval", BUREAU, at(12, 20, 9, 40)),
    ("乔家湾镇矿泉水生产线项目", "land", OWNER, at(12, 20, 11, 15)),
    ("东关智慧停车场项目", "approval", OWNER, at(12, 27, 14, 45)),
    ("县城过境公路改线工程", "approval", OWNER, at(12, 26, 9, 5)),
    ("煤炭铁路专用线扩能项目", "approval", BUREAU, at(12, 23, 10, 30)),
    ("薛关镇设施蔬菜产业园二期项目", "land", OWNER, at(12, 28, 15, 50)),
    ("山中乡梨果气调库项目", "land", BUREAU, at(12, 29, 10, 35)),
    ("薛关镇核桃精深加工项目", "approval", OWNER, at(1, 16, 11, 25)),
]
# the liaison took the mineral water's paper for the wind park's too
TWICE = ("乔家湾镇矿泉水生产线项目", "乔家湾镇100MW风电项目", "land", at(1, 11, 16, 20))
# the township scanned the paper of its other project
MISTAKEN = ("黑龙关镇污水处理厂提标改造工程", "黑龙关镇连翘种植加工一体化项目", "eia",
            at(1, 13, 10, 45))  # fmt: skip
# and one that was found out and taken away again
FOUND_OUT = ("薛关镇设施蔬菜产业园二期项目", "薛关镇昕水河流域生态修复工程", "land",
             at(12, 28, 15, 58))  # fmt: skip
TAKEN_AWAY = at(1, 4, 9, 15)
ORGANS = {
    "approval": ("蒲县行政审批服务管理局", "可行性研究报告的批复"),
    "land": ("蒲县自然资源局", "建设项目用地预审与选址意见的批复"),
    "planning": ("蒲县自然资源局", "建设工程规划许可的决定"),
    "eia": ("临汾市生态环境局蒲县分局", "环境影响报告表的批复"),
    "energy": ("蒲县行政审批服务管理局", "节能报告的批复"),
}
INVENTED = "演示数据：本文件和文中的单位、项目、文号都是编造的"
WIDTH = 32  # signs of a line


def steps(replay: Replay) -> Iterator[Moment]:
    files = Evidence(replay)
    for name, kind, who, moment in ON_FILE:
        yield moment, partial(files.file, name, kind, who)
    for own, other, kind, moment in (TWICE, MISTAKEN, FOUND_OUT):
        yield moment, partial(files.file, other, kind, OWNER, paper_of=own)
    yield TAKEN_AWAY, files.take_away


@dataclass
class Evidence:
    replay: Replay

    def file(self, name: str, kind: str, who: str, *, paper_of: str = "") -> None:
        permit, shown = self._done(name, kind), self._done(paper_of or name, kind)
        if permit is None or shown is None:
            return  # another seed has not finished it by then
        unit = permit.project.unit if who == OWNER else permit.handling_unit
        by = self.replay.desk.liaison(unit.code if unit else "XMZX")
        upload = SimpleUploadedFile(f"{shown.document_no}批复.pdf", pdf(_lines(shown)))
        kept = attachments.receive([upload], target=permit, by=by)
        attachments.attach(target=permit, kept=kept, label=PROOF, by=by)

    def take_away(self) -> None:
        own, other, kind, _ = FOUND_OUT
        permit, shown = self._done(other, kind), self._done(own, kind)
        if permit is None or shown is None:
            return
        by = self.replay.desk.liaison(permit.project.unit.code)
        for file in attachments.of(permit).standing().filter(name__contains=shown.document_no):
            attachments.remove(attachment_id=file.pk, by=by)

    def _done(self, name: str, kind: str) -> Permit | None:
        rows = Permit.objects.select_related("project__unit", "kind", "handling_unit")
        rows = rows.filter(project__name=name, kind__code=kind, status=Status.DONE)
        return rows.first()


def _lines(permit: Permit) -> list[Line]:
    project, day = permit.project, permit.completed_on
    organ, what = ORGANS[permit.kind.code]
    said = f"{day.year}年{day.month}月{day.day}日" if day else ""
    body = (
        f"你单位报来的《关于审批{project.name}的请示》及相关材料收悉。经审查，材料齐全，"
        "符合有关规定，同意该项目按报送内容实施。现将有关事项批复如下："
    )
    rows = [
        f"一、项目名称：{project.name}",
        f"二、项目代码：{project.national_code}" if project.national_code else "",
        f"三、建设地点：{project.place}",
        f"四、建设内容：{project.scale}",
        f"五、总投资：{project.total_investment:,.2f} 万元",
        "六、请抓紧办理后续手续，按批复内容组织实施。",
    ]
    lines = [
        Line(f"{organ}文件", 22, 297 - 11 * (len(organ) + 2), red=True),
        Line(permit.document_no, 14, 220),
        Line(),
        *(Line(part, 17, 80) for part in _wrapped(f"关于{project.name}{what}", 25)),
        Line(),
        Line(f"{project.owner}："),
    ]
    for text in (body, *filter(None, rows)):
        lines += [Line(part) for part in _wrapped(f"　　{text}", WIDTH)]
    lines += [Line(), Line(organ, 13, 300), Line(said, 13, 340), Line()]
    return [*lines, Line(INVENTED, 9)]


def _wrapped(text: str, width: int) -> list[str]:
    return [text[n : n + width] for n in range(0, len(text), width)]
