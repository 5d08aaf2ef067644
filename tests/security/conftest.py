"""The other county: the same city, the same round, and of everything one."""

from datetime import date

import pytest

from reporting.models import (
    ActivitySummary,
    Circular,
    CityList,
    Definition,
    ExportProfile,
)
from reporting.references import Printed, Reference
from reporting.services.references import mint_one
from tests import factories
from workplace import clock

SECRET = "邻县秘密工程"


@pytest.fixture
def abroad(cast, units):
    """Another county under the same city, with the same round and one project."""
    centre = factories.UnitFactory(
        code="XXXMZX", kind="centre", parent=units["SXMZX"], files_reports=False
    )
    unit = factories.UnitFactory(code="WUCHENG", short_name="午城镇", parent=centre)
    factories.UserFactory(username="abroad", unit=centre, role="centre")
    factories.UserFactory(username="wucheng", unit=unit, role="reporter")
    project = factories.ProjectFactory(number="PX-2039-900", name=SECRET, unit=unit)
    factories.PlanFactory(project=project)
    land = next(kind for kind in cast.kinds if kind.code == "land")
    factories.PermitFactory(project=project, kind=land, handling_unit=unit)
    factories.IssueFactory(project=project, text=f"{SECRET}的用地", in_table=True)
    funding = factories.FundingFactory(project=project, note=f"{SECRET}的债券")
    factories.AttachmentFactory(target=funding, unit=unit, name=f"{SECRET}.pdf")
    campaign = factories.CampaignFactory(centre=centre)
    round_ = factories.RoundFactory(campaign=campaign)
    factories.SubmissionFactory(round=round_, unit=unit)
    return project


@pytest.fixture
def their_office(abroad):
    """What the leading group's people of the other county made, by its name."""
    unit, now = abroad.unit, clock.now()
    centre = unit.parent
    by = centre.users.get()
    campaign = unit.submissions.get().round.campaign
    round_, body = campaign.rounds.get(), [{"kind": "text", "text": [f"{SECRET}已办结。"]}]
    frame = {"body": body, "known": now, "by": by, "at": now}
    printed = Printed(
        Reference("/indicators/permit_rate/", date(2022, 12, 9), "live"), SECRET, "65.0%", "13",
        "20", "0" * 64,
    )  # fmt: skip
    return {
        "paper": Circular.objects.create(
            centre=centre, kind="weekly", round=round_, number=0, title=SECRET, **frame
        ),
        "issued": Circular.objects.create(
            centre=centre, kind="circular", round=round_, number=1, title=SECRET, issued_at=now,
            issued_by=by, dated_on=date(2022, 12, 9), **frame,
        ),
        "summary": ActivitySummary.objects.create(campaign=campaign, unit=unit, **frame),
        "profile": ExportProfile.objects.create(
            centre=centre, code="own-1", name=SECRET, rows="projects",
            columns=[{"column": "A", "field": "name"}],
        ),
        "list": CityList.objects.create(
            centre=centre, name=f"{SECRET}.xlsx", year=2023, as_of=date(2022, 12, 9),
            rows=[{"row": 2, "name": SECRET}], workbook=b"x", by=by, at=now,
        ),
        "definition": Definition.objects.create(
            campaign=campaign, version=2, valid_from=date(2022, 12, 20), convention="full_matrix",
            counting="one_side", reason=SECRET, by=by, at=now,
        ),
        "reference": mint_one(printed, centre=centre, by=by),
        "round": round_,
    }  # fmt: skip
