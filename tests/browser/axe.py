"""axe-core in a page whose content policy stays on: it comes in through the debugger, not through the page."""

import json
from typing import Any

from playwright.sync_api import Page

from consentapp.resources import PACKAGE

AXE = PACKAGE.parent / "node_modules" / "axe-core" / "axe.min.js"

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")

OPTIONS = json.dumps({"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]})

TELL = """(found) => JSON.stringify(found.violations.flatMap((violation) =>
  violation.nodes.map((node) => `${violation.id}: ${node.target.join(" ")}: ${node.failureSummary}`)))"""


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands."""
    debugger = page.context.new_cdp_session(page)
    try:
        _evaluated(debugger, AXE.read_text(encoding="utf-8") + "\n;0")
        found: list[str] = json.loads(_evaluated(debugger, f"axe.run(document, {OPTIONS}).then({TELL})"))
    finally:
        debugger.detach()
    return found


def _evaluated(debugger: Any, source: str) -> Any:
    answer = debugger.send(
        "Runtime.evaluate", {"expression": source, "awaitPromise": True, "returnByValue": True}
    )
    if "exceptionDetails" in answer:
        raise RuntimeError(answer["exceptionDetails"]["exception"].get("description", "axe failed"))
    return answer["result"].get("value")
