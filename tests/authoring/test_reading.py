"""How hard a page is to read, in English and in Spanish."""

from pathlib import Path

from consentapp.authoring.check import check
from consentapp.authoring.reading import grade
from consentapp.resources import resource_dir
from tests.authoring.folders import consent, found, only_draft

HARD = (
    "Administration of subanesthetic intravenous infusions necessitates continuous cardiovascular monitoring throughout the"
    " entirety of the procedure. Individuals experiencing hemodynamic instability require immediate pharmacological"
    " intervention by appropriately qualified personnel. Additional considerations regarding contraindications apply."
)
MIDDLE = 4 * (
    "The doctor will measure your blood pressure before the treatment begins and again after the session has ended. A trained"
    " member of the medical team stays in the room with you, and explains what may happen during each part of the visit. "
)
EASY = "You can stop. You can ask us. We are here. We help you. You may go home. We call you. You rest. You eat a bit then."


def test_a_page_over_grade_eight_is_an_error_and_so_is_the_form(tmp_path: Path) -> None:
    page, *rest = sorted(found(consent(tmp_path, HARD), "reading-grade"), key=lambda f: -f.line)

    assert page.severity == "error"
    assert "page `only`: it reads at grade" in page.message
    assert page.line == 3
    assert [f.message for f in rest if "whole form" in f.message and f.severity == "error"]


def test_a_page_over_grade_six_is_a_warning(tmp_path: Path) -> None:
    measured = grade(only_draft(consent(tmp_path, MIDDLE))).pages[0].grade

    assert 6 < measured <= 8, measured
    assert "warning" in {f.severity for f in found(tmp_path, "reading-grade")}
    assert [f for f in found(tmp_path, "reading-grade") if "ceiling" in f.message] == []


def test_an_easy_page_has_no_finding(tmp_path: Path) -> None:
    assert found(consent(tmp_path, EASY), "reading-grade") == []


def test_a_page_of_few_words_is_shown_and_not_judged(tmp_path: Path) -> None:
    folder = consent(tmp_path, "Intravenous administration necessitates cardiovascular monitoring.")

    (page,) = grade(only_draft(folder)).pages

    assert page.grade > 8
    assert not page.judged


def test_a_sentence_of_more_than_25_words_is_noted_with_its_line(tmp_path: Path) -> None:
    long = "You can stop. " + " ".join(["Word"] * 26) + "."

    (finding,) = found(consent(tmp_path, f"Hello.\n\n{long}"), "long-sentence")

    assert (finding.severity, finding.line) == ("note", 7)
    assert "26 words" in finding.message


def test_spanish_is_measured_on_the_inflesz_scale(tmp_path: Path) -> None:
    hard = (
        "La administración intravenosa de medicamentos disociativos requiere monitorización cardiovascular ininterrumpida."
        " Los profesionales especializados intervendrán farmacológicamente ante complicaciones hemodinámicas significativas."
        " Consideraciones adicionales relacionadas con contraindicaciones psiquiátricas resultarán imprescindibles."
    )

    findings = found(consent(tmp_path, hard, language="es"), "reading-grade")

    assert [f.severity for f in findings] == ["error"]
    assert "very hard" in findings[0].message
    assert grade(only_draft(tmp_path)).measure == "INFLESZ perspicuity"


def test_easy_spanish_passes(tmp_path: Path) -> None:
    easy = "Usted decide. Puede parar. Nos puede llamar. El equipo está con usted. Puede comer algo. Luego va a su casa con alguien."

    assert found(consent(tmp_path, f"{easy} {easy}", language="es"), "reading-grade") == []


def test_a_language_without_word_lists_is_said_to_be_unmeasured(tmp_path: Path) -> None:
    report = check(consent(tmp_path, "Ketamin kann helfen.", language="de"))

    assert report.forms[0].grade.why_not == "there is no measure for the language `de`"


def test_an_instruments_own_words_are_left_alone_and_the_clinics_about_it_are_not() -> None:
    report = check(resource_dir("forms"), "phq-9@1")

    assert [page.page for page in report.forms[0].grade.pages] == ["(told after an answer)"]


def test_the_shipped_forms_have_no_error_and_read_at_the_sixth_grade() -> None:
    report = check(resource_dir("forms"))

    assert [f for f in report.findings if f.severity == "error"] == []
    grades = [form.grade for form in report.forms if form.draft.form.language == "en"]
    assert [g for g in grades if g.mean > 6.5] == []
    assert [(p.page, p.grade) for g in grades for p in g.pages if p.judged and p.grade > 8] == []
