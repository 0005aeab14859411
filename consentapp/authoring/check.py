"""`consentapp forms check`: every finding about a forms folder, or one form of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from consentapp.authoring.claims import claim_findings
from consentapp.authoring.drafts import Draft, Drafts, read_drafts
from consentapp.authoring.findings import SEVERITIES, Finding, Severity, from_refusal, in_order
from consentapp.authoring.reach import Reach
from consentapp.authoring.reading import FormGrade, grade, reading_findings
from consentapp.authoring.rubric import main_consents, rubric_findings
from consentapp.authoring.scaffold import unfinished_findings
from consentapp.authoring.teaching import teaching_findings
from consentapp.authoring.translations import translation_findings
from consentapp.authoring.values import value_findings
from consentapp.authoring.wording import wording_findings

OF_ONE_FORM = (
    reading_findings,
    wording_findings,
    claim_findings,
    teaching_findings,
    value_findings,
    translation_findings,
    unfinished_findings,
)


@dataclass(frozen=True)
class Checked:
    """One form in one language: its grades, and what is to be mended."""

    draft: Draft
    grade: FormGrade
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Report:
    """All forms that were checked, and what belongs to none of them."""

    root: Path
    forms: tuple[Checked, ...]
    unread: tuple[Finding, ...]
    """What the strict reader refused."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (*self.unread, *(finding for form in self.forms for finding in form.findings))

    def count(self, severity: Severity) -> int:
        return sum(finding.severity == severity for finding in self.findings)

    @property
    def counts(self) -> dict[Severity, int]:
        return {severity: self.count(severity) for severity in SEVERITIES}


def check(root: Path, name: str = "") -> Report:
    """Read and check a forms folder, or one form of it by `id@version`.

    FormError for what is no forms folder, LookupError for a form that is not there.
    """
    drafts = read_drafts(root)
    refusals = drafts.refusals_of(name) if name else drafts.refusals
    chosen = drafts.named(name) if name and not refusals else () if name else drafts.drafts
    main, unreachable = main_consents(drafts), _unreachable(drafts)
    checked = tuple(_checked(draft, main, unreachable) for draft in chosen)
    return Report(root, checked, in_order(map(from_refusal, refusals)))


def _checked(draft: Draft, main: Sequence[Draft], unreachable: Mapping[Draft, Sequence[Finding]]) -> Checked:
    found = [finding for look in OF_ONE_FORM for finding in look(draft)]
    found += rubric_findings(draft) if draft in main else ()
    found += unreachable.get(draft, ())
    return Checked(draft, grade(draft), in_order(found))


def _unreachable(drafts: Drafts) -> dict[Draft, list[Finding]]:
    """What cannot be reached, packet by packet; forms of no packet by themselves. All languages share one structure."""
    first = {(draft.form.id, draft.form.version): draft for draft in reversed(drafts.drafts)}
    walks = [[(step.form, step.version) for step in packet.step] for packet in drafts.packets]
    asked = {key for walk in walks for key in walk}
    found: dict[Draft, list[Finding]] = {}
    for walk in (*walks, *([key] for key in first if key not in asked)):
        reach = Reach()
        for draft in (first[key] for key in walk if key in first):
            found.setdefault(draft, []).extend(reach.findings(draft))
    return found
