"""A patient's pages speak the patient's language, which a press changes and nothing is lost by."""

from dataclasses import replace

import pytest

from consentapp.demonstration.walkers import PatientWalker
from consentapp.domain.facts.intakes import AlertRaised
from consentapp.domain.facts.walk import LanguageChosen, PageAnswered
from consentapp.services.worklist import project
from tests.builders import ANA, SMALL_FORMS, in_spanish
from tests.sentences import english_in
from tests.web.abroad import Reader, arrives, presses_language, speaks
from tests.web.people import House, Patient, packet_of, registered, sender

HEART = "/walk/health/heart"

BESIDE_THE_WALK = (
    "/walk/welcome", "/walk/ask", "/walk/not-sure", "/walk/paper", "/walk/decline", "/walk/more", "/code/ABCDEFGHJKMN",
    "/nothing-here",
)  # fmt: skip

MENU = {"crisis.menu": "2", "crisis.text_word": "AYUDA"}


def spanish_patient(house: House, **answers: str) -> Patient:
    """At the first page, in Spanish from the desk on."""
    intake = registered(house, "es")
    link = house.link(intake)
    forms = {form.id: form for form in house.clinic.catalog.forms.values() if form.language == "es"}
    patient = Patient(house, intake, link, PatientWalker(Reader(sender(house.app)), forms, answers))
    patient.walker.opens_the_link(f"/l/{link.token}", ANA[1])
    return patient


# Which language -------------------------------------------------------------------------------------------------------


def test_a_walk_from_link_to_copy_holds_no_english_sentence_of_ours(bilingual: House) -> None:
    patient = spanish_patient(bilingual)
    browser = patient.browser
    seen = [
        (path, browser.open(path).text) for path in (f"/l/{patient.link.token}", *BESIDE_THE_WALK, "/walk")
    ]
    patient.walker.walks_to("Sign (es)", lambda path: seen.append((path, browser.text)))
    seen.append(("sign", browser.text))
    patient.walker.signs(ANA[0])
    seen.append(("done", browser.text))

    assert {path: english_in(text) for path, text in seen if english_in(text)} == {}
    assert {speaks(browser)} == {"es"}
    assert "Firmado el 23 de noviembre de 2026, 12:00 (UTC-05:00)" in browser.text


def test_a_link_speaks_the_language_of_its_intake_before_anybody_is_known(bilingual: House) -> None:
    link = bilingual.link(registered(bilingual, "es"))

    visitor = bilingual.visitor()
    visitor.open(f"/l/{link.token}")

    assert speaks(visitor) == "es"
    assert visitor.page.heading == "Su formulario sobre la terapia asistida con ketamina"


@pytest.mark.parametrize(
    ("wants", "spoken"),
    [
        ("es-MX,es;q=0.9,en;q=0.5", "es"),
        ("fr,es;q=0.5", "es"),
        ("en,es;q=0.5", "en"),
        ("de", "en"),
        ("", "en"),
    ],
)
def test_a_stranger_is_spoken_to_as_the_browser_asks(bilingual: House, wants: str, spoken: str) -> None:
    assert speaks(arrives(bilingual, "/", wants)) == spoken
    assert speaks(arrives(bilingual, "/nothing-here", wants)) == spoken


def test_a_site_of_one_language_speaks_it_and_offers_no_other(house: House) -> None:
    patient = house.patient()
    stranger = arrives(house, "/", "es")

    assert (speaks(stranger), speaks(patient.browser)) == ("en", "en")
    assert b'name="language"' not in stranger.body + patient.browser.body


def test_the_desk_offers_the_languages_of_the_site_and_opens_the_record_in_one(bilingual: House) -> None:
    desk = bilingual.staff("intake")
    desk.open("/desk/new")
    born = {"name": "Rosa Gil", "month": "3", "day": "27", "year": "1984"}
    assert desk.shows("Language of the form")
    assert desk.form("Open a record").values["language"] == ["en"]

    desk.press("Open a record", born | {"language": "fr"})
    assert desk.status == 422
    desk.press("Open a record", born | {"language": "es"})

    intake = desk.path.rsplit("/", 1)[-1]
    link = bilingual.link(intake)
    assert speaks(arrives(bilingual, f"/l/{link.token}", "en")) == "es"


# A press on a language ------------------------------------------------------------------------------------------------


def test_a_language_is_chosen_on_any_page_and_it_comes_again_in_that_language(bilingual: House) -> None:
    patient = bilingual.patient()

    presses_language(patient.browser, "es", {"item-records-agreed": "yes"})

    assert patient.browser.path == "/walk/records/records"
    assert (patient.browser.page.heading, speaks(patient.browser)) == ("Records (es)", "es")
    assert "item-records-agreed" not in patient.browser.form("Guardar y seguir").values
    assert [fact.language for fact in bilingual.told(patient.intake, LanguageChosen)] == ["es"]


def test_what_was_typed_waits_while_statements_are_affirmed_again(bilingual: House) -> None:
    """A signature covers acknowledgments in its own language alone: those come again, answers stay (DESIGN 6)."""
    patient = bilingual.patient().walks_to("Heart")
    browser = patient.browser

    presses_language(browser, "es", {"item-note": "Me duele", "item-pressure": "yes"})
    assert browser.page.heading == "Records (es)"
    browser.press("Guardar y seguir", {"item-records-agreed": "yes"})

    assert (browser.path, browser.page.heading) == (HEART, "Heart (es)")
    assert browser.form("Guardar y seguir").values["item-note"] == ["Me duele"]
    assert browser.form("Guardar y seguir").values["item-pressure"] == ["yes"]


def test_a_language_pressed_twice_is_one_fact_and_back_again_is_another(bilingual: House) -> None:
    patient = bilingual.patient()
    for code in ("es", "es", "en"):
        patient.browser.posts("/language", {"language": code, "path": "/walk"})

    assert [fact.language for fact in bilingual.told(patient.intake, LanguageChosen)] == ["es", "en"]


def test_an_answer_that_somebody_must_hear_of_is_heard_before_the_language_changes(bilingual: House) -> None:
    patient = bilingual.patient().walks_to("Safety")

    presses_language(patient.browser, "es", {"item-death": "daily"})

    assert patient.browser.path == "/walk/help-now"
    assert patient.browser.page.heading == "Gracias por decirnos"
    assert len(bilingual.told(patient.intake, AlertRaised)) == 1
    assert bilingual.told(patient.intake, PageAnswered)[-1].language == "en"


@pytest.mark.parametrize("path", ["/walk/ask", "/walk/not-sure", "/walk/decline"])
def test_a_page_beside_the_walk_comes_again_in_the_language_with_what_was_written(
    bilingual: House, path: str
) -> None:
    patient = bilingual.patient()
    patient.browser.open(path)

    presses_language(patient.browser, "es", {"text": "Tengo miedo"})

    assert (patient.browser.path, patient.browser.status, speaks(patient.browser)) == (path, 200, "es")
    assert english_in(patient.browser.text) == []
    assert b"Tengo miedo" in patient.browser.body


def test_before_a_date_of_birth_a_language_is_the_browser_s_alone(bilingual: House) -> None:
    intake = bilingual.registers()
    visitor = bilingual.visitor()
    visitor.open(f"/l/{bilingual.link(intake).token}").press("Open my form")
    presses_language(visitor, "es", {"month": "3", "day": "27"})

    assert (speaks(visitor), visitor.page.heading) == ("es", "¿Es usted?")
    assert visitor.form("Seguir").values["day"] == ["27"]
    assert bilingual.told(intake, LanguageChosen) == []

    visitor.press("Seguir", {"year": "1984"})

    assert visitor.page.heading == "Hola, Ana Ruiz"
    assert [fact.language for fact in bilingual.told(intake, LanguageChosen)] == ["es"]


def test_a_language_chosen_at_the_link_holds_at_the_door(bilingual: House) -> None:
    visitor = bilingual.visitor()
    visitor.open(f"/l/{bilingual.link(bilingual.registers()).token}").press("Español")
    assert visitor.page.heading == "Su formulario sobre la terapia asistida con ketamina"

    visitor.press("Abrir mi formulario")

    assert visitor.page.heading == "¿Es usted?"


@pytest.mark.parametrize("code", ["fr", "", "../es", "es\n", "EN"])
def test_a_language_that_the_site_does_not_offer_changes_nothing(bilingual: House, code: str) -> None:
    patient = bilingual.patient()

    answered = patient.browser.posts("/language", {"language": code, "path": "/walk"})

    assert answered.status == 404
    assert bilingual.told(patient.intake, LanguageChosen) == []


def test_a_clinician_reads_what_was_answered_in_spanish_in_the_language_of_the_house(
    bilingual: House,
) -> None:
    """Answers are codes: their words are the reader's."""
    rosa = spanish_patient(bilingual, pressure="yes", treated="no", route="nose")
    rosa.walks_to(f"{bilingual.forms['signing'].pages[0].title} (es)")
    clinician = bilingual.staff("clinician").open(f"/clinician/intakes/{rosa.intake}")

    assert "Is it treated?" in clinician.text
    assert "Nose" in clinician.text
    assert "(es)" not in clinician.text.replace("language es", "")


def test_after_the_signature_no_language_is_offered(bilingual: House) -> None:
    patient = spanish_patient(bilingual)
    patient.walker.walks_to("Sign (es)")
    patient.walker.signs(ANA[0])
    patient.browser.open("/")

    assert speaks(patient.browser) == "es"
    assert b'name="language"' not in patient.browser.body
    assert patient.browser.posts("/language", {"language": "en"}).status == 409


def test_who_stops_or_closes_reads_the_last_page_in_their_language(bilingual: House) -> None:
    patient = spanish_patient(bilingual)
    patient.browser.press("Stop here and keep my answers")
    assert patient.browser.page.heading == "Sus respuestas están guardadas"

    other = spanish_patient(bilingual)
    other.browser.open("/walk/paper").press("Ask the clinic for paper")
    assert other.browser.page.heading == "Le traeremos papel"

    stranger = spanish_patient(bilingual)
    stranger.browser.open("/walk/welcome").press("This is not me")
    assert (stranger.browser.page.heading, speaks(stranger.browser)) == ("Gracias por decirnos", "es")


# What is said ---------------------------------------------------------------------------------------------------------


def test_what_a_service_refuses_is_said_in_the_patient_s_language(bilingual: House) -> None:
    dead = arrives(bilingual, "/l/opens-nothing", "es")
    patient = spanish_patient(bilingual)
    early = patient.browser.posts("/walk/health/heart", {"item-pressure": "no"})

    assert dead.shows("Este enlace ya no abre nada.")
    assert "Primero termine las páginas anteriores." in early.body.decode()


def test_tries_are_counted_in_the_plural_of_the_language(bilingual: House) -> None:
    link = bilingual.link(registered(bilingual, "es"))
    visitor = Reader(sender(bilingual.app))
    visitor.open(f"/l/{link.token}").press("Open my form")
    said = []
    for _ in range(4):
        visitor.press("Go on", {"month": "3", "day": "28", "year": "1984"})
        said += [line for line in visitor.page.text if line.startswith("No coincide.")][:1]

    assert said[-1] == "No coincide. Puede intentarlo 1 vez más."
    assert said[0].endswith("veces más.")


def test_what_is_missing_on_a_page_is_said_in_the_language(bilingual: House) -> None:
    patient = spanish_patient(bilingual)
    patient.walker.walks_to("Heart (es)")
    patient.browser.press("Save and go on", {"item-note": "x" * 2001})

    assert patient.browser.status == 422
    assert patient.browser.shows("Por favor, revise esto")
    assert patient.browser.shows("Escriba 2000 letras o menos.")
    assert patient.browser.shows(
        "Elija una respuesta. Si no sabe con seguridad, elija la respuesta que lo dice."
    )
    assert patient.browser.body.decode().startswith("<!doctype html>")


def test_the_crisis_screen_says_how_to_be_helped_in_spanish(bilingual: House) -> None:
    site = replace(bilingual.clinic.site, values={**bilingual.clinic.site.values, **MENU})
    patient = spanish_patient(bilingual.with_parts(site=site), death="daily")
    patient.walker.walks_to("Gracias por decirnos")

    assert patient.browser.shows("Llame al 988 y oprima 2")
    assert patient.browser.shows("Mande AYUDA al 988")
    assert patient.browser.shows("No está solo(a), y esto puede mejorar.")
    assert english_in(patient.browser.text) == []


def test_a_demonstration_says_that_nobody_reviewed_the_translation(bilingual: House) -> None:
    notice = "Esta traducción no ha sido revisada por un traductor. This translation is not reviewed."
    spanish, english = arrives(bilingual, "/", "es"), arrives(bilingual, "/", "en")
    real = bilingual.with_parts(site=replace(bilingual.clinic.site, demo=False))

    assert spanish.shows(notice)
    assert not english.shows("This translation")
    assert not arrives(real, "/", "es").shows(notice)


def test_two_languages_spoken_in_turn_never_mix(bilingual: House) -> None:
    """Parts of templates are kept from one page to the next: none may keep its language."""
    english, spanish = bilingual.patient(), spanish_patient(bilingual)
    for patient in (english, spanish, english):
        patient.browser.open("/walk")

    assert english.browser.shows("Stop, ask or choose paper")
    assert english_in(spanish.browser.text) == []


# A language that is not offered any more ------------------------------------------------------------------------------


GONE = "La clínica ya no ofrece este formulario en su idioma."


def left_at(bilingual: House, heading: str) -> Patient:
    """Half-way in Spanish, when the clinic takes Spanish out; the same browser, in front of the clinic of today."""
    patient = spanish_patient(bilingual).walks_to(heading)
    english = bilingual.with_parts(
        site=replace(bilingual.clinic.site, languages=("en",)), catalog=packet_of(*SMALL_FORMS)
    )
    patient.browser._send = sender(english.app)
    return replace(patient, house=english)


@pytest.fixture
def left_alone(bilingual: House) -> Patient:
    return left_at(bilingual, "Heart (es)")


def test_whose_language_is_gone_is_told_so_in_it_before_any_other_page(left_alone: Patient) -> None:
    """LA-01: nobody is led through a consent in a language that they did not choose."""
    browser = left_alone.browser
    for path in ("/walk", HEART, "/walk/therapy/risks", "/walk/review", "/walk/signing/sign"):
        assert browser.open(path).is_at("/walk/language"), path
    assert browser.shows(GONE)
    assert '<html lang="es"' in browser.body.decode()


def test_nothing_is_saved_or_signed_until_another_language_is_chosen(left_alone: Patient) -> None:
    before = left_alone.house.record()
    for path in (HEART, "/walk/signing/sign", "/walk/review"):
        assert left_alone.browser.posts(path, {"item-pressure": "no"}).status == 409, path
    assert left_alone.house.record() == before


def test_the_desk_is_told_of_whom_to_call(left_alone: Patient) -> None:
    with left_alone.house.clinic.store.writing() as writing:
        project(writing, left_alone.house.clinic, left_alone.intake)

    assert "its language is not offered any more: call the patient" in left_alone.house.sentence(
        left_alone.intake
    )


def test_who_chooses_another_language_is_asked_everything_in_it(left_alone: Patient) -> None:
    browser = left_alone.browser.open("/walk").press("English")
    house = left_alone.house
    assert house.told(left_alone.intake, LanguageChosen)[-1].language == "en"
    assert browser.page.heading == "Records"

    again = Patient(house, left_alone.intake, left_alone.link, house.walker())
    again.browser.cookies = dict(browser.cookies)
    again.browser.open("/walk")
    assert "/walk/mood/safety" in again.walks_to("Sign").walker.pages


def test_an_answer_that_somebody_must_hear_of_is_heard_though_its_language_is_gone(bilingual: House) -> None:
    patient = left_at(bilingual, "Safety (es)")
    patient.browser.press("Save and go on", {"item-death": "daily"})

    assert patient.browser.is_at("/walk/help-now")
    assert len(bilingual.facts(patient.intake, AlertRaised)) == 1


def test_a_language_in_which_one_of_the_forms_is_missing_is_none_to_sign_in(bilingual: House) -> None:
    """A version from before the translation: the patient goes back to a language in which all of it stands."""
    mixed = bilingual.with_parts(
        catalog=packet_of(*SMALL_FORMS, *(in_spanish(f) for f in SMALL_FORMS if f.id != "records"))
    )
    patient = mixed.patient()
    presses_language(patient.browser, "es")

    assert patient.browser.is_at("/walk/language")
    assert patient.browser.press("English").page.heading == "Records"


def test_a_language_that_is_offered_has_no_such_page(bilingual: House) -> None:
    assert spanish_patient(bilingual).browser.open("/walk/language").is_at("/walk/records/records")
