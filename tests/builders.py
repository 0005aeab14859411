"""What tests are made of: a clock that is moved, chance that is counted, a small packet, and people who walk it.

The parts of a clinic come in as arguments, so nothing is ever patched: `dataclasses.replace(clinic, clock=...)`.
"""

import hashlib
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from consentapp.catalog import SiteCatalog
from consentapp.domain.drawing import drawing_text
from consentapp.domain.facts import Actor, Fact, Recorded
from consentapp.domain.facts.intakes import BirthDateMatched, IntakeOpened, LinkMade, LinkOpened
from consentapp.domain.facts.people import StaffRow
from consentapp.domain.facts.walk import (
    AcknowledgmentRow,
    AnswerRow,
    AnswersReviewed,
    ComprehensionRow,
    IntakeSigned,
    LanguageChosen,
    OnForm,
    PageAnswered,
    PreferenceRow,
    SignatureRow,
)
from consentapp.domain.form import (
    Band,
    EnableWhen,
    Form,
    Forms,
    Item,
    Option,
    Packet,
    PacketStep,
    Page,
    Rule,
    Score,
)
from consentapp.domain.intake import Intake
from consentapp.domain.reasons import sentence
from consentapp.domain.response import answer_key, enabled_items, stored_value
from consentapp.domain.shown import for_site
from consentapp.domain.stops import Review, Station, Stop, WhatChanged
from consentapp.domain.summary import Summary
from consentapp.domain.text import Heading, Paragraph, Run, plain
from consentapp.domain.times import instant
from consentapp.domain.walk import Walk
from consentapp.ports import (
    Clinic,
    Job,
    Message,
    NotDelivered,
    NotRendered,
    SealReport,
    Site,
    Store,
    WorklistRow,
)
from consentapp.services import alerts, intakes, pages, publishing, signing, staff
from consentapp.services.recording import load_walk
from consentapp.translations import SHIPPED

NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)

DESK, CLINICIAN, PATIENT = Actor("staff", "desk"), Actor("staff", "clinician"), Actor("patient", "ana")

ANA = ("Ana Ruiz", "1984-03-27")

MOST_STOPS = 100
WRONG_DATE = "1984-03-28"

Given = Mapping[str, Sequence[str]]


# The parts of a clinic --------------------------------------------------------------------------------------------


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        """`clock.move(minutes=61)`; a negative number goes back."""
        self.at += timedelta(**by)


class CountedEntropy:
    """The n-th ask gives the same bytes in every run; another seed gives others."""

    def __init__(self, seed: str = "test") -> None:
        self._seed, self._asked = seed, itertools.count()

    def bytes(self, size: int) -> bytes:
        return hashlib.shake_256(f"{self._seed} {next(self._asked)}".encode()).digest(size)


@dataclass
class PlainRenderer:
    """A document in no time. It keeps what it was asked to print."""

    printed: list[Summary] = field(default_factory=list)

    def summary_pdf(self, summary: Summary) -> bytes:
        self.printed.append(summary)
        return f"%PDF-plain {summary.code} {summary.document_id}\n".encode()


@dataclass(frozen=True)
class BrokenRenderer:
    """Says why there is no document."""

    reason: str

    def summary_pdf(self, summary: Summary) -> bytes:
        raise NotRendered(self.reason)


@dataclass(frozen=True)
class PlainSealer:
    """A seal that anybody could make; it has the shape of a real one."""

    certificate: str = "PLAIN CERTIFICATE"

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.certificate.encode()).hexdigest()

    def seal(self, pdf: bytes, *, at: datetime, reason: str, location: str) -> bytes:
        return pdf + self._mark(pdf)

    def examine(self, pdf: bytes, trusted: Sequence[str]) -> SealReport:
        body, mark = pdf[:-64], pdf[-64:]
        whole = mark == self._mark(body)
        sentence = "Sealed. Nothing has changed since." if whole else "Changed after it was sealed."
        return SealReport(
            intact=whole,
            valid=whole,
            trusted=self.certificate in trusted,
            covers_whole_file=whole,
            docmdp_ok=whole,
            sentence=sentence,
        )

    def _mark(self, pdf: bytes) -> bytes:
        return hashlib.sha256(self.certificate.encode() + pdf).hexdigest().encode()


@dataclass
class Pager:
    """Takes messages while it is `up`."""

    up: bool = True
    taken: list[tuple[str, Message]] = field(default_factory=list)
    channel: str = "pager"

    def deliver(self, contact: str, message: Message) -> None:
        if not self.up:
            raise NotDelivered("the pager is off")
        self.taken.append((contact, message))


class QuickPasswords:
    """As ports.Passwords, without the minutes that argon2 would add to the tests."""

    def hash(self, password: str) -> str:
        return "quick:" + hashlib.sha256(password.encode()).hexdigest()

    def matches(self, hash: str, password: str) -> bool:
        return hash == self.hash(password)


SITE_VALUES = {
    "clinic.name": "Riverside Clinic",
    "clinic.phone": "(555) 010-4477",
    "clinic.address": "12 Main Street, Hudson",
    "crisis.call": "988",
}


def a_site(**changes: Any) -> Site:
    """A demo site with an on-call contact, in New York."""
    return Site(
        **{
            "organisation": "riverside", "id": "main", "zone": ZoneInfo("America/New_York"),
            "zone_name": "America/New_York", "address": "https://consent.riverside.example", "demo": True,
            "paper": "letter", "link_days": 30, "on_call": "Dr. Okafor", "values": SITE_VALUES,
        }
        | changes
    )  # fmt: skip


def a_clinic(store: Store, **changes: Any) -> Clinic:
    """The small packet in a clinic whose parts are quick and do the same in every run."""
    parts = {
        "site": a_site(), "store": store, "catalog": small_catalog(), "phrases": SHIPPED, "renderer": PlainRenderer(),
        "sealer": PlainSealer(), "courier": Pager(), "passwords": QuickPasswords(), "clock": FakeClock(),
        "entropy": CountedEntropy(),
    }  # fmt: skip
    return Clinic(**(parts | changes))


# The small packet ---------------------------------------------------------------------------------------------------


def a_paragraph(words: str) -> Paragraph:
    return Paragraph((Run(words),))


def an_item(link_id: str, type: str, label: str, *codes: str, **more: Any) -> Item:
    """An item; each code becomes an option that reads like it."""
    options = tuple(Option(code, code.replace("-", " ").capitalize()) for code in codes)
    required = type not in ("string", "text")
    return Item(link_id, type, (Run(label),), **{"options": options, "required": required} | more)  # type: ignore[arg-type]


def a_page(id: str, *content: Any, **more: Any) -> Page:
    return Page(id, id.replace("-", " ").capitalize(), content, **more)


def a_form(id: str, *pages: Page, **more: Any) -> Form:
    """A form in English."""
    known = {
        "version": "1", "language": "en", "kind": "consent", "status": "draft", "title": id.capitalize(),
        "digest": hashlib.sha256(id.encode()).hexdigest(),
    }  # fmt: skip
    return Form(id=id, pages=pages, **{**known, **more})


def a_rule(id: str, level: str, question: str, *answers: str, **more: Any) -> Rule:
    """Raised by any of these answers to one question."""
    when = tuple(EnableWhen(question, "=", answer) for answer in answers)
    return Rule(id, level, f"Reason of {id}.", f"Words for the patient: {id}.", "Dossier", when, **more)  # type: ignore[arg-type]


def when(question: str, answer: str | int | bool, operator: str = "=") -> tuple[EnableWhen, ...]:
    return (EnableWhen(question, operator, answer),)  # type: ignore[arg-type]


YES_NO = ("yes", "no", "unknown")
OFTEN = tuple(
    Option(code, code.capitalize(), score=n) for n, code in enumerate(("never", "some", "often", "daily"))
)

RECORDS = a_form(
    "records",
    a_page(
        "records",
        a_paragraph("Call {clinic.phone} for paper."),
        an_item("records-agreed", "acknowledgment", "I agree to use electronic records."),
    ),
)

HEALTH = a_form(
    "health",
    a_page(
        "reasons",
        an_item("reasons", "choices", "Why are you here?", "depression", "anxiety", "other", "unknown", exclusive=("unknown",)),
        an_item("reasons-other", "string", "Which other reason?", enable_when=when("reasons", "other")),
    ),
    a_page(
        "heart",
        an_item("pressure", "choice", "Do you have high blood pressure?", *YES_NO),
        an_item("treated", "choice", "Is it treated?", *YES_NO, enable_when=when("pressure", "yes")),
        an_item("note", "text", "Anything else?"),
    ),
    kind="screening",
    rules=(
        a_rule("H1", "caution", "pressure", "yes"),
        a_rule("H2", "stop", "treated", "no"),
        a_rule("H3", "info", "reasons", "anxiety"),
    ),
)  # fmt: skip

MOOD = a_form(
    "mood",
    a_page(
        "mood",
        an_item("low", "choice", "Feeling low", options=OFTEN),
        an_item("tired", "choice", "Feeling tired", options=OFTEN),
    ),
    a_page("safety", an_item("death", "choice", "Thoughts of death", options=OFTEN)),
    kind="screening",
    needs_on_call=True,
    rules=(a_rule("S1", "urgent", "death", "some", "often", "daily", safety="moderate"),),
    scores=(
        Score(
            "mood-total", "Mood total", ("low", "tired", "death"),
            (Band("mild", "Mild", 0, 4), Band("severe", "Severe", 5, 9)), "Dossier",
        ),
    ),
)  # fmt: skip

THERAPY = a_form(
    "therapy",
    a_page(
        "risks",
        Heading((Run("What may go wrong"),)),
        a_paragraph("You are not fit to drive until the next day."),
        an_item(
            "check-driving", "comprehension", "When may you drive?", "today", "next-day",
            correct="next-day", why="You are slower until you have slept.", before_dosing=True,
        ),
        an_item("risks-read", "acknowledgment", "I will not drive today."),
        risk=True,
    ),
    a_page(
        "anxiety",
        a_paragraph("Only small studies exist."),
        an_item("anxiety-read", "acknowledgment", "I know that studies are small."),
        offered=True,
        enable_when=when("health/reasons", "anxiety"),
    ),
    a_page(
        "route",
        an_item("route", "choice", "Which way do you prefer?", "oral", "nose", "help-me", role="route-preference"),
        an_item("route-read", "acknowledgment", "I know that the clinician decides with me."),
    ),
    references=(("R1", "A study. 2024."),),
)  # fmt: skip

RIGHT_NOW = a_form(
    "right-now",
    a_page("right-now", an_item("drunk", "choice", "Alcohol or drugs in the last day?", *YES_NO)),
    kind="screening",
    fresh_minutes=60,
    rules=(a_rule("N1", "stop", "drunk", "yes", holds_signing=True),),
)

SIGNING = a_form(
    "signing",
    a_page(
        "sign",
        an_item(
            "signature",
            "signature",
            "I choose to have this therapy.",
            role="patient-signature",
            hint="I agree to this.",
        ),
    ),
)

SMALL_FORMS = (RECORDS, HEALTH, MOOD, THERAPY, RIGHT_NOW, SIGNING)

SMALL_PACKET = Packet(
    "therapy",
    "1",
    "Ketamine-assisted therapy",
    (
        *(PacketStep(form.id, form.version) for form in (RECORDS, HEALTH, MOOD, THERAPY)),
        PacketStep(review=True),
        *(PacketStep(form.id, form.version) for form in (RIGHT_NOW, SIGNING)),
    ),
)

SMALL_WALK = (
    "records/records", "health/reasons", "health/heart", "mood/mood", "mood/safety", "therapy/risks", "therapy/route",
    "review", "right-now/right-now", "signing/sign",
)  # fmt: skip
"""The stops of the small packet for somebody with calm answers."""

CALM: Mapping[str, str] = {
    "reasons": "depression", "pressure": "no", "low": "never", "tired": "never", "death": "never", "route": "help-me",
    "drunk": "no",
}  # fmt: skip


def site_forms(*forms: Form, values: Mapping[str, str] = SITE_VALUES) -> Forms:
    """Forms as a site shows them, each page with its digest."""
    return {(form.id, form.version, form.language): for_site(form, values) for form in forms or SMALL_FORMS}


def small_catalog(
    *changed: Form, status: str = "draft", values: Mapping[str, str] = SITE_VALUES
) -> SiteCatalog:
    """The small packet, with these forms in place of those of the same id."""
    by_key = {(form.id, form.language): form for form in (*SMALL_FORMS, *changed)}
    forms = (replace(form, status=status) for form in by_key.values())  # type: ignore[arg-type]
    return SiteCatalog(site_forms(*forms, values=values), {SMALL_PACKET.id: SMALL_PACKET})


def newer(
    form: Form, *pages: str, version: str = "2", words: str = "This sentence is new.", **more: Any
) -> Form:
    """The next version of a form, with one more sentence on each of these pages."""
    changed = tuple(
        replace(page, content=(a_paragraph(words), *page.content)) if page.id in pages else page
        for page in form.pages
    )
    digest = hashlib.sha256(f"{form.id} {version} {words}".encode()).hexdigest()
    return replace(form, version=version, pages=changed, digest=digest, **more)


def catalog_with(*forms: Form, values: Mapping[str, str] = SITE_VALUES) -> SiteCatalog:
    """The small packet once its forms have newer versions: these are asked, and those of before are still at hand."""
    versions = {form.id: form.version for form in (*SMALL_FORMS, *forms)}
    steps = tuple(
        step if step.review else PacketStep(step.form, versions[step.form]) for step in SMALL_PACKET.steps
    )
    packet = replace(SMALL_PACKET, version="2", steps=steps)
    return SiteCatalog(site_forms(*SMALL_FORMS, *forms, values=values), {packet.id: packet})


def approves(clinic: Clinic, *forms: Form, lock: Callable[[], None] = lambda: None) -> None:
    """Two people, one a clinician, publish these forms of a clinic, or all of them."""
    named = {(form.id, form.version) for form in forms or clinic.catalog.forms.values()}
    people = [an_approver(clinic, "ines", "intake"), an_approver(clinic, "ada", "clinician")]
    for id, version in sorted(named):
        versions = [form for key, form in clinic.catalog.forms.items() if key[:2] == (id, version)]
        for person in people:
            publishing.publish(clinic, versions, by=person, lock=lock)


def an_approver(clinic: Clinic, login: str, role: str) -> StaffRow:
    """A member of staff, added when first asked for."""
    with clinic.store.reading() as reading:
        known = reading.staff_by_login(login)
    if known:
        return known
    staff.add_staff(
        clinic, login=login, name=login.capitalize(), role=role, password="a long enough password", by=DESK
    )
    return an_approver(clinic, login, role)


def in_spanish(form: Form) -> Form:
    """The same form in other words: each label and paragraph says that it is Spanish."""
    pages = tuple(
        replace(page, title=f"{page.title} (es)", content=tuple(_spanish(part) for part in page.content))
        for page in form.pages
    )
    return replace(form, language="es", title=f"{form.title} (es)", pages=pages)


def _spanish(part: Any) -> Any:
    if isinstance(part, Item):
        options = tuple(replace(option, label=f"{option.label} (es)") for option in part.options)
        return replace(part, label=(Run(f"{plain(part.label)} (es)"),), options=options)
    return replace(part, runs=(*part.runs, Run(" (es)"))) if hasattr(part, "runs") else part


def calm_answers(form: Form, page: Page, answers: Given | None = None) -> dict[str, tuple[str, ...]]:
    """What somebody without worries says on a page, for the items that `answers` do not name."""
    given: dict[str, tuple[str, ...]] = {}
    for item in page.items:
        told = (answers or {}).get(item.link_id)
        if told is not None:
            given[item.link_id] = (told,) if isinstance(told, str) else tuple(told)
        elif item.type == "acknowledgment":
            given[item.link_id] = ("yes",)
        elif item.type == "comprehension":
            given[item.link_id] = (item.correct,)
        elif item.link_id in CALM:
            given[item.link_id] = (CALM[item.link_id],)
        elif item.required and item.options:
            given[item.link_id] = (_calm_option(item),)
    return given


def _calm_option(item: Item) -> str:
    calm = ("no", "none", "not-at-all", "does-not-apply", "never")
    codes = [option.code for option in item.options]
    return next((code for code in calm if code in codes), codes[0])


# Facts without a store ------------------------------------------------------------------------------------------------


class Tale:
    """The facts of one intake, told one after another; what follows from them is `walk()`."""

    def __init__(self, *forms: Form, sample: bool = False) -> None:
        self.forms = small_catalog(*forms).forms
        self.clock = FakeClock()
        self.facts: list[Recorded] = []
        self._ids = itertools.count(1)
        steps = tuple("review" if s.review else f"{s.form}@{s.version}" for s in SMALL_PACKET.steps)
        opened = IntakeOpened(
            patient="ana", packet="therapy", packet_version="1", steps=steps, language="en", sample=sample
        )
        self.tells(opened, DESK)

    def tells(self, fact: Fact, actor: Actor = PATIENT) -> str:
        """Add a fact; returns its id."""
        id = f"fact{next(self._ids)}"
        at = instant(self.clock.now())
        self.facts.append(
            Recorded(
                site="main", position=len(self.facts), id=id, intake="intake1", at=at, actor=actor, fact=fact
            )
        )
        return id

    def identified(self, mode: str = "on-site") -> "Tale":
        """Invited, come, and known by the date of birth."""
        self.tells(LinkMade(link="link1", mode=mode, ends_at="2026-12-23T17:00:00.000Z"), DESK)
        self.tells(LinkOpened(link="link1", mode=mode))
        self.tells(BirthDateMatched(link="link1"))
        return self

    def saves(self, key: str, text_digest: str = "", **answers: str | tuple[str, ...]) -> str:
        """A page saved: calm answers, but for those named (`check_driving="today"`)."""
        form, page = self._page(key)
        told = {name.replace("_", "-"): values for name, values in answers.items()}
        rows = tuple(self._rows(form, page, calm_answers(form, page, told)))
        fact = PageAnswered(
            form=form.id, version=form.version, language=form.language, page=page.id,
            text_digest=text_digest or page.text_digest, rows=rows,
        )  # fmt: skip
        return self.tells(fact)

    def walks_to(self, key: str) -> "Tale":
        """Everything before this stop, calmly."""
        for stop in SMALL_WALK[: SMALL_WALK.index(key)]:
            if stop == "review":
                self.tells(AnswersReviewed())
            else:
                self.saves(stop)
        return self

    def speaks(self, language: str) -> "Tale":
        """From here on in another language."""
        self.tells(LanguageChosen(language=language))
        return self

    def signs(self, *rows: SignatureRow, code: str = "7K3MX9QF2T8B") -> str:
        page = self.forms[("signing", "1", "en")].pages[0]
        return self.tells(
            IntakeSigned(
                mode=self.intake().mode(),
                form="signing", version="1", language="en", page="sign", text_digest=page.text_digest, role="patient",
                covers="", code=code, edition=1, rows=rows,
            )
        )  # fmt: skip

    def intake(self) -> Intake:
        return Intake(self.facts)

    def walk(self, *, on_call: bool = False, link: str = "", age: int = 42) -> Walk:
        known = {"patient/age": (str(age),)}
        return Walk(self.intake(), self.forms, on_call=on_call, at=self.clock.now(), link=link, known=known)

    def _page(self, key: str) -> tuple[Form, Page]:
        form_id, _, page_id = key.partition("/")
        form = self.forms.get((form_id, "1", self.intake().language)) or self.forms[(form_id, "1", "en")]
        page = form.page(page_id)
        assert page
        return form, page

    def _rows(self, form: Form, page: Page, given: Given) -> Iterator[OnForm]:
        intake = self.intake()
        answers = intake.answers | {
            answer_key(form.id, name): tuple(values) for name, values in given.items()
        }
        for item in enabled_items(form, page, answers):
            if given.get(item.link_id):
                yield a_row(intake, form, page, item, stored_value(given[item.link_id]))


def a_row(intake: Intake, form: Form, page: Page, item: Item, value: str) -> OnForm:
    """A value as its item's type stores it."""
    on = {
        "form": form.id,
        "version": form.version,
        "language": form.language,
        "page": page.id,
        "link_id": item.link_id,
    }
    if item.type == "acknowledgment":
        return AcknowledgmentRow(
            **on, statement=plain(item.label), text_digest=page.text_digest, at=instant(NOW)
        )
    if item.type == "comprehension":
        attempt = len(intake.attempts.get(answer_key(form.id, item.link_id), ())) + 1
        return ComprehensionRow(**on, attempt=attempt, chosen=value, correct=int(value == item.correct))
    if item.role:
        return PreferenceRow(**on, role=item.role, value=value)
    return AnswerRow(**on, type=item.type, value=value)


# People at a clinic -----------------------------------------------------------------------------------------------------

DRAWN = drawing_text(
    '{"width": 600, "height": 200, "strokes": [[[30, 150], [60, 60], [80, 40]], [[95, 70], [90, 130]]]}'
)


@dataclass
class Visitor:
    """A patient at a clinic, who acts through the services as the pages do."""

    clinic: Clinic
    intake: str
    link: str = ""
    token: str = ""

    @classmethod
    def registered(cls, clinic: Clinic, name: str = ANA[0], birth_date: str = ANA[1]) -> "Visitor":
        packet = next(iter(clinic.catalog.packets))  # type: ignore[attr-defined]
        intake = intakes.register(
            clinic, name=name, birth_date=birth_date, packet=packet, language="en", by=DESK
        )
        return cls(clinic, intake)

    @classmethod
    def identified(cls, clinic: Clinic, mode: str = "on-site", **who: str) -> "Visitor":
        """Registered, invited, come, and known by the date of birth."""
        visitor = cls.registered(clinic, **who)
        visitor.gets_a_link(mode)
        visitor.opens_the_link()
        visitor.tells_the_birth_date(who.get("birth_date", ANA[1]))
        return visitor

    @classmethod
    def about_to_sign(cls, clinic: Clinic, mode: str = "on-site", **who: str) -> "Visitor":
        visitor = cls.identified(clinic, mode, **who)
        visitor.walks_to("signing/sign")
        return visitor

    @classmethod
    def signed(cls, clinic: Clinic, mode: str = "on-site", **who: str) -> "Visitor":
        visitor = cls.about_to_sign(clinic, mode, **who)
        visitor.signs()
        return visitor

    def asked_again(self, clinic: Clinic, mode: str = "on-site") -> "Visitor":
        """The same patient in a renewal, come and known, at a clinic whose forms may be newer ones."""
        intake = intakes.renew(clinic, intake=self.intake, by=DESK)
        again = Visitor(clinic, intake)
        again.gets_a_link(mode)
        again.opens_the_link()
        again.tells_the_birth_date()
        return again

    def reads_what_changed(self) -> None:
        text = self.walk.notice_text
        assert text
        pages.read_changes(self.clinic, intake=self.intake, text_digest=text.digest)

    @property
    def walk(self) -> Walk:
        with self.clinic.store.reading() as reading:
            return load_walk(reading, self.clinic, self.intake)

    def gets_a_link(self, mode: str = "on-site") -> None:
        made = intakes.make_link(self.clinic, intake=self.intake, mode=mode, by=DESK)
        self.link, self.token = made.id, made.token

    def opens_the_link(self) -> None:
        intakes.open_link(self.clinic, token=self.token)

    def tells_the_birth_date(self, birth_date: str = ANA[1]) -> intakes.BirthDateCheck:
        return intakes.check_birth_date(
            self.clinic, intake=self.intake, link=self.link, birth_date=birth_date
        )

    def saves(self, key: str, **answers: str | tuple[str, ...]) -> Walk:
        """Save a page: calm answers, but for those named (`check_driving="today"`)."""
        form_id, _, page_id = key.partition("/")
        form = next(form for form in self.walk.forms if form.id == form_id)
        page = form.page(page_id)
        assert page
        told = {name.replace("_", "-"): values for name, values in answers.items()}
        return pages.save_page(
            self.clinic, intake=self.intake, form=form_id, page=page_id, given=calm_answers(form, page, told),
            text_digest=page.text_digest,
        )  # fmt: skip

    def walks_to(self, key: str, answers: Mapping[str, str] | None = None) -> Walk:
        """Complete stop after stop until this one comes next."""
        for _ in range(MOST_STOPS):
            walk = self.walk
            if walk.next and walk.next.key == key:
                return walk
            assert walk.next, f"the walk never came to {key}"
            self.completes(walk.next, answers or {})
        raise AssertionError(f"the walk never came to {key}: it stays at {self.walk.next}")

    def completes(self, stop: Stop, answers: Mapping[str, str] | None = None) -> None:
        if isinstance(stop, Review):
            pages.review_answers(self.clinic, intake=self.intake)
        elif isinstance(stop, WhatChanged):
            self.reads_what_changed()
        else:
            self.saves(
                stop.key, **{name.replace("-", "_"): value for name, value in self._on(stop, answers or {})}
            )
            seen = [alert.raised.id for alert in self.walk.intake.alerts]
            alerts.go_on(self.clinic, intake=self.intake, seen=seen, told=True)

    def signs(self, name: str = ANA[0], method: str = "typed", strokes: str = "", digest: str = "") -> Intake:
        page = self.clinic.catalog.forms[("signing", "1", "en")].pages[0]
        return signing.sign_intake(
            self.clinic, intake=self.intake, printed_name=name, method=method, strokes=strokes,
            text_digest=digest or page.text_digest, device="Firefox on a tablet",
        )  # fmt: skip

    def _on(self, stop: Station, answers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        return ((item.link_id, answers[item.link_id]) for item in stop.page.items if item.link_id in answers)


def jobs(clinic: Clinic, kind: str = "") -> list[Job]:
    """What waits in the outbox."""
    with clinic.store.reading() as reading:
        return [job for job in reading.jobs(clinic.site.id) if job.kind == kind or not kind]


class Line(WorklistRow):
    """A row of the worklist as somebody reads it in English."""

    @property
    def reason(self) -> str:
        return sentence(self.reasons)


def worklist_row(clinic: Clinic, intake: str) -> Line:
    with clinic.store.reading() as reading:
        row = next(row for row in reading.worklist(clinic.site.id) if row.intake == intake)
    return Line(**vars(row))


def facts_of(clinic: Clinic, intake: str, kind: type[Fact] | None = None) -> list[Recorded]:
    """The facts of an intake in order, or those of one kind."""
    with clinic.store.reading() as reading:
        found = reading.intake_facts(intake)
    return [recorded for recorded in found if kind is None or isinstance(recorded.fact, kind)]


def store_address(path: Path) -> str:
    return f"sqlite:///{path}"
