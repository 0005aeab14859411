"""Staff read the language that they chose in the bar: every page of theirs, in every state that a day brings."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from consentapp.domain.facts import KINDS
from consentapp.domain.form import Form
from consentapp.domain.text import plain
from consentapp.ports import Clinic
from consentapp.settings import Settings
from consentapp.setup import publish_seal
from consentapp.store import open_store
from consentapp.translations import SHIPPED
from tests.builders import (
    SMALL_FORMS,
    CountedEntropy,
    FakeClock,
    Pager,
    QuickPasswords,
    store_address,
)
from tests.pseudo import LANGUAGE as MADE_UP
from tests.pseudo import catalogues
from tests.sentences import english_in
from tests.web.abroad import HouseAbroad, arrives, presses_language, speaks
from tests.web.crawl import VOID, Crawl, Page, a_day
from tests.web.people import PASSWORD, House, SmallRenderer

ROOMS = re.compile(r"^(GET|POST) /(desk|clinician|auditor|administrator|staff)\b")

BORN = {"name": "Rosa Gil", "month": "3", "day": "27", "year": "1984"}

NAMES = (
    "Dr. Okafor", "pager", "on_call_second", "main", "outbox", "summary", "English", "UTC", "PDF", "SHA",
    "install fonts-noto-cjk", "nobody", "_organisation",
)  # fmt: skip

SPOKEN_ATTRIBUTES = ("aria-label", "data-label", "title", "placeholder", "alt")


class Spoken(HTMLParser):
    """What a page says in its own language: no element that is marked with another one, no code."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.words: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(page.body)

    @property
    def text(self) -> str:
        return " ".join(self.words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        foreign = "lang" in given and tag != "html"
        silent = tag in ("script", "style") or "code" in given.get("class", "").split()
        if tag not in VOID:
            self._open.append((tag, foreign or silent))
        if not self._silent:
            self.words += [given[name] for name in SPOKEN_ATTRIBUTES if name in given]

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._silent:
            self.words.append(" ".join(data.split()))

    @property
    def _silent(self) -> bool:
        return any(silent for _, silent in self._open)


@pytest.fixture(scope="module", params=["es", MADE_UP])
def house_abroad(
    request: pytest.FixtureRequest,
    opened_clinic: Clinic,
    settings: Settings,
    bytecode: str,
    renderer: SmallRenderer,
    tmp_path_factory: pytest.TempPathFactory,
) -> HouseAbroad:
    """The shipped forms, in a clinic whose staff read Spanish, or a language in which no letter is English."""
    language, folder = request.param, tmp_path_factory.mktemp("abroad")
    clinic = replace(
        opened_clinic, store=open_store(store_address(folder / "consentapp.db")), clock=FakeClock(),
        entropy=CountedEntropy("abroad"), courier=Pager(), passwords=QuickPasswords(), renderer=renderer,
        phrases=SHIPPED if language == "es" else catalogues(folder),
        site=replace(opened_clinic.site, languages=("en", language)),
    )  # fmt: skip
    publish_seal(clinic)
    return HouseAbroad(clinic, settings, bytecode)


@pytest.fixture(scope="module")
def pages(house_abroad: HouseAbroad) -> list[Page]:
    """Every page that staff were shown in a day."""
    crawl: Crawl = a_day(house_abroad)
    shown = [page for page in crawl.pages if ROOMS.match(page.path) and not page.path.endswith("500")]
    return [page for page in shown if page.all("html")[0].attributes["lang"] != "en"]


def content(house: House) -> set[str]:
    """Words that are nobody's to translate: names, titles, what people wrote, ids."""
    forms = [*house.clinic.catalog.forms.values(), *SMALL_FORMS]
    texts = [*map(str, house.clinic.site.values.values()), *KINDS, *NAMES]
    texts += [row["text"] for row in house.rows("note")]
    texts += [row["name"] for table in ("patient", "staff") for row in house.rows(table)]
    texts += [row["login"] for row in house.rows("staff")]
    for form in forms:
        texts += [form.id, *titles(form), *(words for reference in form.references for words in reference)]
    return set(re.findall(r"[A-Za-z]{3,}", " ".join(texts)))


def titles(form: Form) -> Iterator[str]:
    yield form.title
    for page in form.pages:
        yield from (page.id, page.title)
        yield from (plain(item.label) for item in page.items)
    for rule in form.rules:
        yield from (rule.id, rule.source)
    yield from (score.source for score in form.scores)


# Every page -----------------------------------------------------------------------------------------------------------


def test_no_page_of_staff_holds_an_english_sentence_of_ours(pages: list[Page]) -> None:
    found = {page.path: said for page in pages if (said := english_in(Spoken(page).text))}

    assert len(pages) > 40
    assert found == {}


@pytest.mark.parametrize("house_abroad", [MADE_UP], indirect=True)
def test_every_word_of_ours_on_a_page_of_staff_comes_from_the_catalogue(
    house_abroad: HouseAbroad, pages: list[Page]
) -> None:
    """In a language without a Latin letter, each one that is left is a word that was forgotten, or is content."""
    known = content(house_abroad)
    left = {
        (word, page.path)
        for page in pages
        for word in re.findall(r"[A-Za-z]{3,}", Spoken(page).text)
        if word not in known
    }

    assert left == set()


def test_every_page_of_staff_tells_its_language_and_offers_the_other(pages: list[Page]) -> None:
    for page in pages:
        (root,) = page.all("html")
        offered = [
            button.attributes.get("value") for button in page.all("button") if "lang" in button.attributes
        ]
        once = "link" in page.path.rsplit("/", 1)[-1] or "verify-pdf" in page.path

        assert root.attributes["dir"] == ("rtl" if root.attributes["lang"] == MADE_UP else "ltr")
        assert offered == ([] if once else ["en"]), page.path


# The choice -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "room"), [("intake", "/desk"), ("clinician", "/clinician"), ("auditor", "/auditor")]
)
def test_a_language_pressed_in_a_room_is_kept_on_every_page_after_it(
    bilingual: House, role: str, room: str
) -> None:
    person = presses_language(bilingual.staff(role).open(room), "es")  # type: ignore[arg-type]
    intake = bilingual.registers()

    assert (person.path, speaks(person)) == (room, "es")
    assert speaks(person.open(f"{room}/intakes/{intake}")) == "es"  # type: ignore[arg-type]
    assert speaks(person.open("/nothing-here")) == "es"  # type: ignore[arg-type]


@pytest.mark.parametrize(("wants", "spoken"), [("es-MX,es;q=0.9", "es"), ("en", "en"), ("fr", "en")])
def test_the_sign_in_page_follows_the_browser_until_a_language_is_pressed(
    bilingual: House, wants: str, spoken: str
) -> None:
    other = "en" if spoken == "es" else "es"
    visitor = arrives(bilingual, "/staff/sign-in", wants)
    assert speaks(visitor) == spoken

    presses_language(visitor, other, {"login": "ines"})

    assert speaks(visitor) == other
    assert visitor.page.forms[-1].values["login"] == ["ines"]
    assert not visitor.shows("Error")


def test_a_language_pressed_at_the_door_is_kept_after_signing_in(bilingual: House) -> None:
    bilingual.employs("auditor")
    auditor = presses_language(arrives(bilingual, "/staff/sign-in", "en"), "es")
    auditor.press("Entrar", {"login": "auditor", "password": PASSWORD})

    assert (auditor.path, auditor.page.heading, speaks(auditor)) == ("/auditor", "Registros", "es")


def test_what_was_typed_of_a_new_patient_is_there_in_the_other_language(bilingual: House) -> None:
    desk = bilingual.staff("intake")
    desk.open("/desk/new")
    form = desk.form("Open a record")
    form.values |= {name: [value] for name, value in BORN.items()} | {"language": ["es"]}
    desk._send_form(form, ("page_language", "es"), None)

    assert (speaks(desk), desk.status, desk.page.heading) == ("es", 200, "Paciente nuevo")
    kept = desk.form("Abrir un registro").values
    assert {name: kept[name] for name in BORN} == {name: [value] for name, value in BORN.items()}
    assert kept["language"] == ["es"]
    assert desk.press("Abrir un registro").page.heading == "Rosa Gil"


def test_choosing_the_patient_s_language_does_not_change_the_page_s(bilingual: House) -> None:
    desk = bilingual.staff("intake")
    desk.open("/desk/new").press("Open a record", {**BORN, "name": "", "language": "es"})

    assert (desk.status, speaks(desk)) == (422, "en")


def test_where_an_address_is_shown_once_no_language_can_be_pressed(bilingual: House) -> None:
    """Another page would lose it."""
    desk = bilingual.staff("intake").open(f"/desk/intakes/{bilingual.registers()}")
    desk.press("Make a link", {"mode": "remote"})

    assert b'name="language"' not in desk.body
    assert desk.shows("This address is shown only once.")


def test_a_report_is_made_again_in_the_language_that_was_pressed(bilingual: House) -> None:
    auditor = bilingual.staff("auditor").open("/auditor").press("Verify everything")
    presses_language(auditor, "es")  # type: ignore[arg-type]

    assert (auditor.page.heading, auditor.status) == ("Todo el registro", 200)
    assert auditor.shows("CORRECTO: nivel de garantía: solo coherente consigo mismo")  # type: ignore[attr-defined]
    assert auditor.shows("La estructura del archivo de la base de datos está íntegra.")  # type: ignore[attr-defined]


def test_a_language_pressed_on_a_refusal_leads_to_the_room(bilingual: House) -> None:
    desk = bilingual.staff("intake")
    intake = bilingual.registers()
    answered = desk.posts(f"/desk/intakes/{intake}/requests/paper")
    desk._shown(f"/desk/intakes/{intake}/requests/paper", answered)
    assert desk.shows("Nobody asked for this.")

    presses_language(desk, "es")

    assert (desk.path, desk.status, speaks(desk)) == ("/desk", 200, "es")


@pytest.mark.parametrize("path", ["/staff/sign-in", "/desk", "/desk/new", "/desk/on-call", "/nothing-here"])
def test_a_site_of_one_language_offers_its_staff_no_choice(house: House, path: str) -> None:
    desk = house.staff("intake")
    desk._shown(path, desk.sends("GET", path, Accept_Language="es"))

    assert speaks(desk) == "en"
    assert b"page_language" not in desk.body
    assert b'name="language"' not in desk.body


def test_a_language_that_the_site_does_not_offer_changes_nothing_for_staff(bilingual: House) -> None:
    desk = bilingual.staff("intake")

    assert desk.posts("/language", {"language": "fr", "path": "/desk"}).status == 404
    assert speaks(desk.open("/desk")) == "en"  # type: ignore[arg-type]


# What is said ---------------------------------------------------------------------------------------------------------


def test_one_row_of_the_worklist_is_read_in_both_languages(bilingual: House) -> None:
    patient = bilingual.patient(pressure="yes", treated="no").walks_to("Mood")
    (row,) = bilingual.rows("worklist", "intake = ?", patient.intake)
    desk = bilingual.staff("intake").open("/desk")
    english = desk.text
    presses_language(desk, "es")  # type: ignore[arg-type]

    assert '["flags",{"num":2,"rules":["H2","H1"]}]' in row["reasons"]
    assert "2 flags not reviewed: H2, H1" in english
    assert "2 señales sin revisar: H2, H1" in desk.text


def test_words_of_a_form_and_of_a_patient_tell_their_own_language(bilingual: House) -> None:
    patient = bilingual.patient(pressure="yes", treated="no").walks_to("Mood")
    patient.browser.open("/walk/ask").press(
        "Send my question", {"subject": "treatment", "text": "Will it help?"}
    )
    clinician = presses_language(bilingual.staff("clinician"), "es")
    body = clinician.open(f"/clinician/intakes/{patient.intake}").body.decode()

    assert '<blockquote class="said" lang="en" dir="ltr">Will it help?</blockquote>' in body
    assert 'H2: <span lang="en" dir="ltr">Reason of H2.</span>' in body
    assert '<th scope="row" lang="en" dir="ltr">Do you have high blood pressure?</th>' in body


def test_who_reads_the_language_of_the_form_is_told_no_other(bilingual: House) -> None:
    patient = bilingual.patient(pressure="yes", treated="no").walks_to("Mood")
    body = bilingual.staff("clinician").open(f"/clinician/intakes/{patient.intake}").body.decode()

    assert re.findall(r'lang="(\w+)"', body) == ["en", "es"]


def test_a_refusal_names_what_it_is_about_in_the_reader_s_language(bilingual: House) -> None:
    intake = bilingual.registers()
    empty = bilingual.with_parts(catalog=replace(bilingual.clinic.catalog, forms={}))  # type: ignore[type-var]
    desk = presses_language(empty.staff("intake"), "es")
    desk.open(f"/desk/intakes/{intake}")

    assert desk.status == 503
    assert desk.shows("A la carpeta de formularios le falta ")
    assert desk.shows("Vuelva a poner esa versión: este registro la necesita.")
