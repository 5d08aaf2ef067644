"""The appraisal sheet: read by centre, office and leader; the office sets its rule."""

from tests.permissions.reporting_figures import READERS

SEEN = {**READERS, "reporter": 404, "outsider": 404, "handler": 404}
SET = {who: 403 if status == 200 else status for who, status in SEEN.items()} | {"office": 302}
RULE = {
    "name": "考核办法",
    "valid_from": "2022-12-09",
    "reason": "办公会议定",
    "form-TOTAL_FORMS": "1",
    "form-INITIAL_FORMS": "0",
    "form-0-what": "rate:permit_rate",
    "form-0-label": "办结率",
    "form-0-points": "60",
}
ROWS = [
    ("reporting:appraisal", {}, SEEN),
    ("reporting:appraisal-export", {}, SEEN),
    ("reporting:appraisal-unit", {"unit": "XUEGUAN"}, SEEN),
    ("reporting:appraisal-unit", {"unit": "NOBODY"}, dict.fromkeys(SEEN, 404) | {"anonymous": 302}),
    ("reporting:appraisal-rule", {}, {**SET, "office": 200}),
    ("reporting:appraisal-rule", {}, SET, "post", RULE),
    ("reporting:appraisal-rule", {}, {**SET, "office": 422}, "post", {"name": "考核办法"}),
]
