"""All rules, in the order in which the pages show them."""

from . import course, done, investment, papers, works
from .facts import Facts
from .finding import Finding, Rule

RULES: list[Rule] = [
    *investment.RULES,
    *works.RULES,
    *done.RULES,
    *papers.RULES,
    *course.RULES,
]
BY_CODE = {rule.code: rule for rule in RULES}


def findings(facts: Facts) -> list[tuple[Rule, Finding]]:
    return [(rule, finding) for rule in RULES for finding in rule.find(facts)]
