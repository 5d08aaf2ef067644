"""What is wrong or odd in a row of the form permits, and what is a step back (design §5)."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from procedures.rules import Level, Status
from sheets.columns import Finding, Row, Sheet

from .judge import Beside, Judge

WAITING = {
    Status.PREPARING: "正在组卷",
    Status.SUBMITTED: "正在审批",
    Status.RETURNED: "已退件",
}
SMALL_TOTAL = Decimal(100)  # 万元: a key project below it was probably typed in 亿元
_BIG_SCALE = re.compile(r"亿|兆瓦|MW|GW|万吨|公里", re.IGNORECASE)
_BRACKETS = str.maketrans({**dict.fromkeys("【[［(（", "〔"), **dict.fromkeys("】]］)）", "〕")})
# domain §2.1: 文号, 用/地/建/乡字第…号, 不动产权证, 18-digit 施工许可证, the project code itself.
_NUMBERS = re.compile(
    r"[\u4e00-\u9fa5A-Za-z]{2,20}〔(?:19|20)[0-9]{2}〕[0-9]{1,5}号"
    r"|[用地建乡]字第[0-9A-Z]{8,20}号"
    r"|.{1,3}〔20[0-9]{2}〕.{2,20}第[0-9]{4,9}号"
    r"|[0-9]{18}|[0-9]{4}-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{6}"
)
_WITHOUT_NUMBER = ("备案", "登记表", "承诺", "合同", "决定书")


class KindLike(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...


def row_findings(
    sheet: Sheet,
    row_key: str,
    row: Row,
    *,
    today: date,
    previous: Row | None,
    kinds: Sequence[KindLike],
    beside: Beside | None = None,
) -> list[Finding]:
    """`previous`: the row as the unit last sealed it. Errors first, then warnings."""
    judge = _Judge(sheet, row_key, row, today, previous)
    for kind in kinds:
        judge.permit(kind)
    judge.issue()
    judge.project()
    judge.steps_back(needs_reason)
    return judge.in_order()


def is_backward(key: str, old: Row, new: Row) -> bool:
    """done → open, required → 无需, dates later, amounts down, plan changed (design §5)."""
    before, after = old.get(key), new.get(key)
    if before == after:
        return False
    code, _, field = key.partition(".")
    if field == "status":
        undone = before == Status.DONE
        return undone or (after == Status.NOT_REQUIRED and before != Status.NOT_REQUIRED)
    if field == "date":
        return _is_later(code, old, new)
    if key == "planned_start":
        return isinstance(before, date) and (not isinstance(after, date) or after > before)
    if key == "planned_investment":
        return before is not None
    if key == "total_investment" and isinstance(before, Decimal):
        return not isinstance(after, Decimal) or after < before
    return False


def needs_reason(key: str, old: Row, new: Row) -> bool:
    """A step back nothing explains yet; what explains a later date is a new 文号/说明."""
    if not is_backward(key, old, new):
        return False
    code, _, field = key.partition(".")
    return field != "date" or not _is_explained(code, new, old)


def _is_later(code: str, old: Row, new: Row) -> bool:
    """The same kind of date, expected or completed, moved back or taken away."""
    states = {old.get(f"{code}.status"), new.get(f"{code}.status")}
    if len(states) > 1 and states & {Status.DONE, Status.NOT_REQUIRED}:
        return False
    before, after = old.get(f"{code}.date"), new.get(f"{code}.date")
    return isinstance(before, date) and (not isinstance(after, date) or after > before)


def _is_explained(code: str, row: Row, previous: Row | None) -> bool:
    ref = row.get(f"{code}.ref") or ""
    return bool(ref) and ref != ((previous or {}).get(f"{code}.ref") or "")


class _Judge(Judge):
    """Collects the findings of one row."""

    def permit(self, kind: KindLike) -> None:
        status = self.row.get(f"{kind.code}.status") or Status.NOT_STARTED
        if status == Status.DONE:
            self._done(kind)
        elif status == Status.NOT_REQUIRED:
            if not self.row.get(f"{kind.code}.ref"):
                message = "无需办理，没有写理由。在“文号/说明”写明，如 规模以下、名录豁免"
                self.error(f"{kind.code}.ref", "required", message)
            return
        else:
            self._open(kind, Status(str(status)))
        if status != Status.NOT_STARTED and not self.row.get(f"{kind.code}.level"):
            self.warn(f"{kind.code}.level", "default_level", _default_level(kind))

    def issue(self) -> None:
        if self.row.get("issue") and not self.row.get("issue_level"):
            message = "写了问题，没有协调层级。选 县、市 或 省"
            self.error("issue_level", "required", message)

    def project(self) -> None:
        self.plan_over_total()
        total = self.row.get("total_investment")
        if (
            isinstance(total, Decimal)
            and total < SMALL_TOTAL
            and _BIG_SCALE.search(str(self.row.get("scale") or ""))
        ):
            message = "总投资不到 100 万元，像是按亿元填的。单位是万元，请核对"
            self.warn("total_investment", "yi_wan", message)

    def _done(self, kind: KindLike) -> None:
        day = self.row.get(f"{kind.code}.date")
        ref = str(self.row.get(f"{kind.code}.ref") or "")
        if not isinstance(day, date):
            message = "已办结，没有办结日期。请填日期，如 2月1日"
            self.error(f"{kind.code}.date", "required", message)
        elif day > self.today:
            message = "办结日期在今天以后。填实际办结日期；还没办结的，把“进展”改回“审批中”"
            self.error(f"{kind.code}.date", "date", message)
        if not ref:
            message = "已办结，没有文号。填文号；没有文号的，写明办结文件，如 登记表备案"
            self.warn(f"{kind.code}.ref", "no_number", message)
        elif _is_odd(ref):
            message = "文号写法少见。核对一下，如 晋发改审发〔2022〕12号"
            self.warn(f"{kind.code}.ref", "odd_number", message)
        if kind.code == "approval" and not self.row.get("national_code"):
            message = f"{kind.name}已办结，没有项目代码。请填项目代码，或写明原因"
            self.warn("national_code", "no_code", message)

    def _open(self, kind: KindLike, status: Status) -> None:
        day = self.row.get(f"{kind.code}.date")
        if not isinstance(day, date):
            if status in WAITING:
                message = f"{WAITING[status]}，但没有预计办结日期。请填日期，如 2月24日"
                self.error(f"{kind.code}.date", "required", message)
            return
        told = self.row.get("issue") or _is_explained(kind.code, self.row, self.previous)
        if day < self.today and not told:
            message = (
                "预计办结日期已经过去。填新的日期并在“文号/说明”写原因；"
                "已办结的，把“进展”改为“已办结”"
            )
            self.error(f"{kind.code}.date", "date", message)


def _is_odd(ref: str) -> bool:
    if any(word in ref for word in _WITHOUT_NUMBER):
        return False
    return not _NUMBERS.fullmatch(ref.replace(" ", "").translate(_BRACKETS))


def _default_level(kind: KindLike) -> str:
    level = getattr(kind, "default_level", "")
    if level in Level.values:
        return f"没有选层级，按“{Level(level).label}”算。不是的话请改"
    return "没有选层级。选 县、市、省 或 国家"
