"""A sentence is English as it stands, and is said in another language with its values."""

import pytest

from consentapp.domain.errors import NotNow
from consentapp.domain.saying import Sentence, as_written, counted
from consentapp.translations import SHIPPED

SPANISH = SHIPPED.say("es")


def shouting(text: str, many: str = "", number: int = 1, /) -> str:
    """A language that says everything aloud, and has the plurals of English."""
    if isinstance(text, Sentence):
        return text.said(shouting)
    return as_written(text, many, number).replace("fact", "FACT").replace("and", "AND")


@pytest.mark.parametrize(("number", "words"), [(0, "0 facts"), (1, "1 fact"), (2, "2 facts")])
def test_a_number_decides_the_plural_in_each_language(number: int, words: str) -> None:
    found = counted("%(num)d fact", "%(num)d facts", number)

    assert found == words
    assert shouting(found) == words.replace("fact", "FACT")
    assert SPANISH(found) == words.replace("fact", "hecho")


def test_a_value_that_is_a_sentence_is_said_too_and_a_person_s_words_are_not() -> None:
    name = Sentence("fact %(place)s", place="fact/7")
    found = Sentence("%(what)s and %(names)s", what=name, names=["fact", Sentence("fact")])

    assert found == "fact fact/7 and fact, fact"
    assert shouting(found) == "FACT fact/7 AND fact, FACT"


def test_a_percent_sign_in_a_sentence_without_values_is_no_place() -> None:
    assert Sentence("100% of it") == SPANISH(Sentence("100% of it")) == "100% of it"


def test_a_refusal_keeps_its_sentence_for_whoever_says_it() -> None:
    refusal = NotNow(
        "The forms folder lacks %(form)s. Put that version back: this record needs it.", form="x@1"
    )

    assert str(refusal) == "The forms folder lacks x@1. Put that version back: this record needs it."
    assert SPANISH(refusal.sentence).startswith("A la carpeta de formularios le falta x@1.")
