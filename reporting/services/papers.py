"""Documents: drafted from a compiled round, edited, issued, withdrawn. The only code that writes
them. A number is minted when it is drafted and counted again before it is issued.
"""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.errors import Refused
from accounts.models import Unit, User
from projects.services import lock_centre
from reporting.models import Circular, Compilation, RankingSwitch, Round
from reporting.papers.blocks import Body, Sources, Text, coded, from_json, to_json, words
from reporting.papers.tokens import Tokens, edited
from reporting.rules import Form, PaperKind
from reporting.selectors import papers as selectors
from reporting.selectors.paper_numbers import Ledger
from reporting.selectors.papers_compose import Drafted, compose
from workplace import acts, clock, history
from workplace.official import long_day
from workplace.settled import settle

from .references import mint

MOVED = "这份材料刚才被{}改过（版本 {}）。打开最新的版本，再改一次。"


@transaction.atomic
def draft_paper(
    *, kind: str, round_id: int, by: User, replaces: Circular | None = None, reason: str = ""
) -> Circular:
    """From the newest compilation of the round. One draft of a kind and round: asked again, it
    is the answer.
    """
    round_ = Round.objects.select_related("campaign__centre").get(pk=round_id)
    centre = _lock(round_.campaign.centre, by)
    if not round_.is_of(Form.PERMITS):
        raise Refused("材料按前期手续办理情况表的期起草，建设进展表的数一并列入。", 409)
    found = Circular.objects.filter(centre=centre, kind=kind, round=round_, number=0).first()
    if found:
        return found
    _check_ranking(centre, kind, replaces)
    known = _newest(round_).at
    paper = Circular(
        centre=centre, kind=kind, round=round_, number=0, replaces=replaces, known=known,
        by=by, at=clock.now(),
    )  # fmt: skip
    _fill(paper, by, reason)
    history.save(paper, by=by, reason=reason or "起草")
    _record("paper-draft", paper, by, reason)
    return paper


@transaction.atomic
def redraft_paper(*, paper_id: int, seen: int, by: User) -> Circular:
    """Anew from the newest compilation; what was written by hand stays in the history."""
    paper = _draft(paper_id, by, seen)
    paper.known = _newest(paper.round).at
    first = paper.history.order_by("history_id").first()  # of a 更正: why it was begun
    _fill(paper, by, (first.history_change_reason or "") if paper.replaces and first else "")
    _next_version(paper, by, "重新起草")
    _record("paper-redraft", paper, by)
    return paper


@transaction.atomic
def edit_paper(
    *, paper_id: int, title: str, texts: dict[int, str], seen: int, by: User
) -> Circular:
    """New texts by block; the numbers in them are the document's own or it is refused."""
    paper = _draft(paper_id, by, seen)
    body = from_json(paper.body)
    tokens = Tokens(selectors.own_numbers(paper))
    blocks, errors = edited(body.blocks, texts, tokens)
    if errors:
        raise ValidationError({f"text-{place}": why for place, why in errors.items()})
    if not any(isinstance(block, Text) for block in blocks):
        raise ValidationError("正文都删去了。至少留一段文字。")
    changed = to_json(Body(blocks, body.receiver, body.sources))
    if changed == paper.body and title == paper.title:
        return paper
    paper.body, paper.title = changed, title
    _next_version(paper, by, "修改")
    _record("paper-edit", paper, by)
    return paper


@transaction.atomic
def issue_paper(*, paper_id: int, number: int, dated_on: date, seen: int, by: User) -> Circular:
    """Freezes it under its number and date; what it corrects is withdrawn with it."""
    paper = _draft(paper_id, by, seen)
    _check_ranking(paper.centre, paper.kind, paper.replaces)
    if number in selectors.used_numbers(paper):
        raise ValidationError({"number": f"第{number}期已经用过。填别的期号。"})
    if dated_on < paper.round.cutoff_on:
        raise ValidationError({"dated_on": "成文日期早于统计截止日。"})
    wrong = selectors.wrong_numbers(paper)
    if wrong:
        raise Refused(
            f"有 {len(wrong)} 个数和封存的行对不上，不能印发：{'、'.join(wrong[:5])}。", 409
        )
    paper.number, paper.dated_on = number, dated_on
    paper.issued_at, paper.issued_by = clock.now(), by
    history.save(paper, by=by, reason="印发")
    _record("paper-issue", paper, by)
    if paper.replaces and not paper.replaces.withdrawn_at:
        _withdraw(paper.replaces, by, f"更正，见第{number}期")
    return paper


@transaction.atomic
def withdraw_paper(*, paper_id: int, reason: str, by: User) -> Circular:
    paper = _issued(paper_id, by)
    _withdraw(paper, by, reason)
    return paper


@transaction.atomic
def correct_paper(*, paper_id: int, reason: str, by: User) -> Circular:
    """A draft of the same kind and round that says what it replaces; the old one holds until
    the new one is issued.
    """
    paper = _issued(paper_id, by, may_be_withdrawn=True)
    return draft_paper(
        kind=paper.kind, round_id=paper.round_id, by=by, replaces=paper, reason=reason
    )


@transaction.atomic
def switch_ranking(*, is_on: bool, ground: str, by: User) -> RankingSwitch:
    centre = _lock(Unit.objects.get(pk=by.unit.centre_id or 0), by)
    row = RankingSwitch.objects.create(
        centre=centre, is_on=is_on, ground=ground, by=by, at=clock.now()
    )
    acts.record(by=by, verb="ranking-switch", target="开启" if is_on else "关闭", reason=ground)
    return row


# ── inside ───────────────────────────────────────────────────────────────────


def _fill(paper: Circular, by: User, reason: str) -> None:
    settle(paper.known)
    next_due = selectors.next_due(paper.round)
    local = timezone.localtime(next_due) if next_due else None
    made = compose(paper.kind, paper.round, paper.known, local)
    body = with_codes(made, centre=paper.centre, by=by)
    paper.title, paper.body = made.title, to_json(_correcting(body, paper, reason))
    if paper.replaces:
        paper.title = f"{made.title}（更正）"


def with_codes(made: Drafted, *, centre: Unit, by: User) -> Body:
    """The drafted body with a code behind each number, and where they come from."""
    led = made.ledger
    rows = mint(led.printed.values(), centre=centre, by=by)
    codes = {
        address: rows[one.reference.path, one.reference.query].code
        for address, one in led.printed.items()
    }
    blocks = coded(made.body.blocks, codes)
    return Body(blocks, made.body.receiver, _sources(led, codes))


def _sources(led: Ledger, codes: dict[str, str]) -> Sources:
    units = led.books().county.units
    rows = []
    for address, one in led.printed.items():
        reference = one.reference
        whose = [units[reference.unit].short_name] if reference.unit in units else []
        kinds = {kind.code: kind.name for kind in led.books().county.kinds}
        whose += [kinds[reference.kind]] if reference.kind in kinds else []
        label = one.label + (f"（{'、'.join(whose)}）" if whose else "")
        known = timezone.localtime(led.known)
        moment = f"截至{reference.as_of:%Y-%m-%d}，{known:%Y-%m-%d %H:%M} 汇总"
        rows.append((codes[address], label, led.definitions[address], moment))
    return Sources(tuple(rows))


def _correcting(body: Body, paper: Circular, reason: str) -> Body:
    old = paper.replaces
    if old is None:
        return body
    why = f"更正原因：{reason.rstrip('。')}。" if reason else ""
    issued = f"{long_day(old.dated_on)}印发的" if old.dated_on else ""
    said = f"{issued}《{old.title}》（第{old.number}期）有误，现予更正，以本期为准。{why}"
    return Body((Text(words(said)), *body.blocks), body.receiver, body.sources)


def _newest(round_: Round) -> Compilation:
    found = round_.compilations.defer("workbook").order_by("-version").first()
    if found is None:
        raise Refused(
            f"{round_.label}还没有汇总，没有可用的数。先在收报审核里生成汇总表，再起草。", 409
        )
    return found


def _check_ranking(centre: Unit, kind: str, replaces: Circular | None) -> None:
    """Off unless the office turned it on; at most one a month (2026-01-19 中央层面通报)."""
    if kind != PaperKind.RANKING:
        return
    if not selectors.ranking_is_on(centre):
        raise Refused("排名没有开启。由领导小组办公室写明依据后开启。", 409)
    issued = selectors.ranking_of_month(centre, clock.today())
    if issued and (replaces is None or issued.pk != replaces.pk):
        raise Refused(f"本月已经印发排名表（第{issued.number}期）。一个月最多印发一次。", 409)


def _lock(centre: Unit, by: User) -> Unit:
    if by.unit.centre_id != centre.pk:
        raise Refused("这份材料属于别的县。", 403)
    lock_centre(centre.pk)
    return centre


def _paper(paper_id: int, by: User) -> Circular:
    related = ("centre", "round__campaign__centre", "replaces")
    paper = Circular.objects.select_related("centre").get(pk=paper_id)
    _lock(paper.centre, by)
    return Circular.objects.select_related(*related).get(pk=paper_id)  # as it is under the lock


def _draft(paper_id: int, by: User, seen: int) -> Circular:
    paper = _paper(paper_id, by)
    if paper.issued_at:
        raise Refused("已经印发，不能再改。有错的撤回，或者印发更正。", 409)
    if paper.version != seen:
        last = paper.history.select_related("history_user").first()
        name = last.history_user.name if last and last.history_user else "别人"
        raise Refused(MOVED.format(name, paper.version), 409)
    return paper


def _issued(paper_id: int, by: User, *, may_be_withdrawn: bool = False) -> Circular:
    paper = _paper(paper_id, by)
    if not paper.issued_at:
        raise Refused("还没有印发，直接改草稿。", 409)
    if paper.withdrawn_at and not may_be_withdrawn:
        raise Refused("已经撤回。", 409)
    return paper


def _withdraw(paper: Circular, by: User, reason: str) -> None:
    paper.withdrawn_at, paper.withdrawn_reason = clock.now(), reason
    history.save(paper, by=by, reason=reason)
    _record("paper-withdraw", paper, by, reason)


def _next_version(paper: Circular, by: User, reason: str) -> None:
    paper.version += 1
    history.save(paper, by=by, reason=reason)


def _record(verb: str, paper: Circular, by: User, reason: str = "", **more: Any) -> None:
    target = f"{paper.title} {paper.number_words}"
    acts.record(
        by=by, verb=verb, target=target, reason=reason, paper=paper.pk, version=paper.version,
        **more,
    )  # fmt: skip
