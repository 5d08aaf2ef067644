"""What was sealed of a project is seen by who sees the project."""

from tests.permissions.projects import NUMBER, own

ROWS = [("reporting:project-seals", NUMBER, own(200, read_only=200))]
