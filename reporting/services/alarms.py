"""疑点: look for them, and what the centre does with one: clear it, take that back, ask the unit.

A finding is kept as a row per rule, subject and fact. Seen again it is the same row, so what was
cleared stays cleared; when its fact changes the old row is gone and a new one stands.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.errors import Refused
from accounts.models import Unit, User
from accounts.rules import Role, UnitKind
from reporting.models import Alarm, Compilation
from reporting.selectors.alarms import target_of
from reporting.suspicion.facts import load
from reporting.suspicion.finding import SENTENCE, Finding, Rule
from reporting.suspicion.rules import findings
from workplace import acts, clock, post
from workplace.models import Heartbeat

from .submissions import reporters

Key = tuple[str, str, str]
Found = dict[Key, tuple[Rule, Finding]]
SAME = ("project_id", "sentence", "url", "rows", "gone_at")  # what a further look may change
ASKS_NAMED = 100  # characters of a sentence in the bell


@dataclass(frozen=True)
class Look:
    """What a look found: how many are new or back, how many are gone, how many now stand."""

    new: int
    gone: int
    standing: int


def look_when_due(now: datetime) -> int:
    """Once a day and after each compilation, for each county; how many were looked at.

    Decided from rows: the last look's heartbeat, by the county's clock, and the newest version.
    """
    last = dict(Heartbeat.objects.filter(name__startswith="alarms-").values_list("name", "at"))
    compiled = Compilation.objects.values_list("round__campaign__centre").annotate(at=Max("at"))
    newest = dict(compiled.order_by())
    looked = 0
    for centre in Unit.objects.filter(kind=UnitKind.CENTRE, is_active=True):
        at = last.get(_beat(centre))
        is_today = at is not None and timezone.localdate(at) == timezone.localdate(now)
        if at is None or not is_today or newest.get(centre.pk, at) > at:
            look(centre, now=now)
            looked += 1
    return looked


@transaction.atomic
def look(centre: Unit, *, by: User | None = None, now: datetime | None = None) -> Look:
    """Let all rules look at the county; `by` is who asked for it, None the daily look."""
    now = now or clock.now()
    Unit.objects.select_for_update(no_key=True).get(pk=centre.pk)  # two looks at once write twice
    found = {
        _key(rule, finding): (rule, finding)
        for rule, finding in findings(load(centre, timezone.localdate(now)))
    }
    known = {(a.rule, a.subject, a.fact): a for a in Alarm.objects.filter(centre=centre)}
    fresh = [
        _filled(Alarm(centre=centre, rule=key[0], subject=key[1], fact=key[2], first_at=now), f)
        for key, (_, f) in found.items()
        if key not in known
    ]
    back = [a for key, a in known.items() if key in found and a.gone_at and not a.cleared_at]
    gone = [a for key, a in known.items() if key not in found and a.gone_at is None]
    Alarm.objects.bulk_create(fresh, batch_size=500)
    _refresh(known, found, gone, now)
    _tell(centre, len(fresh) + len(back), now)
    Heartbeat.objects.update_or_create(name=_beat(centre), defaults={"at": now})
    standing = Alarm.objects.filter(centre=centre).standing().count()
    result = Look(len(fresh) + len(back), len(gone), standing)
    if by is not None:
        acts.record(by=by, verb="alarm-look", target=centre.name, new=result.new, gone=result.gone)
    return result


@transaction.atomic
def clear(*, alarm_id: int, explanation: str, by: User) -> Alarm:
    """排除: it was looked into, and this is what it turned out to be."""
    alarm = _locked(alarm_id, by)
    if alarm.cleared_at is not None:
        raise Refused("这个疑点已经排除。要改核实情况，先撤销排除。", 409)
    if alarm.gone_at is not None:
        raise Refused("这个疑点已经消失，不用再排除。", 409)
    if not explanation.strip():
        raise Refused("写核实情况。", 422)
    alarm.cleared_at, alarm.cleared_by = clock.now(), by
    alarm.explanation = explanation.strip()[:300]
    alarm.save(update_fields=["cleared_at", "cleared_by", "explanation"])
    acts.record(by=by, verb="alarm-clear", target=target_of(alarm), reason=alarm.explanation)
    return alarm


@transaction.atomic
def take_back(*, alarm_id: int, by: User) -> Alarm:
    """撤销排除: it stands again, or is gone when its fact is."""
    alarm = _locked(alarm_id, by)
    if alarm.cleared_at is None:
        raise Refused("这个疑点没有排除过。", 409)
    said = alarm.explanation
    alarm.cleared_at, alarm.cleared_by, alarm.explanation = None, None, ""
    alarm.save(update_fields=["cleared_at", "cleared_by", "explanation"])
    acts.record(by=by, verb="alarm-undo", target=target_of(alarm), reason=said)
    return alarm


@transaction.atomic
def ask(*, alarm_id: int, question: str, by: User) -> int:
    """A bell to the people of the responsible unit; who was asked what is in the book."""
    alarm = _locked(alarm_id, by)
    if alarm.gone_at is not None or alarm.cleared_at is not None:
        raise Refused("这个疑点已经排除或消失，不用再问。", 409)
    project = alarm.project
    people = reporters([project.unit_id]) if project else []
    if project is None or not people:
        raise Refused("责任单位没有能用的账号。打电话问，把答复写进核实情况。", 409)
    said = f"{alarm.sentence[:ASKS_NAMED]}。{question.strip()}"
    told = post.notify(
        users=people,
        key=f"alarm-{alarm.pk}-{clock.now():%Y%m%d%H%M%S}",
        text=f"{project.name}：请核实并说明。{said}",
        url=_theirs(alarm.url, f"/projects/{project.number}/"),
    )
    acts.record(
        by=by, verb="alarm-ask", target=target_of(alarm), reason=question.strip(),
        unit=project.unit.short_name, told=told,
    )  # fmt: skip
    return told


def _theirs(url: str, page: str) -> str:
    """Where the unit may go: its project's pages, not the centre's review of its table."""
    return url if url.startswith(page) else page


def _locked(alarm_id: int, by: User) -> Alarm:
    alarm = Alarm.objects.select_for_update(of=("self",), no_key=True).get(pk=alarm_id)
    if by.role != Role.CENTRE or by.unit.centre_id != alarm.centre_id:
        raise Refused("只有县项目推进中心能办理疑点。", 403)
    return alarm


def _key(rule: Rule, finding: Finding) -> Key:
    return rule.code, finding.subject[:60], finding.fact


def _filled(alarm: Alarm, finding: Finding) -> Alarm:
    alarm.project_id = finding.work.project.pk
    alarm.sentence = finding.sentence[:SENTENCE]
    alarm.url = finding.rows[0].url if finding.rows else finding.work.url
    alarm.rows = [[row.label, row.value, row.url] for row in finding.rows]
    alarm.gone_at = None
    return alarm


def _refresh(
    known: dict[Key, Alarm],
    found: dict[Key, tuple[Rule, Finding]],
    gone: list[Alarm],
    now: datetime,
) -> None:
    """Words that count days or weeks move on with the same fact; what is no more gets its end."""
    moved = list(gone)
    for alarm in gone:
        alarm.gone_at = now
    for key, alarm in known.items():
        if key not in found:
            continue
        before = [getattr(alarm, name) for name in SAME]
        _filled(alarm, found[key][1])
        if before != [getattr(alarm, name) for name in SAME]:
            moved.append(alarm)
    Alarm.objects.bulk_update(moved, SAME, batch_size=500)


def _tell(centre: Unit, new: int, now: datetime) -> None:
    if not new:
        return
    people = User.objects.filter(unit=centre, role=Role.CENTRE, is_active=True)
    post.notify(
        users=people.select_related("unit"),
        key=f"alarms-{timezone.localtime(now):%Y%m%d%H%M%S}",
        text=f"新发现 {new} 个疑点，请核实",
        url="/alarms/",
    )


def looked_at(centre: Unit) -> datetime | None:
    row = Heartbeat.objects.filter(name=_beat(centre)).first()
    return row.at if row else None


def _beat(centre: Unit) -> str:
    return f"alarms-{centre.pk}"
