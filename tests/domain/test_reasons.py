"""Reasons are kept in no language, and said in the reader's."""

import pytest

from consentapp.domain.reasons import AS_KEPT, KINDS, Reason, as_stored, from_stored, sentence
from consentapp.translations import SHIPPED

SPANISH = SHIPPED.say("es")

VALUES = {
    "num": 2, "rules": ["H2", "H1"], "rule": "N1", "form": "PHQ-9", "forms": [["Consent", "1", "2"], ["Health", "", "3"]],
    "done": 3, "pages": 10, "error": "no fonts",
}  # fmt: skip


@pytest.mark.parametrize("code", KINDS)
def test_every_reason_comes_back_as_it_was_kept_and_is_said_in_both_languages(code: str) -> None:
    found = (Reason(code, VALUES),)

    assert from_stored(as_stored(found)) == found
    assert "%(" not in sentence(found) + sentence(found, SPANISH)
    assert sentence(found) != sentence(found, SPANISH)


def test_the_sentence_of_a_row_is_said_whole() -> None:
    found = (Reason("question-desk", {"num": 1}), Reason("outdated", {"forms": VALUES["forms"]}))

    assert (
        sentence(found)
        == "1 question waiting for the desk; Consent is version 1, now 2, Health is new: ask again"
    )
    assert (
        sentence(found, SPANISH)
        == "1 pregunta espera a la recepción; Consent es la versión 1, ahora 2, Health es nuevo: preguntar de nuevo"
    )


def test_ready_is_said_in_both_languages() -> None:
    assert sentence(()) == "Ready for a clinician's decision on the day"
    assert sentence((), SPANISH) == "Listo para que un profesional de salud decida ese día"


def test_a_row_from_before_keeps_its_words() -> None:
    old = (Reason(AS_KEPT, {"words": "Not signed: 3 of 10 pages done; 100% of it"}),)

    assert sentence(old, SPANISH) == "Not signed: 3 of 10 pages done; 100% of it"
    assert [reason.waits_for for reason in old] == [""]


def test_an_error_of_the_machine_is_kept_whatever_it_holds() -> None:
    found = (Reason("document-error", {"error": "caf\u0065\u0301 \udcff “%s”"}),)

    assert from_stored(as_stored(found)) == found
