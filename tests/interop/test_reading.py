"""Foreign bytes: hostile JSON ends in a refusal, never in an error of ours, and never in a long wait."""

import json

import pytest

from consentapp.interop import MOST_BYTES, NotCarried, Sidecar, carry_over
from tests.interop.builders import a_question, a_questionnaire, carried, refusals, told


def why(data: bytes) -> str:
    with pytest.raises(NotCarried) as refused:
        carry_over(data, Sidecar())
    return str(refused.value)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "line 1 is not JSON"),
        (b"\xff\xfe{}", "byte 0 is not UTF-8"),
        (b"\xef\xbb\xbf{}", "is not JSON"),
        (b"[]", "holds no object"),
        (b'{"a": NaN}', "NaN is no number"),
        (b'{"a": -Infinity}', "-Infinity is no number"),
        (b'{"a": 1e999999999}', "out of any range"),
        (b'{"a": %s}' % (b"9" * 5000), "is too long"),
        (b'{"resourceType": "Questionnaire", "resourceType": "Patient"}', "`resourceType` stands twice"),
        (b'{"resourceType": "Patient"}', "this is a Patient"),
        (b"{}", "without resourceType"),
        (b'{"a": "\x00"}', "is not JSON"),
        (b"{" * 100_000, "nested deeper than 60"),
        (b'{"a":' * 100_000, "nested deeper than 60"),
        (b'"' + b'\\"' * 500_000, "is not JSON"),
        (b" " * (MOST_BYTES + 1), "larger than 4 MB"),
    ],
)
def test_what_is_no_questionnaire_is_refused_in_words(data: bytes, reason: str) -> None:
    assert reason in why(data)


def test_brackets_inside_words_are_not_nesting() -> None:
    form = a_questionnaire(a_question("a", text="[ " * 100), a_question("b", text='\\"[' * 100))

    assert refusals(form) == []


def test_a_hundred_thousand_items_are_refused_at_the_first_too_many() -> None:
    items = ",".join(f'{{"linkId":"{number}","type":"string"}}' for number in range(100_000))
    data = b'{"resourceType":"Questionnaire","status":"draft","item":[%s]}' % items.encode()

    assert told(lambda: carry_over(data, Sidecar())) == [("Questionnaire", "it has more than 1000 items")]


def test_a_thousand_items_of_one_name_each_get_their_own() -> None:
    form = a_questionnaire(*(a_question("a" + "/" * number) for number in range(1_000)))

    found = carried(form)

    assert len({item.link_id for _, item in found.form.items()}) == 1_000


@pytest.mark.parametrize("text", ["\x00", "half \ud800", "bell \x07", "\x85", "\u200b", "   ", "x" * 5_001])
def test_text_that_nobody_could_print_or_see_is_refused_at_its_item(text: str) -> None:
    assert [place for place, _ in refusals(a_questionnaire(a_question("odd", text=text)))][:1] == ["odd"]


def test_a_message_never_repeats_what_a_terminal_would_obey() -> None:
    form = a_questionnaire(a_question("a", **{"\x1b[2J\ud800": 1}))

    message = why(json.dumps(form).encode())

    assert "\\x1b[2J\\ud800" in message
    assert message.isprintable() or set(message) - {"\n"} <= {
        c for c in message if c.isprintable() or c == "\n"
    }


def test_many_refusals_are_told_up_to_a_number_that_can_be_read() -> None:
    form = a_questionnaire(*(a_question(str(number), "attachment") for number in range(500)))

    message = why(json.dumps(form).encode())

    assert len(message.splitlines()) == 41
    assert message.endswith("... and 460 more.")
