"""What the pages say of two sides that contradict each other, and of a clock that stands. Pure."""

from .rules import HandlerSays, OwnerSays
from .steps import Said

PAUSES = {
    HandlerSays.RETURNED: "补正期间不计时，重新受理后接着计",
    HandlerSays.REVIEW: "专家评审期间不计时（行政许可法第四十五条）",
    HandlerSays.NOTICE: "公示期间不计时，公示结束后接着计",
}


def law_of_pause(handler_says: str) -> str:
    return PAUSES.get(handler_says, "")  # type: ignore[call-overload, no-any-return]


def advice(permit: Said) -> list[str]:
    """What each side can do about 两边不一致."""
    owner, handler = permit.owner_says, permit.handler_says
    if owner == OwnerSays.OBTAINED and handler == HandlerSays.DONE:
        return ["对照批复原件，写错日期或文号的一方再记一次"]
    if owner == OwnerSays.OBTAINED:
        return [
            "承办部门：确已批复的，记办结，填文号和日期",
            "责任单位：没有拿到批复的，在填报表里把进展改回实际情况",
        ]
    if owner == OwnerSays.EXEMPT:
        return [
            "责任单位：确需办理的，在填报表里把进展改回实际情况",
            "承办部门：确实无需办理的，告诉项目推进中心",
        ]
    if handler == HandlerSays.DONE:
        return [
            "责任单位：收到批复的，记为已拿到批复",
            "承办部门：还没有批的，重新受理",
        ]
    return [
        "责任单位：材料已经交了的，记为已报送或补正已交",
        "承办部门：没有收到材料的，撤回受理；退了件的，记退件补正",
    ]
