"""A row of the desk: where the permit stands, and what this person may do with it now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from accounts.models import User
from procedures import access, steps
from procedures.models import Permit
from procedures.rules import HandlerSays, Side, Status
from procedures.steps import SIDE_OF, Step

from .holding import Holding, holdings

LEAD = 2  # acts that stand in the row; the others behind 更多
LABELS: Mapping[str, str] = {
    Step.ACKNOWLEDGE: "签收",
    Step.ACCEPT: "受理",
    Step.RETURN: "退件",
    Step.FINISH: "办结",
    Step.REVIEW: "专家评审",
    Step.NOTICE: "公示",
    Step.PROCEED: "评审、公示结束",
    Step.SEND: "报送",
    Step.RESEND: "补正已交",
    Step.OBTAIN: "已拿到批复",
}
DONE_WORDS: Mapping[str, str] = {
    Step.ACKNOWLEDGE: "已签收",
    Step.ACCEPT: "已受理",
    Step.RETURN: "已退件",
    Step.FINISH: "已办结",
    Step.REVIEW: "已转入专家评审",
    Step.NOTICE: "已开始公示",
    Step.PROCEED: "评审、公示已结束",
    Step.SEND: "已报送",
    Step.RESEND: "补正已交",
    Step.OBTAIN: "已拿到批复",
}
# the keys of the keyboard; static/src/js/desk.js reads them off the links
KEYS: Mapping[str, str] = {
    Step.ACCEPT: "1",
    Step.RETURN: "2",
    Step.FINISH: "3",
    Step.REVIEW: "4",
    Step.NOTICE: "5",
    Step.PROCEED: "6",
    Step.ACKNOWLEDGE: "7",
    Step.SEND: "1",
    Step.RESEND: "2",
    Step.OBTAIN: "3",
}
HANDLER_ORDER = (Step.ACKNOWLEDGE, Step.PROCEED, Step.ACCEPT, Step.RETURN, Step.FINISH,
                 Step.REVIEW, Step.NOTICE)  # fmt: skip
WORKING_ORDER = (Step.PROCEED, Step.FINISH, Step.RETURN, Step.REVIEW, Step.NOTICE, Step.ACCEPT)
OWNER_ORDER = (Step.RESEND, Step.SEND, Step.OBTAIN)
# what many ticked rows may take together, by desk
MANY: Mapping[str, tuple[Step, ...]] = {
    Side.HANDLER: (Step.ACCEPT, Step.FINISH, Step.RETURN, Step.ACKNOWLEDGE),
    Side.OWNER: (Step.SEND, Step.RESEND, Step.OBTAIN),
}


@dataclass(frozen=True)
class ActLink:
    step: Step
    label: str
    key: str


@dataclass(frozen=True)
class DeskRow:
    holding: Holding
    acts: Sequence[ActLink]

    @property
    def permit(self) -> Permit:
        return self.holding.permit

    @property
    def lead(self) -> Sequence[ActLink]:
        return self.acts[:LEAD]

    @property
    def more(self) -> Sequence[ActLink]:
        return self.acts[LEAD:]


def desk_rows(
    permits: Iterable[Permit], today: date, user: User, sides: Iterable[Side]
) -> list[DeskRow]:
    """`sides`: for which of them this desk speaks."""
    wanted = frozenset(sides)
    return [
        DeskRow(holding, _acts(holding.permit, wanted & access.sides_of(user, holding.permit)))
        for holding in holdings(permits, today, user)
    ]


def act_words(step: str) -> ActLink:
    return ActLink(Step(step), LABELS[step], KEYS[step])


def _acts(permit: Permit, sides: frozenset[Side]) -> list[ActLink]:
    """What is legal now, the likeliest first."""
    is_working = permit.handler_says and permit.status != Status.RETURNED
    handler = WORKING_ORDER if is_working or permit.status == Status.DONE else HANDLER_ORDER
    order = [step for step in (*handler, *OWNER_ORDER) if SIDE_OF[step] in sides]
    legal = [act_words(step) for step in order if not steps.refusal(step, permit)]
    over = {HandlerSays.REVIEW: "评审结束", HandlerSays.NOTICE: "公示结束"}
    return [
        replace(act, label=over.get(permit.handler_says, act.label))  # type: ignore[call-overload]
        if act.step == Step.PROCEED
        else act
        for act in legal
    ]
