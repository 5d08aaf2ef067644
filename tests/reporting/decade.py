"""Ten years of a county's weeks, each compiled, written by the database itself, without digests."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, models

from accounts.models import Unit, User
from procedures.models import Permit, PermitKind
from projects.models import AnnualPlan, Project
from reporting.formulas import Share
from reporting.models import (
    Campaign,
    Compilation,
    CompilationSeal,
    Round,
    RoundFigure,
    Seal,
    SealedPermit,
    SealedProject,
    Submission,
)
from reporting.rules import Convention, Counting
from tests import factories

FIRST_YEAR, YEARS, WEEKS = 2012, 10, 52
BATCH = 5_000
# 无需办理 once and for ever, 办结 week after week: what a seal of week n holds
STATUS = """CASE WHEN (p.id + k.id) % 11 = 0 THEN 'not_required'
     WHEN (p.id * 7 + k.id * 13) % 60 < r.number THEN 'done' ELSE 'preparing' END"""
SUMS = """SELECT seal_id, SUM(done), SUM(exempt), SUM(items),
       SUM(CASE WHEN items > exempt AND done = items - exempt THEN 1 ELSE 0 END),
       SUM(CASE WHEN items > exempt THEN 1 ELSE 0 END)
FROM (SELECT seal_id, sealed_project_id, COUNT(*) AS items,
             SUM(CASE WHEN status = 'done' THEN 1 ELSE 0 END) AS done,
             SUM(CASE WHEN status = 'not_required' THEN 1 ELSE 0 END) AS exempt
      FROM reporting_sealedpermit GROUP BY seal_id, sealed_project_id) AS project
GROUP BY seal_id"""


@dataclass
class Decade:
    centre: Unit
    office: User
    units: list[Unit]
    rounds: list[Round] = field(default_factory=list)  # oldest first

    def cutoff(self, number: int) -> date:
        """Of the round with this number, counted from 1 through all the years."""
        return self.rounds[number - 1].cutoff_on


def build(units: int, projects: int) -> Decade:
    if connection.vendor != "postgresql":
        return _build(units, projects)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")  # pages are cut off, this is not one
        decade = _build(units, projects)
        cursor.execute("ANALYZE")
        cursor.execute("RESET statement_timeout")
    return decade


def _build(units: int, projects: int) -> Decade:
    decade = _county(units)
    kinds = list(PermitKind.objects.headline())
    _register(decade, projects, kinds)
    for year in range(FIRST_YEAR, FIRST_YEAR + YEARS):
        decade.rounds += _campaign(decade, year)
    seals = _seals(decade)
    with lean(SealedProject, SealedPermit):
        _sealed_projects()
        _sealed_permits(kinds)
    _compile(decade, seals)
    return decade


def _county(count: int) -> Decade:
    centre = factories.UnitFactory(code="SNZX", kind="centre", files_reports=False)
    units = [
        factories.UnitFactory(code=f"SN{place:02}", kind="township", parent=centre, order=place)
        for place in range(count)
    ]
    office = factories.UserFactory(
        username="snoffice", role="office", must_change_password=False,
        unit=factories.UnitFactory(code="SNFGJ", parent=centre, files_reports=False),
    )  # fmt: skip
    return Decade(centre, office, units)


def _register(decade: Decade, count: int, kinds: list[PermitKind]) -> None:
    projects = Project.objects.bulk_create(
        factories.ProjectFactory.build(
            unit=unit, number=f"SN-{place:03}-{n:03}", name=f"{unit.code}第{n}号工程"
        )
        for place, unit in enumerate(decade.units)
        for n in range(count)
    )
    AnnualPlan.objects.bulk_create(
        (
            AnnualPlan(
                project=project, year=year, nature="new", level="county",
                planned_investment=Decimal(2000), listed_from=date(year, 1, 1),
            )
            for project in projects
            for year in range(FIRST_YEAR, FIRST_YEAR + YEARS)
        ),
        batch_size=BATCH,
    )  # fmt: skip
    Permit.objects.bulk_create(
        (
            Permit(project=project, kind=kind, level="county", status="preparing")
            for project in projects
            for kind in kinds
        ),
        batch_size=BATCH,
    )


def _campaign(decade: Decade, year: int) -> list[Round]:
    campaign = Campaign.objects.create(
        name=f"{year}年前期手续办理", form="permits", centre=decade.centre, year=year,
        starts_on=date(year, 1, 1), ends_on=date(year, 12, 31), is_open=False,
    )  # fmt: skip
    friday = date(year, 1, 1) + timedelta(days=(4 - date(year, 1, 1).weekday()) % 7)
    rounds = []
    for number in range(1, WEEKS + 1):
        cutoff = friday + timedelta(weeks=number - 1)
        opens = factories.at(f"{cutoff - timedelta(days=4)} 00:00")
        due = factories.at(f"{cutoff} 12:00")
        round_ = Round(
            campaign=campaign, number=number, cutoff_on=cutoff, opens_at=opens, due_at=due
        )
        round_.opened_at, round_.closed_at = opens, due
        rounds.append(round_)
    return Round.objects.bulk_create(rounds)


def _files(round_: Round, place: int) -> bool:
    """Each unit leaves out a week now and then, never the first of a year."""
    return round_.number == 1 or (round_.number + place) % 12 != 0


def _seals(decade: Decade) -> dict[tuple[int, str], Seal]:
    owed = [
        Submission(
            round=round_, unit=unit, state="accepted" if _files(round_, place) else "open",
            seal_count=_files(round_, place), accepted_number=_files(round_, place),
            submitted_at=round_.due_at if _files(round_, place) else None,
        )
        for round_ in decade.rounds
        for place, unit in enumerate(decade.units)
    ]  # fmt: skip
    submissions = Submission.objects.bulk_create(owed, batch_size=BATCH)
    seals = Seal.objects.bulk_create(
        (
            Seal(
                submission=submission, number=1, sealed_at=submission.round.due_at,
                by=decade.office, by_name="张", unit_code=submission.unit.code,
                unit_name=submission.unit.short_name, cutoff_on=submission.round.cutoff_on,
                form="permits", row_count=0, digest="0" * 64,
            )
            for submission in submissions
            if submission.seal_count
        ),
        batch_size=BATCH,
    )  # fmt: skip
    return {(seal.submission.round_id, seal.unit_code): seal for seal in seals}


def _sealed_projects() -> None:
    _insert(
        SealedProject,
        {
            "seal_id": "s.id", "project_id": "p.id", "seq": "p.id", "number": "p.number",
            "unit_code": "s.unit_code", "unit_name": "s.unit_name", "name": "p.name",
            "nature": "'new'", "level": "'county'", "planned_investment": "2000",
            "total_investment": "p.total_investment", "listed_from": "a.listed_from",
        },
        """FROM reporting_seal s JOIN reporting_submission u ON u.id = s.submission_id
           JOIN reporting_round r ON r.id = u.round_id
           JOIN reporting_campaign c ON c.id = r.campaign_id
           JOIN projects_project p ON p.unit_id = u.unit_id
           JOIN projects_annualplan a ON a.project_id = p.id AND a.year = c.year
           WHERE p.number LIKE 'SN-%' ORDER BY s.id, p.id""",
    )  # fmt: skip


def _sealed_permits(kinds: list[PermitKind]) -> None:
    _insert(
        SealedPermit,
        {
            "seal_id": "s.id", "sealed_project_id": "p0.id", "round_id": "r.id",
            "unit_id": "u.unit_id", "project_id": "p.id", "kind_id": "k.id",
            "project_number": "p.number", "kind_code": "k.code", "kind_name": "k.name",
            "status": STATUS, "level": "'county'",
            "completed_on": f"CASE WHEN {STATUS} = 'done' THEN s.cutoff_on END",
        },
        f"""FROM reporting_sealedproject p0 JOIN reporting_seal s ON s.id = p0.seal_id
           JOIN reporting_submission u ON u.id = s.submission_id
           JOIN reporting_round r ON r.id = u.round_id
           JOIN projects_project p ON p.id = p0.project_id
           JOIN procedures_permitkind k ON k.id IN ({", ".join(str(kind.pk) for kind in kinds)})
           WHERE p.number LIKE 'SN-%'""",
    )  # fmt: skip


def _insert(model: type[models.Model], values: dict[str, str], source: str) -> None:
    """INSERT … SELECT; a column that is not named is empty."""
    columns: dict[str, str] = {}
    for column in model._meta.concrete_fields:
        if not column.primary_key:
            columns[column.column] = values.get(column.column, "NULL" if column.null else "''")
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({names}) "
            f"SELECT {', '.join(columns.values())} {source}"
        )


@contextmanager
def lean(*tables: type[models.Model]) -> Iterator[None]:
    """On PostgreSQL: no foreign keys checked and no index kept while millions of rows go in."""
    if connection.vendor != "postgresql":
        yield
        return
    names = [model._meta.db_table for model in tables]
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)
               AND indexname NOT IN (SELECT conname FROM pg_constraint)""",
            [names],
        )
        indexes = cursor.fetchall()
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute("SET session_replication_role = replica")
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _, definition in indexes:
            cursor.execute(definition)
        cursor.execute("SET session_replication_role = DEFAULT")


def _compile(decade: Decade, seals: dict[tuple[int, str], Seal]) -> None:
    """With the summaries counted in SQL, so that they prove the ones that are counted in Python."""
    with connection.cursor() as cursor:
        cursor.execute(SUMS)
        sums = {row[0]: tuple(map(int, row[1:])) for row in cursor.fetchall()}
    compilations = Compilation.objects.bulk_create(
        Compilation(
            round=round_, version=1, at=round_.due_at + timedelta(hours=3), by=decade.office,
            workbook=b"", digest="0" * 64, summary={"dropped": []},
        )
        for round_ in decade.rounds
    )  # fmt: skip
    standing: dict[int, dict[str, Seal]] = defaultdict(dict)  # by campaign
    used: list[Any] = []
    figures: list[Any] = []
    for compilation, round_ in zip(compilations, decade.rounds, strict=True):
        held = standing[round_.campaign_id]
        own = {
            u.code: seals[round_.pk, u.code] for u in decade.units if (round_.pk, u.code) in seals
        }
        held.update(own)
        for code, seal in held.items():
            used.append(
                CompilationSeal(compilation=compilation, seal=seal, carried=code not in own)
            )
            figures += _figures(compilation, code, [sums[seal.pk]])
        figures += _figures(compilation, "", [sums[seal.pk] for seal in held.values()])
    CompilationSeal.objects.bulk_create(used, batch_size=BATCH)
    RoundFigure.objects.bulk_create(figures, batch_size=BATCH)


def _figures(
    compilation: Compilation, unit_code: str, sums: list[tuple[int, ...]]
) -> Iterator[RoundFigure]:
    done, exempt, items, complete, requiring = (sum(column) for column in zip(*sums, strict=True))
    shares = {
        Convention.REQUIRED_ONLY: Share(done, items - exempt),
        Convention.FULL_MATRIX: Share(done, items),
        Convention.EXEMPT_AS_DONE: Share(done + exempt, items),
        Convention.WHOLE_PROJECT: Share(complete, requiring),
    }
    for convention, share in shares.items():
        for counting in Counting.values:
            yield RoundFigure(
                compilation=compilation, key="permit_rate", convention=convention,
                counting=counting, unit_code=unit_code, numerator=share.numerator,
                denominator=share.denominator,
            )  # fmt: skip
