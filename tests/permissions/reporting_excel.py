"""The weekly table to and from Excel."""

from tests.permissions.reporting_report import CUTOFF, READ, filing

NO_JOB = CUTOFF | {"key": "0b9d1f6e-3f0a-4c5e-9a51-0c8f4f6f2a11"}

ROWS = [
    ("reporting:template", CUTOFF, READ),
    ("reporting:export", CUTOFF, READ),
    ("reporting:import", CUTOFF, filing(200)),
    ("reporting:import", CUTOFF, filing(422), "post"),  # no file
    ("reporting:import-preview", NO_JOB, filing(404)),
    ("reporting:import-answers", NO_JOB, filing(404), "post"),
    ("reporting:import-apply", NO_JOB, filing(404), "post"),
    ("reporting:import-undo", NO_JOB, filing(404), "post"),
    ("reporting:import-marked", NO_JOB, filing(404)),
]
