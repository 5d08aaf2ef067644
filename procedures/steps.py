"""What each side may do with a permit next, and where the two sides disagree. Pure.

The responsible unit and the handling bureau each say their own word. A step is one word said; it
is legal or it is refused, and it is one PermitEvent. `status` is what the weekly table shows: the
bureau's word moves it, unless the owner has said that it already holds the paper, or that the
permit is not needed: then both words stand and the permit shows 两边不一致.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.db.models import TextChoices

from .numbers import tidy
from .rules import OPEN, HandlerSays, OwnerSays, Side, Status


class Step(TextChoices):
    ASSIGN = "assign", "分解下达"
    ACKNOWLEDGE = "acknowledge", "签收"
    SEND = "send", "报送"
    RESEND = "resend", "补正已交"
    OBTAIN = "obtain", "已拿到批复"
    ACCEPT = "accept", "受理"
    RETURN = "return", "退件补正"
    REVIEW = "review", "专家评审"
    NOTICE = "notice", "公示"
    PROCEED = "proceed", "评审、公示结束"
    FINISH = "finish", "办结"
    RETRACT = "retract", "撤回"


OWNER_STEPS = (Step.SEND, Step.RESEND, Step.OBTAIN)
HANDLER_STEPS = (
    Step.ACKNOWLEDGE,
    Step.ACCEPT,
    Step.RETURN,
    Step.REVIEW,
    Step.NOTICE,
    Step.PROCEED,
    Step.FINISH,
)
SIDE_OF: Mapping[str, Side] = {
    Step.ASSIGN: Side.CENTRE,
    **dict.fromkeys(OWNER_STEPS, Side.OWNER),
    **dict.fromkeys(HANDLER_STEPS, Side.HANDLER),
}
# 计时: which steps start the working-day clock and which stop it
STARTS = frozenset({Step.ACCEPT, Step.PROCEED})
STOPS = frozenset({Step.RETURN, Step.REVIEW, Step.NOTICE, Step.FINISH})
OWNER_WORD: Mapping[str, OwnerSays] = {
    Step.SEND: OwnerSays.SENT,
    Step.RESEND: OwnerSays.RESENT,
    Step.OBTAIN: OwnerSays.OBTAINED,
}
HANDLER_WORD: Mapping[str, HandlerSays] = {
    Step.ACCEPT: HandlerSays.ACCEPTED,
    Step.RETURN: HandlerSays.RETURNED,
    Step.REVIEW: HandlerSays.REVIEW,
    Step.NOTICE: HandlerSays.NOTICE,
    Step.PROCEED: HandlerSays.ACCEPTED,
    Step.FINISH: HandlerSays.DONE,
}
# the status that a word makes, where it makes one
STATUS_AFTER: Mapping[str, Status] = {
    Step.SEND: Status.SUBMITTED,
    Step.RESEND: Status.SUBMITTED,
    Step.OBTAIN: Status.DONE,
    Step.ACCEPT: Status.SUBMITTED,
    Step.RETURN: Status.RETURNED,
    Step.REVIEW: Status.SUBMITTED,
    Step.NOTICE: Status.SUBMITTED,
    Step.PROCEED: Status.SUBMITTED,
    Step.FINISH: Status.DONE,
}
# 停表: the clock stands still while this is the bureau's word
STOPPED: Mapping[str, str] = {
    HandlerSays.RETURNED: "补正停表",
    HandlerSays.REVIEW: "专家评审停表",
    HandlerSays.NOTICE: "公示停表",
}
UNDER_WAY = frozenset({HandlerSays.ACCEPTED, HandlerSays.REVIEW, HandlerSays.NOTICE})
NEEDS_GROUND = "填文号并上传批复文件；没有文号或文件的，写明办结依据"
# where the table stands while the bureau's word is not contradicted
AGREES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(UNDER_WAY, frozenset({Status.SUBMITTED})),
    HandlerSays.RETURNED: frozenset({Status.RETURNED, Status.PREPARING, Status.SUBMITTED}),
    HandlerSays.DONE: frozenset({Status.DONE}),
}
CLAIMS = frozenset({OwnerSays.OBTAINED, OwnerSays.EXEMPT})  # no word of the bureau moves these


class Said(Protocol):
    """What Permit says of itself here."""

    status: str
    owner_says: str
    handler_says: str
    completed_on: date | None
    document_no: str
    handler_done_on: date | None
    handler_document_no: str
    assigned_at: datetime | None
    acknowledged_at: datetime | None
    accepted_on: date | None
    clock_since: date | None


def refusal(step: str, permit: Said) -> str:
    """Why the step is not possible now; empty when it is. 撤回 is judged by what came after."""
    if step in OWNER_STEPS:
        return _owner_refusal(step, permit)
    if step in HANDLER_STEPS:
        return _handler_refusal(step, permit)
    return ""


def stopped_words(permit: Said) -> str:
    """Why the clock stands still; empty while it runs, and before it has begun."""
    stands = permit.accepted_on is not None and permit.clock_since is None
    return STOPPED.get(permit.handler_says, "") if stands else ""


def awaits_correction(permit: Said) -> bool:
    """Returned, and the corrected papers have not been handed in."""
    if permit.status == Status.RETURNED:
        return True
    still = permit.status in (Status.PREPARING, Status.NOT_STARTED)
    return still and permit.handler_says == HandlerSays.RETURNED


def _owner_refusal(step: str, permit: Said) -> str:
    says, status = permit.owner_says, permit.status
    if status == Status.NOT_REQUIRED:
        return "这项手续已定为无需办理，不用报送"
    if step == Step.OBTAIN:
        settled = says == OwnerSays.OBTAINED and difference(permit) is None
        return "责任单位已经说过拿到批复" if settled else ""
    if status == Status.DONE:
        return "这项手续已经办结"
    if step == Step.RESEND:
        return "" if awaits_correction(permit) else "没有退件，不用补正"
    if awaits_correction(permit):
        return "已经退件。补正材料交了的，记为补正已交"
    sent = status == Status.SUBMITTED and says in (OwnerSays.SENT, OwnerSays.RESENT)
    return "已经报送过" if sent else ""


def _handler_refusal(step: str, permit: Said) -> str:
    says = permit.handler_says
    if step == Step.ACKNOWLEDGE:
        return _acknowledge_refusal(permit)
    if says == HandlerSays.DONE:
        # the two sides disagree: the bureau may correct its word or take the case up again
        again = step in (Step.ACCEPT, Step.RETURN, Step.FINISH) and difference(permit)
        return "" if again else "承办部门已经办结"
    if step == Step.ACCEPT:
        return "已经受理" if says in UNDER_WAY else ""
    if step == Step.RETURN:
        return _return_refusal(permit)
    if step == Step.FINISH:
        return "已经退件。收到补正材料先受理，再办结" if says == HandlerSays.RETURNED else ""
    return _pause_refusal(step, says)


def _acknowledge_refusal(permit: Said) -> str:
    if permit.status not in OPEN:
        return f"这项手续{Status(permit.status).label}，不用签收"
    if permit.assigned_at is None:
        return "没有分解下达，不用签收"
    return "已经签收" if permit.acknowledged_at else ""


def _return_refusal(permit: Said) -> str:
    if permit.handler_says == HandlerSays.RETURNED:
        came_again = permit.status == Status.SUBMITTED
        return "" if came_again else "已经退件，等补正材料"
    handed_in = permit.owner_says in (OwnerSays.SENT, OwnerSays.RESENT, OwnerSays.OBTAINED)
    return "" if permit.handler_says or handed_in else "还没有报来，不能退件"


def _pause_refusal(step: str, says: str) -> str:
    """评审 and 公示 begin and end only while the bureau works on it."""
    if step == Step.PROCEED:
        paused = says in (HandlerSays.REVIEW, HandlerSays.NOTICE)
        return "" if paused else "没有在评审或公示"
    if says not in UNDER_WAY:
        return "先受理"
    same = {Step.REVIEW: HandlerSays.REVIEW, Step.NOTICE: HandlerSays.NOTICE}[Step(step)]
    return f"已经在{same.label}" if says == same else ""


def status_after(step: str, permit: Said) -> str:
    """The status that the weekly table shows afterwards."""
    if step in HANDLER_WORD and permit.owner_says in CLAIMS:
        return permit.status
    return STATUS_AFTER.get(step, Status(permit.status))


def owner_word(status: str, permit: Said) -> str:
    """What the owner says by setting `status` in its table."""
    if status == Status.SUBMITTED:
        again = awaits_correction(permit) or permit.handler_says == HandlerSays.RETURNED
        return OwnerSays.RESENT if again else OwnerSays.SENT
    if status == Status.RETURNED:  # it was sent, or it could not have been returned
        spoken = permit.owner_says in (OwnerSays.SENT, OwnerSays.RESENT)
        return permit.owner_says if spoken else OwnerSays.SENT
    words = {
        Status.PREPARING: OwnerSays.PREPARING,
        Status.DONE: OwnerSays.OBTAINED,
        Status.NOT_REQUIRED: OwnerSays.EXEMPT,
    }
    return words.get(Status(status), "")


def holder(status: str, has_handler: bool) -> Side | None:
    """Whose turn it is: of every open permit exactly one, of a closed one nobody."""
    if status not in OPEN:
        return None
    if status == Status.SUBMITTED:
        return Side.HANDLER if has_handler else Side.CENTRE
    return Side.OWNER


@dataclass(frozen=True)
class Difference:
    """两边不一致: what the owner says and what the bureau says, side by side."""

    owner: str
    handler: str

    @property
    def words(self) -> str:
        return f"责任单位：{self.owner}；承办部门：{self.handler}"


def difference(permit: Said) -> Difference | None:
    """Where the two sides contradict each other; a bureau that is silent agrees with anything.

    They agree where the table stands at the point of which the bureau speaks, and the owner has
    not said otherwise: it holds the paper, needs none, or has not handed in. After a return the
    owner may well be 组卷中 again. Both finished, but another day or number: they do not agree.
    """
    owner, handler = permit.owner_says, permit.handler_says
    if not handler:
        return None
    if owner == OwnerSays.OBTAINED and handler == HandlerSays.DONE:
        return _unlike_papers(permit)
    denied = owner == OwnerSays.PREPARING and permit.status != Status.PREPARING
    if permit.status in AGREES[handler] and not denied and owner not in CLAIMS:
        return None
    return Difference(_owner_words(permit), HandlerSays(handler).label)


def _owner_words(permit: Said) -> str:
    """Its own word; in the table it may have set a status that is no word, such as 退件补正."""
    owner, status = permit.owner_says, Status(permit.status)
    sent = owner in (OwnerSays.SENT, OwnerSays.RESENT)
    if not owner or (sent and status != Status.SUBMITTED):
        return status.label
    return OwnerSays(owner).label


def _unlike_papers(permit: Said) -> Difference | None:
    day, their_day = permit.completed_on, permit.handler_done_on
    if day and their_day and day != their_day:
        return Difference(f"{day:%Y-%m-%d} 办结", f"{their_day:%Y-%m-%d} 办结")
    number, theirs = permit.document_no, permit.handler_document_no
    if number and theirs and tidy(number) != tidy(theirs):
        return Difference(f"文号 {number}", f"文号 {theirs}")
    return None


def is_confirmed(permit: Said, has_file: bool) -> bool:
    """办结 that both sides say, or that a document on file shows (两边确认口径)."""
    if permit.status != Status.DONE:
        return False
    both = permit.owner_says == OwnerSays.OBTAINED and permit.handler_says == HandlerSays.DONE
    return has_file or (both and difference(permit) is None)


def papers_lacking(document_no: str, ground: str, *, has_file: bool) -> str:
    """Why 办结 does not stand yet: it rests on a number and a file, or on a written ground."""
    return "" if ground or (document_no and has_file) else NEEDS_GROUND
