"""核对封存归档：重新计算每一行、每一次封存、汇总表的摘要，核对链条，并逐格核对工作簿。

用法： python check_seals.py 归档.zip [--workbook 工作簿.xlsx] [--code XXXXX-XXXXX]

只用 Python 自带的库（3.8 以上），不联网，不改任何文件，可以单独拷走使用。
退出码： 0 完好    1 有改动，逐条说明    2 用法不对，或者文件打不开

It stands alone, in one file, on purpose: whoever doubts our program need not run the rest of it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import struct
import sys
import unicodedata
import zipfile
import zlib
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

Json = dict
Files = dict  # name → bytes
Cells = dict  # A1 → value, or [formula, value]

ARCHIVE, CELLS, DIGESTS = "archive.json", "cells.json", "digests.txt"
WORKBOOK, CHECKER, README = "workbook.xlsx", "check_seals.py", "说明.txt"
FILES = (ARCHIVE, CELLS, WORKBOOK, CHECKER, README)
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
MAX_SHOWN, MAX_BYTES = 40, 400_000_000
DAY_ZERO = date(1899, 12, 30)
SHARE, TOLERANCE = Decimal("0.000001"), Decimal("0.0000005")
REFERENCE = re.compile("([A-Z]+)([0-9]+)")
BROKEN = (
    zipfile.BadZipFile, zlib.error, ElementTree.ParseError, ArithmeticError, AttributeError,
    EOFError, LookupError, NotImplementedError, OSError, RuntimeError, TypeError, ValueError,
    struct.error,
)  # fmt: skip
# What is hashed of a seal beside its rows, in this order, in every format so far.
SEAL = (
    "form", "unit_code", "unit_name", "cutoff_on", "number", "format", "sealed_at", "by_name",
    "no_change", "row_count", "previous",
)  # fmt: skip


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def canonical(content: Any) -> bytes:
    """Keys in order, no spaces, UTF-8: the bytes that every digest is taken of."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode()


def compilation_digest(archive: Json, digests: list[str], workbook: bytes) -> str:
    used = [[s["unit_code"], d, s["carried"]] for s, d in zip(archive["seals"], digests)]
    named = {"round": archive["round"], "version": archive["version"]}
    return sha256(canonical({**named, "seals": used, "workbook": sha256(workbook)}))


def short_code(digest: str) -> str:
    """The first 50 bits of a digest as ten signs that are not mistaken for each other."""
    bits = int(digest[:13], 16) >> 2
    signs = "".join(SIGNS[bits >> shift & 31] for shift in range(45, -1, -5))
    return f"{signs[:5]}-{signs[5:]}"


def typed_code(text: str) -> str:
    """What a person read from paper: O is 0, I and L are 1; hyphens and case do not matter."""
    signs = unicodedata.normalize("NFKC", text).upper()
    return re.sub(r"[\s\-—–]", "", signs).translate(str.maketrans("OIL", "011"))


# ---- the archive: every byte of it -----------------------------------------------------------


def read_files(path: Any) -> tuple[Files, list[str]]:
    """name → bytes of every file in the archive, and what could not be read."""
    files: Files = {}
    faults = []
    with zipfile.ZipFile(path) as archive:
        if sum(info.file_size for info in archive.infolist()) > MAX_BYTES:
            raise ValueError("归档太大")
        for info in archive.infolist():
            if info.filename in files:
                faults.append(f"归档里有两个 {info.filename}")
            try:
                files[info.filename] = archive.read(info)
            except BROKEN:
                faults.append(f"归档里的 {info.filename} 读不出：文件损坏")
    return files, faults


def check_files(files: Files) -> list[str]:
    """Every fault of an archive's files in words; [] = 完好."""
    try:
        return Archive(files).faults()
    except BROKEN as error:
        return [f"目录 {ARCHIVE} 被改动，读不出（{error}）"]


class Archive:
    """The catalogue (archive.json), the bytes it speaks of, and their digests as they are."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.json: Json = json.loads(files.get(ARCHIVE, b"").decode())
        self.seals: list[Json] = self.json["seals"]
        self.digests = [sha256(self.file(seal)) for seal in self.seals]
        self.workbook = files.get(WORKBOOK, b"")
        self.digest = compilation_digest(self.json, self.digests, self.workbook)
        self.whole = self.digest == self.json["digest"]  # seals and workbook are what was sent

    def file(self, seal: Json) -> bytes:
        return self.files.get(seal["file"], b"")

    def place(self, seal: Json | None = None) -> str:
        """第9期（2023-01-27）, and of which unit's which seal."""
        where = f"{self.json['label']}（{self.json['cutoff_on']}）"
        if seal is None:
            return where
        old = f"，沿用 {seal['cutoff_on']}" if seal["carried"] else ""
        return f"{where}{seal['unit_name']}第{seal['number']}次封存{old}："

    def faults(self) -> list[str]:
        expected = {*FILES, DIGESTS, *(seal["file"] for seal in self.seals)}
        found = [f"缺少文件 {name}" for name in sorted(expected - set(self.files))]
        found += [f"多出来的文件 {name}" for name in sorted(set(self.files) - expected)]
        if found:
            return found
        named: set[str] = set()
        for seal in self.seals:
            if wrong := self._seal_faults(seal):
                named.add(seal["file"])
            found += wrong + self._chain_faults(seal)
        if not found or self._workbook_changed:
            wrong = self._workbook_faults()
            named |= {WORKBOOK} if wrong else set()
            found += wrong
        if self.json["code"] != short_code(self.json["digest"]):
            found.append(f"目录 {ARCHIVE} 里的核对码被改动")
        return found + self._list_faults(named)

    # -- seals

    def _seal_faults(self, seal: Json) -> list[str]:
        """A seal's file against its digest; its rows tell where it was touched."""
        content, where = self.file(seal), self.place(seal)
        if sha256(content) == seal["digest"]:
            return self._catalogue_faults(seal, json.loads(content.decode()))
        if self.whole:
            return [f"目录 {ARCHIVE} 里{where}摘要被改动"]
        found, parts = [], slices(seal, content)
        if len(content) != seal["length"]:  # a changed length moves all that follows: parse
            rows = loaded(content).get("rows", [])
            if len(rows) != len(seal["rows"]):
                found.append(f"{where}应有 {len(seal['rows'])} 行，现有 {len(rows)} 行或读不出")
            else:
                parts = [canonical(row) for row in rows]
        for seq, (row, part) in enumerate(zip(seal["rows"], parts), 1):
            if row[3] != sha256(part):
                found.append(f"{where}第{seq}行（{row[0]} {row[1]}）被改动")
        return found or [f"{where}表头（单位、时间、填报人、上一摘要）或书写格式被改动"]

    def _catalogue_faults(self, seal: Json, read: Json) -> list[str]:
        """The seal is whole: what the catalogue says of it must agree."""
        where, own = self.place(seal), dict(zip(SEAL, read["seal"]))
        found = [
            f"目录 {ARCHIVE} 里{where}{name} 被改动"
            for name in ("unit_code", "unit_name", "cutoff_on", "number")
            if seal[name] != own[name]
        ]
        columns = self.json["formats"][str(own["format"])]["project"]
        number, name = columns.index("number"), columns.index("name")
        for seq, row in enumerate(read["rows"], 1):
            data, facts = canonical(row), row["project"]
            line = [facts[number], facts[name], len(data), sha256(data)]
            if seal["rows"][seq - 1 : seq] != [line]:
                found.append(f"目录 {ARCHIVE} 里{where}第{seq}行的摘要被改动")
        return found

    def _chain_faults(self, seal: Json) -> list[str]:
        """Each seal of a unit names the digest of the one before it, back to its first."""
        found, before = [], ""
        for cutoff, number, digest, previous in seal["chain"]:
            if previous != before:
                found.append(f"{self.place(seal)}链条断开：{cutoff} 第{number}次封存接不上前一次")
            before = digest
        if seal["chain"][-1][:3] != [seal["cutoff_on"], seal["number"], seal["digest"]]:
            found.append(f"{self.place(seal)}链条的末端不是这次封存")
        return found

    # -- workbook and list

    @property
    def _workbook_changed(self) -> bool:
        return bool(sha256(self.workbook) != self.json["workbook"]["sha256"])

    def _workbook_faults(self) -> list[str]:
        if self.whole and self._workbook_changed:
            return [f"目录 {ARCHIVE} 里工作簿的摘要被改动"]
        try:
            cells = check_workbook(self.workbook, self)
        except BROKEN as error:
            return [f"{CELLS}（工作簿抄本）被改动，读不出（{error}）"]
        if self.whole:  # the workbook is what was digested, so it is not the one that is wrong
            return [f"{CELLS}（工作簿抄本）或目录 {ARCHIVE} 被改动：{fault}" for fault in cells[:3]]
        if not cells and self._workbook_changed:
            return [f"{self.place()}工作簿被改动：各格内容没有变，改动在格式或文件外壳"]
        return cells or [f"目录 {ARCHIVE} 被改动：{self.place()}汇总摘要与内容算出的不同"]

    def _list_faults(self, named: set[str]) -> list[str]:
        """Each line of digests.txt against the content; what was named already is left out."""
        listed = list_of(self)
        lines = self.files[DIGESTS].decode("utf-8", "replace").split("\n")
        found = []
        for number, (line, (name, wanted)) in enumerate(zip(lines, listed), 1):
            if line != wanted and name not in named:
                what = wanted.split("  ", 1)[-1] or "结尾"
                found.append(f"{what} 与摘要清单 {DIGESTS} 第{number}行不同：两者之一被改动")
        if len(lines) != len(listed):
            found.append(f"摘要清单 {DIGESTS} 应有 {len(listed)} 行，现有 {len(lines)} 行")
        if named and WORKBOOK not in named:  # the whole follows from its parts
            found = [fault for fault in found if not fault.startswith("汇总 ")]
        return found


def slices(seal: Json, content: bytes) -> list[bytes]:
    """A seal's file is {"rows":[row,row,…],"seal":[…]}: the bytes of each row."""
    at, found = len(b'{"rows":['), []
    for _, _, length, _ in seal["rows"]:
        found.append(content[at : at + length])
        at += length + 1
    return found


def loaded(content: bytes) -> Json:
    try:
        read: Json = json.loads(content.decode())
        return read if isinstance(read.get("rows"), list) else {}
    except BROKEN:
        return {}


def list_of(archive: Archive) -> list[tuple[str, str]]:
    """The lines of digests.txt as the content gives them, each with the file it speaks of."""
    files = archive.files
    lines = [(name, f"{sha256(files.get(name, b''))}  文件 {name}") for name in FILES]
    whole = f"汇总 {archive.json['round']} 版本{archive.json['version']}"
    lines.append((WORKBOOK, f"{archive.digest}  {whole}"))
    for seal, digest in zip(archive.seals, archive.digests):
        name = seal["file"]
        lines.append((name, f"{digest}  封存 {name}"))
        for seq, part in enumerate(slices(seal, archive.file(seal)), 1):
            lines.append((name, f"{sha256(part)}  行 {name} 第{seq}行 {seal['rows'][seq - 1][0]}"))
    return [*lines, (DIGESTS, "")]


# ---- the workbook: every cell of it ----------------------------------------------------------


def check_workbook(data: bytes, archive: Archive) -> list[str]:
    """Cells of a workbook that are not what was sealed, or not what was sent."""
    cells: dict[str, Cells] = json.loads(archive.files[CELLS].decode())
    where = f"{archive.place()}工作簿"
    try:
        book = read_workbook(data)
    except BROKEN as error:
        return [f"{where}被改动，打不开：{error}"]
    sealed = sealed_cells(archive)
    found = [f"{where}缺少工作表“{sheet}”" for sheet in cells if sheet not in book]
    found += [f"{where}多出工作表“{sheet}”" for sheet in book if sheet not in cells]
    for sheet in [sheet for sheet in cells if sheet in book]:
        own = sealed if sheet == archive.json["table"]["sheet"] else {}
        there, sent = book[sheet], cells[sheet]
        for ref in sorted({*there, *sent, *own}, key=_order):
            told = differing(there.get(ref), sent.get(ref), own.get(ref))
            if told:
                at = own[ref][1] if ref in own else _in_list(archive, sheet, ref, sent)
                found.append(f"{at}（{ref}）：{told}")
    if len(found) > MAX_SHOWN:
        found[MAX_SHOWN:] = [f"{where}还有 {len(found) - MAX_SHOWN} 处不同"]
    return found


def differing(there: Any, sent: Any, own: Any) -> str:
    """What a cell says and should say; "" when it is as it was."""
    value, formula = _halves(there)
    wanted, sent_formula = _halves(sent)
    word = "原来是"
    if own is not None:
        wanted, word = own[0], "封存的是"
    lost = formula and value is None  # saved without results: the formula itself must stand
    if formula != sent_formula:
        shown = f"公式 ={formula}" if formula else _show(value)
        before = f"公式 ={sent_formula}" if sent_formula else _show(wanted)
        return f"工作簿里是“{shown}”，原来是“{before}”"
    if lost or same(value, wanted):
        return ""
    return f"工作簿里是“{_show(value)}”，{word}“{_show(wanted)}”"


def _halves(cell: Any) -> tuple[Any, Any]:
    """(value, formula); an absent cell is empty."""
    return (cell[1], cell[0]) if isinstance(cell, list) else (cell, None)


def _show(value: Any) -> Any:
    return "空" if value is None or value == "" else value


def same(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, date):
        wanted = (wanted - DAY_ZERO).days
    if value in (None, "") or wanted in (None, ""):
        return value in (None, "") and wanted in (None, "")
    if isinstance(value, str) or isinstance(wanted, str):
        texts = [unicodedata.normalize("NFC", str(one)) for one in (value, wanted)]
        return texts[0] == texts[1]
    return abs(Decimal(str(value)) - Decimal(str(wanted))) <= TOLERANCE


def _order(ref: str) -> tuple[int, int, str]:
    letters, row = _split(ref)
    return int(row), len(letters), letters


def _split(ref: str) -> tuple[str, str]:
    match = REFERENCE.fullmatch(ref)
    if not match:
        raise ValueError(f"单元格 {ref}")
    return match[1], match[2]


def _in_list(archive: Archive, sheet: str, ref: str, cells: Cells) -> str:
    """What stands beside the cell tells whose row it is; its head is in row 2 or 3."""
    letters, row = _split(ref)
    heads = {}
    for other, value in cells.items():
        column, line = _split(other)
        if line in ("2", "3") and int(row) > int(line) and isinstance(value, str):
            heads[column] = value
    whose = [
        str(cells[column + row])
        for column, head in heads.items()
        if head in ("单位", "责任单位", "项目名称") and cells.get(column + row)
    ]
    beside = f"（{' '.join(whose)}）" if whose else ""
    head = heads.get(letters, "")
    column = f"“{head}”列" if head and len(head) < 12 else f"{letters}列"
    return f"{archive.place()}工作簿“{sheet}”第{row}行{beside}，{column}"


def sealed_cells(archive: Archive) -> dict[str, tuple[Any, str]]:
    """ref → what the sealed rows say it must hold, and where that is; rows, then totals."""
    table, found = archive.json["table"], {}
    columns, sums = table["columns"], Sums()
    read = [loaded(archive.file(seal)) for seal in archive.seals]
    for seq, (line, index, number) in enumerate(table["rows"], 1):
        seal = archive.seals[index]
        facts = facts_of(archive, seal, read[index], number)
        facts["seq"] = str(seq)
        row = seal["rows"][number]
        where = f"{archive.place(seal)}第{number + 1}行（{row[0]} {row[1]}），"
        for column in columns:
            value = cell(facts, column)
            found[f"{column['letter']}{line}"] = (value, where + column["label"])
            sums.add(index, column["key"], value)
    for line, index in table["totals"]:
        whose = "合计" if index is None else f"{archive.seals[index]['unit_name']}小计"
        for column in columns:
            if column["summed"] or column["ratio"]:
                where = f"{archive.place()}{whose}，{column['label']}"
                found[f"{column['letter']}{line}"] = (sums.of(index, column), where)
    return found


class Sums:
    """By unit and of all (None); a rate is sum over sum, never the mean of rates."""

    def __init__(self) -> None:
        self._found: dict[tuple[Any, str], Decimal] = {}

    def add(self, index: int, key: str, value: Any) -> None:
        for whose in (index, None):
            if isinstance(value, Decimal):
                self._found[whose, key] = self._found.get((whose, key), Decimal(0)) + value

    def of(self, index: int | None, column: Json) -> Any:
        if column["summed"]:
            return self._found.get((index, column["key"]), Decimal(0))
        part, whole = (self._found.get((index, key), Decimal(0)) for key in column["ratio"])
        return part / whole if whole else "—"


def facts_of(archive: Archive, seal: Json, read: Json, number: int) -> Json:
    """A sealed row's facts by name, its permits' by kind, and what is computed of them."""
    format_ = archive.json["formats"][str(dict(zip(SEAL, read["seal"]))["format"])]
    row = read["rows"][number]
    facts: Json = dict(zip(format_["project"], row["project"]))
    facts["unit"] = facts["unit_name"]
    if seal["mark"]:
        facts["note"] = seal["mark"] + (f"；{facts['note']}" if facts["note"] else "")
    permits = [dict(zip(format_["permit"], permit)) for permit in row["permits"]]
    for permit in permits:
        code, status = permit["kind_code"], permit["status"]
        text = {"done": "document_no", "not_required": "exempt_reason"}.get(status, "note")
        facts[f"{code}.status"], facts[f"{code}.level"] = status, permit["level"]
        facts[f"{code}.date"] = permit["completed_on" if status == "done" else "expected_on"]
        facts[f"{code}.ref"] = permit[text]
    kinds = archive.json["table"]["kinds"]
    if archive.json["form"] == "permits":
        _count(facts, [p for p in permits if p["kind_code"] in kinds], archive.json["cutoff_on"])
    else:
        _weigh(facts)
    return facts


def _count(facts: Json, permits: list[Json], until: str) -> None:
    """应办, 已办结, 办结率 at the round's cut-off."""
    done = sum(p["status"] == "done" and "" < (p["completed_on"] or "") <= until for p in permits)
    required = sum(p["status"] != "not_required" for p in permits)
    facts["required"], facts["done"] = str(required), str(done)
    facts["rate"] = _share(Decimal(done), Decimal(required))


def _weigh(facts: Json) -> None:
    """投资完成率, and how far 统计口径 lies from what is reported."""
    done, plan = (
        Decimal(facts[key] or 0) for key in ("completed_investment", "planned_investment")
    )
    counted = facts["statistical_investment"]
    facts["difference"] = None if counted is None else str(done - Decimal(counted))
    facts["in_statistics"] = {True: "yes", False: "no"}.get(facts["in_statistics"])
    facts["rate"] = _share(done, plan)


def _share(part: Decimal, whole: Decimal) -> str:
    return str((part / whole).quantize(SHARE, ROUND_HALF_UP)) if whole else "—"


def cell(facts: Json, column: Json) -> Any:
    """The canonical text of a fact as the cell holds it."""
    value, kind = facts.get(column["key"]), column["type"]
    if value in (None, "", "—"):
        return value
    if kind in ("date", "month"):
        return date(*map(int, value.split("-")))
    if kind in ("money", "number", "count", "rate"):
        return Decimal(str(value))
    return column["choices"].get(value, "") if kind == "choice" else value


# ---- .xlsx -----------------------------------------------------------------------------------


def read_workbook(data: bytes) -> dict[str, Cells]:
    """Sheet → its cells; dates are numbers in a workbook, and stay so."""
    with zipfile.ZipFile(BytesIO(data)) as book:
        if sum(info.file_size for info in book.infolist()) > MAX_BYTES:
            raise ValueError("工作簿太大")
        for info in book.infolist():  # so that damage anywhere names its part
            try:
                book.read(info)
            except BROKEN:
                raise ValueError(f"{info.filename} 损坏") from None
        shared: list[str] = []
        if "xl/sharedStrings.xml" in book.namelist():
            shared = [_text(item) for item in _parsed(book, "xl/sharedStrings.xml")]
        links = {
            link.get("Id"): (link.get("Target") or "").lstrip("/")
            for link in _parsed(book, "xl/_rels/workbook.xml.rels")
        }
        found = {}
        for node in _parsed(book, "xl/workbook.xml").iter():
            if _tag(node) == "sheet":
                key = next(v for name, v in node.attrib.items() if name.endswith("}id"))
                part = str(links[key])
                part = part if part.startswith("xl/") else f"xl/{part}"
                found[node.get("name") or ""] = _sheet(_parsed(book, part), shared)
        return found


def _parsed(book: zipfile.ZipFile, part: str) -> ElementTree.Element:
    data = book.read(part)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ValueError(f"{part} 里有 DTD")
    try:
        return ElementTree.fromstring(data)  # noqa: S314  no DTD gets here, and it stands alone
    except ElementTree.ParseError as error:
        raise ValueError(f"{part}：{error}") from None


def _tag(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2]


def _sheet(root: ElementTree.Element, shared: list[str]) -> Cells:
    cells: Cells = {}
    row = col = 0
    for node in root.iter():
        if _tag(node) == "row":
            row, col = int(node.get("r") or row + 1), 0
        elif _tag(node) == "c":
            ref = node.get("r") or f"{_letters(col + 1)}{row}"
            col = _number(_split(ref)[0])
            value = _value(node, shared)
            if value not in (None, ""):
                cells[ref] = value
    return cells


def _value(node: ElementTree.Element, shared: list[str]) -> Any:
    kind, raw, formula = node.get("t") or "n", None, None
    for child in node:
        if _tag(child) == "v":
            raw = child.text or ""
        elif _tag(child) == "f":
            formula = child.text or ""
        elif _tag(child) == "is":
            raw = _text(child)
    value: Any = raw
    if kind == "s" and raw:
        value = shared[int(raw)]
    elif kind == "str" and raw:
        value = _unescaped(raw)
    elif kind == "n" and raw:
        number = float(raw)
        value = int(number) if number.is_integer() else number
    return value if formula is None else [formula, None if value == "" else value]


def _text(node: ElementTree.Element) -> str:
    """A string's runs, without the reading aids beside them."""
    runs = [child for child in node if _tag(child) in ("t", "r")]
    parts = [t for run in runs for t in ([run] if _tag(run) == "t" else run) if _tag(t) == "t"]
    return _unescaped("".join(part.text or "" for part in parts))


def _unescaped(text: str) -> str:
    text = re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)
    return text.replace("\r\n", "\n")


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


# ---- the command -----------------------------------------------------------------------------


def check_code(archive: Archive, text: str) -> tuple[bool, str]:
    """Does the code on paper belong to this archive?"""
    known = {seal["unit_name"]: short_code(seal["digest"]) for seal in archive.seals}
    for what, code in {**known, "汇总表": archive.json["code"]}.items():
        if typed_code(code) == typed_code(text):
            return True, f"核对码 {code} 是{what}的，一致"
    return False, f"核对码 {text} 不是这份归档的。汇总表的核对码是 {archive.json['code']}"


def report(files: Files, other: bytes | None, code: str) -> tuple[list[str], list[str]]:
    """(faults, what was found in order)."""
    faults = check_files(files)
    if faults:
        return faults, []
    archive = Archive(files)
    rows = sum(len(seal["rows"]) for seal in archive.seals)
    told = [
        f"{archive.json['form_label']} {archive.place()} 版本{archive.json['version']}："
        f"{len(archive.seals)} 个单位的封存、{rows} 行，摘要、链条、工作簿各格都一致",
        f"汇总摘要 {archive.json['digest']}",
        f"核对码 {archive.json['code']}",
    ]
    if other is not None:
        faults += check_workbook(other, archive)
        how = "逐字节相同" if other == archive.workbook else "各格内容相同，格式或外壳不同"
        told.append(f"另外的工作簿与归档里的{how}")
    if code:
        right, words = check_code(archive, code)
        (told if right else faults).append(words)
    return faults, told


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="核对封存归档")
    parser.add_argument("archive", metavar="归档.zip")
    parser.add_argument("--workbook", metavar="工作簿.xlsx", help="另外收到的汇总表，逐格核对")
    parser.add_argument("--code", metavar="XXXXX-XXXXX", default="", help="纸上的核对码")
    options = parser.parse_args(arguments)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    try:
        files, broken = read_files(options.archive)
        other = Path(options.workbook).read_bytes() if options.workbook else None
    except BROKEN as error:
        sys.stdout.write(f"打不开：{error}\n")
        return 2
    faults, told = report(files, other, options.code)
    faults = broken + faults
    lines = [f"× {fault}" for fault in faults] + [f"有改动：{len(faults)} 处"]
    sys.stdout.write("\n".join(lines if faults else [*told, "完好"]) + "\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
