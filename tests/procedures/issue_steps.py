"""Every step of a problem with valid words, for tests that walk."""

from datetime import timedelta

from procedures.rules import IssueLevel, IssueStep
from procedures.services import issues
from workplace import clock


def take(step, issue, by, units, seen=None):
    """The step with words that the form would accept; what it raises, it raises."""
    day = clock.today() + timedelta(days=7)
    word = f"{IssueStep(step).label}的说明"
    calls = {
        "edit": lambda: issues.edit(issue, {"text": word, "level": issue.level}, by, seen),
        "assign": lambda: issues.assign(issue, units["ZRZY"], day, by, word, seen),
        "reply": lambda: issues.reply(issue, word, day, by, seen),
        "remark": lambda: issues.remark(issue, word, by),
        "escalate": lambda: issues.escalate(issue, IssueLevel.PROVINCE, word, by, seen),
        "decide": lambda: issues.decide(issue, word, None, day, None, by, seen),
        "ask_clear": lambda: issues.ask_clear(issue, word, by, seen),
        "clear": lambda: issues.clear(issue, word, by, seen),
        "refuse": lambda: issues.refuse_clear(issue, word, by, seen),
        "reopen": lambda: issues.reopen(issue, word, by, seen),
    }
    return calls[step]()


STEPS = tuple(step.value for step in IssueStep if step != IssueStep.RAISE)
