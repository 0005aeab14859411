"""Help with reading: words that open their meaning, a page that is read aloud, a page on paper."""

import json
import subprocess
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page

from consentapp.domain.form import Item
from consentapp.domain.form import Page as FormPage
from consentapp.domain.text import Heading, ListBlock, Paragraph, Table, explained, plain
from tests.browser.axe import violations
from tests.browser.places import on_the_walk
from tests.browser.served import Served
from tests.browser.visit import DESK, PHONE, Visit

BENEFITS = "/walk/ketamine-assisted-therapy/benefits"
BIPOLAR = "/walk/ketamine-assisted-therapy/bipolar"
MEDICINES = "/walk/ketamine-assisted-therapy/medicines"
ROUTES = "/walk/ketamine-assisted-therapy/routes"
REASONS = "/walk/health-history/reasons"

Visits = Callable[..., Visit]


# Words that open their meaning ----------------------------------------------------------------------------------------


def words_of(visit: Visit) -> Locator:
    return visit.page.locator("button.explained")


def meaning_of(word: Locator) -> Locator:
    return word.locator("xpath=following-sibling::span[1]")


def test_a_tap_on_a_word_opens_its_meaning_and_another_closes_it(served: Served, visit: Visit) -> None:
    on_the_walk(BENEFITS)(served, visit)
    word = words_of(visit).first
    assert not meaning_of(word).is_visible()
    word.click()
    assert meaning_of(word).is_visible()
    word.click()
    assert not meaning_of(word).is_visible()
    assert visit.path == BENEFITS


def test_a_meaning_opens_without_scripts(served: Served, visits: Visits) -> None:
    visit = visits(java_script_enabled=False)
    on_the_walk(BENEFITS)(served, visit)
    words_of(visit).first.click()
    assert meaning_of(words_of(visit).first).is_visible()


def test_keys_open_a_meaning_and_close_it_and_the_focus_stays_on_the_word(
    served: Served, visit: Visit
) -> None:
    on_the_walk(BENEFITS)(served, visit)
    word = words_of(visit).first
    word.focus()
    visit.page.keyboard.press("Enter")
    assert meaning_of(word).is_visible()
    visit.page.keyboard.press("Escape")
    assert not meaning_of(word).is_visible()
    assert word.evaluate("(part) => part === document.activeElement")


def test_a_pointer_that_only_passes_over_opens_nothing(served: Served, visit: Visit) -> None:
    on_the_walk(BENEFITS)(served, visit.turns(DESK))
    word = words_of(visit).first
    word.hover()
    assert not meaning_of(word).is_visible()


def expanded(page: Page, name: str) -> list[bool]:
    """What a screen reader hears of the buttons with this name: whether something is open."""
    debugger = page.context.new_cdp_session(page)
    try:
        tree = debugger.send("Accessibility.getFullAXTree")["nodes"]
    finally:
        debugger.detach()
    buttons = [
        node for node in tree if node.get("role", {}).get("value") == "button" and node["name"]["value"] == name
    ]  # fmt: skip
    return [
        prop["value"]["value"]
        for node in buttons
        for prop in node["properties"]
        if prop["name"] == "expanded"
    ]


def test_a_screen_reader_hears_that_a_word_can_be_opened_and_that_it_is_open(
    served: Served, visit: Visit
) -> None:
    on_the_walk(BENEFITS)(served, visit)
    assert expanded(visit.page, "drip") == [False]
    words_of(visit).first.click()
    assert expanded(visit.page, "drip") == [True]


INSIDE = """
(part) => {
  const box = part.getBoundingClientRect();
  const help = document.querySelector(".crisis").getBoundingClientRect();
  return box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= help.top && box.width > 100;
}
"""


@pytest.mark.parametrize("large", [False, True], ids=["usual text", "larger text"])
@pytest.mark.parametrize("width", [320, PHONE, DESK // 2, DESK], ids=str)
def test_every_meaning_opens_inside_the_window_and_leaves_the_crisis_line_in_sight(
    served: Served, visit: Visit, width: int, large: bool
) -> None:
    """Half of a desk's width is what 200 % of zoom leaves of it."""
    on_the_walk(MEDICINES)(served, visit.turns(width))
    visit.page.evaluate("(large) => document.documentElement.classList.toggle('large-text', large)", large)
    for word in words_of(visit).all():
        word.click()
        assert meaning_of(word).evaluate(INSIDE), word.inner_text()
        visit.page.keyboard.press("Escape")


TORN = """
() => [...document.querySelectorAll("p, li")].filter((part) => part.querySelector(".explained")).filter((part) => {
  const before = part.getBoundingClientRect().height;
  for (const word of part.querySelectorAll(".explained")) word.replaceWith(word.innerText);
  return Math.abs(part.getBoundingClientRect().height - before) > 0.5;
}).map((part) => part.innerText)
"""


def test_the_room_to_touch_a_word_moves_no_line(served: Served, visit: Visit) -> None:
    on_the_walk(MEDICINES)(served, visit)
    assert visit.page.evaluate(TORN) == []


def test_axe_finds_nothing_while_a_meaning_is_open(served: Served, reading: Visit) -> None:
    on_the_walk(MEDICINES)(served, reading)
    words_of(reading).first.click()
    assert violations(reading.page) == []


# Read aloud -----------------------------------------------------------------------------------------------------------

HERE = {"name": "Ana", "lang": "en-US", "localService": True, "default": False}
ANDROID = HERE | {"name": "Bea", "lang": "en_GB"}
AWAY = HERE | {"name": "Cloud", "localService": False}
SPANISH = HERE | {"name": "Eva", "lang": "es-US"}

A_DEVICE_WITH_VOICES = """
(() => {
  const told = (...words) => sessionStorage.setItem("told", JSON.stringify([...heard(), words]));
  const heard = () => JSON.parse(sessionStorage.getItem("told") ?? "[]");
  const device = Object.assign(new EventTarget(), {
    voices: VOICES,
    said: null,
    getVoices() { return this.voices; },
    speak(said) { told("speak", said.text, said.voice.name); this.said = said; },
    cancel() { const cut = this.said; told("cancel"); this.said = null; cut?.onerror?.({ error: "canceled" }); },
    ends() { const done = this.said; this.said = null; done.onend(); },
    gets(voices) { this.voices = voices; this.dispatchEvent(new Event("voiceschanged")); },
  });
  const put = (name, value) => Object.defineProperty(window, name, { value, configurable: true });
  put("speechSynthesis", device);
  put("SpeechSynthesisUtterance", class { constructor(text) { this.text = text; } });
})();
"""
"""Chromium here has no voices. This stands in the window before the page's scripts run, as a phone's own would."""


def with_voices(visit: Visit, *voices: dict[str, object]) -> Visit:
    visit.context.add_init_script(A_DEVICE_WITH_VOICES.replace("VOICES", json.dumps(voices)))
    return visit


def told(visit: Visit) -> list[list[str]]:
    """Everything that the device was asked to do, in this tab."""
    found: list[list[str]] = json.loads(visit.page.evaluate("sessionStorage.getItem('told') ?? '[]'"))
    return found


def spoken(visit: Visit) -> list[str]:
    return [words[1] for words in told(visit) if words[0] == "speak"]


def reader(visit: Visit) -> Locator:
    return visit.page.locator("[data-read]")


def stopper(visit: Visit) -> Locator:
    return visit.page.locator("[data-read-stop]")


def hears_it_all(visit: Visit) -> list[str]:
    for _ in range(200):
        if not visit.page.evaluate("Boolean(speechSynthesis.said)"):
            return spoken(visit)
        visit.page.evaluate("speechSynthesis.ends()")
    raise LookupError("it never came to an end")


def test_a_device_without_voices_is_offered_no_reading(served: Served, visit: Visit) -> None:
    on_the_walk(BENEFITS)(served, visit)
    visit.page.locator("[data-print]").wait_for()
    assert not reader(visit).is_visible()


@pytest.mark.parametrize(
    "voices", [(AWAY,), (SPANISH,), (AWAY, SPANISH)], ids=["a service", "another language", "both"]
)
def test_a_voice_that_is_elsewhere_or_speaks_otherwise_is_not_offered(
    served: Served, visit: Visit, voices: tuple[dict[str, object], ...]
) -> None:
    """Text about somebody's health never goes to a service that reads."""
    on_the_walk(BENEFITS)(served, with_voices(visit, *voices))
    visit.page.locator("[data-print]").wait_for()
    assert not reader(visit).is_visible()


@pytest.mark.parametrize(
    ("voices", "name"),
    [((AWAY, HERE), "Ana"), ((ANDROID,), "Bea"), ((ANDROID, SPANISH), "Bea")],
    ids=["beside a service", "as Android writes it", "beside another language"],
)
def test_a_voice_on_the_device_in_the_language_of_the_page_reads(
    served: Served, visit: Visit, voices: tuple[dict[str, object], ...], name: str
) -> None:
    on_the_walk(BENEFITS)(served, with_voices(visit, *voices))
    reader(visit).click()
    assert told(visit) == [["speak", "What it may do, and how sure we are", name]]


def test_voices_that_come_late_are_offered_when_they_come(served: Served, visit: Visit) -> None:
    on_the_walk(BENEFITS)(served, with_voices(visit))
    visit.page.locator("[data-print]").wait_for()
    assert not reader(visit).is_visible()
    visit.page.evaluate("(voices) => speechSynthesis.gets(voices)", [HERE])
    assert reader(visit).is_visible()


def test_nothing_is_read_before_somebody_asks(served: Served, visit: Visit) -> None:
    on_the_walk(BENEFITS)(served, with_voices(visit, HERE))
    reader(visit).wait_for()
    assert told(visit) == []


LAST = [
    "Nobody watches this form all the time. The lines below are open day and night.",
    "In danger? Call 911",
    "Thinking of suicide? Call 988 or text 988",
]
GRADES = {"strong": "Strong", "moderate": "Moderate", "limited": "Limited", "very-limited": "Very limited"}


def read_out(page: FormPage) -> Iterator[str]:
    """A page as a person would read it to another, from its text and not from its HTML."""
    yield page.title
    for part in page.content:
        match part:
            case Heading(runs):
                yield plain(runs)
            case Paragraph():
                yield claim(part)
            case ListBlock(items=items):
                yield from map(claim, items)
            case Table(caption, header, rows):
                yield caption
                for row in rows:
                    yield plain(row[0])
                    for head, cell in zip(header[1:], row[1:], strict=True):
                        yield f"{plain(head)}: {plain(cell)}"
            case Item():
                yield from question(part)


def claim(part: Paragraph) -> str:
    grade = GRADES.get(part.evidence.grade) if part.evidence else None
    return plain(part.runs) + (f" {grade} evidence" if grade else "")


def question(item: Item) -> Iterator[str]:
    yield plain(item.label)
    if item.type == "choices":
        yield item.hint or "Choose all that fit."
    for option in item.options:
        yield option.label
        if option.hint:
            yield option.hint


@pytest.mark.parametrize("path", [BENEFITS, ROUTES, BIPOLAR], ids=["a list", "a table", "marked words"])
def test_heading_text_table_and_statement_are_read_in_the_order_of_the_page(
    served: Served, visit: Visit, path: str
) -> None:
    page = page_at(served, path)
    on_the_walk(path)(served, with_voices(visit, HERE))
    reader(visit).click()
    assert hears_it_all(visit) == [*read_out(page), *LAST]
    assert not stopper(visit).is_visible()
    assert reader(visit).inner_text() == "Read this page to me"


def test_a_question_is_read_with_its_hint_its_answers_and_theirs(served: Served, visit: Visit) -> None:
    item = page_at(served, REASONS).items[0]
    on_the_walk(REASONS)(served, with_voices(visit, HERE))
    reader(visit).click()
    heard = hears_it_all(visit)
    expected = list(question(item))
    assert heard[1 : len(expected) + 1] == expected


def page_at(served: Served, path: str) -> FormPage:
    _, _, form, page = path.split("/")
    found = served.forms[form].page(page)
    assert found
    return found


def test_a_meaning_is_read_only_by_whoever_opens_it(served: Served, visit: Visit) -> None:
    on_the_walk(MEDICINES)(served, with_voices(visit, HERE))
    reader(visit).click()
    heard = " ".join(hears_it_all(visit))
    assert [run.text for run in explained(page_at(served, MEDICINES)) if run.meaning in heard] == []


def test_what_is_being_read_is_marked_and_nothing_else(served: Served, visit: Visit) -> None:
    on_the_walk(BENEFITS)(served, with_voices(visit, HERE))
    reader(visit).click()
    assert visit.page.locator(".is-read").all_inner_texts() == [visit.heading]
    visit.page.evaluate("speechSynthesis.ends()")
    assert visit.page.locator(".is-read").count() == 1
    assert visit.page.locator(".is-read").evaluate("(part) => part.tagName") == "P"


def test_reading_pauses_and_goes_on_where_it_was(served: Served, visit: Visit) -> None:
    on_the_walk(BENEFITS)(served, with_voices(visit, HERE))
    reader(visit).click()
    visit.page.evaluate("speechSynthesis.ends()")
    reader(visit).click()
    assert told(visit)[-1] == ["cancel"]
    assert reader(visit).inner_text() == "Go on reading"
    reader(visit).click()
    assert spoken(visit)[1] == spoken(visit)[2]
    assert reader(visit).inner_text() == "Pause reading"


def test_stop_stops_and_the_next_reading_begins_at_the_heading(served: Served, visit: Visit) -> None:
    on_the_walk(BENEFITS)(served, with_voices(visit, HERE))
    reader(visit).click()
    visit.page.evaluate("speechSynthesis.ends()")
    stopper(visit).click()
    assert told(visit)[-1] == ["cancel"]
    assert visit.page.locator(".is-read").count() == 0
    assert not stopper(visit).is_visible()
    reader(visit).click()
    assert spoken(visit)[-1] == visit.heading


def test_leaving_the_page_stops_the_reading(served: Served, visit: Visit) -> None:
    on_the_walk(BENEFITS)(served, with_voices(visit, HERE))
    reader(visit).click()
    visit.presses("Back")
    visit.page.wait_for_url("**/approval")
    assert told(visit)[-1] == ["cancel"]


def test_keys_alone_read_pause_and_stop_and_the_focus_is_never_lost(served: Served, visit: Visit) -> None:
    on_the_walk(BENEFITS)(served, with_voices(visit, HERE))
    reader(visit).focus()
    visit.page.keyboard.press("Enter")
    visit.page.keyboard.press("Tab")
    assert stopper(visit).evaluate("(part) => part === document.activeElement")
    visit.page.keyboard.press("Enter")
    assert reader(visit).evaluate("(part) => part === document.activeElement")
    assert told(visit)[-1] == ["cancel"]


def test_a_screen_reader_is_not_talked_over(served: Served, visit: Visit) -> None:
    """Nothing of it is announced: the voice is heard already."""
    on_the_walk(BENEFITS)(served, with_voices(visit, HERE))
    reader(visit).click()
    loud = "[aria-live], [role=status], [role=alert]"
    assert visit.page.locator(f"[data-reading] {loud}, {loud} .is-read, .is-read{loud}").count() == 0
    assert violations(visit.page) == []


# On paper -------------------------------------------------------------------------------------------------------------


def on_paper(visit: Visit) -> str:
    """The words of the page as a browser prints it."""
    told = subprocess.run(
        ["pdftotext", "-", "-"], input=visit.page.pdf(format="Letter"), capture_output=True, check=True
    )
    return " ".join(told.stdout.decode().split())


@pytest.mark.parametrize("path", [BENEFITS, MEDICINES])
def test_a_printed_page_names_clinic_form_and_time_and_keeps_sources_meanings_and_help(
    served: Served, visit: Visit, path: str
) -> None:
    form, page = served.forms["ketamine-assisted-therapy"], page_at(served, path)
    on_the_walk(path)(served, visit)
    paper = on_paper(visit)
    assert "Riverside Clinic" in paper
    assert f"{form.title}, version {form.version}: {page.title}. As shown " in paper
    assert [run.text for run in explained(page) if f"({run.meaning})" not in paper] == []
    assert "Where these facts come from" in paper
    assert dict(form.references)["R3"] in paper
    assert "Call 911" in paper
    assert "Call 988 or text 988" in paper


def test_a_printed_page_has_no_buttons(served: Served, visit: Visit) -> None:
    on_the_walk(MEDICINES)(served, with_voices(visit, HERE))
    reader(visit).wait_for()
    paper = on_paper(visit)
    buttons = [
        "Larger text",
        "Stop here",
        "Back",
        "Save and go on",
        "Stop, ask or choose paper",
        "Print this page",
        "Read this page",
    ]
    assert [words for words in buttons if words in paper] == []


def test_the_answers_of_a_printed_page_are_boxes(served: Served, visit: Visit) -> None:
    on_the_walk(REASONS)(served, visit)
    visit.page.emulate_media(media="print")
    boxes = visit.page.locator(".govuk-checkboxes__label").evaluate_all(
        "(all) => all.map((part) => getComputedStyle(part, '::before')).map((box) => [box.borderStyle, box.width])"
    )
    assert len(boxes) == 9
    assert {style for style, _ in boxes} == {"solid"}


def test_the_button_opens_the_browsers_own_way_to_print(served: Served, visit: Visit) -> None:
    on_the_walk(BENEFITS)(served, visit)
    visit.page.evaluate("addEventListener('beforeprint', () => { document.title = 'being printed'; })")
    visit.page.locator("[data-print]").click()
    assert visit.page.title() == "being printed"
