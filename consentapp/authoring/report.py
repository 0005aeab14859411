"""What `check` found, as text for a person and as JSON for a machine."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from consentapp.authoring.check import Checked, Report
from consentapp.authoring.findings import Finding
from consentapp.authoring.reading import FormGrade, PageGrade


def as_text(report: Report) -> Iterator[str]:
    """Line by line: what could not be read, then each form with its grades and findings, then the counts."""
    if report.unread:
        yield "Not readable"
        yield from _findings(report.unread, report.root)
        yield ""
    for form in report.forms:
        yield from _form(form, report.root)
        yield ""
    yield _counts(report)


def _form(form: Checked, root: Path) -> Iterator[str]:
    draft = form.draft
    yield f"{draft.form.title} ({draft.name}, {draft.form.language}, {draft.form.status})"
    yield from _grades(form.grade)
    yield from _findings(form.findings, root)
    if not form.findings:
        yield "  Nothing to mend."


def _grades(grade: FormGrade) -> Iterator[str]:
    if not grade.pages:
        yield f"  Not measured: {grade.why_not}."
        return
    width = max(len(page.page) for page in grade.pages)
    yield f"  {'page':{width}}  {grade.measure}  sentences  words"
    for page in grade.pages:
        yield f"  {page.page:{width}}  {_measured(page):>{len(grade.measure)}}  {page.counts.sentences:9}  {page.counts.words:5}"
    whole = f"  {'whole form':{width}}  {grade.mean:{len(grade.measure)}.1f}"
    yield f"{whole}  SMOG grade {grade.smog:.1f}" if grade.smog else whole


def _measured(page: PageGrade) -> str:
    """A grade in brackets is of too few sentences to be judged by itself."""
    return f"{page.grade:.1f}" if page.judged else f"({page.grade:.1f})"


def _findings(findings: Iterable[Finding], root: Path) -> Iterator[str]:
    for finding in findings:
        yield f"  {finding.severity:8} {_place(finding, root)}: {finding.message}"
        yield f"  {'':8} → {finding.mend}"


def _place(finding: Finding, root: Path) -> str:
    path = finding.path.relative_to(root) if finding.path.is_relative_to(root) else finding.path
    return f"{path}:{finding.line}" if finding.line else str(path)


def _counts(report: Report) -> str:
    counted = (_several(number, severity) for severity, number in report.counts.items())
    return f"{', '.join(counted)} in {_several(len(report.forms), 'form')}."


def _several(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def as_data(report: Report) -> dict[str, Any]:
    """The same for machines."""
    return {
        "counts": report.counts,
        "unread": [_finding_data(finding, report.root) for finding in report.unread],
        "forms": [_form_data(form, report.root) for form in report.forms],
    }


def _form_data(form: Checked, root: Path) -> dict[str, Any]:
    draft, grade = form.draft, form.grade
    return {
        "form": draft.form.id,
        "version": draft.form.version,
        "language": draft.form.language,
        "measure": grade.measure,
        "mean": round(grade.mean, 2),
        "smog": None if grade.smog is None else round(grade.smog, 2),
        "not_measured": grade.why_not,
        "pages": [_page_data(page) for page in grade.pages],
        "findings": [_finding_data(finding, root) for finding in form.findings],
    }


def _page_data(page: PageGrade) -> dict[str, Any]:
    return {
        "page": page.page,
        "grade": round(page.grade, 2),
        "judged": page.judged,
        "sentences": page.counts.sentences,
        "words": page.counts.words,
    }


def _finding_data(finding: Finding, root: Path) -> dict[str, Any]:
    path = finding.path.relative_to(root) if finding.path.is_relative_to(root) else finding.path
    return {
        "severity": finding.severity,
        "kind": finding.kind,
        "file": str(path),
        "line": finding.line,
        "message": finding.message,
        "mend": finding.mend,
    }
