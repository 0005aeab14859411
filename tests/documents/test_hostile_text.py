"""Whatever a person writes comes out as written: nothing of it becomes markup, style, template or request (AB-05, AB-08)."""

import pytest

from consentapp.documents.fonts import REPLACEMENT, printable
from consentapp.documents.renderer import render
from consentapp.documents.summary import summary_html
from consentapp.domain import summary as parts
from tests.documents.builders import a_passage, a_signature, a_summary
from tests.documents.reading import text_of, without_spaces

CORPUS = (
    "<script>alert(1)</script>",
    "</title></style></head><body><h1>Approved</h1>",
    '<img src="file:///etc/passwd">',
    "<img src=http://127.0.0.1:9/x onerror=alert(1)>",
    '"><link rel=stylesheet href=http://127.0.0.1:9/evil.css>',
    "<link rel=attachment href=file:///etc/passwd>",
    "<style>@page{size:1mm} body{display:none} @import 'file:///etc/passwd';</style>",
    "x;} body{background:url(file:///etc/passwd)}",
    "<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
    "<a rel=attachment href='file:///etc/hostname'>x</a>",
    "<base href='http://127.0.0.1:9/'><object data=x></object><embed src=y><iframe src=z></iframe>",
    "<input type=checkbox name=Seal title=x><form action=http://127.0.0.1:9></form>",
    "<meta name=generator content=x><meta http-equiv=refresh content='0;url=http://127.0.0.1:9'>",
    "{{ 7*7 }}{% include 'print.css' %}{# x #}${7*7}#{7*7}",
    "javascript:alert(1)",
    "&lt;b&gt;&amp;amp; &#60;b&#62; &nbsp;",
    "]]><!-- --><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "(Tj) ET /JavaScript /Launch endobj << /S /URI >>",
    "'; DROP TABLE fact; --",
    "=1+1",
    "{clinic.phone} {patient}",
    "%s %(x)s %00 \\u202e \\0",
    "content: string(patient) attr(href) counter(page)",
    "--></p></td></tr></table><p style='position:fixed;top:0'>over",
)


def _everywhere(words: str) -> parts.Summary:
    said = parts.Choice(question=words, answer=words)
    return a_summary(
        title=words,
        patient_name=words,
        clinic_name=words,
        clinic_address=words,
        signatures=(
            a_signature(printed_name=words, meaning=words, statement=words, role=words, evidence=(words,)),
        ),
        choices=(said,),
        questions=(parts.Asked(question=words, asked_at="2026-11-23T18:00:00.000Z", answer=""),),
        screenings=(
            parts.Screened(title=words, version=words, answers=(said,), scores=(), flags=(), notice=words),
        ),
        readings=(
            parts.Read(
                title=words,
                form="f",
                version=words,
                language="en",
                form_digest="0" * 64,
                passages=(a_passage(words, (), 0),),
                references=((words, words),),
            ),
        ),
    )


@pytest.mark.parametrize("words", CORPUS)
def test_a_payload_in_every_field_gives_the_same_tags_as_a_harmless_word(words: str) -> None:
    """AB-05: same elements, same attributes, whatever the values."""
    assert _skeleton(summary_html(_everywhere(words))) == _skeleton(summary_html(_everywhere("harmless")))


def test_the_whole_corpus_is_printed_literally_and_nothing_is_fetched(letter: bytes) -> None:
    """AB-05, AB-06: a render that was asked for anything would have failed."""
    said = tuple(parts.Choice(question=f"Payload {i}", answer=words) for i, words in enumerate(CORPUS))
    summary = a_summary(choices=said, patient_name="<b>Maria</b> {{ 7*7 }}")
    pdf = render(summary_html(summary), made_at=summary.made_at)
    text = without_spaces(text_of(pdf))
    for words in CORPUS:
        assert without_spaces(words) in text
    assert without_spaces("<b>Maria</b> {{ 7*7 }}, born") in text
    for name in (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/URI", b"/OpenAction", b"/SubmitForm"):
        assert pdf.count(name) == letter.count(name) == 0


def test_marks_that_reorder_or_hide_text_are_printed_as_marks() -> None:
    assert printable("abc\u202edcba\u0000\ue000\x1b[31m") == f"abc{REPLACEMENT}dcba{REPLACEMENT * 3}[31m"
    assert printable("line\nline\ttab") == "line\nline\ttab"
    assert printable("न\u094d\u200dय می\u200cخواهم שׁ\u200f") == "न\u094d\u200dय می\u200cخواهم שׁ\u200f"


def test_long_words_in_twenty_answers_are_broken_and_printed_whole_in_time() -> None:
    """AB-08: at the caps of the service, far below the limits of the child."""
    long = "ab" * 1000
    said = tuple(parts.Choice(question="?", answer=long) for _ in range(20))
    summary = a_summary(choices=said, patient_name="N" * 2000, readings=(), screenings=())
    pdf = render(summary_html(summary), made_at=summary.made_at)
    assert without_spaces(text_of(pdf)).count("ab" * 200) >= 20


def _skeleton(html: str) -> list[tuple[str, tuple[str, ...]]]:
    from html.parser import HTMLParser

    class Skeleton(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.seen: list[tuple[str, tuple[str, ...]]] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            fixed = tuple(
                f"{name}={value if name in ('class', 'href', 'rel') else ''}" for name, value in attrs
            )
            self.seen.append((tag, fixed))

    parser = Skeleton()
    parser.feed(html)
    return parser.seen
