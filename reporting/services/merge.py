"""A workbook laid over the register: rows by key, code, name; cells three ways (design §9).

Pure: what the register holds and what the file says come in, what would change goes out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from reporting.selectors.facts import date_field, permit_of, ref_field
from sheets.check import parse, parse_row, shared_choices, show
from sheets.columns import Column, Row, Sheet, Value
from sheets.read import ReadResult, ReadRow
from sheets.report import ReportEntry
from sheets.text import CellError, fold

from .places import Places

Cells = dict[str, Value]


@dataclass(frozen=True)
class Other:
    """A project of the county that does not stand in this table."""

    number: str
    national_code: str
    is_own: bool


@dataclass(frozen=True)
class Register:
    """What the file is compared with: the table, and what else the county holds."""

    sheet: Sheet
    rows: Mapping[str, Row]
    versions: Mapping[str, str]
    others: Sequence[Other] = ()


@dataclass(frozen=True)
class Edit:
    """One cell to write; `was` is what the register holds now."""

    number: str
    key: str
    was: Value
    value: Value
    source: ReadRow


@dataclass(frozen=True)
class NewRow:
    values: Cells
    source: ReadRow


@dataclass
class Merge:
    edits: dict[str, list[Edit]] = field(default_factory=dict)  # by project number, file order
    created: list[NewRow] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    numbers: dict[int, str] = field(default_factory=dict)  # Excel row -> the project it is
    errors: list[ReportEntry] = field(default_factory=list)
    warnings: list[ReportEntry] = field(default_factory=list)

    def merged(self, number: str, row: Row) -> Cells:
        """The register's row with the file's edits in it."""
        return {**row, **{edit.key: edit.value for edit in self.edits.get(number, ())}}


def merge(register: Register, read: ReadResult, *, today: date) -> Merge:
    """`today`: the cut-off, for dates without a year."""
    return _Merger(register, read, today).run()


class _Merger:
    def __init__(self, register: Register, read: ReadResult, today: date) -> None:
        self.register, self.read, self.today = register, read, today
        self.sheet = register.sheet
        self.places = Places(register.sheet, read)
        self.found = Merge()
        self.seen: dict[str, ReadRow] = {}
        self.ends: list[tuple[ReadRow, Row]] = []  # each row of the file as it would read
        self.by_code = _index(register.rows, "national_code")
        self.by_name = {fold(n): number for n, number in _index(register.rows, "name").items()}
        self.elsewhere = {other.number: other for other in register.others}
        self.codes_elsewhere = {o.national_code: o for o in register.others if o.national_code}

    def run(self) -> Merge:
        for row in self.read.rows:
            self._row(row)
        self.found.absent = [n for n in self.register.rows if n not in self.seen]
        self._doubles()
        return self.found

    def _row(self, row: ReadRow) -> None:
        problem, number = self._match(row)
        if problem:
            self.found.errors.append(problem)
            return
        present = self.register.rows.get(number) if number else None
        values, findings = parse_row(self.sheet, row.cells, today=self.today, current=present)
        self.found.errors += [self.places.of_finding(finding, row) for finding in findings]
        self._ambiguous(row, present, values)
        if present is None:
            if not findings:
                values = {**self.sheet.empty_row(), **values}
                self.found.created.append(NewRow(values, row))
                self.ends.append((row, values))
            return
        self.seen[number] = row
        self.found.numbers[row.row] = number
        edits = self._edits(row, number, present, values)
        if edits:
            self.found.edits[number] = edits
        elif not findings:
            self.found.same.append(number)
        self.ends.append((row, self.found.merged(number, present)))

    def _match(self, row: ReadRow) -> tuple[ReportEntry | None, str]:
        """The project a row speaks of, "" for a new one, or why it cannot be either."""
        number = self._number(row)
        other = self._other(row) if not number else None
        if other or (row.row_key and not number):
            return self._foreign(row, other), ""
        if not number:
            return None, ""
        if number in self.seen:
            first = self.seen[number].row
            why = f"和第 {first} 行是同一个项目。留一行；新项目请在空行里另填，不要复制整行"
            return self.places.entry(row, "name", "duplicate", why), ""
        return None, number

    def _number(self, row: ReadRow) -> str:
        if row.row_key in self.register.rows:
            return row.row_key
        if row.row_key in self.elsewhere:
            return ""
        code = self._text(row, "national_code")
        if code in self.by_code:
            return self.by_code[code]
        if code in self.codes_elsewhere:
            return ""
        return self.by_name.get(fold(self._text(row, "name")), "")

    def _other(self, row: ReadRow) -> Other | None:
        if row.row_key in self.elsewhere:
            return self.elsewhere[row.row_key]
        return self.codes_elsewhere.get(self._text(row, "national_code"))

    def _foreign(self, row: ReadRow, other: Other | None) -> ReportEntry:
        if other and other.is_own:
            why = "这个项目不在本期的表里（已退出，或不属于这张表的年度类别）。请删去这一行"
        elif other:
            why = "这一行不是本单位的项目，不能从这里修改。请删去这一行"
        else:
            why = "隐藏的行标识对不上任何项目。请重新下载本单位的表，把内容填进去"
        return self.places.entry(row, "name", "foreign", why)

    def _text(self, row: ReadRow, key: str) -> str:
        """A cell that identifies, as it would be stored; "" when it cannot be read."""
        if key not in row.cells:
            return ""
        try:
            return str(parse(self.sheet.column(key), row.cells[key]))
        except CellError:
            return ""

    def _edits(self, row: ReadRow, number: str, present: Row, values: Cells) -> list[Edit]:
        base = self._exported(number)
        is_old = not base and row.row_version not in ("", self.register.versions[number])
        edits = {}
        for key, value in values.items():
            was = present.get(key)
            if is_same(value, was) or (base and is_same(value, base.get(key))):
                continue
            if is_old or (base and not is_same(was, base.get(key))):
                self.found.errors.append(self._stale(row, key, was))
            else:
                edits[key] = Edit(number, key, was, value, row)
        for key in self._followers(edits, present):
            if key in values and not is_same(values[key], None):
                edits.setdefault(key, Edit(number, key, present.get(key), values[key], row))
        return list(edits.values())

    @staticmethod
    def _followers(edits: Mapping[str, Edit], present: Row) -> list[str]:
        """时间 and 文号 whose meaning a new status turns: they are meant as the file shows them."""
        found = []
        if "progress_state" in edits:
            found.append("progress_on")
        for key, edit in edits.items():
            about = permit_of(key)
            if about is None or about[1] != "status":
                continue
            old, new = str(present.get(key)), str(edit.value)
            if date_field(old) != date_field(new):
                found.append(f"{about[0]}.date")
            if ref_field(old) != ref_field(new):
                found.append(f"{about[0]}.ref")
        return found

    def _exported(self, number: str) -> Cells:
        """The row as it was exported (`_px`); empty when the file does not say."""
        known = (self.read.px or {}).get(number)
        if known is None:
            return {}
        return {key: _unwire(self.sheet.column(key), text) for key, text in known.items()
                if key in self.sheet}  # fmt: skip

    def _stale(self, row: ReadRow, key: str, was: Value) -> ReportEntry:
        now = show(self.sheet.column(key), was) or "空"
        why = f"下载以后这一格已经改成“{now}”。按现在的内容改，或重新下载后再填"
        return self.places.entry(row, key, "stale", why)

    def _ambiguous(self, row: ReadRow, present: Row | None, values: Cells) -> None:
        """△ stands for two statuses: say which one it was read as, unless it changes nothing."""
        for key, value in values.items():
            column = self.sheet.column(key)
            choices = shared_choices(column, row.cells[key])
            if not choices or (present and is_same(value, present.get(key))):
                continue
            read_as = next(choice.label for choice in choices if choice.value == value)
            words = "、".join(choice.label for choice in choices)
            why = f"这个写法可能是 {words}，按“{read_as}”读。不是的话请写全"
            self.found.warnings.append(self.places.entry(row, key, "choice", why))

    def _doubles(self) -> None:
        """The same name or code in two rows; what the register holds is asked when known."""
        for key in ("name", "national_code"):
            first: dict[str, ReadRow] = {}
            for row, values in self.ends:
                mark = fold(str(values.get(key) or ""))
                if mark in first:
                    why = (
                        f"和第 {first[mark].row} 行的{self.sheet.column(key).label}相同。核对后改正"
                    )
                    self.found.errors.append(self.places.entry(row, key, "duplicate", why))
                elif mark:
                    first[mark] = row


def is_same(one: Value, other: Value) -> bool:
    """None and "" are both nothing."""
    return (one if one is not None else "") == (other if other is not None else "")


def _index(rows: Mapping[str, Row], key: str) -> dict[str, str]:
    return {str(row[key]): number for number, row in rows.items() if row.get(key)}


def _unwire(column: Column, text: str) -> Value:
    try:
        return parse(column, text)
    except CellError:
        return text
