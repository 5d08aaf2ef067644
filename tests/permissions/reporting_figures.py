"""Who may open the figures: everybody who has to do with projects; the other offices do not."""

READERS = {
    "reporter": 200,
    "outsider": 200,
    "handler": 200,
    "centre": 200,
    "office": 200,
    "leader": 200,
    "admin": 404,
    "security": 404,
    "auditor": 404,
    "anonymous": 302,
}
ROWS = [
    ("reporting:dashboard", {}, READERS),
    ("reporting:figure", {"key": "permit_rate"}, READERS),
    ("reporting:list", {"key": "moved"}, READERS),
    ("reporting:figure-export", {"key": "permit_rate"}, READERS),
]
