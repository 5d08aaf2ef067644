"""归档: one version of a compiled table with all that a stranger needs to check it.

A seal's file holds exactly the bytes that its digest was taken of, so `sha256sum` alone gives
the digest. One version of the program gives the same bytes for a compilation at any time.
"""

import json
import zipfile
from collections import defaultdict
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.errors import Refused
from reporting import digest
from reporting.models import Compilation, CompilationSeal, Seal, SealedPermit, SealedProject

from . import check_seals as checker
from .layout import layout_of

CHECKER = Path(checker.__file__)
FIXED = (1980, 1, 1, 0, 0, 0)
Used = list[tuple[Seal, bool]]  # each with: carried?
Rows = dict[int, list[tuple[SealedProject, list[SealedPermit]]]]


def archive_of(compilation: Compilation) -> bytes:
    """The archive, checked by the very checker that it carries before anybody gets it."""
    files = files_of(compilation)
    if faults := checker.check_files(files):
        raise Refused(
            f"{compilation.round.named}版本 {compilation.version} 与封存时不同，不能导出："
            f"{faults[0]}。请系统管理员运行 verify_seals。",
            409,
        )
    return packed(files)


def archive_name(compilation: Compilation) -> str:
    round_ = compilation.round
    form = round_.campaign.get_form_display()
    return f"封存归档 {form} {round_.cutoff_on} 版本{compilation.version}.zip"


def packed(files: dict[str, bytes]) -> bytes:
    """A ZIP whose bytes depend on the files alone: no clock, no compression library."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, FIXED)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()


def files_of(compilation: Compilation) -> dict[str, bytes]:
    used = _used(compilation)
    rows = _rows([seal for seal, _ in used])
    workbook = bytes(compilation.workbook)
    contents = {_file(seal): digest.seal_bytes(seal, rows[seal.pk]) for seal, _ in used}
    catalogue: dict[str, Any] = _head(compilation, workbook)
    catalogue["seals"] = [_seal(seal, carried, rows[seal.pk]) for seal, carried in used]
    catalogue["formats"] = {
        str(number): {"project": list(form.project), "permit": list(form.permit)}
        for number, form in digest.FORMATS.items()
        if number in {seal.format for seal, _ in used}
    }
    catalogue["table"], cells = layout_of(compilation, workbook, catalogue, rows)
    files = {
        checker.README: _readme(compilation).encode(),
        checker.CHECKER: CHECKER.read_bytes(),
        checker.WORKBOOK: workbook,
        checker.ARCHIVE: _readable(catalogue),
        checker.CELLS: _readable(cells),
        **contents,
    }
    lines = [line for _, line in checker.list_of(checker.Archive(files))]
    return files | {checker.DIGESTS: "\n".join(lines).encode()}


def _used(compilation: Compilation) -> Used:
    used = CompilationSeal.objects.filter(compilation=compilation).order_by("pk")
    return [(one.seal, one.carried) for one in used.select_related("seal__submission__round")]


def _rows(seals: list[Seal]) -> Rows:
    keys = [seal.pk for seal in seals]
    permits: dict[int, list[SealedPermit]] = defaultdict(list)
    for permit in SealedPermit.objects.filter(seal__in=keys):
        permits[permit.sealed_project_id].append(permit)
    rows: Rows = {key: [] for key in keys}
    for row in SealedProject.objects.filter(seal__in=keys).order_by("seq", "number"):
        rows[row.seal_id].append((row, permits[row.pk]))
    return rows


def _file(seal: Seal) -> str:
    return f"seals/{seal.unit_code}-{seal.cutoff_on}-{seal.number}.json"


def _head(compilation: Compilation, workbook: bytes) -> dict[str, Any]:
    round_ = compilation.round
    campaign = round_.campaign
    return {
        "archive": 1,
        "form": campaign.form,
        "form_label": campaign.get_form_display(),
        "label": round_.label,
        "cutoff_on": round_.cutoff_on.isoformat(),
        "round": digest.round_name(round_),
        "version": compilation.version,
        "at": timezone.localtime(compilation.at).isoformat(),
        "digest": compilation.digest,
        "code": checker.short_code(compilation.digest),
        "workbook": {"sha256": checker.sha256(workbook)},
    }


def _seal(
    seal: Seal, carried: bool, rows: list[tuple[SealedProject, list[SealedPermit]]]
) -> dict[str, Any]:
    lines = []
    for row, permits in rows:
        data = digest.row_bytes(seal.format, row, permits)
        lines.append([row.number, row.name, len(data), row.digest])
    label = seal.submission.round.label
    return {
        "file": _file(seal),
        "unit_code": seal.unit_code,
        "unit_name": seal.unit_name,
        "cutoff_on": seal.cutoff_on.isoformat(),
        "number": seal.number,
        "carried": carried,
        "mark": f"沿用上期：{label}" if carried else "",
        "digest": seal.digest,
        "length": len(digest.seal_bytes(seal, rows)),
        "rows": lines,
        "chain": _chain(seal),
    }


def _chain(seal: Seal) -> list[list[Any]]:
    """The unit's seals from its first to this one, each with the digest before it."""
    older = Seal.objects.filter(unit_code=seal.unit_code, form=seal.form, pk__lte=seal.pk)
    links = older.order_by("pk").values_list("cutoff_on", "number", "digest", "previous")
    return [[cutoff.isoformat(), number, own, before] for cutoff, number, own, before in links]


def _readable(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _readme(compilation: Compilation) -> str:
    round_ = compilation.round
    return README.format(
        form=round_.campaign.get_form_display(),
        label=round_.label,
        day=round_.cutoff_on,
        version=compilation.version,
        digest=compilation.digest,
        code=checker.short_code(compilation.digest),
    )


README = """封存归档：{form} {label}（统计截止 {day}） 版本 {version}
汇总摘要：{digest}
核对码：{code}

这份归档不靠我们的系统也能核对。里面有：
  workbook.xlsx   报出去的汇总表，一个字节都没有动
  seals/*.json    汇总用到的每个单位的封存：一个文件就是一次封存，文件的 SHA-256 就是封存摘要
  archive.json    目录：哪些封存、每一行的摘要和长度、各单位封存的链条、汇总表的列和行
  cells.json      汇总表里不来自封存行的格（标题、表头、清单、公式）
  digests.txt     全部摘要的清单
  check_seals.py  核对程序，只用 Python 自带的库

核对（Python 3.8 以上）：
  python check_seals.py 归档.zip
  python check_seals.py 归档.zip --workbook 另外收到的汇总表.xlsx --code 纸上的核对码

显示“完好”，就是每一行、每一次封存、汇总表都与封存时相同。
显示“有改动”，会逐条写明哪一期、哪个单位、第几行、哪一列。
不用程序也能核对：sha256sum seals/*.json 的结果应与 digests.txt 里“封存”的各行相同。
核对码取汇总摘要的前 50 位，与纸上、系统里的一致，才是同一份。

只有归档本身还不够：能改归档的人也能重算全部摘要。请把核对码与纸质表、
系统的“封存核验”页或者另外收到的归档对一对。
"""
