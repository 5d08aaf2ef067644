"""axe-core from node_modules, in a page whose policy would refuse it."""

from tests.servers.program import ROOT

SOURCE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def violations(page) -> list[str]:
    """What axe finds on the page as it stands, one line for each rule and element."""
    # evaluated by the debugger, which the page's content security policy does not bind
    page.evaluate(SOURCE.read_text(encoding="utf-8") + ";0")
    result = page.evaluate("rules => window.axe.run(document, rules)", RULES)
    return [
        f"{page.url} {found['id']}: {node['target']} {node['html'][:120]}"
        for found in result["violations"]
        for node in found["nodes"]
    ]
