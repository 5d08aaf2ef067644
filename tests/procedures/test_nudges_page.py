"""What the centre sees of each nudge, and what the unit does in its bell."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from procedures.models import Nudge
from tests import factories
from tests.procedures.nudged import decide, digests_of, put
from workplace.models import DigestLine, Preference, ReminderSettings

PAGE = "/permits/nudges/"


@pytest.fixture
def told(cast):
    """An overdue permit of the reporter's, one of the handler's, told in the morning."""
    put(cast.permit, due_on=date(2022, 12, 8))
    factories.PermitFactory(
        project=cast.project, kind=cast.kinds[0], status="submitted",
        due_on=date(2022, 12, 8), handling_unit=cast.units["ZRZY"],
    )  # fmt: skip
    decide("2022-12-09 08:30")


def rows_of(client, **query):
    page = client.get(PAGE, query)
    return {row.nudge.unit.code: row for row in page.context["rows"]}


def test_read_and_signed_by_the_unit_is_seen_by_the_centre(cast, client, told):
    [note] = digests_of(cast.reporter)
    client.force_login(cast.reporter)
    assert "1 件没签收" in client.get("/notifications/").content.decode()
    client.post(f"/notifications/{note.pk}/")
    page = client.get(note.url).content.decode()
    assert "1 件要办" in page and "知道了" in page
    line = note.lines.get()
    client.post(f"{note.url}acknowledge/", {"line": line.pk, "next": note.url})
    client.force_login(cast.centre)
    rows = rows_of(client)
    mine, theirs = rows["XUEGUAN"], rows["ZRZY"]
    assert mine.acknowledged.name == "张reporter" and mine.read_at is not None
    assert theirs.acknowledged is None and theirs.read_at is None
    assert theirs.nudge.told_at is not None


def test_signing_from_the_bell_signs_all_and_counts_as_read(cast, client, told):
    [note] = digests_of(cast.reporter)
    client.force_login(cast.reporter)
    client.post(f"{note.url}acknowledge/")
    note.refresh_from_db()
    assert note.read_at is not None
    assert not note.lines.filter(acknowledged_at=None).exists()
    assert client.post(f"{note.url}acknowledge/").status_code == 409


def test_the_filters(cast, client, told):
    [note] = digests_of(cast.reporter)
    client.force_login(cast.reporter)
    client.post(f"{note.url}acknowledge/")
    client.force_login(cast.centre)
    assert set(rows_of(client, only="silent")) == {"ZRZY"}
    assert set(rows_of(client, only="unread")) == {"ZRZY"}
    assert set(rows_of(client, only="noted")) == {"XUEGUAN"}
    assert set(rows_of(client, unit="ZRZY")) == {"ZRZY"}
    assert set(rows_of(client, step="soon")) == set()
    assert set(rows_of(client, q="土地")) == {"XUEGUAN"}
    chips = {chip.key: chip.count for chip in client.get(PAGE).context["chips"]}
    assert (chips[""], chips["silent"], chips["noted"]) == (2, 1, 1)


def test_the_workbook_says_the_same(cast, client, told):
    client.force_login(cast.office)
    answer = client.get(f"{PAGE}export.xlsx", {"unit": "ZRZY"})
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    texts = [str(cell.value) for row in book.active.iter_rows() for cell in row if cell.value]
    assert "张reporter" in texts and "已超时限" in texts and "薛关镇" not in texts


def test_the_office_sees_but_cannot_chase(cast, client, told):
    client.force_login(cast.office)
    page = client.get(PAGE).content.decode()
    assert "催办选中" not in page


def test_chasing_what_one_may_not_see_is_404(cast, client, told):
    other = factories.UnitFactory(kind="bureau")
    row = Nudge.objects.first()
    Nudge.objects.filter(pk=row.pk).update(unit=other)
    client.force_login(cast.centre)
    assert client.post(f"{PAGE}chase/", {"nudge": [row.pk]}).status_code == 404


def test_a_chase_in_quiet_hours_is_held_and_says_so(cast, client, told, friday):
    Preference.objects.create(user=cast.reporter, quiet_from="09:00", quiet_until="11:00")
    row = Nudge.objects.get(unit__code="XUEGUAN")
    client.force_login(cast.centre)
    page = client.post(f"{PAGE}chase/", {"nudge": [row.pk]}, follow=True).content.decode()
    assert "1 项对方在不打扰时段" in page
    decide("2022-12-09 11:00")
    assert digests_of(cast.reporter)[-1].text.startswith("催办：")


def test_the_settings_are_the_countys(cast, client):
    client.force_login(cast.centre)
    form = {"digest_times": "9:00，16:00", "head_after_days": "3", "head_after_rounds": "4"}
    assert client.post(f"{PAGE}settings/", form).status_code == 302
    row = ReminderSettings.objects.get(centre=cast.units["XMZX"])
    assert (row.digest_times, row.head_after_days) == (["09:00", "16:00"], 3)
    wrong = client.post(f"{PAGE}settings/", form | {"digest_times": "早上"})
    assert wrong.status_code == 422 and "不是时间" in wrong.content.decode()


def test_ones_own_manner_is_kept(cast, client):
    client.force_login(cast.reporter)
    form = {"quiet_from": "19:00", "quiet_until": "08:00", "at_once": ["returned", "overdue"]}
    assert client.post("/notifications/settings/", form).status_code == 302
    row = Preference.objects.get(user=cast.reporter)
    assert (row.by_email, row.at_once) == (False, ["returned", "overdue"])
    assert client.post("/notifications/settings/", {"quiet_from": "25:00"}).status_code == 422


def test_the_queries_do_not_grow(cast, client, told, django_assert_max_num_queries):
    client.force_login(cast.centre)
    client.get(PAGE)
    with django_assert_max_num_queries(14) as few:
        client.get(PAGE)
    for number in range(20):
        project = factories.ProjectFactory(unit=cast.units["XUEGUAN"], name=f"工程{number}")
        factories.PermitFactory(project=project, kind=cast.kinds[0], due_on=date(2022, 12, 8))
    decide("2022-12-09 14:30")
    assert DigestLine.objects.count() == 22
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(PAGE)


def test_an_empty_page_says_what_will_come(cast, client):
    client.force_login(cast.centre)
    assert "还没有催办" in client.get(PAGE).content.decode()
