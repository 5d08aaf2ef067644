"""The acts a person may do with a project, why one cannot be done now, and what it touches."""

from dataclasses import dataclass

from accounts.errors import Refused
from accounts.models import User
from projects.models import Project, ProjectQuerySet
from projects.moves import MOVES, obstacle
from projects.rules import Standing, standing
from workplace import clock
from workplace.models import Act

# In the order of the menu. The second of a pair stands where the first has been done.
MENU = (
    *("stop", "resume", "stage"),
    *("transfer", "withdraw", "restore"),
    *("package", "unpack", "split", "rejoin", "merge"),
)
ONLY_WHILE = {"resume": Standing.STOPPED, "restore": Standing.WITHDRAWN}
INSTEAD = {"stop": Standing.STOPPED, "withdraw": Standing.WITHDRAWN}
OF_PACKAGES = frozenset({"unpack", "rejoin"})


@dataclass(frozen=True)
class Deed:
    verb: str
    label: str
    why: str  # not now; empty when it can be done

    @property
    def url_name(self) -> str:
        return f"projects:project-{self.verb}"


def deeds_of(
    project: Project, user: User, parts: list[Project], *, is_split: bool = False
) -> list[Deed]:
    """What is never this person's to do is left out; what is not now says why."""
    stands = standing(vars(project), clock.today())
    return [
        Deed(verb, MOVES[verb].label, _why(project, verb, stands, len(parts)))
        for verb in MENU
        if user.can(MOVES[verb].capability)
        and ONLY_WHILE.get(verb, stands) == stands
        and INSTEAD.get(verb) != stands
        and (verb not in OF_PACKAGES or parts)
        and (verb != "rejoin" or is_split)
    ]


def _why(project: Project, verb: str, stands: Standing, parts: int) -> str:
    return obstacle(verb, stands, is_part=project.package_id is not None, parts=parts)


def require(project: Project, verb: str) -> None:
    """A page for an act is not shown at the wrong moment; the service asks again under locks."""
    stands = standing(vars(project), clock.today())
    why = _why(project, verb, stands, parts_of(project).count())
    if why:
        raise Refused(f"{project.name}{why}。")


def parts_of(project: Project) -> ProjectQuerySet:
    """The children that the package counts for; those withdrawn are a matter of history."""
    rows = Project.objects.filter(package=project, withdrawn_on__isnull=True)
    return rows.select_related("unit").order_by("number")


def split_numbers(whole: Project) -> set[str]:
    """Numbers of the projects that were made by splitting this one."""
    acts = Act.objects.filter(verb="project-split", target=whole.number)
    details = acts.values_list("details", flat=True)
    return {number for one in details for number in one["parts"]}


def touches(project: Project, verb: str) -> list[str]:
    """What an act reaches beside the project's own facts, said before it is done."""
    if verb == "transfer":
        return [
            f"{project.unit.short_name}的填报表里不再有这个项目，新单位的填报表里会出现",
            "已封存的各期报表不变；两个单位都会收到通知",
        ]
    if verb == "withdraw":
        return [
            "退出后不再计入项目数、总投资和各项指标",
            "页面、变更记录和已封存的报表保留，可以恢复",
        ]
    if verb == "restore" and project.merged_into:
        return [
            f"这个项目已并入 {project.merged_into.number}。恢复后重新单独计数",
            "并入时转走的问题、附件和资金申报留在那个项目",
        ]
    if verb == "rejoin":
        parts = list(parts_of(project))
        names = "、".join(part.name for part in parts)
        return [f"{len(parts)} 个子项目退出名单：{names}", "全县项目数和总投资不变"]
    return []
