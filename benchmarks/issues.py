"""问题督办: the numbers of 2,000 problems replayed from their events, beside one at a time."""

from datetime import timedelta

from django.db import transaction

from accounts.models import User
from procedures.models import Issue, IssueEvent
from procedures.rules import IssueStatus, IssueStep
from procedures.selectors.issue_tally import tally, unit_names
from projects.models import Project
from workplace import clock

from .county import client_of, grow
from .measure import Line, once, page_line, timed

ISSUES = 2_000
SAMPLE = 200  # what one at a time takes is told from so many
LIFE = (
    (IssueStep.RAISE, IssueStatus.OPEN),
    (IssueStep.ASSIGN, IssueStatus.OPEN),
    (IssueStep.REPLY, IssueStatus.OPEN),
    (IssueStep.DECIDE, IssueStatus.DECIDED),
    (IssueStep.ASK_CLEAR, IssueStatus.DECIDED),
    (IssueStep.CLEAR, IssueStatus.CLEARED),
)


def lines(people: dict[str, User]) -> list[Line]:
    with transaction.atomic():
        raise_them(people)
        client = client_of(people["XMZX"])
        found = [
            replay(),
            page_line(client, f"问题 {ISSUES:,} 个", "/issues/"),
            page_line(client, "　统计", "/issues/stats/"),
        ]
        transaction.set_rollback(True)
    return found


def raise_them(people: dict[str, User]) -> None:
    """Each stands somewhere on its way; every sixth is cleared."""
    owner, bureau = people["XUEGUAN"], people["ZRZY"]
    grow(owner.unit, ISSUES // 10)
    projects = list(Project.objects.filter(unit=owner.unit).order_by("pk")[: ISSUES // 10])
    first = clock.now() - timedelta(days=60)
    issues = Issue.objects.bulk_create(
        Issue(
            project=projects[n % len(projects)],
            text=f"第{n}个问题：用地指标未落实",
            level="county",
            unit=bureau.unit,
            in_table=False,
            status=LIFE[n % len(LIFE)][1],
            raised_by=owner,
            raised_unit=owner.unit,
            raised_at=first,
            wanted_by=(first + timedelta(days=n % 90)).date(),
        )
        for n in range(ISSUES)
    )
    IssueEvent.objects.bulk_create(
        IssueEvent(issue=issue, at=first + timedelta(days=7 * week), step=step, after=after)
        for n, issue in enumerate(issues)
        for week, (step, after) in enumerate(LIFE[: n % len(LIFE) + 1])
    )


def replay() -> Line:
    today = clock.today()

    def all_at_once() -> None:
        found = tally(today, Issue.objects.all())
        assert found.total.counts["all"] == ISSUES
        found.groups("unit", unit_names(found))

    def one(pk: int) -> None:
        _ = tally(today, Issue.objects.filter(pk=pk)).total

    pks = list(Issue.objects.values_list("pk", flat=True)[:SAMPLE])
    each = timed(lambda: [one(pk) for pk in pks]) * ISSUES / SAMPLE
    events = IssueEvent.objects.count()
    what = f"问题统计 {ISSUES:,} 个，经过 {events:,} 条"
    return Line(what, *once(all_at_once), f"一个一个算（{SAMPLE} 个折算）", each)
