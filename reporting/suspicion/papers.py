"""Numbers of documents, codes and files that several permits or projects seem to share."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from procedures.models import Permit
from procedures.rules import Status
from projects import codes
from sheets.text import half_width

from .facts import Facts, File, Work
from .finding import FALSE, Finding, Row, Rule, day, iso

BATCH = 3  # two in a row on one day happen to a bureau's counter, three of one unit hardly
COMMON = ("区域评估", "会议纪要", "打包")  # papers that are made for several projects
AREA_NEEDS, AREA_SHARE = 5, 0.2  # codes that tell where the county lies
ONE_PAPER = frozenset({"land", "planning"})  # 用地预审与选址意见书: one paper for both
YEAR = re.compile(r"[〔\[(（]((?:19|20)\d\d)[〕\])）]")
SERIAL = re.compile(r"(\d+)\D*$")


def _numbered(facts: Facts) -> Iterator[tuple[Work, Permit]]:
    for work in facts.works:
        for permit in work.permits:
            if permit.status == Status.DONE and permit.document_no.strip():
                yield work, permit


def _plain(number: str) -> str:
    return re.sub(r"\s", "", half_width(number)).replace("[", "〔").replace("]", "〕")


def number_twice(facts: Facts) -> Iterator[Finding]:
    uses: dict[str, list[tuple[Work, Permit]]] = defaultdict(list)
    for work, permit in _numbered(facts):
        if not _is_common(permit.note + permit.ground):
            uses[_plain(permit.document_no)].append((work, permit))
    for number, found in uses.items():
        if len(found) < 2 or _is_one_paper(found):
            continue
        names = "、".join(f"{work.project.name}的{permit.kind.name}" for work, permit in found[:4])
        yield Finding(
            found[-1][0],
            f"{number} 用在 {len(found)} 项手续上：{names}",
            (number, [(w.project.number, permit.kind.code) for w, permit in found]),
            tuple(_row(work, permit) for work, permit in found),
            number[:40],
        )


def _is_one_paper(found: list[tuple[Work, Permit]]) -> bool:
    """Of one project, or of the parts of one package, a paper may cover several permits."""
    projects = {work.project.pk for work, _ in found}
    if len(projects) == 1:
        return {permit.kind.code for _, permit in found} <= ONE_PAPER
    return len({_package(work) for work, _ in found}) == 1


def _package(work: Work) -> int:
    return work.project.package_id or work.project.pk


def _is_common(text: str) -> bool:
    return any(word in text for word in COMMON)


def number_year(facts: Facts) -> Iterator[Finding]:
    for work, permit in _numbered(facts):
        match, done = YEAR.search(permit.document_no), permit.completed_on
        if match is None or done is None:
            continue
        year = int(match[1])
        if year == done.year or (year == done.year - 1 and done.month == 1):
            continue  # a number of December may be handed over in January
        yield Finding(
            work,
            f"{permit.kind.name}文号 {permit.document_no} 是 {year} 年的，办结日期是{day(done)}",
            (permit.document_no, done),
            (_row(work, permit),),
            permit.kind.code,
        )


def numbers_in_a_row(facts: Facts) -> Iterator[Finding]:
    groups: dict[tuple, list[tuple[int, Work, Permit]]] = defaultdict(list)
    for work, permit in _numbered(facts):
        number = _plain(permit.document_no)
        serial = SERIAL.search(number)
        if serial and permit.completed_on and not _is_common(permit.note + permit.ground):
            key = (
                work.project.unit_id,
                permit.kind_id,
                permit.completed_on,
                number[: serial.start()],
            )
            groups[key].append((int(serial[1]), work, permit))
    for (_, _, on, _), rows in groups.items():
        for run in _runs(sorted(rows, key=lambda row: row[0])):
            first, last = run[0][2], run[-1][2]
            unit = run[0][1].project.unit.short_name
            yield Finding(
                run[0][1],
                f"{unit} {len(run)} 个项目的{first.kind.name}都在{day(on)}办结，"
                f"文号连着：{first.document_no} 至 {last.document_no}",
                (on, [(w.project.number, p.document_no) for _, w, p in run]),
                tuple(_row(work, permit) for _, work, permit in run),
                f"{first.kind.code} {iso(on)}",
            )


def _runs(rows: list[tuple[int, Work, Permit]]) -> Iterator[list[tuple[int, Work, Permit]]]:
    """Stretches of consecutive serials, long enough and of different projects."""
    run = rows[:1]
    for before, row in pairwise(rows):
        if row[0] == before[0] + 1:
            run.append(row)
            continue
        if _is_batch(run):
            yield run
        run = [row]
    if _is_batch(run):
        yield run


def _is_batch(run: list[tuple[int, Work, Permit]]) -> bool:
    return len({_package(work) for _, work, _ in run}) >= BATCH


def shared_file(facts: Facts) -> Iterator[Finding]:
    for digest, every in _shared(facts).items():
        found = _unsaid(every)
        if not _of_several(found):
            continue
        names = "、".join(dict.fromkeys(work.project.name for work, _ in found))
        yield Finding(
            found[-1][0],
            f"同一个文件“{found[-1][1].name}”传在几个项目上：{names}",
            (digest, sorted({work.project.number for work, _ in found})),
            tuple(
                Row(f"{work.project.name}　{file.place}", f"{file.name}　{iso(file.on)}",
                    f"{work.url}files/")
                for work, file in found
            ),
            digest[:16],
        )  # fmt: skip


def said_to_be_shared(facts: Facts) -> list[list[tuple[Work, File]]]:
    """文件 on several projects that their 内容 or name explains, so that nobody has to trust it."""
    return [uses for uses in _shared(facts).values() if not _of_several(_unsaid(uses))]


def _shared(facts: Facts) -> dict[str, list[tuple[Work, File]]]:
    """By digest, the oldest first: what lies on several projects that are not one package."""
    uses: dict[str, list[tuple[Work, File]]] = defaultdict(list)
    for work in facts.works:
        for file in work.files:
            if file.place != "资金":
                uses[file.digest].append((work, file))
    return {
        digest: sorted(found, key=lambda use: use[1].on)
        for digest, found in uses.items()
        if _of_several(found)
    }


def _unsaid(uses: list[tuple[Work, File]]) -> list[tuple[Work, File]]:
    return [(work, file) for work, file in uses if not _is_common(file.label + file.name)]


def _of_several(uses: list[tuple[Work, File]]) -> bool:
    return len({_package(work) for work, _ in uses}) > 1


def code_twice(facts: Facts) -> Iterator[Finding]:
    uses: dict[str, list[Work]] = defaultdict(list)
    for work in facts.works:
        if work.project.national_code:
            uses[work.project.national_code].append(work)
    for code, works in uses.items():
        if len({_package(work) for work in works}) < 2:
            continue
        names = "、".join(work.project.name for work in works)
        yield Finding(
            works[-1],
            f"项目代码 {code} 用在 {len(works)} 个项目上：{names}",
            (code, [work.project.number for work in works]),
            tuple(Row(work.project.name, code, work.url) for work in works),
            code,
        )


def code_elsewhere(facts: Facts) -> Iterator[Finding]:
    found = [(work, codes.decode(work.project.national_code)) for work in facts.works]
    ours = _own_areas([code.area for _, code in found if code is not None])
    for work, code in found:
        if code is None or not ours or code.area in ours:
            continue
        yield Finding(
            work,
            f"项目代码 {work.project.national_code} 是{code.place}赋的，不是本县、市、省的",
            (work.project.national_code,),
            (Row("项目代码", work.project.national_code, work.url),),
        )


def _own_areas(areas: list[str]) -> set[str]:
    """What the county's own codes say where it lies: no list of counties has to be kept.

    An area that a fifth of them bear is the county or its development zone, which assigns codes
    too. With fewer than five codes nothing is known, and nothing is called foreign.
    """
    if len(areas) < AREA_NEEDS:
        return set()
    home = {area for area, times in Counter(areas).items() if times >= len(areas) * AREA_SHARE}
    above = {area[: codes.CITY] + "00" for area in home} | {area[:2] + "0000" for area in home}
    return home | above


def _row(work: Work, permit: Permit) -> Row:
    label = f"{work.project.name}　{permit.kind.name}"
    value = f"{permit.document_no}　{iso(permit.completed_on)}".strip()
    return Row(label, value, f"{work.url}permits/")


RULES = [
    Rule(
        "number_twice",
        "一个文号用在几项手续",
        "两项以上已办结手续的文号相同。同一项目的土地和规划（用地预审与选址意见书是一张）、"
        "同一打包项目的、写明区域评估或打包批复的不算。",
        "更正抄错的文号；确是合并批复的，在办结依据里写“打包批复”。",
        FALSE,
        number_twice,
    ),
    Rule(
        "number_year",
        "文号年份和办结日期对不上",
        "文号〔〕里的年份不是办结日期的年份。上年 12 月的文号 1 月办结的不算。",
        "对照批复原件，更正文号或办结日期。",
        FALSE,
        number_year,
    ),
    Rule(
        "numbers_in_a_row",
        "同日办结，文号相连",
        f"一个单位 {BATCH} 个以上项目的同一种手续，同一天办结，文号一个接一个。",
        "抽查批复原件；确是集中办理的，写明批次。",
        FALSE,
        numbers_in_a_row,
    ),
    Rule(
        "shared_file",
        "同一个文件用在几个项目",
        "内容完全相同的文件（按校验码），传在两个以上项目的手续或资料里。"
        f"名称或内容写明{'、'.join(COMMON)}的不算，资金批复不算。",
        "传错的，撤下重传；确是共用的，在“内容”里写明区域评估或会议纪要。",
        FALSE,
        shared_file,
    ),
    Rule(
        "code_twice",
        "一个项目代码用在几个项目",
        "两个以上项目的项目代码相同，又不属于同一个打包项目。",
        "更正抄错的代码；是同一个项目的，合并或打包。",
        FALSE,
        code_twice,
    ),
    Rule(
        "code_elsewhere",
        "项目代码是外地的",
        "项目代码第五至十位的地区，不是本县（本县多数项目用的、占五分之一以上的地区，含开发区）、"
        f"本市或本省。全县不满 {AREA_NEEDS} 个代码的不查。",
        "对照在线审批平台更正；确由外地赋码的（跨区项目），写明。",
        FALSE,
        code_elsewhere,
    ),
]
