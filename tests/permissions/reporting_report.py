"""The table of one's own unit, and the first page after signing in."""

CUTOFF = {"cutoff": "2022-12-09"}
ROW = CUTOFF | {"number": lambda cast, who: cast.project.number}
OFFICERS = {"admin": 404, "security": 404, "auditor": 404, "anonymous": 302}
WORKING = ["reporter", "outsider", "handler", "centre", "office", "leader"]


def working(status, **others):
    return dict.fromkeys(WORKING, status) | OFFICERS | others


def filing(status, **others):
    """Reporters as told; the centre files no table of its own; office and leader only read."""
    return working(status, centre=404, office=403, leader=403) | others


READ = working(200, centre=404)

ROWS = [
    ("reporting:owe", {}, working(200, admin=302, security=302, auditor=302)),
    ("reporting:report-current", {}, working(302)),
    ("reporting:report", CUTOFF, READ),
    ("reporting:report-check", CUTOFF, READ),
    ("reporting:report-print", CUTOFF, READ),
    ("reporting:report-cell", CUTOFF, working(404)),  # another row and key than named: no cell
    ("reporting:report-cells", CUTOFF, filing(415), "post"),  # a form is no JSON
    ("reporting:report-row", ROW, filing(404, reporter=200)),
    ("reporting:report-row", ROW, filing(404, reporter=302), "post"),
    ("reporting:row-add", CUTOFF, filing(200)),
    ("reporting:row-add", CUTOFF, filing(422), "post"),
    ("reporting:report-submit", CUTOFF, filing(409, reporter=302), "post"),  # 409: no projects
    ("reporting:no-change", CUTOFF, filing(409), "post"),
    ("reporting:zero", CUTOFF, filing(302, reporter=409), "post"),
    ("reporting:receipt", CUTOFF | {"number": 1}, working(404)),
]
