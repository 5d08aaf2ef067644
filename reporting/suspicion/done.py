"""What is said to be done: without a proof, too early, too fast, or not for long."""

from collections.abc import Iterator
from datetime import date

from procedures.models import Permit
from procedures.rules import HandlerSays, Level, Status
from procedures.timing import working_days
from projects import codes

from .facts import Change, Facts, Work
from .finding import FALSE, Finding, Row, Rule, day, iso

HIGH = frozenset({Level.PROVINCE, Level.NATION})  # nobody there decides on the day it comes in


def _done(facts: Facts) -> Iterator[tuple[Work, Permit]]:
    for work in facts.works:
        for permit in work.permits:
            if permit.status == Status.DONE:
                yield work, permit


def done_without_proof(facts: Facts) -> Iterator[Finding]:
    for work, permit in _done(facts):
        filed = any(file.permit_id == permit.pk for file in work.files)
        if filed or permit.document_no or permit.ground or permit.handler_document_no:
            continue
        on = f"{day(permit.completed_on)}" if permit.completed_on else ""
        yield Finding(
            work,
            f"{permit.kind.name}报{on}办结，没有文号，没有批复文件，也没有写办结依据",
            (permit.completed_on,),
            (_row(work, permit),),
            permit.kind.code,
        )


def done_reopened(facts: Facts) -> Iterator[Finding]:
    for work in facts.works:
        for permit in work.permits:
            for done, undone in _undone(work.changes.get(permit.pk, [])):
                counted = [on for on in facts.sealed_on if done.on <= on < undone.on]
                if not counted:
                    continue  # nothing was reported in between: a slip put right
                word = Status(undone.after).label
                yield Finding(
                    work,
                    f"{permit.kind.name}{day(done.on)}报办结，{day(undone.on)}改回{word}，"
                    f"中间 {len(counted)} 期表按已办结统计",
                    (done.on, undone.on, undone.after),
                    (
                        Row(f"{iso(done.on)} 改为", "已办结", f"{work.url}permits/"),
                        Row(f"{iso(undone.on)} 改为", word, f"{work.url}permits/"),
                    ),
                    f"{permit.kind.code} {iso(undone.on)}",
                )


def _undone(changes: list[Change]) -> Iterator[tuple[Change, Change]]:
    """Each time it was done, with the time it was no longer."""
    done = None
    for change in changes:
        if change.action != "status":
            continue
        if change.after == Status.DONE:
            done = change
        elif change.before == Status.DONE and done is not None:
            yield done, change
            done = None


def done_in_future(facts: Facts) -> Iterator[Finding]:
    for work, permit in _done(facts):
        if permit.completed_on and permit.completed_on > facts.today:
            yield Finding(
                work,
                f"{permit.kind.name}已报办结，办结日期{day(permit.completed_on)}还没有到",
                (permit.completed_on,),
                (_row(work, permit),),
                permit.kind.code,
            )


def done_before_accepted(facts: Facts) -> Iterator[Finding]:
    for work, permit in _done(facts):
        done, accepted = permit.completed_on, permit.accepted_on
        if done and accepted and done < accepted:
            so_far = "" if permit.handler_says == HandlerSays.DONE else "，承办部门还没有说办结"
            yield Finding(
                work,
                f"{permit.kind.name}的办结日期{day(done)}，早于受理日期{day(accepted)}{so_far}",
                (done, accepted),
                (_row(work, permit), Row("受理日期", iso(accepted), f"{work.url}permits/")),
                permit.kind.code,
            )


def done_before_code(facts: Facts) -> Iterator[Finding]:
    """Every approval since 2017 carries the project's code, so the code comes first."""
    for work, permit in _done(facts):
        code = codes.decode(work.project.national_code)
        if code is None or not code.is_dated or permit.completed_on is None:
            continue
        if permit.completed_on < date(code.year, code.month, 1):
            yield Finding(
                work,
                f"{permit.kind.name}{day(permit.completed_on)}办结，"
                f"项目代码{code.year}年{code.month}月才赋码",
                (permit.completed_on, work.project.national_code),
                (_row(work, permit), Row("项目代码", work.project.national_code, work.url)),
                permit.kind.code,
            )


def done_too_fast(facts: Facts) -> Iterator[Finding]:
    for work, permit in _done(facts):
        start, done = _given_in(work, permit), permit.completed_on
        if permit.level not in HIGH or start is None or done is None or done < start:
            continue
        if working_days(start, done, facts.calendar) < 1:
            yield Finding(
                work,
                f"{permit.kind.name}由{permit.get_level_display()}级办理，"
                f"{day(start)}报送或受理，{day(done)}就办结，不到 1 个工作日",
                (permit.level, start, done),
                (_row(work, permit), Row("报送或受理", iso(start), f"{work.url}permits/")),
                permit.kind.code,
            )


def _given_in(work: Work, permit: Permit) -> date | None:
    """Of its acceptance; without one the day on which the table first said 审批中."""
    if permit.accepted_on:
        return permit.accepted_on
    changes = work.changes.get(permit.pk, [])
    sent = [c.on for c in changes if c.action == "status" and c.after == Status.SUBMITTED]
    return sent[0] if sent else None


def _row(work: Work, permit: Permit) -> Row:
    parts = (permit.get_status_display(), iso(permit.completed_on), permit.document_no)
    text = "　".join(part for part in parts if part)
    return Row(permit.kind.name, text, f"{work.url}permits/")


RULES = [
    Rule(
        "done_without_proof",
        "办结没有凭据",
        "报已办结的手续，没有文号，没有上传批复文件，也没有写办结依据。",
        "补填文号，或上传批复，或写明办结依据（如告知承诺、备案回执）。",
        FALSE,
        done_without_proof,
    ),
    Rule(
        "done_reopened",
        "办结后又改回",
        "报过已办结、至少有一期表按已办结统计，后来又改回未办结或无需办理。"
        "没有跨过报表截止日就改正的不算。",
        "写明为什么先报办结；误报的，说明误报原因。",
        FALSE,
        done_reopened,
    ),
    Rule(
        "done_in_future",
        "办结日期还没到",
        "报已办结，办结日期在今天以后。",
        "更正办结日期；没有办结的，改回审批中。",
        FALSE,
        done_in_future,
    ),
    Rule(
        "done_before_accepted",
        "办结早于受理",
        "办结日期早于承办部门的受理日期。",
        "和承办部门核对：没有办结的改回去；补登受理日期晚了的，更正受理日期。",
        FALSE,
        done_before_accepted,
    ),
    Rule(
        "done_before_code",
        "办结早于赋码",
        "办结日期早于项目代码的赋码年月。先有项目代码才能办手续，批复上要印代码。",
        "核对项目代码和批复日期；沿用旧项目批复的，写明原项目。",
        FALSE,
        done_before_code,
    ),
    Rule(
        "done_too_fast",
        "省级手续当天办结",
        "省级、国家级办理的手续，报送或受理到办结不到 1 个工作日。",
        "核对受理和办结日期；告知承诺当场办结的，附承诺书。",
        FALSE,
        done_too_fast,
    ),
]
