"""Accounts for many people from one list: what each line would make, all errors at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet

from puxian_projects import limits
from sheets.book import TableBook, TableGroup, TableRow, TableSheet
from sheets.check import parse_row
from sheets.columns import Finding, Sheet
from sheets.read import ReadRow
from sheets.text import CellError, as_text
from sheets.write import write_table

from .forms import USERNAME
from .models import Unit, User
from .sheets import people_sheet

NEW, KNOWN, ERROR, BLANK = "new", "known", "error", "blank"
NO_UNIT = "没有这个单位。写全称、简称或代码；新单位先在“单位”页里新增"
TOO_MANY = f"一次最多新增 {limits.NEW_ACCOUNTS} 个账号。把名单分成几个文件"
SHOWN = 100


@dataclass
class Entry:
    """One line of the list and what becomes of it."""

    row: int
    unit: str  # its code, or what the file says
    name: str
    username: str = ""
    email: str = ""
    is_liaison: bool = False
    is_head: bool = False
    state: str = NEW
    errors: list[Finding] = field(default_factory=list)
    note: str = ""


class Roster:
    """The county's units and accounts, read once; the lines of a list are held against them."""

    def __init__(self, units: QuerySet[Unit]) -> None:
        self.units = {unit.code: unit for unit in units.active()}  # type: ignore[attr-defined]
        self.sheet: Sheet = people_sheet(self.units.values())
        accounts = list(User.objects.select_related("unit").order_by("is_active", "pk"))
        self.usernames = {account.username for account in accounts}
        self.known = {(account.unit.code, account.name): account for account in accounts}

    def plan(self, rows: Sequence[ReadRow]) -> list[Entry]:
        entries = [self._entry(row) for row in rows]
        self._find_doubles(entries)
        for entry in entries:
            if entry.errors:
                entry.state = ERROR
        for entry in entries:
            if entry.state == NEW and not entry.username:
                entry.username = self._free_name(entry.unit)
        return entries

    def is_taken(self, draft: User) -> bool:
        """Has somebody made this account, or one of this name, since the list was read?"""
        return draft.username in self.usernames or (draft.unit.code, draft.name) in self.known

    def _entry(self, row: ReadRow) -> Entry:
        given = {key: _text(row.cells.get(key)) for key in self.sheet.keys}
        if not any(given[key] for key in ("name", "username", "email")):
            return Entry(row.row, given["unit"], "", state=BLANK, note="没有填姓名，跳过")
        values, findings = parse_row(self.sheet, {**given, **row.cells}, today=None)
        entry = Entry(
            row.row,
            unit=str(values.get("unit") or given["unit"]),
            name=str(values.get("name") or given["name"]),
            username=str(values.get("username") or "").lower(),
            email=str(values.get("email") or ""),
            is_liaison=values.get("is_liaison") == "yes",
            is_head=values.get("is_head") == "yes",
        )
        entry.errors = [_in_words(finding) for finding in findings]
        self._check(entry)
        return entry

    def _check(self, entry: Entry) -> None:
        for key, check in (("username", USERNAME), ("email", validate_email)):
            value = getattr(entry, key)
            try:
                if value:
                    check(value)
            except ValidationError as error:
                entry.errors.append(_finding(key, "format", error.message.rstrip("。"), value))
        known = self.known.get((entry.unit, entry.name))
        if known and not entry.errors:
            what = "不再新增" if known.is_active else "已停用；要用就在“账号”页里恢复"
            entry.note = f"已有账号 {known.username}，{what}"
            entry.state, entry.username = KNOWN, known.username
        elif entry.username in self.usernames:
            words = f"登录名 {entry.username} 已经有人用。换一个，或空着由系统起"
            entry.errors.append(_finding("username", "duplicate", words, entry.username))

    def _find_doubles(self, entries: Iterable[Entry]) -> None:
        people: dict[tuple[str, str], int] = {}
        names: dict[str, int] = {}
        for entry in entries:
            if entry.state == BLANK:
                continue
            first = people.setdefault((entry.unit, entry.name), entry.row)
            if first != entry.row:
                words = f"和第 {first} 行是同一个人。删去一行"
                entry.errors.append(_finding("name", "duplicate", words, entry.name))
            taken = names.setdefault(entry.username, entry.row) if entry.username else entry.row
            if taken != entry.row and first == entry.row:
                words = f"和第 {taken} 行的登录名一样。换一个，或空着由系统起"
                entry.errors.append(_finding("username", "duplicate", words, entry.username))
        self.usernames |= set(names)

    def _free_name(self, unit: str) -> str:
        """The unit's code in lower case, then with 2, 3, …"""
        base = unit.lower()
        numbered = (base if n == 1 else f"{base}{n}" for n in count(1))
        name = next(name for name in numbered if name not in self.usernames)
        self.usernames.add(name)
        return name


def write_template(units: QuerySet[Unit], out: BinaryIO) -> None:
    """A list to fill in; units that nobody can sign in for stand in it already."""
    roster = Roster(units)
    used = set(User.objects.filter(is_active=True).values_list("unit__code", flat=True))
    rows = [
        TableRow({**roster.sheet.empty_row(), "unit": code, "is_liaison": "yes"})
        for code, unit in roster.units.items()
        if unit.files_reports and code not in used
    ]
    table = TableSheet(
        name="账号",
        sheet=roster.sheet,
        groups=[TableGroup("", rows)],
        title="账号名单",
        subtitle="一人一行。登录名可以空着，由系统按单位代码起；没有填姓名的行跳过。",
        editable=True,
        total=False,
    )
    write_table(out, TableBook([table]))


def _in_words(finding: Finding) -> Finding:
    if finding.key == "unit" and finding.code == "choice":
        return _finding("unit", "choice", NO_UNIT, finding.value)
    return finding


def _finding(key: str, code: str, message: str, value: str) -> Finding:
    return Finding(None, key, code, message, "error", value)


def _text(value: Any) -> str:
    try:
        return as_text(value)[:SHOWN].strip() if value is not None else ""
    except CellError:
        return str(value)[:SHOWN]
