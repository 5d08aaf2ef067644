"""疑点 as the pages show them: by rule, with filters from the URL (S2); one with its history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from accounts.models import Unit
from projects.models import Project
from reporting.models import Alarm
from reporting.suspicion import facts, papers
from reporting.suspicion.finding import Rule
from reporting.suspicion.rules import BY_CODE, RULES
from sheets.text import asked_word
from workplace.chips import Chip
from workplace.models import Act

ALL = "all"
ONLY: dict[str, tuple[str, Q]] = {
    "": ("未核实", Q(cleared_at__isnull=True, gone_at__isnull=True)),
    "cleared": ("已排除", Q(cleared_at__isnull=False)),
    "gone": ("已消失", Q(cleared_at__isnull=True, gone_at__isnull=False)),
    ALL: ("全部", Q(pk__isnull=False)),
}
SORT_WORDS = {"rule": "按规则", "newest": "按首次发现，最新在前", "unit": "按责任单位"}
WORDS = ("project__name", "project__number", "project__national_code", "project__initials")
HISTORY = {"alarm-clear": "排除", "alarm-undo": "撤销排除", "alarm-ask": "请单位说明"}


@dataclass(frozen=True)
class Filters:
    q: str = ""
    only: str = ""
    rule: str = ""
    unit: str = ""
    sort: str = "rule"

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filters":
        only, rule, sort = query.get("only", ""), query.get("rule", ""), query.get("sort", "")
        return cls(
            q=asked_word(query.get("q", "")),
            only=only if only in ONLY else "",
            rule=rule if rule in BY_CODE else "",
            unit=asked_word(query.get("unit", "")),
            sort=sort if sort in SORT_WORDS else "rule",
        )

    @property
    def narrows(self) -> bool:
        return bool(self.q or self.rule or self.unit)


@dataclass(frozen=True)
class Group:
    """A rule with its alarms on this page, and how many the whole list has."""

    rule: Rule | None
    title: str
    count: int
    alarms: list[Alarm]


@dataclass(frozen=True)
class Past:
    """Something that a person did about an alarm."""

    at: datetime
    who: str
    what: str
    said: str


@dataclass(frozen=True)
class SharedFile:
    """A file on several projects that says itself why: not an alarm, but in sight."""

    name: str
    ground: str
    projects: list[Project]


@dataclass(frozen=True)
class RuleLine:
    rule: Rule
    standing: int


def listing(seen: QuerySet[Alarm], filters: Filters) -> QuerySet[Alarm]:
    rows = _narrowed(seen, filters).filter(ONLY[filters.only][1])
    rows = rows.select_related("project__unit", "cleared_by").annotate(place=_place())
    orders = {
        "rule": ("place", "rule", "project__number", "subject", "pk"),
        "newest": ("-first_at", "place", "project__number", "pk"),
        "unit": ("project__unit__order", "project__number", "place", "pk"),
    }
    return rows.order_by(*orders[filters.sort])


def chips(seen: QuerySet[Alarm], filters: Filters) -> list[Chip]:
    """Each filter with its count; one query."""
    tests = {f"n{i}": Count("pk", filter=test) for i, (_, test) in enumerate(ONLY.values())}
    counts = _narrowed(seen, filters).aggregate(**tests)
    return [Chip(key, label, counts[f"n{i}"]) for i, (key, (label, _)) in enumerate(ONLY.items())]


def groups(rows: list[Alarm], listed: QuerySet[Alarm], filters: Filters) -> list[Group]:
    """The page's rows under their rules; in another order they stand in one table."""
    if filters.sort != "rule":
        return [Group(None, "", len(rows), rows)] if rows else []
    counts = dict(listed.order_by().values_list("rule").annotate(n=Count("pk")))
    found: dict[str, list[Alarm]] = {}
    for alarm in rows:
        found.setdefault(alarm.rule, []).append(alarm)
    return [
        Group(BY_CODE.get(code), title_of(code), counts.get(code, 0), alarms)
        for code, alarms in found.items()
    ]


def title_of(code: str) -> str:
    """A rule that was taken out of the program still has its alarms."""
    return BY_CODE[code].title if code in BY_CODE else code


def units(seen: QuerySet[Alarm]) -> QuerySet[Unit]:
    return Unit.objects.filter(pk__in=seen.values("project__unit")).order_by("order", "code")


def rule_lines(seen: QuerySet[Alarm]) -> list[RuleLine]:
    standing = seen.filter(ONLY[""][1]).order_by().values_list("rule").annotate(n=Count("pk"))
    counts = dict(standing)
    return [RuleLine(rule, counts.get(rule.code, 0)) for rule in RULES]


def shared_files(centre: Unit, today: date) -> list[SharedFile]:
    """Not alarms, because their words say that they are made for several projects."""
    found = papers.said_to_be_shared(facts.load(centre, today))
    return [
        SharedFile(
            name=uses[0][1].name,
            ground=next(
                word for _, file in uses for word in papers.COMMON if word in file.label + file.name
            ),
            projects=list({work.project.pk: work.project for work, _ in uses}.values()),
        )
        for uses in found
    ]


def history(alarm: Alarm) -> list[Past]:
    """What people did about it, oldest first."""
    acts = Act.objects.filter(
        verb__in=HISTORY, target=target_of(alarm), result="ok"
    ).select_related("user")
    return [
        Past(act.at, act.user.name if act.user else act.username, HISTORY[act.verb], act.reason)
        for act in acts.order_by("at", "pk")
    ]


def earlier(seen: QuerySet[Alarm], alarm: Alarm) -> list[Alarm]:
    """The same rule on the same subject, when its facts were others."""
    same = seen.filter(rule=alarm.rule, subject=alarm.subject).exclude(pk=alarm.pk)
    return list(same.select_related("cleared_by").order_by("-first_at", "-pk"))


def asked(alarms: Iterable[Alarm]) -> set[int]:
    """Of these, whose unit has been asked for a word; one query."""
    by_target = {target_of(alarm): alarm.pk for alarm in alarms}
    acts = Act.objects.filter(verb="alarm-ask", result="ok", target__in=by_target)
    return {by_target[target] for target in acts.values_list("target", flat=True)}


def target_of(alarm: Alarm) -> str:
    """How the book of acts calls it: its acts are found by this."""
    return f"疑点 {alarm.pk} {alarm.subject}"


def _narrowed(seen: QuerySet[Alarm], filters: Filters) -> QuerySet[Alarm]:
    if filters.q:
        found = Q(sentence__icontains=filters.q)
        for word in WORDS:
            found |= Q(**{f"{word}__icontains": filters.q})
        seen = seen.filter(found)
    if filters.rule:
        seen = seen.filter(rule=filters.rule)
    if filters.unit:
        seen = seen.filter(project__unit__code=filters.unit)
    return seen


def _place() -> Case:
    """The order of the rules, which is not that of their codes."""
    whens = [When(rule=rule.code, then=Value(place)) for place, rule in enumerate(RULES)]
    return Case(*whens, default=Value(len(RULES)), output_field=IntegerField())
