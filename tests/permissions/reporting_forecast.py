"""Who may open the forecast: those who look after the county; the units do not (yet)."""

LOOKS_AHEAD = {
    "reporter": 404,
    "outsider": 404,
    "handler": 404,
    "centre": 200,
    "office": 200,
    "leader": 200,
    "admin": 404,
    "security": 404,
    "auditor": 404,
    "anonymous": 302,
}
ROWS = [
    ("reporting:forecast", {}, LOOKS_AHEAD),
    ("reporting:forecast-score", {}, LOOKS_AHEAD),
    ("reporting:forecast-permits", {}, LOOKS_AHEAD),
    ("reporting:forecast-export", {}, LOOKS_AHEAD),
    ("reporting:durations", {}, LOOKS_AHEAD),
    ("reporting:durations-export", {}, LOOKS_AHEAD),
    # nobody has finished one: there are no rows to open, whoever asks
    (
        "reporting:duration-rows",
        {"kind": "land", "level": "county"},
        {who: 404 if status == 200 else status for who, status in LOOKS_AHEAD.items()},
    ),
    ("reporting:project-forecast", {"number": lambda cast, who: cast.project.number}, LOOKS_AHEAD),
]
