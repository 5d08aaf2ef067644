"""Builders that the tests of meetings and letters share."""

from datetime import date
from io import BytesIO

from docx import Document as read_docx

from procedures.models import AgendaItem, Meeting
from procedures.services import meetings
from tests import factories

HELD = date(2022, 12, 9)
DUE = date(2022, 12, 20)


def held_meeting(cast, **more) -> Meeting:
    """A meeting of today with one problem of the cast's project on its agenda."""
    meeting = factories.MeetingFactory(centre=cast.units["XMZX"], **{"held_on": HELD} | more)
    meetings.take_issues(meeting, [cast.issue], by=cast.centre)
    return meeting


def note(item: AgendaItem, by, *, was=None, mine=False, **values):
    """What was said of a subject, beside what stands already."""
    row = AgendaItem.objects.select_related("meeting", "unit").get(pk=item.pk)
    present = {name: getattr(row, name) for name in meetings.SAID}
    return meetings.note_item(row, present | values, was or meetings.said(row), by=by, mine=mine)


def decided(item: AgendaItem, by, unit, **more):
    values = {"outcome": "decided", "decision": "由自然资源局落实指标", "unit": unit, "due_on": DUE}
    return note(item, by, **values | more)


def words(body: bytes) -> str:
    """All that a Word file says, tables too."""
    docx = read_docx(BytesIO(body))
    cells = [cell.text for table in docx.tables for row in table.rows for cell in row.cells]
    return "\n".join([p.text for p in docx.paragraphs] + cells)


def body_of(response) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content)
