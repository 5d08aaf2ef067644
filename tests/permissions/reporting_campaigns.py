"""Campaigns: the centre sets them up and ends them; office and leaders read."""

from tests.permissions.reporting_review import reading, reviewing

ONE = {"pk": lambda cast, who: cast.campaign.pk}
NONE = {"pk": 99_999}
NEW = {
    "name": "2023年重点项目建设进展月报",
    "year": "2023",
    "rhythm": "monthly",
    "weekday": "4",
    "month_day": "31",
    "due_time": "12:00",
    "holiday_rule": "next_working_day",
    "starts_on": "2022-12-09",
    "ends_on": "2023-03-31",
}
# a round has opened: year, start, baseline and kinds stand
EDIT = {
    "name": "前期手续办理月活动",
    "rhythm": "weekly",
    "weekday": "3",
    "month_day": "31",
    "due_time": "12:00",
    "holiday_rule": "next_working_day",
    "ends_on": "2023-02-28",
    "summary_on": "2023-02-26",
    "convention": "required_only",
    "reason": "改到周四",
}

ROWS = [
    ("reporting:campaigns", {}, reading(200)),
    ("reporting:campaign", ONE, reading(200)),
    ("reporting:campaign", NONE, reading(404)),
    ("reporting:campaign-add", {}, reviewing(200)),
    ("reporting:campaign-add", {}, reviewing(422), "post", NEW),  # permits has one that is open
    ("reporting:campaign-edit", ONE, reviewing(200)),
    ("reporting:campaign-edit", ONE, reviewing(302), "post", EDIT),
    ("reporting:campaign-edit", NONE, reviewing(404), "post", EDIT),
    ("reporting:campaign-end", ONE, reviewing(200)),
    ("reporting:campaign-end", ONE, reviewing(422), "post"),
    ("reporting:campaign-end", ONE, reviewing(302), "post", {"reason": "提前完成"}),
]
