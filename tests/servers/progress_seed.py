"""Adds the progress form to the small county: `python -m tests.servers.progress_seed`.

A monthly campaign of 2022 whose round is cut off on the same Friday as the permits' one;
薛关镇 has a new project and a continuing one that was filed the month before.
"""

import os
from datetime import date
from decimal import Decimal

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.servers.settings")
django.setup()

from django.db import transaction  # noqa: E402

from accounts.models import Unit, User  # noqa: E402
from reporting.models import Submission  # noqa: E402
from tests import factories  # noqa: E402
from tests.reporting import progress  # noqa: E402
from tests.reporting.filing import file_table  # noqa: E402
from workplace import clock  # noqa: E402


@transaction.atomic
def seed() -> None:
    factories.ProjectFactory.reset_sequence(100)  # beside the projects of the seed
    unit = Unit.objects.get(code="XUEGUAN")
    campaign = progress.campaign_of(Unit.objects.get(code="XMZX"))
    month_before = factories.RoundFactory(
        campaign=campaign, number=11, cutoff_on=date(2022, 11, 30),
        opens_at=factories.at("2022-11-25 00:00"), due_at=factories.at("2022-11-30 12:00"),
    )  # fmt: skip
    now = factories.RoundFactory(campaign=campaign, number=12)
    old = progress.work(
        "蔬菜大棚二期", unit, plan="3000.00", nature="continuing", resumed_on=date(2022, 3, 10)
    )
    factories.ProgressFactory(
        plan=old.plans.get(), as_of=date(2022, 11, 30), completed_investment=Decimal("1200.00"),
        image_progress="主体完成",
    )  # fmt: skip
    progress.work("核桃加工园", unit)
    units = Unit.objects.filter(files_reports=True)
    for round_ in (month_before, now):
        Submission.objects.bulk_create([Submission(round=round_, unit=each) for each in units])
    with clock.standing_at(factories.at("2022-11-30 10:00")):
        first = Submission.objects.get(round=month_before, unit=unit)
        file_table(first, User.objects.get(username="xueguan"))


if __name__ == "__main__":
    seed()
