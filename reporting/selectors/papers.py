"""Documents as they are listed, read and checked."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import Resolver404, resolve
from django.utils import timezone

from accounts.models import Unit, User
from accounts.rules import Role
from procedures.documents.names import office_name
from reporting import access
from reporting.documents import Frame, render
from reporting.models import Circular, FigureReference, RankingSwitch, Round
from reporting.papers.blocks import Body, Number, from_json, numbers_of
from reporting.rules import Form, PaperKind
from workplace import site

from .paper_numbers import Recount

STATES = {"draft": "草稿", "issued": "已印发", "withdrawn": "已撤回"}
OFFICE = "县领导小组办公室"  # 第二条; it sits in 发改局


@dataclass(frozen=True)
class Link:
    """Where a number on the screen leads, and the number that the page there shows."""

    href: str
    numerator: str
    denominator: str


# ── lists ────────────────────────────────────────────────────────────────────


def filtered(
    papers: QuerySet[Circular], *, kind: str, state: str, words: str
) -> QuerySet[Circular]:
    if kind in PaperKind.values:
        papers = papers.filter(kind=kind)
    if state == "draft":
        papers = papers.filter(issued_at__isnull=True)
    elif state == "issued":
        papers = papers.filter(issued_at__isnull=False, withdrawn_at__isnull=True)
    elif state == "withdrawn":
        papers = papers.filter(withdrawn_at__isnull=False)
    if words:
        wanted, number = Q(title__icontains=words), words.strip("第期 ")
        if number.isdecimal() and len(number) < 5:
            wanted |= Q(number=int(number))
        papers = papers.filter(wanted)
    related = ("round__campaign", "by", "issued_by", "replaces")
    return papers.select_related(*related).order_by(F("issued_at").desc(nulls_first=True), "-pk")


def compiled_rounds(centre: Unit) -> list[Round]:
    """Rounds of the permits form that have a compilation, newest first."""
    found = Round.objects.of_form(Form.PERMITS).with_table()
    found = found.filter(campaign__centre=centre, compilations__isnull=False).distinct()
    return list(found.select_related("campaign").order_by("-cutoff_on"))


def newer_compilation(paper: Circular) -> int | None:
    """The version made since the draft, if there is one."""
    newest = paper.round.compilations.defer("workbook").order_by("-version").first()
    return newest.version if newest and newest.at > paper.known else None


def next_due(round_: Round) -> datetime | None:
    later = round_.campaign.rounds.with_table().filter(cutoff_on__gt=round_.cutoff_on)
    found = later.order_by("cutoff_on").first()
    return found.due_at if found else None


# ── numbers of documents ─────────────────────────────────────────────────────


def used_numbers(paper: Circular) -> set[int]:
    """期号 run on by kind in the year of the projects."""
    same = Circular.objects.filter(
        centre=paper.centre_id, kind=paper.kind, round__campaign__year=paper.round.campaign.year
    )
    return set(same.exclude(number=0).values_list("number", flat=True))


def proposed_number(paper: Circular) -> int:
    """Of a weekly brief its round's while that is free, else the next."""
    used = used_numbers(paper)
    following = max(used, default=0) + 1
    if paper.kind == PaperKind.WEEKLY and not paper.replaces_id:
        return max(following, paper.round.number)
    return following


# ── 排名 ─────────────────────────────────────────────────────────────────────


def switches(centre: Unit) -> list[RankingSwitch]:
    return list(RankingSwitch.objects.filter(centre=centre).select_related("by"))


def ranking_is_on(centre: Unit) -> bool:
    newest = RankingSwitch.objects.filter(centre=centre).first()
    return newest is not None and newest.is_on


def ranking_of_month(centre: Unit, day: date) -> Circular | None:
    """The standing one that was issued in the month of the day."""
    issued = Circular.objects.filter(
        centre=centre, kind=PaperKind.RANKING, issued_at__isnull=False, withdrawn_at__isnull=True
    )
    newest = issued.order_by("-issued_at").first()
    if newest is None or newest.issued_at is None:
        return None
    on = timezone.localdate(newest.issued_at)
    return newest if (on.year, on.month) == (day.year, day.month) else None


# ── one document ─────────────────────────────────────────────────────────────


def own_numbers(paper: Circular) -> list[Number]:
    """The document's own: what stands in it, and what stood in it since it was last drafted."""
    found = dict.fromkeys(numbers_of(from_json(paper.body).blocks))
    since = paper.history.filter(known=paper.known).order_by("history_id")
    for body in since.values_list("body", flat=True):
        found |= dict.fromkeys(numbers_of(from_json(body).blocks))
    return list(found)


def references(centre: Unit, body: Body) -> dict[str, FigureReference]:
    codes = {number.ref for number in numbers_of(body.blocks)}
    rows = FigureReference.objects.filter(centre=centre, code__in=codes)
    return {row.code: row for row in rows.select_related("centre")}


def wrong_numbers(paper: Circular) -> list[str]:
    """What cannot be counted again from its reference as it is shown; none in a sound document."""
    body = from_json(paper.body)
    known, again = references(paper.centre, body), Recount(paper.centre)
    found = []
    for number in numbers_of(body.blocks):
        row = known.get(number.ref)
        if row is None or again.shown(row, number) != number.shown:
            found.append(number.shown)
    return found


def links(user: User, body: Body) -> dict[str, Link]:
    """By code. The page of a code when there is one, else the figure's own page.

    A reporter may open the rows of its own unit only; the other numbers stand without a link.
    """
    found = {}
    for code, row in references(access.county_of(user), body).items():
        if user.role == Role.REPORTER and row.unit_id != user.unit_id:
            continue
        href = code_path(code) or f"{row.path}?{row.query}"
        found[code] = Link(href, row.numerator, row.denominator)
    return found


def code_path(code: str) -> str:
    path = f"/f/{code}/"
    try:
        resolve(path)
    except Resolver404:
        return ""
    return path


def office_of(paper: Circular) -> str:
    if paper.kind in (PaperKind.CIRCULAR, PaperKind.RANKING):
        return OFFICE
    return office_name(paper.centre)


def docx(paper: Circular) -> bytes:
    """The same bytes for ever once it is issued: all of it is in the row itself."""
    return render(from_json(paper.body), frame_of(paper))


def frame_of(paper: Circular) -> Frame:
    """As it was issued, also when it was withdrawn since."""
    return Frame(
        title=paper.title,
        under=f"（{paper.number_words}）" if paper.number else "（草稿）",
        office=office_of(paper),
        day=paper.dated_on,
        created=paper.issued_at or paper.at,
        link=site_link,
    )


def site_link(code: str) -> str:
    """Only an address that others can open is worth a link in a file that leaves the house."""
    return site.address(f"/f/{code}/")


def versions(paper: Circular) -> list[dict[str, Any]]:
    """Who changed it when; a version more is a text that changed."""
    rows = paper.history.select_related("history_user").defer("body").order_by("-history_id")
    return [
        {
            "id": row.history_id,
            "at": row.history_date,
            "by": row.history_user.name if row.history_user else "",
            "what": row.history_change_reason or "",
            "version": row.version,
        }
        for row in rows
    ]


def paper_then(paper: Circular, history_id: int) -> Circular | None:
    row = paper.history.filter(history_id=history_id).first()
    return row.instance if row else None
