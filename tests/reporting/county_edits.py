"""What may happen to a county: one random act after another through the real services.

Each returns whether something was written; what the services refuse is no edit.
"""

import hashlib
from datetime import timedelta
from decimal import Decimal

from procedures.models import Issue, Permit
from procedures.rules import Side
from procedures.services.issues.steps import clear, raise_issue
from procedures.services.permits import PermitChange, apply
from procedures.services.steps import take_step
from procedures.steps import SIDE_OF, Step
from projects import services
from projects.models import AnnualPlan, AnnualPlanVersion, FundingApplication, Project
from reporting.models import Target
from reporting.rules import Convention, Counting
from reporting.services import targets
from reporting.services.definitions import add_definition
from workplace import clock
from workplace.models import Attachment, Job
from workplace.services import attachments
from workplace.services.attachments import Kept

WHY = "县领导小组会议议定"
STATUSES = ["not_started", "preparing", "submitted", "returned", "done", "done", "not_required"]


class Edits:
    """`dice` chooses; `cast` are the people; `units` those whose projects are edited."""

    def __init__(self, cast, dice, units):
        self.cast, self.dice, self.units, self.serial = cast, dice, units, 0

    def project(self, **where) -> Project:
        return self.dice.choice(list(Project.objects.filter(**where).order_by("pk")))

    def standing(self) -> Project:
        return self.project(withdrawn_on=None, package=None, unit__in=self.units)

    def name(self) -> str:
        self.serial += 1
        return f"新第{self.serial}号工程"

    def day(self, back=40):
        return clock.today() - timedelta(days=self.dice.randint(0, back))

    def money(self, most=9000) -> Decimal:
        return Decimal(self.dice.randint(100, most * 100)) / 100

    def permit(self):
        status, day = self.dice.choice(STATUSES), self.day()
        values = {"status": status}
        if status == "done":
            values |= {
                "completed_on": day,
                "document_no": f"蒲审〔2023〕{self.dice.randint(1, 99)}号",
            }
        elif status == "not_required":
            values |= {"exempt_reason": "规模以下"}
        else:
            values |= {"expected_on": clock.today() + timedelta(days=self.dice.randint(1, 60))}
        kind = self.dice.choice(self.cast.kinds)
        change = PermitChange(self.standing().pk, kind.pk, values)
        apply([change], by=self.cast.centre, side=Side.CENTRE, reason=WHY)

    def step(self):
        permit = self.dice.choice(list(Permit.objects.order_by("pk")))
        step = self.dice.choice([s for s in Step if s in SIDE_OF and s != Step.ASSIGN])
        take_step(
            permits=[permit], step=step, by=self.cast.centre, on=self.day(5), note=WHY,
            values={"document_no": "蒲审〔2023〕7号"} if step in (Step.FINISH, Step.OBTAIN) else {},
            lacks=["用地红线图"],
        )  # fmt: skip

    def proof(self):
        permit = self.dice.choice(list(Permit.objects.order_by("pk")))
        digest = hashlib.sha256(f"{self.dice.random()}".encode()).hexdigest()
        kept = Kept("批复.pdf", "pdf", f"files/{digest}.pdf", 100)
        attachments.attach(target=permit, kept=[kept], label="批复", by=self.cast.centre)

    def proof_gone(self):
        file = self.dice.choice(list(Attachment.objects.filter(removed_at=None).order_by("pk")))
        attachments.remove(attachment_id=file.pk, by=self.cast.centre)

    def proof_back(self):
        file = self.dice.choice(list(Attachment.objects.exclude(removed_at=None).order_by("pk")))
        attachments.restore(attachment_id=file.pk, by=self.cast.centre)

    def edit(self):
        values = self.dice.choice([
            {"name": self.name()}, {"industry": self.dice.choice(["煤炭", "农业", ""])},
            {"is_industrial": self.dice.random() < 0.5}, {"total_investment": self.money()},
            {"started_on": self.day()}, {"resumed_on": self.day(10)}, {"started_on": None},
        ])  # fmt: skip
        services.update_project(
            project_id=self.standing().pk, values=values, by=self.cast.centre, reason=WHY
        )

    def progress(self):
        plan = self.dice.choice(list(AnnualPlan.objects.order_by("pk")))
        services.record_progress(
            plan_id=plan.pk, as_of=self.day(20), completed_investment=self.money(3000),
            by=self.cast.centre, reason=WHY,
        )  # fmt: skip

    def plan(self):
        plan = self.dice.choice(list(AnnualPlan.objects.filter(project__withdrawn_on=None)))
        values = self.dice.choice([
            {"planned_investment": self.money()},
            {"level": self.dice.choice(["province", "county"])},
            {"nature": self.dice.choice(["new", "continuing", "reserve"])},
        ])  # fmt: skip
        services.set_plan(
            project_id=plan.project_id, year=plan.year, values=values, by=self.cast.centre,
            reason=WHY, valid_from=self.dice.choice([None, self.day()]),
        )  # fmt: skip

    def approve(self):
        rows = AnnualPlanVersion.objects.filter(approved=False, plan__year=2023)
        version = self.dice.choice(list(rows.order_by("pk")))
        services.approve_plans(
            centre=self.cast.centre.unit, year=2023, version_ids=[version.pk],
            approved_on=clock.today(), document="蒲政办发〔2023〕1号", by=self.cast.centre,
        )  # fmt: skip

    def unapprove(self):
        job = self.dice.choice(list(Job.objects.filter(scope__year=2023).order_by("pk")))
        services.undo_list_act(
            centre=self.cast.centre.unit, year=2023, key=job.key, by=self.cast.centre
        )

    def fund(self):
        day = self.day(30)
        services.add_application(
            project_id=self.standing().pk, by=self.cast.centre, reason=WHY,
            values={
                "channel": "special_bond", "year": day.year, "applied": Decimal(9000),
                "applied_on": day, "approved": self.money(8000), "approved_on": day,
            },
        )  # fmt: skip

    def fund_edit(self):
        row = self.dice.choice(list(FundingApplication.objects.order_by("pk")))
        services.edit_application(
            application_id=row.pk, values={"approved": self.money(8000)},
            by=self.cast.centre, reason=WHY,
        )  # fmt: skip

    def fund_reject(self):
        row = self.dice.choice(list(FundingApplication.objects.order_by("pk")))
        services.move_application(
            application_id=row.pk, verb="reject", by=self.cast.centre, reason=WHY
        )

    def withdraw(self):
        services.withdraw(
            project_id=self.standing().pk, on=self.day(10), reason=WHY, by=self.cast.centre
        )

    def restore(self):
        gone = self.project(withdrawn_on__isnull=False)
        services.restore(project_id=gone.pk, reason=WHY, by=self.cast.centre)

    def transfer(self):
        services.transfer(
            project_id=self.standing().pk, unit=self.dice.choice(self.units),
            since=clock.today(), reason=WHY, by=self.cast.centre,
        )  # fmt: skip

    def merge(self):
        services.merge_projects(
            keep_id=self.standing().pk, gone_id=self.standing().pk, reason=WHY, by=self.cast.centre
        )

    def package(self):
        services.package_into(
            parent_id=self.standing().pk, part_ids=[self.standing().pk], reason=WHY,
            by=self.cast.centre,
        )  # fmt: skip

    def unpack(self):
        child = self.project(package__isnull=False)
        services.unpack(parent_id=child.package_id, reason=WHY, by=self.cast.centre)

    def create(self):
        year = self.dice.choice([2022, 2023])
        services.create_project(
            unit=self.dice.choice(self.units), year=year, by=self.cast.centre,
            listed_from=self.day(), values={
                "name": self.name(), "total_investment": self.money(),
                "planned_investment": self.money(), "industry": "农业",
                "nature": self.dice.choice(["new", "new", "continuing", "reserve"]),
                "level": self.dice.choice(["province", "city", "county"]),
            },
        )  # fmt: skip

    def stop(self):
        services.stop(
            project_id=self.standing().pk, kind="stop", since=self.day(5), reason="资金没有到位",
            expected_restart_on=None, by=self.cast.centre,
        )  # fmt: skip

    def issue(self):
        project = self.standing()
        values = {"text": "用地手续没有批", "level": self.dice.choice(["county", "city"])}
        raise_issue(project=project, permit=None, values=values, by=self.cast.centre)

    def solve(self):
        issue = self.dice.choice(list(Issue.objects.exclude(status="cleared").order_by("pk")))
        clear(issue, "已经协调解决", self.cast.centre)

    def target(self):
        values = {
            "indicator": self.dice.choice(["permit_rate", "start_rate"]), "year": 2023,
            "scope": "all", "due_on": clock.today() + timedelta(days=self.dice.randint(0, 60)),
            "floor": Decimal(self.dice.randint(50, 90)) / 100, "stretch": None, "source": "会议",
        }  # fmt: skip
        targets.add_target(values=values, by=self.cast.office, reason=WHY)

    def target_gone(self):
        found = self.dice.choice(list(Target.objects.standing().order_by("pk")))
        targets.remove_target(
            target_id=found.pk, seen=targets.stamp(found), by=self.cast.office, reason=WHY
        )

    def lights(self):
        targets.add_light_rule(
            centre=self.cast.centre.unit, valid_from=clock.today(), green_within=Decimal("0.05"),
            yellow_within=Decimal(self.dice.randint(10, 30)) / 100, months_without_start=2,
            reason=WHY, by=self.cast.office,
        )  # fmt: skip

    def definition(self):
        """From one of the next days on: what is compiled stays as it was reported."""
        add_definition(
            self.cast.campaign.pk, valid_from=clock.today() + timedelta(self.dice.randint(0, 7)),
            convention=self.dice.choice(Convention.values),
            counting=self.dice.choice(Counting.values), reason=WHY, source="会议纪要",
            by=self.cast.office,
        )  # fmt: skip


OFTEN = ["permit", "permit", "permit", "step", "step", "edit", "progress", "plan", "proof"]
SELDOM = ["definition", "merge", "package", "lights"]
VERBS = [
    *OFTEN, *SELDOM, "proof_gone", "proof_back", "approve", "unapprove", "fund", "fund_edit",
    "fund_reject", "withdraw", "restore", "restore", "transfer", "unpack", "create", "stop",
    "issue", "solve", "target", "target_gone",
]  # fmt: skip
