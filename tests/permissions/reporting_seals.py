"""What was sealed of a project is seen by who sees the project."""

from tests.permissions.projects import NUMBER, own


def issue(cast, who):
    return cast.issue.pk


ROWS = [
    ("reporting:project-seals", NUMBER, own(200, read_only=200)),
    # a problem's: who sees its project; the bureau that solves it does not
    ("reporting:issue-seals", {"pk": issue}, own(200, read_only=200)),
]
