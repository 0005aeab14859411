"""Publishing a form: two named people, one a clinician, make one exact set of files active at a site (DESIGN 6).

What is active is told by facts alone, over the digest of the form's files. `form.toml` says only `draft` or `retired`:
a file that calls itself active would be a second truth, and one that anybody who can write to the folder could change.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from consentapp.domain.errors import NotFound, NotNow
from consentapp.domain.facts import Actor
from consentapp.domain.facts.clinic import FormProposed, FormPublished
from consentapp.domain.facts.people import StaffRow
from consentapp.domain.form import Form
from consentapp.ports import ORGANISATION, Clinic, Reading
from consentapp.services.active_forms import published_texts, text_of
from consentapp.services.recording import STAFF, record_for_organisation

CLINICIAN = "clinician"


@dataclass(frozen=True)
class Proposal:
    """The newest act of a first person on a version of a form."""

    fact: str
    by: str
    digest: str
    languages: tuple[str, ...]


def publish(
    clinic: Clinic,
    forms: Sequence[Form],
    *,
    by: StaffRow,
    lock: Callable[[], None],
    anew: bool = False,
) -> str:
    """One person's act on a version of a form, in languages of the site: "proposed", or "published" by the second.

    `lock` fixes the files in the forms folder, before the second act is committed; it raises when they are not as they
    were read. `anew`: propose once more, whatever was proposed before. Published already, it only locks again. NotNow for a form that is retired, not reviewed in each
    language, changed since it was proposed, or that would have one person, or no clinician, behind it.
    """
    form = _checked(forms)
    wanted, actor = _proposed(clinic, forms), Actor(STAFF, by.staff)
    with clinic.store.writing() as writing:
        if {text_of(form) for form in forms} <= published_texts(writing, clinic):
            lock()
            return "published"
        proposal = None if anew else _proposal(writing, clinic, form)
        if not proposal or (not _says(proposal, wanted) and proposal.by == by.staff):
            record_for_organisation(writing, clinic, wanted, actor=actor)
            return "proposed"
        _check_second(writing, wanted, proposal, by)
        record_for_organisation(writing, clinic, _published(wanted, proposal), actor=actor)
        lock()
    return "published"


def _says(proposal: Proposal, wanted: FormProposed) -> bool:
    """Whether what was proposed is what is wanted now."""
    return (proposal.digest, proposal.languages) == (wanted.digest, wanted.languages)


def _checked(forms: Sequence[Form]) -> Form:
    if not forms:
        raise NotFound("There is no such form here. Write it as FORM@VERSION, as its folder is named.")
    form = forms[0]
    if form.status == "retired":
        raise NotNow(f"{form.id}@{form.version} is retired. Make a new version folder and publish that.")
    if unread := [other.language for other in forms if not other.vouched_for]:
        raise NotNow(
            f"{form.id}@{form.version} in {', '.join(unread)}: no qualified person has reviewed this translation."
            " Have it reviewed, or take the language out of this clinic's `languages`."
        )
    return form


def _check_second(reading: Reading, wanted: FormProposed, proposal: Proposal, by: StaffRow) -> None:
    first = reading.staff(proposal.by)
    name = first.name if first else "the first person"
    if not _says(proposal, wanted):
        raise NotNow(
            f"The files of {wanted.form}@{wanted.version}, or this clinic's languages, have changed since {name} proposed"
            " them. Put them back, or propose them once more as they are now, with --anew."
        )
    if proposal.by == by.staff:
        raise NotNow("You have proposed this form. A second person has to publish it.")
    if CLINICIAN not in (by.role, first.role if first else ""):
        raise NotNow("One of the two has to be a licensed clinician. Ask one to publish it.")


def _proposal(reading: Reading, clinic: Clinic, form: Form) -> Proposal | None:
    named = (form.id, form.version, clinic.site.id)
    found = None
    for recorded in reading.facts_of_kind(ORGANISATION, FormProposed.kind):
        fact = recorded.fact
        if isinstance(fact, FormProposed) and (fact.form, fact.version, fact.site) == named:
            found = Proposal(recorded.id, recorded.actor.id, fact.digest, fact.languages)
    return found


def _proposed(clinic: Clinic, forms: Sequence[Form]) -> FormProposed:
    form, languages = forms[0], tuple(form.language for form in forms)
    return FormProposed(
        form=form.id, version=form.version, digest=form.digest, languages=languages, site=clinic.site.id
    )


def _published(wanted: FormProposed, proposal: Proposal) -> FormPublished:
    return FormPublished(
        form=wanted.form, version=wanted.version, digest=wanted.digest, languages=wanted.languages, site=wanted.site,
        proposed=proposal.fact,
    )  # fmt: skip
