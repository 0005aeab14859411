"""The files that an import writes are read back as the very form that was meant."""

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import hypothesis.strategies as st
from hypothesis import example, given, settings

from consentapp.domain.text import Paragraph, plain
from tests.interop.builders import (
    Json,
    a_choice,
    a_question,
    a_questionnaire,
    a_score,
    carried,
    coding,
    hl7,
    leaves,
    read_back,
    refusals,
    when,
)

WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="{}<"), min_size=1, max_size=60
)
CODES = st.lists(WORDS, min_size=1, max_size=4, unique=True)


@st.composite
def items(draw: st.DrawFn, number: int) -> Json:
    link_id, text = f"{draw(WORDS)}{number}", draw(WORDS)
    kind = draw(
        st.sampled_from(["string", "text", "integer", "decimal", "date", "boolean", "choice", "display"])
    )
    if kind == "display":
        return {"linkId": link_id, "type": kind, "text": text}
    if kind == "choice":
        codes = draw(CODES)
        options: list[Json] = [{"valueCoding": {"code": code, "display": f"{code}."}} for code in codes]
        if draw(st.booleans()):
            for weight, option in enumerate(options):
                option["extension"] = [hl7("itemWeight", valueDecimal=weight)]
        return a_question(link_id, kind, text=text, answerOption=options, repeats=draw(st.booleans()))
    return a_question(link_id, kind, text=text, required=draw(st.booleans()))


@st.composite
def questionnaires(draw: st.DrawFn) -> Json:
    made = [draw(items(number)) for number in range(draw(st.integers(1, 6)))]
    grouped = {"linkId": "group", "type": "group", "text": draw(WORDS), "item": [draw(items(99))]}
    return a_questionnaire(*made, grouped, title=draw(WORDS), copyright=draw(WORDS))


@settings(max_examples=150)
@given(questionnaires())
def test_any_form_that_is_carried_is_read_back_as_it_was_meant(form: Json) -> None:
    weighted = [item["linkId"] for item in leaves(form["item"]) if "itemWeight" in json.dumps(item)]
    if refusals(form, not_counted=weighted):
        return
    made = carried(form, not_counted=weighted)

    with TemporaryDirectory() as folder:
        read = read_back(made, Path(folder))

    assert replace(read, digest="") == made.form


@settings(max_examples=300)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="{}<"), min_size=1))
@example("[[placebo]]")
@example("1. One")
@example("- a\n- b")
@example("# Not a heading\n> nor a quote")
@example("***")
@example("~~~\ncode")
@example("[a]: /url 'title'")
@example("![image](x) *not* __strong__ `code` &lt;b&gt; AT&T \\* | a | b |\n|---|---|")
@example("    four spaces")
@example("Two\n===")
@example("https://example.org/a_b_c and a*b*c")
def test_a_text_is_read_back_word_for_word_and_never_as_a_mark(text: str) -> None:
    form = a_questionnaire({"linkId": "t", "type": "display", "text": text}, a_question("q"))
    if refusals(form):
        return
    made = carried(form)

    with TemporaryDirectory() as folder:
        read = read_back(made, Path(folder))

    blocks = [part for part in read.pages[0].content if isinstance(part, Paragraph)]
    assert all(isinstance(part, Paragraph) for part in read.pages[0].content[:-1])
    assert [plain(block.runs) for block in blocks] == [
        plain(block.runs) for block in made.form.pages[0].content if isinstance(block, Paragraph)
    ]
    assert all(run.style == "" for block in blocks for run in block.runs)


def test_everything_that_a_form_can_hold_is_written(tmp_path: Path) -> None:
    both: dict[str, Any] = {
        "enableWhen": [when("q", **coding("b")), when("n", ">", answerInteger=1)],
        "enableBehavior": "all",
    }
    limits = [hl7("minValue", valueInteger=0), hl7("maxValue", valueInteger=9)]
    exclusive = a_choice("m", "x", "none", repeats=True)
    exclusive["answerOption"][1]["extension"] = [hl7("questionnaire-optionExclusive", valueBoolean=True)]
    form = a_questionnaire(
        a_choice("q", "a", "b", weights=(0, 1)), a_choice("r", "a", "b", weights=(0, 1)),
        a_question("n", "integer", extension=limits), exclusive,
        {"linkId": "g", "type": "group", "text": "More", "item": [a_question("x", **both)], **both},
    )  # fmt: skip
    rule = {
        "id": "R-1", "level": "stop", "behavior": "all", "holds_signing": True, "reason": 'She said "no" \\ yes',
        "patient": "We talk first.", "source": "R1; Simon 2013",
        "when": [{"question": "sum", "operator": ">=", "answer": 1}, {"question": "q", "answer": "b"}],
    }  # fmt: skip
    score = a_score(
        "q", "r", loinc="44261-6", most_missing=1,
        band=[{"code": "low", "label": "Low", "lowest": 0, "highest": 2}],
        cutoff=[{"at": 2, "when": [{"question": "q", "answer": "a"}, {"question": "r", "answer": "a"}]}, {"at": 1}],
        cluster=[{"code": "c", "label": "C", "items": ["q"], "at_least": 1, "needed": 1}],
    )  # fmt: skip
    references = {"R1": "One. 2024.", "Simon 2013": "Simon et al."}

    made = carried(
        form, rule=[rule], score=[score], reference=references, needs_on_call=True, fresh_minutes=60
    )

    assert replace(read_back(made, tmp_path), digest="") == made.form
