"""Which forms are active at a site: what two people have published there, to the byte (DESIGN 6)."""

from collections.abc import Sequence

from consentapp.domain.errors import NotNow
from consentapp.domain.facts.clinic import FormPublished
from consentapp.domain.form import Form
from consentapp.domain.stops import REVIEW
from consentapp.ports import ORGANISATION, Clinic, Reading


def published_texts(reading: Reading, clinic: Clinic) -> frozenset[tuple[str, str]]:
    """Every form that is active at this site, by the digest of its files, and in which language."""
    told = (recorded.fact for recorded in reading.facts_of_kind(ORGANISATION, FormPublished.kind))
    here = (fact for fact in told if isinstance(fact, FormPublished) and fact.site == clinic.site.id)
    return frozenset((fact.digest, language) for fact in here for language in fact.languages)


def check_active(reading: Reading, clinic: Clinic, steps: Sequence[str]) -> None:
    """NotNow at a real site for a step whose form, to the byte, nobody has published there. A demo may walk drafts."""
    if clinic.site.demo:
        return
    published = published_texts(reading, clinic)
    drafts = [step for step in steps if step != REVIEW and not _is_active(clinic, step, published)]
    if drafts:
        raise NotNow(
            "These forms are not approved for care at this clinic yet: %(forms)s. Two people approve each with"
            " `consentapp forms publish`.",
            forms=drafts,
        )


def _is_active(clinic: Clinic, step: str, published: frozenset[tuple[str, str]]) -> bool:
    """In every language in which the site shows it."""
    found = [form for (id, version, _), form in clinic.catalog.forms.items() if f"{id}@{version}" == step]
    return bool(found) and all(text_of(form) in published and form.status != "retired" for form in found)


def text_of(form: Form) -> tuple[str, str]:
    """One language of one exact set of files."""
    return form.digest, form.language
