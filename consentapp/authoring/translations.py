"""Whether a translation still says what its source says, and whether a person has read it."""

from collections.abc import Iterator

from consentapp.authoring.drafts import Draft
from consentapp.authoring.findings import Finding
from consentapp.catalog.errors import line_of
from consentapp.catalog.structure import read_text


def translation_findings(draft: Draft) -> Iterator[Finding]:
    """A stale translation, or one that no person reviewed. Part by part the strict reader has compared it already."""
    said, language = draft.form.translation, draft.form.language
    if not said:
        return
    line = line_of(read_text(draft.structure_path), f"[translation.{language}]")
    whose = f"what is ours in the language `{language}`" if said.ours else f"the language `{language}`"
    said = said.ours or said
    if said.source_digest and said.source_digest != said.source_now:
        message = f"{whose} was translated from an older text than the form's now"
        mend = f'Translate what changed, have it reviewed, and write source_digest = "{said.source_now}".'
        yield Finding("error", "stale-translation", draft.structure_path, line, message, mend)
    elif said.status == "machine":
        message = f"{whose} was translated by a machine, and no person has reviewed it"
        mend = "Have a qualified translator review it, and record who it was and when."
        yield Finding("warning", "machine-translation", draft.structure_path, line, message, mend)
