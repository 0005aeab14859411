"""Site values that a form names, and that no clinic can fill in."""

from collections.abc import Iterator

from consentapp.authoring.drafts import Draft
from consentapp.authoring.findings import Finding
from consentapp.domain.text import PLACEHOLDER
from consentapp.setup import VALUES
from consentapp.site_values import NEEDED, NO_MENU, TEXT

KNOWN = frozenset({"clinic.name", *VALUES, *NEEDED, TEXT, *NO_MENU})


def value_findings(draft: Draft) -> Iterator[Finding]:
    """Values that stand in no list: mostly a slip of the pen."""
    for passage in draft.passages:
        for name in PLACEHOLDER.findall(passage.text):
            if name not in KNOWN:
                message = f"there is no value `{{{name}}}`: no clinic can fill it in"
                mend = f"Use one of {', '.join(sorted(KNOWN))}; or write the words."
                yield Finding("error", "unknown-value", draft.words_path, passage.line, message, mend)
