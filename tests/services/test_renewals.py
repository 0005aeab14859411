"""Asking again after a new version: what stands, what is asked, and what stays as it was (EIC-07)."""

import threading
from dataclasses import replace

import pytest

from consentapp.domain.errors import Ended, NotNow, TextChanged
from consentapp.domain.facts.intakes import IntakeOpened, IntakeRenewed, IntakeSuperseded
from consentapp.domain.facts.people import PatientRegistered
from consentapp.domain.facts.walk import ChangesRead, IntakeSigned, PageAnswered
from consentapp.domain.form import Form
from consentapp.domain.shown import for_site
from consentapp.domain.summary import Summary
from consentapp.domain.text import plain
from consentapp.ports import ORGANISATION, Clinic
from consentapp.services import decisions, intakes, languages, pages, questions
from consentapp.services.audits import verify_intake, verify_store
from consentapp.services.summaries import compose, make_summary, open_document
from consentapp.services.worklist import note_newer_forms, rebuild
from consentapp.setup import publish_seal
from consentapp.store.sqlite import SqliteStore
from consentapp.worker import run, work_once
from tests.builders import (
    CLINICIAN,
    DESK,
    HEALTH,
    RECORDS,
    RIGHT_NOW,
    SIGNING,
    SITE_VALUES,
    THERAPY,
    FakeClock,
    PlainRenderer,
    Visitor,
    a_page,
    a_paragraph,
    a_site,
    an_item,
    approves,
    catalog_with,
    facts_of,
    jobs,
    newer,
    small_catalog,
    worklist_row,
)

NEWER = newer(THERAPY, "risks")


@pytest.fixture
def ana(clinic: Clinic, clock: FakeClock) -> Visitor:
    """Signed a month ago, and the PDF made."""
    publish_seal(clinic)
    ana = Visitor.signed(clinic)
    work_once(clinic)
    clock.move(days=30)
    return ana


@pytest.fixture
def later(clinic: Clinic) -> Clinic:
    """The same clinic, once the form on the therapy has a second version."""
    return replace(clinic, catalog=catalog_with(NEWER))


@pytest.fixture
def again(ana: Visitor, later: Clinic) -> Visitor:
    """Ana, asked again, and at the first page."""
    return ana.asked_again(later)


def stops(visitor: Visitor) -> list[str]:
    """What is left to do, in order."""
    walk = visitor.walk
    return [stop.key for stop in walk.stops if not walk.complete(stop)]


def printed(visitor: Visitor) -> Summary:
    walk = visitor.walk
    with visitor.clinic.store.reading() as reading:
        return compose(reading, visitor.clinic, walk, document_id="00")


def signed_again(ana: Visitor, clinic: Clinic) -> Visitor:
    again = ana.asked_again(clinic)
    again.walks_to("signing/sign")
    again.signs()
    return again


# Opening ------------------------------------------------------------------------------------------------------------


def test_a_renewal_is_of_the_same_patient_who_is_not_registered_twice(ana: Visitor, later: Clinic) -> None:
    newer_id = intakes.renew(later, intake=ana.intake, by=DESK)
    (opened,) = facts_of(later, newer_id, IntakeOpened)
    (first,) = facts_of(later, ana.intake, IntakeOpened)
    assert isinstance(opened.fact, IntakeOpened)
    assert isinstance(first.fact, IntakeOpened)
    assert (opened.fact.renews, opened.fact.patient) == (ana.intake, first.fact.patient)
    assert "therapy@2" in opened.fact.steps
    with later.store.reading() as reading:
        assert len(reading.facts_of_kind(ORGANISATION, PatientRegistered.kind)) == 1


def test_the_older_record_tells_that_it_is_asked_again(ana: Visitor, later: Clinic) -> None:
    newer_id = intakes.renew(later, intake=ana.intake, by=DESK)
    (told,) = facts_of(later, ana.intake, IntakeRenewed)
    assert isinstance(told.fact, IntakeRenewed)
    assert told.fact.renewal == newer_id


def test_links_and_the_date_of_birth_are_the_renewal_s_own(ana: Visitor, later: Clinic) -> None:
    newer_id = intakes.renew(later, intake=ana.intake, by=DESK)
    assert Visitor(later, newer_id).walk.intake.links == ()
    assert not Visitor(later, newer_id).walk.intake.identified


def test_what_nobody_signed_is_not_asked_again(clinic: Clinic, later: Clinic) -> None:
    ben = Visitor.identified(clinic)
    with pytest.raises(NotNow, match="Nobody has signed this yet"):
        intakes.renew(later, intake=ben.intake, by=DESK)


def test_nothing_is_asked_again_where_nothing_has_changed(ana: Visitor, clinic: Clinic) -> None:
    with pytest.raises(NotNow, match="Nothing has changed"):
        intakes.renew(clinic, intake=ana.intake, by=DESK)


def test_a_new_version_in_the_same_words_is_no_change(ana: Visitor, clinic: Clinic) -> None:
    same = replace(clinic, catalog=catalog_with(newer(THERAPY)))
    with pytest.raises(NotNow, match="Nothing has changed"):
        intakes.renew(same, intake=ana.intake, by=DESK)


def test_a_record_is_not_renewed_twice_at_once(ana: Visitor, later: Clinic) -> None:
    """FT-13: the second press finds the first."""
    intakes.renew(later, intake=ana.intake, by=DESK)
    with pytest.raises(NotNow, match="being asked again already"):
        intakes.renew(later, intake=ana.intake, by=DESK)
    assert len(facts_of(later, ana.intake, IntakeRenewed)) == 1


def test_two_desks_that_ask_again_at_once_open_one_record(ana: Visitor, later: Clinic) -> None:
    """FT-13"""
    refused: list[str] = []
    gate = threading.Barrier(2)

    def press() -> None:
        gate.wait()
        try:
            intakes.renew(later, intake=ana.intake, by=DESK)
        except NotNow as refusal:
            refused.append(str(refusal))

    desks = [threading.Thread(target=press) for _ in range(2)]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()
    assert len(refused) == 1
    assert len(facts_of(later, ana.intake, IntakeRenewed)) == 1


def test_a_signature_that_was_replaced_is_renewed_from_the_newest(ana: Visitor, later: Clinic) -> None:
    signed_again(ana, later)
    with pytest.raises(NotNow, match="from the newest record"):
        intakes.renew(later, intake=ana.intake, by=DESK)


# The walk -----------------------------------------------------------------------------------------------------------


def test_only_what_changed_is_asked_then_the_review_this_day_and_the_signature(again: Visitor) -> None:
    assert stops(again) == ["what-changed", "therapy/risks", "review", "right-now/right-now", "signing/sign"]


def test_what_changed_comes_first(again: Visitor) -> None:
    """21 CFR 11.10(f)"""
    with pytest.raises(NotNow):
        again.saves("therapy/risks")


def test_the_notice_tells_each_changed_page_and_its_new_sentence(again: Visitor) -> None:
    notice = again.walk.notice
    assert notice
    (change,) = notice.pages
    assert (change.title, change.why) == ("Risks", "changed")
    assert [(found.how, found.now) for found in change.changes] == [("added", "This sentence is new.")]


def test_the_notice_carries_the_author_s_words_on_each_version_since(ana: Visitor, clinic: Clinic) -> None:
    second = newer(THERAPY, "risks", replaces="1", changes=(a_paragraph("We name a new risk."),))
    third = newer(second, "route", version="3", replaces="2", changes=(a_paragraph("We name a new way."),))
    notice = ana.asked_again(replace(clinic, catalog=catalog_with(second, third))).walk.notice
    assert notice
    words = [plain(block.runs) for told in notice.explained for block in told.words]  # type: ignore[union-attr]
    assert words == ["We name a new risk.", "We name a new way."]
    assert [told.version for told in notice.explained] == ["2", "3"]


def test_an_author_s_words_about_some_other_version_are_not_shown(ana: Visitor, clinic: Clinic) -> None:
    odd = newer(THERAPY, "risks", replaces="0", changes=(a_paragraph("We name a new risk."),))
    notice = ana.asked_again(replace(clinic, catalog=catalog_with(odd))).walk.notice
    assert notice
    assert notice.explained == ()


def test_the_notice_is_kept_word_for_word_and_its_digest_stands_in_a_fact(again: Visitor) -> None:
    """Promise 1"""
    again.reads_what_changed()
    (told,) = facts_of(again.clinic, again.intake, ChangesRead)
    assert isinstance(told.fact, ChangesRead)
    with again.clinic.store.reading() as reading:
        text = reading.text(told.fact.text_digest)
    assert text
    assert b"This sentence is new." in text.body


def test_a_notice_that_is_not_in_force_is_not_read(again: Visitor) -> None:
    with pytest.raises(TextChanged):
        pages.read_changes(again.clinic, intake=again.intake, text_digest="0" * 64)
    assert facts_of(again.clinic, again.intake, ChangesRead) == []


def test_a_notice_read_twice_is_one_fact(again: Visitor) -> None:
    again.reads_what_changed()
    again.reads_what_changed()
    assert len(facts_of(again.clinic, again.intake, ChangesRead)) == 1


def test_when_more_changes_meanwhile_the_notice_is_read_again(again: Visitor) -> None:
    again.reads_what_changed()
    values = {**SITE_VALUES, "clinic.phone": "(555) 010-0000"}
    there = replace(again, clinic=replace(again.clinic, catalog=catalog_with(NEWER, values=values)))
    assert stops(there)[:3] == ["what-changed", "records/records", "therapy/risks"]


def test_reading_a_page_goes_on_record_without_changing_the_notice(again: Visitor) -> None:
    again.reads_what_changed()
    before = again.walk.notice_text
    again.saves("therapy/risks")
    assert again.walk.notice_text == before
    assert stops(again) == ["review", "right-now/right-now", "signing/sign"]


def test_a_check_on_a_changed_page_is_asked_again(again: Visitor) -> None:
    """P11-11"""
    again.reads_what_changed()
    walk = again.walk
    station = walk.station("therapy", "risks")
    assert station
    (item,) = [item for item in station.page.items if item.type == "comprehension"]
    assert walk.checks.attempts(station, item) == ()
    again.saves("therapy/risks", check_driving="today")
    assert [row.chosen for row in again.walk.checks.attempts(station, item)] == ["today"]
    assert again.walk.checks.to_teach(station) == (item,)


def test_a_check_that_is_missed_again_is_taught_again(clinic: Clinic, later: Clinic) -> None:
    """A clinician who taught it under the old words has not taught it under the new ones."""
    ben = Visitor.identified(clinic)
    ben.walks_to("therapy/risks")
    for _ in range(2):
        ben.saves("therapy/risks", check_driving="today")
    ben.walks_to("signing/sign")
    decisions.teach_again(clinic, intake=ben.intake, form="therapy", link_id="check-driving", by=CLINICIAN)
    ben.signs()
    again = ben.asked_again(later)
    again.reads_what_changed()
    assert again.walk.checks.missed(again.walk.stations) == ()
    for _ in range(2):
        again.saves("therapy/risks", check_driving="today")
    assert [item.link_id for _, item in again.walk.checks.missed(again.walk.stations)] == ["check-driving"]


def test_answers_stay_and_may_be_changed(again: Visitor) -> None:
    again.walks_to("right-now/right-now")
    assert again.walk.answers["health/pressure"] == ("no",)
    again.saves("health/heart", pressure="yes", treated="yes")
    assert [raised.flag.rule.id for raised in again.walk.flags] == ["H1"]
    assert stops(again)[0] == "review"


def test_what_was_said_about_an_earlier_day_does_not_count_today(ana: Visitor, later: Clinic) -> None:
    """A renewal an hour or a minute later: "right now" is asked again, and stands empty."""
    again = ana.asked_again(later)
    assert "right-now/drunk" not in again.walk.answers
    assert "right-now/right-now" in stops(again)


def test_a_clinician_who_let_someone_go_on_that_day_has_not_done_so_today(
    clinic: Clinic, later: Clinic
) -> None:
    ben = Visitor.identified(clinic)
    ben.walks_to("right-now/right-now")
    ben.saves("right-now/right-now", drunk="yes")
    (held,) = ben.walk.holds
    decisions.review_flag(
        clinic, intake=ben.intake, form="right-now", rule="N1", raised_by=held.raised_by, decision="proceed",
        reason="Sober by now.", by=CLINICIAN,
    )  # fmt: skip
    ben.signs()
    again = ben.asked_again(later)
    again.walks_to("right-now/right-now")
    again.saves("right-now/right-now", drunk="yes")
    assert [raised.flag.rule.id for raised in again.walk.holds] == ["N1"]
    with pytest.raises(NotNow):
        again.signs()


def test_a_decision_on_an_answer_that_stands_stands_too(clinic: Clinic, later: Clinic) -> None:
    ben = Visitor.identified(clinic)
    ben.walks_to("signing/sign", {"pressure": "yes", "treated": "yes"})
    ben.signs()
    (raised,) = ben.walk.flags
    decisions.review_flag(
        clinic, intake=ben.intake, form="health", rule="H1", raised_by=raised.raised_by, decision="proceed",
        reason="Treated.", by=CLINICIAN,
    )  # fmt: skip
    again = ben.asked_again(later)
    assert [(raised.flag.rule.id, raised.decision) for raised in again.walk.flags] == [("H1", "proceed")]


def test_a_page_that_is_new_is_asked_and_told(ana: Visitor, clinic: Clinic) -> None:
    extra = a_page(
        "money", a_paragraph("It costs more."), an_item("money-read", "acknowledgment", "I know the price.")
    )
    form = replace(newer(THERAPY), pages=(*THERAPY.pages, extra))
    again = ana.asked_again(replace(clinic, catalog=catalog_with(form)))
    notice = again.walk.notice
    assert notice
    assert [(change.title, change.why) for change in notice.pages] == [("Money", "new")]
    assert stops(again)[:2] == ["what-changed", "therapy/money"]


def test_a_page_that_is_asked_of_more_people_now_is_new_for_them(ana: Visitor, clinic: Clinic) -> None:
    pages = tuple(replace(page, enable_when=()) for page in THERAPY.pages)
    again = ana.asked_again(replace(clinic, catalog=catalog_with(replace(newer(THERAPY), pages=pages))))
    notice = again.walk.notice
    assert notice
    assert [(change.page, change.why) for change in notice.pages] == [("anxiety", "new")]
    assert stops(again)[:2] == ["what-changed", "therapy/anxiety"]


def test_a_form_that_was_asked_in_person_is_not_new(clinic: Clinic, later: Clinic) -> None:
    ben = Visitor.identified(clinic, mode="remote")
    ben.walks_to("signing/sign")
    ben.signs()
    assert "mood" not in {form for form, _ in ben.walk.intake.pages}
    notice = ben.asked_again(later, mode="remote").walk.notice
    assert notice
    assert [change.page for change in notice.pages] == ["risks"]


def test_a_page_that_is_gone_is_told_and_not_printed(ana: Visitor, clinic: Clinic) -> None:
    form = replace(newer(THERAPY), pages=THERAPY.pages[:2])
    again = signed_again(ana, replace(clinic, catalog=catalog_with(form)))
    notice = again.walk.notice
    assert notice
    assert [(change.title, change.why) for change in notice.pages] == [("Route", "gone")]
    assert "Route" not in [passage.title for read in printed(again).readings for passage in read.passages]
    assert verify_store(again.clinic).outcome == "PASSED"


def test_a_statement_to_sign_that_changed_is_told(ana: Visitor, clinic: Clinic) -> None:
    again = ana.asked_again(replace(clinic, catalog=catalog_with(newer(SIGNING, "sign"))))
    notice = again.walk.notice
    assert notice
    assert [(change.page, change.why) for change in notice.pages] == [("sign", "changed")]


def test_a_form_about_this_day_is_no_change(ana: Visitor, clinic: Clinic) -> None:
    """It comes in any case, and nobody is asked again because of it."""
    with pytest.raises(NotNow, match="Nothing has changed"):
        intakes.renew(
            replace(clinic, catalog=catalog_with(newer(RIGHT_NOW, "right-now"))), intake=ana.intake, by=DESK
        )


def test_in_another_language_what_was_affirmed_is_asked_again_and_answers_stand(
    ana: Visitor, clinic: Clinic
) -> None:
    catalog = catalog_with(NEWER)
    spanish = {
        (form.id, form.version, "es"): form for form in (in_spanish(form) for form in catalog.forms.values())
    }
    there = replace(
        clinic,
        site=a_site(languages=("en", "es")),
        catalog=replace(catalog, forms={**catalog.forms, **spanish}),
    )
    again = ana.asked_again(there)
    languages.choose_language(there, intake=again.intake, language="es")
    notice = again.walk.notice
    assert notice
    asked = {f"{change.form}/{change.page}": change.why for change in notice.pages}
    assert asked == dict.fromkeys(
        ("records/records", "therapy/risks", "therapy/route", "signing/sign"), "language"
    )
    assert "health/heart" not in stops(again)
    assert notice.pages[0].changes == ()


def in_spanish(form: Form) -> Form:
    pages = tuple(replace(page, title=f"{page.title} (es)") for page in form.pages)
    return for_site(replace(form, language="es", pages=pages), SITE_VALUES)


# Signing ------------------------------------------------------------------------------------------------------------


def test_the_newer_signature_takes_the_place_of_the_older_one(ana: Visitor, later: Clinic) -> None:
    again = signed_again(ana, later)
    (told,) = facts_of(later, ana.intake, IntakeSuperseded)
    (signature,) = facts_of(later, again.intake, IntakeSigned)
    assert isinstance(told.fact, IntakeSuperseded)
    assert (told.fact.renewal, told.fact.signature) == (again.intake, signature.id)
    assert (worklist_row(later, ana.intake).state, worklist_row(later, again.intake).state) == (
        "superseded",
        "signed",
    )


def test_until_then_the_older_one_stands(again: Visitor, ana: Visitor) -> None:
    again.walks_to("signing/sign")
    assert worklist_row(again.clinic, ana.intake).state == "signed"
    assert ana.walk.intake.superseded is None


def test_a_renewal_that_is_declined_leaves_the_older_signature_as_it_was(
    again: Visitor, ana: Visitor
) -> None:
    before = [told.id for told in facts_of(again.clinic, ana.intake)]
    questions.decline(again.clinic, intake=again.intake, reason="Too many risks", wants_call=False)
    row = worklist_row(again.clinic, ana.intake)
    assert [told.id for told in facts_of(again.clinic, ana.intake)] == before
    assert row.state == "signed"
    assert "the patient said no when asked again" in row.reason
    assert "clinician" in row.waits_for


def test_who_declined_can_be_asked_once_more(again: Visitor, ana: Visitor) -> None:
    questions.decline(again.clinic, intake=again.intake, reason="", wants_call=False)
    third = signed_again(ana, again.clinic)
    assert third.walk.intake.signed
    assert worklist_row(again.clinic, ana.intake).state == "superseded"


def test_a_declined_renewal_is_not_signed_after_all(again: Visitor) -> None:
    again.walks_to("signing/sign")
    questions.decline(again.clinic, intake=again.intake, reason="", wants_call=False)
    with pytest.raises(NotNow):
        again.signs()


def test_nothing_is_saved_in_the_older_record_any_more(again: Visitor, ana: Visitor) -> None:
    with pytest.raises(Ended):
        ana.saves("therapy/route")


def test_a_renewal_of_a_renewal_stands_on_both(ana: Visitor, later: Clinic) -> None:
    again = signed_again(ana, later)
    third = replace(later, catalog=catalog_with(NEWER, newer(HEALTH, "heart")))
    once_more = again.asked_again(third)
    assert stops(once_more) == [
        "what-changed",
        "health/heart",
        "review",
        "right-now/right-now",
        "signing/sign",
    ]
    once_more.walks_to("signing/sign")
    once_more.signs()
    work_once(third)
    codes = {
        p.title: p.carried_over.code
        for read in printed(once_more).readings
        for p in read.passages
        if p.carried_over
    }
    assert codes["Records"] == worklist_row(third, ana.intake).code
    assert codes["Risks"] == worklist_row(third, again.intake).code
    assert verify_store(third).outcome == "PASSED"


# The worklist -------------------------------------------------------------------------------------------------------


def test_a_signed_record_with_a_newer_form_says_so_and_waits_for_the_desk(
    ana: Visitor, later: Clinic
) -> None:
    """EIC-07"""
    note_newer_forms(later)
    row = worklist_row(later, ana.intake)
    assert row.reason == "Therapy is version 1, now 2: ask again"
    assert row.waits_for == ("intake",)


def test_a_record_that_is_not_signed_yet_says_that_its_form_is_another_one_today(
    clinic: Clinic, later: Clinic
) -> None:
    """EIC-07: open ones are flagged too."""
    ben = Visitor.identified(clinic)
    before = worklist_row(clinic, ben.intake).reason
    note_newer_forms(later)
    row = worklist_row(later, ben.intake)

    assert "version" not in before
    assert "therapy is version 1, now 2: this record was opened before" in row.reason.lower()
    assert "intake" in row.waits_for


def test_the_rows_are_brought_up_to_date_once_the_forms_are_newer(
    ana: Visitor, clinic: Clinic, later: Clinic
) -> None:
    assert note_newer_forms(clinic) == 0
    assert note_newer_forms(later) == 1
    assert verify_store(later).outcome == "PASSED"


def test_while_the_patient_is_asked_again_the_row_says_that(again: Visitor, ana: Visitor) -> None:
    row = worklist_row(again.clinic, ana.intake)
    assert row.reason == "Therapy is version 1, now 2: the patient is being asked again"
    assert row.waits_for == ("patient",)


def test_a_row_that_was_replaced_waits_for_nobody(ana: Visitor, later: Clinic) -> None:
    signed_again(ana, later)
    row = worklist_row(later, ana.intake)
    assert (row.reason, row.waits_for) == ("Replaced by a newer signature", ())


def test_a_value_of_the_clinic_that_changed_asks_nobody_again(ana: Visitor, clinic: Clinic) -> None:
    values = {**SITE_VALUES, "clinic.phone": "(555) 010-0000"}
    moved = replace(clinic, catalog=small_catalog(values=values))
    rebuild(moved)
    assert worklist_row(moved, ana.intake).reason == "Ready for a clinician's decision on the day"


def test_the_desk_may_ask_again_after_a_value_changed(ana: Visitor, clinic: Clinic) -> None:
    """DESIGN 6: a value makes new texts under the same version, shown as a change when the patient is asked again."""
    values = {**SITE_VALUES, "clinic.phone": "(555) 010-0000"}
    again = ana.asked_again(replace(clinic, catalog=small_catalog(values=values)))
    notice = again.walk.notice
    assert notice
    (change,) = notice.pages
    assert [(found.before, found.now) for found in change.changes] == [
        ("Call (555) 010-4477 for paper.", "Call (555) 010-0000 for paper.")
    ]


# Paper and proof ----------------------------------------------------------------------------------------------------


def test_the_copy_of_a_renewal_is_whole(ana: Visitor, later: Clinic) -> None:
    """Unchanged pages in the words that were read then, with the time, and the record that they come from."""
    again = signed_again(ana, later)
    found = {p.title: p for read in printed(again).readings for p in read.passages}
    assert list(found) == ["Records", "Risks", "Route", "Sign"]
    first = ana.walk.intake
    assert first.signed
    carried = found["Route"].carried_over
    assert carried
    assert (carried.code, carried.signed_at, carried.version) == (
        first.signed.fact.code,
        first.signed.at,
        "1",
    )
    assert found["Route"].saved_at == first.pages[("therapy", "route")].at
    assert found["Risks"].carried_over is None
    assert found["Risks"].saved_at > found["Route"].saved_at


def test_an_acknowledgment_that_was_carried_over_says_so(ana: Visitor, later: Clinic) -> None:
    told = {a.page_title: a.carried_over for a in printed(signed_again(ana, later)).acknowledgments}
    assert {title: bool(carried) for title, carried in told.items()} == {
        "Records": True,
        "Risks": False,
        "Route": True,
    }


def test_the_copy_tells_the_checks_of_the_words_that_stand(ana: Visitor, later: Clinic) -> None:
    again = ana.asked_again(later)
    again.reads_what_changed()
    again.saves("therapy/risks", check_driving="today")
    again.walks_to("signing/sign")
    again.signs()
    (check,) = printed(again).checks
    assert check.attempts == (("Today", False), ("Next day", True))


def test_the_certificate_names_the_record_that_was_renewed(ana: Visitor, later: Clinic) -> None:
    again = signed_again(ana, later)
    certificate = printed(again).certificate
    (read,) = facts_of(later, again.intake, ChangesRead)
    assert isinstance(read.fact, ChangesRead)
    assert certificate.renews_code == worklist_row(later, ana.intake).code
    assert certificate.notice_digest == read.fact.text_digest


def test_an_older_copy_keeps_its_bytes(ana: Visitor, later: Clinic) -> None:
    """Old records keep their text for ever."""
    before = open_document(ana.clinic, intake=ana.intake, purpose="print", by=DESK)
    signed_again(ana, later)
    work_once(later)
    assert open_document(later, intake=ana.intake, purpose="print", by=DESK) == before


def test_an_older_copy_composed_anew_has_the_words_that_were_read(ana: Visitor, later: Clinic) -> None:
    """Promise 1: word for word, also after the form has changed and its page reads otherwise."""
    before = printed(ana)
    signed_again(ana, later)
    after = printed(replace(ana, clinic=later))
    assert after.readings == before.readings
    assert after.acknowledgments == before.acknowledgments


def test_a_store_with_a_renewal_passes(ana: Visitor, later: Clinic) -> None:
    again = signed_again(ana, later)
    work_once(later)
    assert jobs(later) == []
    assert verify_store(later).outcome == "PASSED"
    assert verify_intake(later, again.intake).outcome == "PASSED"


def edited(store: SqliteStore, query: str, *values: object) -> None:
    """As someone who may write to the file, and knows SQL."""
    table = query.split()[1].strip("[]")
    with store.writing() as writing:
        database = writing.database  # type: ignore[attr-defined]
        database.execute(f"DROP TRIGGER IF EXISTS {table}_no_update")
        database.execute(query, values)


def test_a_carried_over_page_that_was_tampered_with_is_found_from_the_newer_record(
    ana: Visitor, later: Clinic, store: SqliteStore
) -> None:
    """AB-16"""
    again = signed_again(ana, later)
    edited(
        store, "UPDATE acknowledgment SET statement = ? WHERE link_id = ?", "I agree to all.", "route-read"
    )
    audit = verify_intake(later, again.intake)
    assert audit.outcome == "FAILED"
    (told,) = [told for told in facts_of(later, ana.intake, PageAnswered) if told.fact.page == "route"]  # type: ignore[attr-defined]
    assert [verdict.subject for verdict in audit.verdicts if verdict.outcome == "FAILED"] == [
        f"fact main/{told.position}"
    ]


def test_a_notice_that_was_tampered_with_is_found(ana: Visitor, later: Clinic, store: SqliteStore) -> None:
    """What the patient read about the changes is proven like any page."""
    again = signed_again(ana, later)
    edited(
        store,
        "UPDATE text SET body = CAST(replace(body, ?, ?) AS BLOB) WHERE page = ?",
        "is new",
        "is old",
        "what-changed",
    )
    failed = [v.sentence for v in verify_intake(later, again.intake).verdicts if v.outcome == "FAILED"]
    assert len(failed) == 1
    assert "changes.read" in failed[0]


def test_a_page_of_the_older_record_that_is_left_out_breaks_the_signature(
    ana: Visitor, later: Clinic, store: SqliteStore
) -> None:
    """The newer signature covers the pages that were carried over (21 CFR 11.70)."""
    signed_again(ana, later)
    edited(store, "UPDATE fact SET kind = kind WHERE 0")
    with store.writing() as writing:
        database = writing.database  # type: ignore[attr-defined]
        database.execute("DROP TRIGGER IF EXISTS fact_no_delete")
        database.execute(
            "DELETE FROM fact WHERE id IN (SELECT fact FROM acknowledgment WHERE link_id = 'route-read')"
        )
    failed = [v.sentence for v in verify_store(later).verdicts if v.outcome == "FAILED"]
    assert sum("does not cover the pages" in sentence for sentence in failed) == 2


def test_the_worker_makes_the_copy_of_a_renewal(ana: Visitor, later: Clinic) -> None:
    again = signed_again(ana, later)
    (job,) = jobs(later, "summary")
    make_summary(later, job)
    assert again.walk.intake.document
    assert isinstance(later.renderer, PlainRenderer)
    assert later.renderer.printed[-1].certificate.renews_code


def test_what_was_signed_in_a_demonstration_is_not_carried_over_to_care(ana: Visitor, later: Clinic) -> None:
    """Its pages were read under "SAMPLE, NOT APPROVED FOR CARE"."""
    real = replace(later, site=a_site(demo=False))
    approves(real)
    with pytest.raises(NotNow, match="signed as a sample"):
        intakes.renew(real, intake=ana.intake, by=DESK)
    note_newer_forms(real)
    assert "ask again" not in worklist_row(real, ana.intake).reason


def test_a_real_site_does_not_ask_again_with_a_retired_form(clinic: Clinic) -> None:
    real = replace(clinic, site=a_site(demo=False))
    approves(real)
    ana = Visitor.signed(real)
    retired = replace(clinic, site=a_site(demo=False), catalog=catalog_with(replace(NEWER, status="retired")))
    with pytest.raises(NotNow, match="not approved for care"):
        intakes.renew(retired, intake=ana.intake, by=DESK)


def test_a_record_whose_packet_is_gone_is_still_shown(ana: Visitor, clinic: Clinic) -> None:
    gone = replace(clinic, catalog=replace(small_catalog(), packets={}))
    assert note_newer_forms(gone) == 0
    with pytest.raises(NotNow, match="Nothing has changed"):
        intakes.renew(gone, intake=ana.intake, by=DESK)


def test_the_forms_that_come_first_may_change_too(ana: Visitor, clinic: Clinic) -> None:
    again = ana.asked_again(replace(clinic, catalog=catalog_with(newer(RECORDS, "records"))))
    assert stops(again)[:2] == ["what-changed", "records/records"]


def test_a_worker_that_starts_with_newer_forms_says_so_on_the_worklist(ana: Visitor, later: Clinic) -> None:
    """EIC-07: forms are read at the start, so the rows of who signed older ones are brought up to date then."""
    stop = threading.Event()
    worker = threading.Thread(target=run, args=(later, stop))
    worker.start()
    for _ in range(600):
        if "ask again" in worklist_row(later, ana.intake).reason:
            break
        stop.wait(0.05)
    stop.set()
    worker.join()
    assert worklist_row(later, ana.intake).reason == "Therapy is version 1, now 2: ask again"
