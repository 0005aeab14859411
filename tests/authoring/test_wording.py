"""Words that sell, that take a right away, that claim without a source, and numbers that are hard to see."""

from pathlib import Path

import pytest

from tests.authoring.folders import consent, found

REFERENCES = '[reference]\nR1 = "A study."\nR2 = "Another."\n'


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Ketamine is safe.", "safe"),
        ("It is a proven way to feel well.", "proven"),
        ("This breakthroughs your pain.", "breakthroughs"),
        ("It is a miracle.", "miracle"),
        ("It will cure you.", "cure"),
        ("We guarantee a result.", "guarantee"),
        ("It is life-changing.", "life-changing"),
        ("There is no doubt that it is safe.", "safe"),
        ("It is not only fast but safe.", "safe"),
        ("It does not hurt, and it is safe.", "safe"),
    ],
)
def test_a_word_that_sells_is_an_error(tmp_path: Path, text: str, word: str) -> None:
    (finding,) = found(consent(tmp_path, text), "sales-word")

    assert finding.severity == "error"
    assert f"“{word}” sells" in finding.message
    assert (finding.path.name, finding.line) == ("en.md", 5)


@pytest.mark.parametrize(
    "text",
    [
        "No form of ketamine is proven.",
        "It is not a cure.",
        "We cannot guarantee that it helps.",
        "Nobody knows if it is safe.",
        "Use approved drugs with proven effect.",
        "A safe adult takes you home.",
        "Safety comes first.",
    ],
)
def test_a_sales_word_that_is_denied_or_sells_nothing_passes(tmp_path: Path, text: str) -> None:
    assert found(consent(tmp_path, text), "sales-word") == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("La ketamina es segura.", "sales-word"),
        ("Es un milagro.", "sales-word"),
        ("Usted renuncia a sus derechos.", "exculpatory"),
        ("Viene bajo su propio riesgo.", "exculpatory"),
        ("El 64 por ciento mejoró.", "percent"),
        ("Un estudio lo muestra.", "no-source"),
    ],
)
def test_spanish_has_word_lists_of_its_own(tmp_path: Path, text: str, kind: str) -> None:
    assert found(consent(tmp_path, text, language="es-MX"), kind)


@pytest.mark.parametrize(
    "text", ["Su seguro no lo paga.", "No es segura para todos.", "Usted no renuncia a ningún derecho."]
)
def test_plain_spanish_passes(tmp_path: Path, text: str) -> None:
    kinds = ("sales-word", "exculpatory")

    assert [
        finding for kind in kinds for finding in found(consent(tmp_path / kind, text, language="es"), kind)
    ] == []


def test_a_wrong_answer_of_a_check_may_say_what_is_not_so(tmp_path: Path) -> None:
    """The small form's wrong answer is “Yes, it is a cure”."""
    assert found(consent(tmp_path, "It may help."), "sales-word") == []


@pytest.mark.parametrize(
    "text",
    [
        "You release the clinic from all claims.",
        "You waive your right to sue.",
        "You hold harmless all who work here.",
        "We are not responsible for harm.",
        "You come at your own risk.",
        "By signing you give up your right to complain.",
        "Harm is not our fault, and you waive all claims.",
    ],
)
def test_text_that_takes_a_right_away_is_an_error(tmp_path: Path, text: str) -> None:
    findings = found(consent(tmp_path, text), "exculpatory")

    assert findings
    assert "45 CFR 46.116(a)(6)" in findings[0].mend


@pytest.mark.parametrize(
    "text",
    [
        "Signing does not take away any of your legal rights.",
        "You do not waive any right.",
        "You cannot waive this right.",
        "Nobody asks you to hold harmless the clinic.",
        "You give up no rights.",
        "Staff release you after two hours.",
    ],
)
def test_text_that_leaves_rights_alone_passes(tmp_path: Path, text: str) -> None:
    assert found(consent(tmp_path, text), "exculpatory") == []


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("64% felt better.", "6 in 10"),
        ("It hit 27 percent.", "3 in 10"),
        ("2% fell.", "2 in 100"),
        ("0.5% died.", "5 in 1,000"),
    ],
)
def test_a_percentage_is_to_be_written_as_people(tmp_path: Path, text: str, instead: str) -> None:
    (finding,) = found(consent(tmp_path, text), "percent")

    assert finding.severity == "warning"
    assert f"“{instead}”" in finding.mend


@pytest.mark.parametrize(
    "text",
    [
        "One study had 40 people.",
        "6 in 10 felt better.",
        "The FDA has not approved it.",
        "Falls are more likely.",
        "- A trial found less use.",
    ],
)
def test_a_claim_without_grade_or_source_is_a_warning(tmp_path: Path, text: str) -> None:
    assert [f.severity for f in found(consent(tmp_path, text), "no-source")] == ["warning"]


@pytest.mark.parametrize(
    "text",
    [
        "One study had 40 people. {evidence: limited; R1}",
        "The FDA has not approved it. {source: R1}",
        "Would you join a research study?",
        "These studies found no gain:\n\n- One, with few. {source: R1}",
        "You can stop at any time.",
    ],
)
def test_a_claim_with_its_source_and_plain_words_pass(tmp_path: Path, text: str) -> None:
    assert found(consent(tmp_path, text, references=REFERENCES), "no-source") == []


def test_a_reference_that_nothing_cites_is_a_note(tmp_path: Path) -> None:
    (finding,) = found(
        consent(tmp_path, "It helps some. {source: R1}", references=REFERENCES), "unused-reference"
    )

    assert (finding.severity, finding.path.name, finding.line) == ("note", "references.toml", 3)
    assert "`R2`" in finding.message


def test_a_value_that_no_clinic_can_fill_in_is_an_error(tmp_path: Path) -> None:
    (finding,) = found(consent(tmp_path, "Call {clinic.phone} or {clinic.fax}."), "unknown-value")

    assert "{clinic.fax}" in finding.message
    assert "clinic.phone" in finding.mend


def test_a_check_that_nothing_taught_and_an_answer_that_hints_are_found(tmp_path: Path) -> None:
    folder = consent(tmp_path, "### Only a heading")
    words = folder / "consent/note/1/en.md"
    words.write_text(
        words.read_text().replace("- no: No", "- no: No, it helps some people and others not at all, ever")
    )

    assert [f.line for f in found(folder, "teaches-nothing")] == [8]
    assert [f.severity for f in found(folder, "telling-length")] == ["note"]


def test_a_check_with_one_answer_asks_nothing(tmp_path: Path) -> None:
    folder = consent(tmp_path, "It may help.")
    structure, words = folder / "consent/note/1/form.toml", folder / "consent/note/1/en.md"
    structure.write_text(structure.read_text().replace('["yes", "no"]', '["no"]'))
    words.write_text(words.read_text().replace("- yes: Yes, it is a cure\n", ""))

    (finding,) = found(folder, "one-answer")

    assert finding.severity == "error"
