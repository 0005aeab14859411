"""The copy of record: made after the commit, made once, kept for ever; its failure never costs a signature."""

import hashlib
from dataclasses import replace

import pytest

from consentapp.domain.errors import NotFound
from consentapp.domain.facts import Actor
from consentapp.domain.facts.documents import DocumentOpened, DocumentSealed
from consentapp.domain.facts.walk import IntakeSigned
from consentapp.domain.ledger import leaf_hash
from consentapp.domain.summary import Summary
from consentapp.ports import Clinic, Job, NotRendered
from consentapp.services.audits import verify_store
from consentapp.services.summaries import make_summary, open_document, staff_names
from consentapp.setup import publish_seal
from consentapp.store.sqlite import SqliteStore
from consentapp.worker import work_once
from tests.builders import (
    ANA,
    DESK,
    SITE_VALUES,
    THERAPY,
    BrokenRenderer,
    FakeClock,
    PlainRenderer,
    Visitor,
    a_paragraph,
    a_site,
    facts_of,
    jobs,
    small_catalog,
    worklist_row,
)


@pytest.fixture
def ana(clinic: Clinic) -> Visitor:
    """Signed, and the PDF not made yet."""
    publish_seal(clinic)
    return Visitor.signed(clinic)


def waiting(clinic: Clinic) -> Job:
    (job,) = jobs(clinic, "summary")
    return job


def sealed(ana: Visitor) -> DocumentSealed:
    (told,) = facts_of(ana.clinic, ana.intake, DocumentSealed)
    assert isinstance(told.fact, DocumentSealed)
    return told.fact


def printed(clinic: Clinic) -> PlainRenderer:
    assert isinstance(clinic.renderer, PlainRenderer)
    return clinic.renderer


# Making -----------------------------------------------------------------------------------------------------------------


def test_a_summary_is_kept_with_its_digest_and_leaves_the_outbox(ana: Visitor, clinic: Clinic) -> None:
    make_summary(clinic, waiting(clinic))

    pdf = open_document(clinic, intake=ana.intake, purpose="print", by=DESK)
    fact = sealed(ana)

    assert jobs(clinic) == []
    assert (fact.sha256, fact.length) == (hashlib.sha256(pdf).hexdigest(), len(pdf))
    assert fact.certificate == clinic.sealer.fingerprint
    assert verify_store(clinic).outcome == "PASSED"


def test_a_summary_names_its_signature_by_fact_position_and_leaf(ana: Visitor, clinic: Clinic) -> None:
    make_summary(clinic, waiting(clinic))

    (signed,) = facts_of(clinic, ana.intake, IntakeSigned)
    (summary,) = printed(clinic).printed
    with clinic.store.reading() as reading:
        body = next(stored.body for stored in reading.ledger("main") if stored.position == signed.position)

    assert summary.certificate.signature_fact == signed.id
    assert summary.certificate.signature_position == signed.position
    assert summary.certificate.signature_leaf == leaf_hash(body).hex()
    assert sealed(ana).signature == signed.id


def test_a_summary_carries_the_clinic_the_patient_and_the_code(ana: Visitor, clinic: Clinic) -> None:
    make_summary(clinic, waiting(clinic))

    (summary,) = printed(clinic).printed

    assert (summary.patient_name, summary.birth_date) == ANA
    assert summary.clinic_name == "Riverside Clinic"
    assert summary.code == worklist_row(clinic, ana.intake).code
    assert summary.code_address == f"https://consent.riverside.example/code/{summary.code}"
    assert (summary.title, summary.sample) == ("Ketamine-assisted therapy", True)


def test_a_document_has_an_id_that_nobody_can_guess(ana: Visitor, clinic: Clinic) -> None:
    """Trust 2.4: without it the digest of a known text would be known."""
    make_summary(clinic, waiting(clinic))

    assert len(bytes.fromhex(sealed(ana).document_id)) == 32


# Once -------------------------------------------------------------------------------------------------------------------


def test_a_summary_made_twice_keeps_the_first_bytes(ana: Visitor, clinic: Clinic, clock: FakeClock) -> None:
    """FT-12"""
    job = waiting(clinic)
    make_summary(clinic, job)
    first = open_document(clinic, intake=ana.intake, purpose="print", by=DESK)
    clock.move(days=1)
    make_summary(clinic, job)

    assert open_document(clinic, intake=ana.intake, purpose="print", by=DESK) == first
    assert len(facts_of(clinic, ana.intake, DocumentSealed)) == 1


def test_two_workers_that_render_at_once_keep_one_document(ana: Visitor, clinic: Clinic) -> None:
    """FT-12: the second is done rendering after the first has been kept."""
    job = waiting(clinic)

    class Overtaken(PlainRenderer):
        def summary_pdf(self, summary: Summary) -> bytes:
            make_summary(clinic, job)
            return super().summary_pdf(summary)

    make_summary(replace(clinic, renderer=Overtaken()), job)

    assert len(facts_of(clinic, ana.intake, DocumentSealed)) == 1
    assert verify_store(clinic).outcome == "PASSED"


def test_there_is_no_summary_before_a_signature(clinic: Clinic) -> None:
    ana = Visitor.about_to_sign(clinic)

    make_summary(clinic, Job("job", "summary", "main", ana.intake, "cause", 0, "now", ""))

    assert facts_of(clinic, ana.intake, DocumentSealed) == []


# When it fails ------------------------------------------------------------------------------------------------------------


def test_a_renderer_that_fails_leaves_the_job_waiting_with_its_mend(ana: Visitor, clinic: Clinic) -> None:
    """FT-11: the signature is safe, and the worklist says what to do."""
    broken = replace(clinic, renderer=BrokenRenderer("Install the package fonts-noto-cjk."))

    assert work_once(broken) == 0

    job = waiting(clinic)
    assert (job.tries, job.error) == (1, "Install the package fonts-noto-cjk.")
    assert facts_of(clinic, ana.intake, DocumentSealed) == []
    assert len(facts_of(clinic, ana.intake, IntakeSigned)) == 1
    assert worklist_row(clinic, ana.intake).reason == "PDF waiting: Install the package fonts-noto-cjk."


def test_a_job_that_failed_is_tried_again_and_done_once_it_can_be(
    ana: Visitor, clinic: Clinic, clock: FakeClock
) -> None:
    """FT-11"""
    work_once(replace(clinic, renderer=BrokenRenderer("No font.")))
    too_early = work_once(clinic)
    clock.move(seconds=2)
    in_time = work_once(clinic)

    assert (too_early, in_time) == (0, 1)
    assert worklist_row(clinic, ana.intake).reason == "Ready for a clinician's decision on the day"


def reworded(clinic: Clinic) -> Clinic:
    """Other words in the form and other values at the site, from now on."""
    page = THERAPY.pages[0]
    therapy = replace(page, content=(*page.content, a_paragraph("There is no risk.")))
    catalog = small_catalog(
        replace(THERAPY, pages=(therapy, *THERAPY.pages[1:])),
        values=SITE_VALUES | {"clinic.phone": "(555) 010-9999"},
    )
    return replace(clinic, catalog=catalog)


def test_a_summary_prints_the_words_that_were_shown_and_not_those_of_today(
    ana: Visitor, clinic: Clinic
) -> None:
    """Promise 5: what was shown is what is sealed."""
    make_summary(reworded(clinic), waiting(clinic))

    (summary,) = printed(clinic).printed
    words = repr(summary.readings)

    assert "There is no risk." not in words
    assert "Call (555) 010-4477 for paper." in words
    assert "010-9999" not in words


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE text SET body = CAST(replace(CAST(body AS TEXT), 'not fit', 'fit') AS BLOB)",
        "UPDATE text SET body = x'7b7d'",
        'UPDATE text SET body = CAST(replace(CAST(body AS TEXT), \'"kind":"page"\', \'"kind":[]\') AS BLOB)',
        "DELETE FROM text",
    ],
)
def test_words_that_are_not_those_that_were_signed_are_not_sealed(
    ana: Visitor, clinic: Clinic, store: SqliteStore, change: str
) -> None:
    """AB-22: what was shown is sealed, or nothing is."""
    with store.writing() as writing:
        for event in ("update", "delete"):
            writing.database.execute(f"DROP TRIGGER text_no_{event}")
        writing.database.execute(change)

    with pytest.raises(NotRendered, match="`consentapp verify` names it"):
        make_summary(clinic, waiting(clinic))

    assert work_once(clinic) == 0
    assert facts_of(clinic, ana.intake, DocumentSealed) == []


# Opening ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("purpose", "by"), [("print", DESK), ("patient-copy", Actor("patient", "ana"))])
def test_every_copy_that_goes_out_is_a_fact(ana: Visitor, clinic: Clinic, purpose: str, by: Actor) -> None:
    make_summary(clinic, waiting(clinic))
    for _ in range(2):
        open_document(clinic, intake=ana.intake, purpose=purpose, by=by)

    opened = facts_of(clinic, ana.intake, DocumentOpened)
    (document,) = facts_of(clinic, ana.intake, DocumentSealed)

    assert [told.actor for told in opened] == [by, by]
    assert {told.fact for told in opened} == {DocumentOpened(document=document.id, purpose=purpose)}


def test_a_document_that_is_being_made_is_not_there_yet(ana: Visitor, clinic: Clinic) -> None:
    with pytest.raises(NotFound, match="The PDF is being made"):
        open_document(clinic, intake=ana.intake, purpose="print", by=DESK)

    assert facts_of(clinic, ana.intake, DocumentOpened) == []


def test_a_document_of_another_site_is_not_found(ana: Visitor, clinic: Clinic) -> None:
    """AB-03"""
    make_summary(clinic, waiting(clinic))

    with pytest.raises(NotFound):
        open_document(replace(clinic, site=a_site(id="other")), intake=ana.intake, purpose="print", by=DESK)


def test_no_copy_of_one_patient_holds_a_word_of_another(clinic: Clinic) -> None:
    """AB-29"""
    publish_seal(clinic)
    ana = Visitor.signed(clinic)
    sam = Visitor.identified(clinic, name="Sam Okoye", birth_date="1990-05-17")
    sam.walks_to("signing/sign", {"note": "Marker of Sam"})
    sam.signs("Sam Okoye")
    while work_once(clinic):
        pass

    summaries = {summary.patient_name: repr(summary) for summary in printed(clinic).printed}

    assert "Marker of Sam" in summaries["Sam Okoye"]
    for word in ("Sam", "Okoye", "1990-05-17", sam.intake):
        assert word not in summaries[ANA[0]]
    assert ana.intake != sam.intake


def test_names_of_staff_are_those_of_everyone_who_ever_worked_here(clinic: Clinic) -> None:
    from consentapp.services import staff

    added = staff.add_staff(
        clinic, login="lou", name="Lou Tran", role="auditor", password="a long enough password", by=DESK
    )

    with clinic.store.reading() as reading:
        assert staff_names(reading) == {added: "Lou Tran"}
