"""Two people at one meeting, two letters at one moment."""

from datetime import date
from functools import partial

from procedures.models import Letter
from procedures.selectors import letters as selectors
from procedures.services import meeting_close, meetings
from procedures.services.letters import Draft, write_letter
from tests.procedures.meetings import decided, held_meeting


def test_of_two_who_close_one_does_and_the_problem_is_decided_once(cast, race):
    meeting = held_meeting(cast)
    decided(meeting.items.get(), cast.office, cast.units["ZRZY"])
    close = meeting_close.close_meeting
    answers = race(
        [partial(close, meeting, by=cast.office), partial(close, meeting, by=cast.centre)]
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Handed", "Refused"], answers
    assert cast.issue.events.filter(step="decide").count() == 1


def test_two_meetings_and_two_letters_get_two_numbers(cast, race):
    facts = {"title": "联席会议", "held_on": date(2022, 12, 9), "place": "", "chair": "",
             "attendees": "", "opening": ""}  # fmt: skip
    made = race([partial(meetings.add_meeting, facts, by=cast.centre)] * 2)
    assert len({meeting.number for meeting in made}) == 2
    rows = selectors.upward(cast.centre, date(2022, 12, 9))
    draft = Draft("city", "市项目推进中心", date(2022, 12, 9), "", rows)
    letters = race([partial(write_letter, draft, by=cast.centre)] * 2)
    assert len({letter.number for letter in letters}) == 2
    assert Letter.objects.count() == 3
