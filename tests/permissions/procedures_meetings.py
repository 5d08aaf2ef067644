"""联席会议, 书面意见 and 督办单: centre, office and leaders see; units see neither."""

from tests.permissions.projects import OFFICERS

UNITS = {"reporter": 404, "outsider": 404, "handler": 404}
SEEN = {**UNITS, "centre": 200, "office": 200, "leader": 200, **OFFICERS}
HELD = {**UNITS, "centre": 200, "office": 200, "leader": 403, **OFFICERS}
WRITTEN = {**UNITS, "centre": 200, "office": 403, "leader": 403, **OFFICERS}


def held(status):
    return {**HELD, "centre": status, "office": status}


def meeting(cast, who):
    return cast.meeting.pk


def item(cast, who):
    return cast.meeting.items.get().pk


def letter(cast, who):
    return cast.letter.pk


def issue(cast, who):
    return cast.issue.pk


MEETING = {"pk": meeting}
ITEM = {"pk": meeting, "item": item}
LETTER = {"pk": letter}
FACTS = {"title": "联席会议", "held_on": "2022-12-20"}
WAS = '{"notes": "", "outcome": "", "decision": "", "unit": "", "due_on": ""}'

ROWS = [
    ("procedures:meetings", {}, SEEN),
    ("procedures:decisions-export", {}, SEEN),
    ("procedures:meeting-add", {}, HELD),
    ("procedures:meeting-add", {}, held(302), "post", FACTS),
    ("procedures:meeting-add", {}, held(422), "post", {}),
    ("procedures:meeting", MEETING, SEEN),
    ("procedures:meeting-edit", MEETING, HELD),
    ("procedures:meeting-edit", MEETING, held(302), "post", FACTS),
    # it has a subject
    ("procedures:meeting-cancel", MEETING, held(409), "post"),
    ("procedures:meeting-agenda", MEETING, HELD),
    ("procedures:meeting-agenda", MEETING, held(422), "post", {}),
    ("procedures:meeting-subject", MEETING, HELD),
    ("procedures:meeting-subject", MEETING, held(302), "post", {"title": "通报进展"}),
    ("procedures:meeting-item", ITEM, held(302), "post", {"notes": "已研究", "was": WAS}),
    ("procedures:meeting-item", ITEM, held(422), "post", {"notes": "已研究"}),
    ("procedures:meeting-move", ITEM, held(302), "post", {"to": "up"}),
    ("procedures:meeting-drop", ITEM, held(302), "post"),
    ("procedures:meeting-close", MEETING, HELD),
    # the day has not come, and nothing is decided
    ("procedures:meeting-close", MEETING, held(422), "post"),
    ("procedures:meeting-reopen", MEETING, HELD),
    ("procedures:meeting-reopen", MEETING, held(409), "post", {"reason": "责任单位写错"}),
    ("procedures:agenda-docx", MEETING, SEEN),
    # there are no minutes before it is closed
    ("procedures:minutes-docx", MEETING, {**SEEN, "centre": 409, "office": 409, "leader": 409}),
    ("procedures:meeting-print", MEETING, {**SEEN, "centre": 409, "office": 409, "leader": 409}),
    ("procedures:letters", {}, SEEN),
    ("procedures:upward-export", {}, SEEN),
    ("procedures:letters-sent", {}, SEEN),
    ("procedures:letter-add", {}, WRITTEN),
    ("procedures:letter-add", {}, {**WRITTEN, "centre": 422}, "post", {}),
    ("procedures:letter", LETTER, SEEN),
    ("procedures:letter-document", LETTER, SEEN),
    ("procedures:letter-workbook", LETTER, SEEN),
    # nobody was asked for a plan yet
    ("procedures:order-docx", {"pk": issue}, {
        "reporter": 409, "outsider": 404, "handler": 409, "centre": 409, "office": 409,
        "leader": 409, **OFFICERS}),
]  # fmt: skip
