"""What is wrong or odd in a row of the form progress, and what is a step back (design §5)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from projects.rules import Nature
from reporting.states import PLACE, STOPS, WorkState
from sheets.columns import Finding, Row, Sheet

from .judge import Beside, Judge
from .permits import KindLike

BEGUN = frozenset({WorkState.STARTED, WorkState.RESUMED})
A_WEEK, AT_MOST = Decimal("0.2"), Decimal("0.5")
OVER_PLAN = Decimal("1.2")
WRONG_UNIT = 1000  # an amount so many times too small or too large was typed in 亿 or 元
WITH_AMOUNT = ("statistical_investment", "image_progress")
NO_AMOUNT = "没有填本年累计完成投资。没有完成填 0"
NOT_ONE = "{}，没有一项手续办结。核对手续进展，或写一句说明"
NO_EVIDENCE = "{}，没有照片或文件。在项目的“附件”页上传，或写一句说明"


def jump_share(days: int) -> Decimal:
    """How much of the plan may come without a word: 20 % a week, never more than half."""
    weeks = max(1, -(-days // 7))
    return min(A_WEEK * weeks, AT_MOST)


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
    """`previous`: the row as the unit last sealed it; `beside`: None for a row not yet made."""
    judge = _Judge(sheet, row_key, row, today, previous)
    judge.state()
    judge.order_of_states()
    if beside is not None:
        judge.grounds(beside)
    judge.completed(beside)
    judge.statistics()
    judge.plan_over_total()
    judge.steps_back(needs_reason)
    return judge.in_order()


def is_backward(key: str, old: Row, new: Row) -> bool:
    """Begun → not begun, a stop, a start put later, amounts down, plan changed (design §5)."""
    before, after = old.get(key), new.get(key)
    if before == after:
        return False
    if key == "progress_state":
        if not before or not after:
            return False
        was, now = WorkState(str(before)), WorkState(str(after))
        return PLACE[now] < PLACE[was] or (now in STOPS and was not in STOPS)
    if key == "progress_on":
        same = old.get("progress_state") == new.get("progress_state")
        return same and isinstance(before, date) and (not isinstance(after, date) or after > before)
    if key in ("planned_investment", "nature"):
        return before not in (None, "")
    if key in ("completed_investment", "statistical_investment", "total_investment"):
        return isinstance(before, Decimal) and (not isinstance(after, Decimal) or after < before)
    return key == "in_statistics" and before == "yes"


needs_reason = is_backward  # nothing in the row itself explains a step back


class _Judge(Judge):
    """Collects the findings of one row."""

    @property
    def now(self) -> WorkState:
        return WorkState(str(self.row.get("progress_state") or WorkState.WAITING))

    @property
    def day(self) -> date | None:
        day = self.row.get("progress_on")
        return day if isinstance(day, date) else None

    def state(self) -> None:
        done = self.row.get("completed_investment")
        if self.now == WorkState.WAITING:
            if self.day is not None:
                self.error("progress_on", "choice", "未开工的没有时间。先选“状态”")
            if done is None and any(self.row.get(key) for key in WITH_AMOUNT):
                self.error("completed_investment", "required", NO_AMOUNT)
            return
        if self.day is None:
            message = f"{self.now.label}，没有时间。请填日期，如 2022-11-28"
            self.error("progress_on", "required", message)
        elif self.day > self.today:
            self.error("progress_on", "date", f"{self.now.label}时间在今天以后。填实际日期")
        if self.now == WorkState.STARTED and self.row.get("nature") == Nature.CONTINUING:
            self.error("progress_state", "choice", "续建项目填“已复工”")
        if done is None:
            self.error("completed_investment", "required", NO_AMOUNT)

    def order_of_states(self) -> None:
        """What the dates and words of one row say against each other."""
        begun = [self.row.get(key) for key in ("started_on", "resumed_on")]
        last = max((day for day in begun if isinstance(day, date)), default=None)
        if self.now == WorkState.FINISHED and self.day and last and self.day < last:
            self._contradiction("progress_on", f"竣工时间早于开复工时间 {last}。核对两个日期")
        is_new = self.row.get("nature") == Nature.NEW
        if self.now == WorkState.RESUMED and is_new and not self.row.get("started_on"):
            why = "新建项目已复工，没有开工时间，不计入开工率。先填“已开工”和时间，再填“已复工”"
            self._contradiction("progress_state", why)
        done = self.money("completed_investment")
        if self.now == WorkState.WAITING and done:
            why = "未开工，却有完成投资。核对状态和金额，前期费用写一句说明"
            self._contradiction("completed_investment", why)

    def grounds(self, beside: Beside) -> None:
        """What a start rests on: a permit, a photo; and a stop on its reason."""
        if self.now in STOPS and not (beside.stop_reason or self.row.get("note")):
            self.error("note", "required", f"{self.now.label}，没有写原因。在“备注”写明")
        is_new = self.row.get("nature") == Nature.NEW
        if is_new and self.now != WorkState.WAITING and not beside.permits_done:
            self.warn("progress_state", "no_permit", NOT_ONE.format(self.now.label))
        if self.now in BEGUN and beside.is_this_year(self.day) and not beside.has_evidence:
            message = NO_EVIDENCE.format(self.now.label)
            self.warn("progress_on", "no_evidence", message)

    def completed(self, beside: Beside | None) -> None:
        done, plan = self.money("completed_investment"), self.money("planned_investment")
        if not done:
            return
        before = self.money("completed_investment", self.previous or {})
        if self._is_in_another_unit(done, plan, before):
            message = "和年度计划、上期的数相差上千倍，像是按亿元或元填的。单位是万元，请核对"
            self.warn("completed_investment", "yi_wan", message)
            return
        total = self.money("total_investment")
        if total is not None and done > total:
            message = "本年累计完成大于总投资。核对两个数，单位都是万元"
            self.warn("completed_investment", "over_total", message, value=f"{done}>{total}")
        if plan and done > plan * OVER_PLAN:
            message = "本年累计完成超过年度计划的 120%。核对金额，属实的写一句说明"
            self.warn("completed_investment", "over_plan", message, value=f"{done}>{plan}")
        if plan and self.previous is not None and beside and beside.jump:
            self._jump(done - (before or Decimal(0)), plan, beside.jump)

    def statistics(self) -> None:
        if self.row.get("in_statistics") == "no" and self.money("statistical_investment"):
            why = "没有统计入库，却有统计口径的数。核对“统计入库”"
            self._contradiction("statistical_investment", why)

    def _jump(self, grown: Decimal, plan: Decimal, share: Decimal) -> None:
        if grown > plan * share:
            much = f"比上期多 {grown:,.2f} 万元，超过年度计划的 {share:.0%}"
            message = f"{much}。核对金额，属实的写一句说明"
            self.warn("completed_investment", "jump", message)

    def _is_in_another_unit(
        self, done: Decimal, plan: Decimal | None, before: Decimal | None
    ) -> bool:
        """Its neighbours are a thousand times larger or smaller."""
        others = [amount for amount in (plan, before) if amount]
        return any(done * WRONG_UNIT <= amount or done >= amount * WRONG_UNIT for amount in others)

    def _contradiction(self, key: str, message: str) -> None:
        value = f"{self.now} {self.day or ''}" if key.startswith("progress") else None
        self.warn(key, "contradiction", message, value)
