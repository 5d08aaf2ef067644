"""What the leading group opens with 3,000 projects × 6 permits, and what is drafted from it."""

import zipfile
from functools import partial
from hashlib import sha256
from io import BytesIO

from accounts.models import Unit, User
from reporting.indicators import INDICATORS
from reporting.models import Compilation
from reporting.sealbook.archive import archive_of, files_of, packed
from reporting.sealbook.check_seals import check_files
from reporting.selectors.county import load_county
from reporting.selectors.figures import Books
from reporting.services import compile as compiling
from reporting.services import papers, submissions
from reporting.services.references import mint
from tests import factories
from workplace import clock

from .county import CUTOFF, client_of, grow, open_round, submission_of
from .measure import Line, once, page_line, timed

PROJECTS = 3_000
LIMIT = "限 1,500 ms"
CARDS = ("permit_rate", "start_rate", "investment_rate")


def lines(people: dict[str, User]) -> list[Line]:
    centre = people["XMZX"].unit
    reporters = [person for code, person in people.items() if code != "XMZX"]
    for reporter in reporters:
        grow(reporter.unit, -(-PROJECTS // len(reporters)))
    compilation = compiled(people["XMZX"], reporters)
    roles = {
        role: factories.UserFactory(username=f"bench-{role}", unit=centre, role=role)
        for role in ("leader", "office")
    }
    return [
        *boards(roles | {"centre": people["XMZX"], "reporter": reporters[0]}),
        *numbers(centre, roles["leader"]),
        page_line(client_of(roles["office"]), "考核", "/appraisal/", LIMIT),
        *drafted(roles["office"]),
        *archived(compilation),
    ]


def compiled(centre: User, reporters: list[User]) -> Compilation:
    """The round as part `compiling` left it, or compiled here."""
    round_ = open_round()
    found = Compilation.objects.filter(round=round_).order_by("-version").first()
    if found is not None:
        return found
    for reporter in reporters:
        submissions.submit(submission_id=submission_of(reporter.unit).pk, by=reporter)
    return compiling.compile_round(round_id=round_.pk, by=centre)


def boards(roles: dict[str, User]) -> list[Line]:
    names = {"leader": "领导", "office": "政府办", "centre": "中心", "reporter": "填报人"}
    return [
        page_line(client_of(user), f"看板（{names[role]}）", "/dashboard/", LIMIT)
        for role, user in roles.items()
    ]


def numbers(centre: Unit, leader: User) -> list[Line]:
    """The figures beside reading the register for each; a number's pages."""
    books = Books(load_county(centre, CUTOFF), moment=clock.now())
    spent = once(lambda: [Books(books.county).register.facts(2023, CUTOFF)])
    together = timed(lambda: figures(Books(books.county)))
    apart = timed(lambda: [figures(Books(books.county), key) for key in CARDS])
    printed = books.figure("permit_rate").printed
    row = mint([printed], centre=centre, by=leader)[printed.reference.path, printed.reference.query]
    client = client_of(leader)
    return [
        Line(f"读一遍台账（{PROJECTS:,} 个项目）", *spent),
        Line(f"　{len(CARDS)} 个指标一起算", together, None, "各读一遍台账", apart),
        page_line(client, "指标页", "/indicators/permit_rate/", LIMIT),
        page_line(client, "出处卡（按历史重算）", f"/f/{row.code}/"),
        page_line(client, "两期对比", "/compare/", LIMIT),
    ]


def figures(books: Books, *keys: str) -> None:
    for key in keys or CARDS:
        assert books.figure(key).indicator is INDICATORS[key]


def drafted(office: User) -> list[Line]:
    draft = partial(papers.draft_paper, kind="weekly", round_id=open_round().pk, by=office)
    return [Line("起草周报", *once(draft))]


def archived(compilation: Compilation) -> list[Line]:
    """Written and checked; beside what the disk's own tools would take."""
    files = files_of(compilation)
    body = packed(files)
    size = f"{len(files)} 个文件，{len(body) / 1e6:.0f} MB"
    bare = timed(lambda: zipfile.ZipFile(BytesIO(body)).testzip())
    hashed = timed(lambda: [sha256(content).digest() for content in files.values()])

    def check() -> None:
        assert check_files(files) == []

    return [
        Line(f"封存归档 {size}", *once(lambda: archive_of(compilation)), "只解开核对 CRC", bare),
        Line("　核验程序", timed(check), 0, "只算 SHA-256", hashed),
    ]
