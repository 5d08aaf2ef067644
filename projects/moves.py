"""What may be done with a project as it stands: one table for guards, buttons and tests."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .rules import Standing

WAITING, RUNNING, STOPPED, FINISHED, WITHDRAWN = Standing
GONE = {WITHDRAWN: "已经退出。先恢复"}
ENDED = {FINISHED: "已经竣工", **GONE}
IS_PART = "是打包项目的一部分。先拆包"
IS_PACKAGE = "是打包项目，下面有 {parts} 个子项目。先拆包"
NO_PARTS = "没有子项目"


@dataclass(frozen=True)
class Move:
    """An act, who may do it, and in which standing it is refused with which words."""

    label: str
    capability: str
    refused: Mapping[Standing, str] = field(default_factory=dict)
    of_part: str = ""  # why not with a part of a package
    of_package: str = ""  # why not with a package
    of_single: str = ""  # why not with what is no package


WRITE, KEEP_LIST = "write_projects", "move_projects"
MOVES: dict[str, Move] = {
    "stop": Move(
        "登记停工",
        WRITE,
        {WAITING: "还没有开工或复工。先登记开工时间", STOPPED: "已经停工", **ENDED},
    ),
    "resume": Move(
        "登记复工",
        WRITE,
        {WAITING: "还没有开工", RUNNING: "没有停工", **ENDED},
    ),
    "stage": Move("转阶段", WRITE, ENDED),
    "transfer": Move("移交单位", KEEP_LIST, GONE),
    "withdraw": Move("退出名单", KEEP_LIST, {WITHDRAWN: "已经退出"}, of_package=IS_PACKAGE),
    "restore": Move(
        "恢复项目",
        KEEP_LIST,
        dict.fromkeys((WAITING, RUNNING, STOPPED, FINISHED), "没有退出"),
    ),
    "package": Move("打包项目", KEEP_LIST, GONE, of_part=IS_PART),
    "unpack": Move("拆包", KEEP_LIST, GONE, of_part=IS_PART, of_single=NO_PARTS),
    "split": Move("拆分项目", KEEP_LIST, ENDED, of_part=IS_PART, of_package=IS_PACKAGE),
    "rejoin": Move("收回拆分", KEEP_LIST, GONE, of_part=IS_PART, of_single=NO_PARTS),
    "absorb": Move("并入已有项目", WRITE, GONE),
    "merge": Move("合并重复项目", KEEP_LIST, GONE, of_part=IS_PART, of_package=IS_PACKAGE),
}


def obstacle(verb: str, stands: Standing, *, is_part: bool, parts: int) -> str:
    """Why the act cannot be done now, as a clause without its full stop; empty when it can."""
    move = MOVES[verb]
    if why := move.refused.get(stands):
        return why
    if is_part and move.of_part:
        return move.of_part
    if parts and move.of_package:
        return move.of_package.format(parts=parts)
    return move.of_single if not parts else ""


# In the book of acts an act is called as its button is.
ACT_WORDS = {
    **{f"project-{verb}": move.label for verb, move in MOVES.items()},
    "co-units-set": "改协同单位",
    "duplicates-dismiss": "认定不是重复",
}
