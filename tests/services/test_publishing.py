"""Two named people, one a clinician, make one exact form active; a real site sends no link to any other (DESIGN 6)."""

from dataclasses import replace

import pytest

from consentapp.domain.errors import NotFound, NotNow
from consentapp.domain.facts import Recorded
from consentapp.domain.facts.clinic import FormProposed, FormPublished
from consentapp.domain.form import Form, Translation
from consentapp.ports import ORGANISATION, Clinic
from consentapp.services import intakes
from consentapp.services.active_forms import published_texts
from consentapp.services.audits import verify_store
from consentapp.services.publishing import publish
from tests.builders import (
    DESK,
    SMALL_FORMS,
    THERAPY,
    Visitor,
    a_site,
    an_approver,
    approves,
    catalog_with,
    newer,
)

OTHER = replace(THERAPY, digest="f" * 64)
SPANISH = replace(THERAPY, language="es", translation=Translation())
REVIEWED = Translation(
    "human-reviewed", "Inés Park", "ATA-certified", "2026-05-31", source_digest="a", source_now="a"
)


class Locks:
    """A forms folder that counts how often it was locked, and may be one that cannot be."""

    def __init__(self, broken: bool = False) -> None:
        self.count, self.broken = 0, broken

    def __call__(self) -> None:
        if self.broken:
            raise OSError("the folder is read-only")
        self.count += 1


@pytest.fixture
def real(clinic: Clinic) -> Clinic:
    """A clinic that is no demo."""
    return replace(clinic, site=a_site(demo=False))


def act(
    clinic: Clinic,
    login: str = "ines",
    role: str = "intake",
    *,
    forms: tuple[Form, ...] = (THERAPY,),
    lock: Locks | None = None,
    anew: bool = False,
) -> str:
    """One person's act."""
    return publish(clinic, forms, by=an_approver(clinic, login, role), lock=lock or Locks(), anew=anew)


def told(clinic: Clinic, kind: type[FormProposed] | type[FormPublished]) -> list[Recorded]:
    with clinic.store.reading() as reading:
        return list(reading.facts_of_kind(ORGANISATION, kind.kind))


def active(clinic: Clinic) -> frozenset[str]:
    with clinic.store.reading() as reading:
        return frozenset(digest for digest, _ in published_texts(reading, clinic))


def test_the_first_person_proposes_and_nothing_is_active_yet(clinic: Clinic) -> None:
    lock = Locks()
    assert act(clinic, lock=lock) == "proposed"
    assert (active(clinic), lock.count) == (frozenset(), 0)


def test_the_second_person_publishes_over_the_digest_and_locks_the_files(clinic: Clinic) -> None:
    lock = Locks()
    act(clinic)
    assert act(clinic, "ada", "clinician", lock=lock) == "published"
    (proposed,), (published,) = told(clinic, FormProposed), told(clinic, FormPublished)
    assert isinstance(published.fact, FormPublished)
    assert (published.fact.form, published.fact.version, published.fact.digest) == (
        "therapy",
        "1",
        THERAPY.digest,
    )
    assert (published.fact.proposed, published.fact.languages, published.fact.site) == (
        proposed.id,
        ("en",),
        "main",
    )
    assert proposed.actor != published.actor
    assert (active(clinic), lock.count) == (frozenset({THERAPY.digest}), 1)
    assert verify_store(clinic).outcome == "PASSED"


def test_a_clinician_may_be_the_first_of_the_two(clinic: Clinic) -> None:
    act(clinic, "ada", "clinician")
    assert act(clinic) == "published"


def test_nobody_publishes_what_they_proposed_themselves(clinic: Clinic) -> None:
    """ASVS 2.3.5: two people."""
    act(clinic, "ada", "clinician")
    with pytest.raises(NotNow, match="A second person has to publish it"):
        act(clinic, "ada", "clinician")
    assert active(clinic) == frozenset()


def test_two_people_of_whom_none_is_a_clinician_publish_nothing(clinic: Clinic) -> None:
    act(clinic)
    with pytest.raises(NotNow, match="has to be a licensed clinician"):
        act(clinic, "lou", "auditor")
    assert act(clinic, "ada", "clinician") == "published"


def test_files_that_changed_in_between_are_not_published(clinic: Clinic) -> None:
    """AB-22"""
    act(clinic)
    lock = Locks()
    with pytest.raises(NotNow, match="have changed since Ines proposed them"):
        act(clinic, "ada", "clinician", forms=(OTHER,), lock=lock)
    assert (active(clinic), lock.count) == (frozenset(), 0)


def test_who_proposed_may_propose_the_changed_files(clinic: Clinic) -> None:
    act(clinic)
    assert act(clinic, forms=(OTHER,)) == "proposed"
    assert act(clinic, "ada", "clinician", forms=(OTHER,)) == "published"
    assert active(clinic) == frozenset({OTHER.digest})


def test_anybody_may_propose_anew_and_is_then_the_first(clinic: Clinic) -> None:
    act(clinic)
    assert act(clinic, "ada", "clinician", forms=(OTHER,), anew=True) == "proposed"
    with pytest.raises(NotNow, match="A second person"):
        act(clinic, "ada", "clinician", forms=(OTHER,))
    assert act(clinic, forms=(OTHER,)) == "published"


def test_a_lock_that_fails_leaves_the_form_as_it_was(clinic: Clinic) -> None:
    act(clinic)
    with pytest.raises(OSError, match="read-only"):
        act(clinic, "ada", "clinician", lock=Locks(broken=True))
    assert active(clinic) == frozenset()
    assert act(clinic, "ada", "clinician") == "published"


def test_what_is_published_is_locked_once_more_and_told_once(clinic: Clinic) -> None:
    """A lock line that was lost comes back by the same command."""
    act(clinic)
    act(clinic, "ada", "clinician")
    lock = Locks()
    assert act(clinic, "ada", "clinician", lock=lock) == "published"
    assert (len(told(clinic, FormPublished)), lock.count) == (1, 1)


def test_a_retired_form_is_not_published(clinic: Clinic) -> None:
    with pytest.raises(NotNow, match="is retired"):
        act(clinic, forms=(replace(THERAPY, status="retired"),))


def test_a_translation_that_nobody_reviewed_is_not_published(clinic: Clinic) -> None:
    """LA-01"""
    with pytest.raises(NotNow, match="therapy@1 in es: no qualified person has reviewed"):
        act(clinic, forms=(THERAPY, SPANISH))
    assert told(clinic, FormProposed) == []
    assert act(clinic, forms=(THERAPY, replace(SPANISH, translation=REVIEWED))) == "proposed"


def test_a_review_of_words_that_have_changed_since_is_none(clinic: Clinic) -> None:
    """LA-01: an edit of the source resets the review."""
    edited = replace(SPANISH, translation=replace(REVIEWED, source_now="b"))
    with pytest.raises(NotNow, match="no qualified person has reviewed"):
        act(clinic, forms=(THERAPY, edited))


def test_a_form_that_is_not_there_is_said_in_plain_words(clinic: Clinic) -> None:
    with pytest.raises(NotFound, match="Write it as FORM@VERSION"):
        act(clinic, forms=())


# What follows -------------------------------------------------------------------------------------------------------


def test_a_real_site_opens_no_record_with_a_form_that_nobody_published(real: Clinic) -> None:
    approves(real, *[form for form in SMALL_FORMS if form.id != "therapy"])
    with pytest.raises(NotNow, match=r"not approved for care at this clinic yet: therapy@1\."):
        Visitor.registered(real)
    approves(real, THERAPY)
    assert Visitor.registered(real).intake


def test_a_form_that_was_edited_after_it_was_published_is_not_active(real: Clinic) -> None:
    """AB-22: it is the files that were published, not their name."""
    approves(real)
    with pytest.raises(NotNow, match=r"yet: therapy@1\."):
        Visitor.registered(replace(real, catalog=catalog_with(OTHER)))


def test_a_form_that_another_site_published_is_not_active_here(real: Clinic) -> None:
    approves(replace(real, site=a_site(id="north", demo=False)))
    with pytest.raises(NotNow, match="not approved for care"):
        Visitor.registered(real)


def test_a_record_opened_as_a_demo_gets_no_link_once_the_site_is_real(clinic: Clinic, real: Clinic) -> None:
    """A real site cannot send a link to a draft, whenever its record was opened."""
    ana = Visitor.registered(clinic)
    with pytest.raises(NotNow, match="not approved for care"):
        replace(ana, clinic=real).gets_a_link()


def test_a_demo_walks_what_nobody_published(clinic: Clinic) -> None:
    assert Visitor.registered(clinic).intake


def test_a_real_site_asks_again_only_with_a_published_version(real: Clinic) -> None:
    approves(real)
    ana = Visitor.signed(real)
    second = newer(THERAPY, "risks")
    later = replace(real, catalog=catalog_with(second))
    with pytest.raises(NotNow, match=r"not approved for care at this clinic yet: therapy@2\."):
        intakes.renew(later, intake=ana.intake, by=DESK)
    approves(later, second)
    assert intakes.renew(later, intake=ana.intake, by=DESK)
