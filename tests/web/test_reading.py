"""Help with reading, as it stands in a page before any script runs."""

from dataclasses import replace

import pytest

from consentapp.domain.text import ListBlock, Paragraph, Run, Table
from tests.builders import RECORDS
from tests.web.people import House, Patient, Person, packet_of

MEANING = "a <dummy> drug"
MARKED = Paragraph((Run("A "), Run("placebo", meaning=MEANING), Run(" or not.")))


def explaining(house: House, *content: object) -> Person:
    """At a page that begins with this text."""
    (page,) = RECORDS.pages
    form = replace(RECORDS, pages=(replace(page, content=(*content, *page.content)),))  # type: ignore[arg-type]
    browser = house.with_parts(catalog=packet_of(form)).patient().browser
    assert browser.is_at("/walk/records/records")
    return browser


def test_a_marked_word_is_a_button_that_opens_its_meaning_without_scripts(house: House) -> None:
    html = explaining(house, MARKED).body.decode()
    assert '<button type="button" class="explained" popovertarget="meaning-1">placebo</button>' in html
    assert '<span class="meaning" id="meaning-1" popover>a &lt;dummy&gt; drug</span> or not.' in html


def test_every_meaning_on_a_page_has_a_name_of_its_own(house: House) -> None:
    table = Table("Ways", ((Run("Way"),), (Run("What"),)), (((Run("One"),), MARKED.runs),))
    html = explaining(house, MARKED, ListBlock(False, (MARKED, MARKED)), table).body.decode()
    names = [part.partition('"')[0] for part in html.split('popovertarget="')[1:]]
    assert names == ["meaning-1", "meaning-2", "meaning-3", "meaning-4"]
    assert [html.count(f'id="{name}"') for name in names] == [1, 1, 1, 1]


def test_opening_a_meaning_sends_nothing(house: House) -> None:
    """Its button stands in the page's form and must not be one of those that save it."""
    html = explaining(house, MARKED).body.decode()
    assert html.count('class="explained"') == html.count('<button type="button" class="explained"') == 1


@pytest.mark.parametrize("words", ["Read this page to me", "Stop reading", "Print this page"])
def test_what_needs_scripts_is_hidden_until_they_run(words: str, patient: Patient) -> None:
    html = patient.browser.body.decode()
    (tag,) = [tag for tag in html.split("<button ") if tag.partition("<")[0].endswith(f">{words}")]
    assert tag.partition(">")[0].endswith(" hidden")


def test_a_sheet_of_paper_names_the_form_its_version_the_page_and_the_time(patient: Patient) -> None:
    assert patient.browser.shows("Records, version 1: Records. As shown ")
