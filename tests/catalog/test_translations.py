"""The shipped Spanish beside the shipped English: nothing lost, nothing left over, and as plain."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from consentapp.catalog import read_library
from consentapp.domain.form import Form, Item, Page
from consentapp.domain.shown import shown_text
from consentapp.domain.text import ListBlock, plain
from consentapp.resources import resource_dir

FORMS = read_library(resource_dir("forms")).forms
SPANISH = [form for form in FORMS.values() if form.language == "es"]
PAGES = [pytest.param(form, page, id=f"{form.id}/{page.id}") for form in SPANISH for page in form.pages]
RULES = [pytest.param(form, n, id=rule.id) for form in SPANISH for n, rule in enumerate(form.rules)]

# "One" is left out: in Spanish it is also "a".
NUMBERS = {
    "en": [
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "half",
    ],
    "es": [
        "dos",
        "tres",
        "cuatro",
        "cinco",
        "seis",
        "siete",
        "ocho",
        "nueve",
        "diez",
        "once",
        "doce",
        "mitad",
    ],
}
DENIALS = {
    "en": ["not", "no", "never", "nobody", "none", "cannot", "neither", "nothing", "without"],
    "es": ["no", "nunca", "nadie", "ningún", "ninguno", "ninguna", "ni", "sin", "nada"],
}

ENGLISH = {
    "an", "and", "any", "are", "by", "can", "for", "from", "have", "if", "is", "it", "may", "not", "of", "on", "or",
    "our", "that", "the", "their", "they", "this", "to", "until", "was", "we", "when", "will", "with", "you", "your",
}  # fmt: skip

PLAIN_PAGE, PLAIN_FORM = 65, 70
"""INFLESZ: 65 and more is easy to read."""

NAMES = re.compile(
    r"\b(quetiapina|lurasidona|cariprazina|lumateperona|olanzapina|fluoxetina|lamotrigina|litio|valproato|buprenorfina|"
    r"metadona|naltrexona|nalmefeno|amantadina|memantina|dextrometorfano|aminofilina|teofilina|rifampicina|bipolar|"
    r"antidepresiv[oa]s?|depresi[oó]n)\b",
    re.IGNORECASE,
)
"""Names that have no plainer word are not counted (clinical dossier, 10)."""

PHQ_9 = (
    "Durante las últimas 2 semanas, ¿qué tan seguido ha tenido molestias debido a los siguientes problemas?",
    "Poco interés o placer en hacer cosas",
    "Se ha sentido decaído(a), deprimido(a) o sin esperanzas",
    "Ha tenido dificultad para quedarse o permanecer dormido(a), o ha dormido demasiado",
    "Se ha sentido cansado(a) o con poca energía",
    "Sin apetito o ha comido en exceso",
    "Se ha sentido mal con usted mismo(a) – o que es un fracaso o que ha quedado mal con usted mismo(a) o con su familia",
    "Ha tenido dificultad para concentrarse en ciertas actividades, tales como leer el periódico o ver la televisión",
    (
        "¿Se ha movido o hablado tan lento que otras personas podrían haberlo notado? o lo contrario – muy inquieto(a) o "
        "agitado(a) que ha estado moviéndose mucho más de lo normal"
    ),
    "Pensamientos de que estaría mejor muerto(a) o de lastimarse de alguna manera",
    (
        "Si marcó cualquiera de los problemas, ¿qué tanta dificultad le han dado estos problemas para hacer su trabajo, "
        "encargarse de las tareas del hogar, o llevarse bien con otras personas?"
    ),
)
"""The owner's own words (clinical dossier, 7.3)."""
PHQ_9_NOTICE = (
    "Elaborado por los doctores Robert L. Spitzer, Janet B.W. Williams, Kurt Kroenke y colegas, mediante una subvención "
    "educativa otorgada por Pfizer Inc. No se requiere permiso para reproducir, traducir, presentar o distribuir."
)


def in_english(form: Form) -> Form:
    return FORMS[(form.id, form.version, "en")]


def english_page(form: Form, page: Page) -> Page:
    found = in_english(form).page(page.id)
    assert found
    return found


def said(form: Form, page: Page) -> list[str]:
    """Each title, paragraph, question, option and cell of a page, without the values of a site."""
    body: Any = shown_text(form, page).body
    return [re.sub(r"\{[a-z._]+\}", "", text) for text in strings(body["page"])]


def beside(form: Form, page: Page) -> Iterator[tuple[str, str]]:
    """Each text in Spanish, with the English that stands in its place."""
    return zip(said(form, page), said(in_english(form), english_page(form, page)), strict=True)


def strings(node: Any) -> Iterator[str]:
    hidden = {"kind", "id", "link_id", "type", "code", "style", "references", "grade", "notice"}
    if isinstance(node, str):
        yield node
    elif isinstance(node, bool):
        return
    elif isinstance(node, Mapping):
        for name, part in node.items():
            yield from () if name in hidden else strings(part)
    elif isinstance(node, Sequence) and all(
        isinstance(run, Mapping) and run["kind"] == "run" for run in node
    ):
        yield "".join(run["text"] for run in node)
    else:
        for part in node:
            yield from strings(part)


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.lower())


def numbers(text: str, language: str) -> Counter[int | str]:
    """Every number of two and more, written in digits or as a word."""
    digits: Counter[int | str] = Counter(re.findall(r"\d+(?:[.,]\d+)*", text))
    return digits + Counter(
        NUMBERS[language].index(word) for word in words(text) if word in NUMBERS[language]
    )


# Nothing lost ---------------------------------------------------------------------------------------------------------


def test_each_of_our_own_forms_speaks_spanish() -> None:
    """An instrument, which has a licence line, is its owner's to translate; PHQ-9's owner has."""
    instruments = {form.id for form in FORMS.values() if any(page.notice for page in form.pages)}

    assert {form.id for form in SPANISH} == {form.id for form in FORMS.values()} - instruments | {"phq-9"}


@pytest.mark.parametrize(("form", "page"), PAGES)
def test_each_sentence_has_the_same_numbers_in_both_languages(form: Form, page: Page) -> None:
    odd = [
        spanish for spanish, english in beside(form, page) if numbers(spanish, "es") != numbers(english, "en")
    ]

    assert odd == []


@pytest.mark.parametrize(("form", "page"), PAGES)
def test_what_is_denied_is_denied_in_both_languages(form: Form, page: Page) -> None:
    """ "No" and "not" are the words that a hurried translation loses."""
    lost = [
        spanish
        for spanish, english in beside(form, page)
        if set(words(english)) & set(DENIALS["en"]) and not set(words(spanish)) & set(DENIALS["es"])
    ]

    assert lost == []


@pytest.mark.parametrize(("form", "number"), RULES)
def test_what_a_rule_tells_a_patient_has_the_same_numbers(form: Form, number: int) -> None:
    spanish, english = form.rules[number].patient_text, in_english(form).rules[number].patient_text

    assert numbers(spanish, "es") == numbers(english, "en")


@pytest.mark.parametrize(("form", "page"), PAGES)
def test_a_page_has_as_many_points_and_options_in_both_languages(form: Form, page: Page) -> None:
    assert sizes(page) == sizes(english_page(form, page))


def sizes(page: Page) -> list[int]:
    return [
        len(part.options) if isinstance(part, Item) else len(part.items)
        for part in page.content
        if isinstance(part, Item | ListBlock)
    ]


# Nothing left over ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "page"), PAGES)
def test_a_page_holds_no_english(form: Form, page: Page) -> None:
    assert sorted(ENGLISH & {word for text in said(form, page) for word in words(text)}) == []


@pytest.mark.parametrize(("form", "page"), PAGES)
def test_every_question_opens_and_closes(form: Form, page: Page) -> None:
    assert [text for text in said(form, page) if text.count("¿") != text.count("?")] == []


@pytest.mark.parametrize(("form", "number"), RULES)
def test_a_rule_speaks_spanish_to_the_patient_and_english_to_the_clinician(form: Form, number: int) -> None:
    rule, english = form.rules[number], in_english(form).rules[number]

    assert rule.reason == english.reason
    assert rule.patient_text != english.patient_text
    assert ENGLISH & set(words(rule.patient_text)) == set()


# As plain -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "page"), PAGES)
def test_a_page_is_easy_to_read(form: Form, page: Page) -> None:
    assert inflesz(asked(form, page)) >= PLAIN_PAGE


@pytest.mark.parametrize("form", SPANISH, ids=lambda form: form.id)
def test_a_form_and_what_its_rules_say_are_easy_to_read(form: Form) -> None:
    told = [rule.patient_text for rule in form.rules]

    assert inflesz([text for page in form.pages for text in asked(form, page)] + told) >= PLAIN_FORM


def asked(form: Form, page: Page) -> list[str]:
    """What is said on a page, without lists of names given as examples."""
    examples = {option.hint for item in page.items for option in item.options if "(" in option.hint}
    return [NAMES.sub("", text) for text in said(form, page) if text not in examples]


def inflesz(texts: list[str]) -> float:
    """Szigriszt-Pazos: 206.835 - 62.3 syllables per word - words per sentence."""
    sentences = [found for text in texts for part in re.split(r"[.:;?!]", text) if (found := words(part))]
    count = sum(len(sentence) for sentence in sentences)
    sounds = sum(syllables(word) for sentence in sentences for word in sentence)
    return 206.835 - 62.3 * sounds / count - count / len(sentences)


def syllables(word: str) -> int:
    """Strong vowels stand alone; weak ones lean on them."""
    spoken = re.sub(r"([qg])u(?=[eiéí])", r"\1", re.sub(r"y$", "i", word))
    groups = re.findall(r"[aeiouáéíóúü]+", spoken)
    return max(1, sum(max(1, len(re.findall(r"[aeoáéíóú]", group))) for group in groups))


# On whose word --------------------------------------------------------------------------------------------------------


def test_our_own_spanish_is_a_machine_s_until_a_person_has_reviewed_it() -> None:
    """LA-01"""
    assert {form.id: form.translation and form.translation.effective for form in SPANISH} == {
        form.id: "official" if form.id == "phq-9" else "machine" for form in SPANISH
    }
    assert [form.id for form in SPANISH if form.vouched_for] == []


def test_the_phq_9_is_its_owner_s_word_for_word() -> None:
    form = FORMS[("phq-9", "1", "es")]
    items = [item for _, item in form.items()]

    assert said(form, form.pages[0])[1] == said(form, form.pages[1])[1] == PHQ_9[0]
    assert tuple(plain(item.label) for item in items) == PHQ_9[1:]
    assert {tuple(option.label for option in item.options) for item in items[:9]} == {
        ("Ningún día", "Varios días", "Más de la mitad de los días", "Casi todos los días")
    }
    assert [option.label for option in items[9].options] == [
        "No ha sido difícil", "Un poco difícil", "Muy difícil", "Extremadamente difícil",
    ]  # fmt: skip
    assert {page.notice.partition(" Este material")[0] for page in form.pages} == {PHQ_9_NOTICE}
