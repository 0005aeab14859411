"""Reading measures, against answers that were published or counted by hand."""

import pytest

from consentapp.authoring.measures import Counts, count, flesch_kincaid, inflesz, perspicuity, sentences, smog
from consentapp.authoring.syllables import english, spanish
from consentapp.authoring.wordlists import WordLists, word_lists

PLATYPUS = "The Australian platypus is seemingly a hybrid of a mammal and reptilian creature."
GETTYSBURG = (
    "Four score and seven years ago our fathers brought forth on this continent, a new nation, conceived in Liberty, and"
    " dedicated to the proposition that all men are created equal."
)


@pytest.fixture
def english_lists() -> WordLists:
    return lists("en")


@pytest.fixture
def spanish_lists() -> WordLists:
    return lists("es")


def lists(language: str) -> WordLists:
    found = word_lists(language)
    assert found
    return found


@pytest.mark.parametrize(
    ("text", "words", "syllables", "grade"),
    [
        # The grades that the literature and Wikipedia's article print for these sentences.
        ("The cat sat on the mat.", 6, 6, -1.45),
        (PLATYPUS, 13, 24, 11.3),
        # quanteda's own test: Flesch 103 from seven words and eight syllables.
        ("The cat in the hat ate breakfast.", 7, 8, 0.63),
    ],
)
def test_a_sentence_has_the_grade_that_others_print_for_it(
    english_lists: WordLists, text: str, words: int, syllables: int, grade: float
) -> None:
    counts = count([text], english_lists)

    assert (counts.words, counts.syllables, counts.sentences) == (words, syllables, 1)
    assert flesch_kincaid(counts) == pytest.approx(grade, abs=0.06)


def test_the_first_sentence_of_the_gettysburg_address_is_counted_as_by_hand(english_lists: WordLists) -> None:
    counts = count([GETTYSBURG], english_lists)

    assert counts == Counts(sentences=1, words=30, syllables=48, polysyllables=5)


def test_crisis_words_of_the_dossier_have_the_grade_it_gives_for_them(english_lists: WordLists) -> None:
    """The clinical dossier, 10.1, measured this with a script of its own: 71 words, grade 1.2."""
    text = (
        "Thank you for telling us. You are not alone, and this can get better. We want to help keep you safe. Please call"
        " or text 988 now. If you might act on these thoughts soon, call 911 or go to the nearest ER. If you can, stay with"
        " someone you trust and move away from guns, pills, or other things you could use. We are telling the clinic now."
        " They may call you."
    )

    assert flesch_kincaid(count([text], english_lists)) == pytest.approx(1.2, abs=0.3)


@pytest.mark.parametrize(("polysyllables", "grade"), [(0, 3.1), (30, 8.8), (90, 13.0), (120, 14.6)])
def test_smog_follows_the_formula_of_its_author(polysyllables: int, grade: float) -> None:
    assert smog(Counts(30, 600, 900, polysyllables)) == pytest.approx(grade, abs=0.06)


def test_smog_says_nothing_under_thirty_sentences() -> None:
    assert smog(Counts(29, 600, 900, 30)) is None


def test_spanish_perspicuity_is_its_authors_formula_over_syllables_counted_by_hand(
    spanish_lists: WordLists,
) -> None:
    # En un lu-gar de la Man-cha, de cu-yo nom-bre no quie-ro a-cor-dar-me.
    counts = count(["En un lugar de la Mancha, de cuyo nombre no quiero acordarme."], spanish_lists)

    assert (counts.words, counts.syllables) == (12, 20)
    assert perspicuity(counts) == pytest.approx(206.835 - 62.3 * 20 / 12 - 12)


@pytest.mark.parametrize(
    ("value", "band"),
    [
        (39.9, "very hard"),
        (40, "somewhat hard"),
        (55, "normal"),
        (65, "fairly easy"),
        (80, "very easy"),
    ],
)
def test_the_inflesz_bands_begin_where_barrio_cantalejo_put_them(value: float, band: str) -> None:
    assert inflesz(value) == band


ENGLISH = {
    "cat": 1, "table": 2, "stopped": 1, "wanted": 2, "dose": 1, "doses": 2, "medicine": 3, "medicines": 3, "depression": 3,
    "anxiety": 4, "therapy": 3, "clinician": 3, "studies": 2, "diet": 2, "doing": 2, "rhythm": 2, "safely": 2, "people": 2,
    "psychosis": 3, "FDA": 3, "WHO": 5, "suicide": 3, "idea": 3, "ideas": 3, "nausea": 3, "bladder": 2, "the": 1, "breathe": 1,
}  # fmt: skip


@pytest.mark.parametrize(("word", "syllables"), ENGLISH.items())
def test_english_words_have_the_syllables_of_a_dictionary(
    english_lists: WordLists, word: str, syllables: int
) -> None:
    assert english(word, english_lists.syllables) == syllables


SPANISH = {
    "país": 2, "ciudad": 2, "guerra": 2, "pingüino": 3, "aéreo": 4, "médico": 3, "continúa": 4, "hoy": 1, "leer": 2, "día": 2,
    "bien": 1, "cuidado": 3, "ahora": 3, "oído": 3, "y": 1, "depresión": 3, "riesgo": 2, "queja": 2, "ansiedad": 3, "vejiga": 3,
}  # fmt: skip


@pytest.mark.parametrize(("word", "syllables"), SPANISH.items())
def test_spanish_words_have_the_syllables_of_their_spelling(word: str, syllables: int) -> None:
    assert spanish(word) == syllables


def test_an_abbreviation_ends_no_sentence(english_lists: WordLists) -> None:
    text = "Dr. Park sees you at 9 a.m. Then you rest. It costs $4.50 today."

    assert sentences(text, english_lists) == [
        "Dr. Park sees you at 9 a.m. Then you rest.",
        "It costs $4.50 today.",
    ]


def test_names_and_site_values_do_not_count(english_lists: WordLists) -> None:
    plain = count(["Take your pill. Call us."], english_lists)

    named = count(["Take your buprenorphine pill. Call us {clinic.phone}."], english_lists)

    assert named == plain
