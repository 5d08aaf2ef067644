"""疑点: the centre acts, office and leader read, units never see that there are any."""

from tests.permissions.reporting_review import reading, reviewing

ONE = {"pk": lambda cast, who: cast.alarm.pk}
NONE = {"pk": 99_999}
WORD = {"explanation": "看过开工令，立项批复在路上"}

ROWS = [
    ("reporting:alarms", {}, reading(200)),
    ("reporting:alarms-export", {}, reading(200)),
    ("reporting:alarm-rules", {}, reading(200)),
    ("reporting:alarms-look", {}, reviewing(302), "post"),
    ("reporting:alarm", ONE, reading(200)),
    ("reporting:alarm", NONE, reading(404)),
    ("reporting:alarm-clear", ONE, reviewing(422), "post"),
    ("reporting:alarm-clear", ONE, reviewing(302), "post", WORD),
    ("reporting:alarm-clear", NONE, reviewing(404), "post", WORD),
    ("reporting:alarm-undo", ONE, reviewing(409), "post"),  # it is not cleared
    ("reporting:alarm-ask", ONE, reviewing(302), "post"),
    ("reporting:alarm-ask", ONE, reviewing(422), "post", {"question": "长" * 101}),
]
