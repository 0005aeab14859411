"""The signature: once, by whoever may give it, and then it stands (FT-13, FT-14, FT-15, 21 CFR 11.50, 11.70)."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from consentapp.domain.facts.documents import DocumentOpened, DocumentSealed
from consentapp.domain.facts.walk import IntakeSigned, SignatureRow
from consentapp.services import questions
from consentapp.store.sqlite import SqliteStore
from consentapp.web.sessions import IDLE
from tests.builders import ANA, BrokenRenderer
from tests.web.people import House, Patient, Person, Prepared

TYPED = {"printed_name": "Ana Ruiz", "method": "typed"}

WALK = [
    "/walk", "/walk/records/records", "/walk/health/heart", "/walk/therapy/anxiety", "/walk/review",
    "/walk/right-now/right-now", "/walk/signing/sign", "/walk/help-now", "/walk/welcome", "/walk/more", "/walk/ask",
    "/walk/not-sure", "/walk/paper", "/walk/decline", "/walk/who",
]  # fmt: skip


def drawing(*lines: list[list[float]], width: float = 600, height: float = 200) -> str:
    return json.dumps({"width": width, "height": height, "strokes": lines})


DRAWN = {
    "printed_name": "Ana Ruiz",
    "method": "drawn",
    "drawing": drawing([[30, 150], [60, 60]], [[95, 70], [90, 130]]),
}


@pytest.fixture
def store(prepared: dict[str, Prepared], tmp_path: Path) -> Iterator[SqliteStore]:
    """Every test begins where Ana Ruiz is about to sign."""
    yield from prepared["about to sign"].opened(tmp_path)


@pytest.fixture
def about_to_sign(house: House, prepared: dict[str, Prepared]) -> Patient:
    return prepared["about to sign"].patient(house)


def signatures(house: House, intake: str) -> list[SignatureRow]:
    return [row for fact in house.told(intake, IntakeSigned) for row in fact.rows]


def values_of(patient: Patient) -> dict[str, str]:
    """What the signing page in front would send."""
    digest = patient.browser.form("Sign").values["text_digest"][0]
    return TYPED | {"text_digest": digest}


# Signing --------------------------------------------------------------------------------------------------------------


def test_a_typed_name_signs(house: House, about_to_sign: Patient) -> None:
    """P11-11: printed name, time, meaning."""
    browser = about_to_sign.browser.press("Sign", TYPED)
    assert browser.is_at("/walk/done")
    (row,) = signatures(house, about_to_sign.intake)
    assert (row.printed_name, row.method, row.strokes) == ("Ana Ruiz", "typed", "")
    assert row.meaning == house.forms["signing"].pages[0].items[0].hint
    assert row.statement == "I choose to have this therapy."


def test_a_drawing_signs(house: House, about_to_sign: Patient) -> None:
    assert about_to_sign.browser.press("Sign", DRAWN).is_at("/walk/done")
    (row,) = signatures(house, about_to_sign.intake)
    assert (row.method, row.strokes) == ("drawn", "30,150 60,60;95,70 90,130")


def test_the_time_of_a_signature_is_the_servers(house: House, about_to_sign: Patient) -> None:
    """P11-05: whatever the browser sends."""
    browser = about_to_sign.browser
    browser.posts("/walk/signing/sign", values_of(about_to_sign) | {"at": "2001-01-01T00:00:00.000Z"})
    assert [row.at for row in signatures(house, about_to_sign.intake)] == ["2026-11-23T17:00:00.000Z"]


def test_how_we_know_who_signed_stands_with_the_signature(house: House, about_to_sign: Patient) -> None:
    """EIC-05"""
    about_to_sign.browser.press("Sign", TYPED)
    evidence = signatures(house, about_to_sign.intake)[0].evidence
    assert "Link handed over by staff at the clinic" in evidence
    assert "Date of birth entered and matched" in evidence
    assert "Device: demo." in evidence


@pytest.mark.parametrize("device", ["", "\x00\x1b[31m\u202e" + "é" * 5000])
def test_an_odd_browser_signs_like_any_other(device: str, house: House, about_to_sign: Patient) -> None:
    browser = about_to_sign.browser
    pairs = [*values_of(about_to_sign).items(), ("csrf_token", browser.token)]
    sent = device.encode("utf-8").decode("latin-1")
    assert browser.sends("POST", "/walk/signing/sign", pairs, User_Agent=sent).status == 302
    told = signatures(house, about_to_sign.intake)[0].evidence.splitlines()[-1]
    assert told.startswith("Device: ")
    assert len(told) < 200


def test_the_code_is_shown_and_the_time_with_its_zone(about_to_sign: Patient) -> None:
    """P11-11"""
    browser = about_to_sign.browser.press("Sign", TYPED)
    assert browser.shows("23 November 2026, 12:00 (UTC-05:00)")
    assert browser.shows("Your code")


def test_a_signature_needs_a_name(house: House, about_to_sign: Patient) -> None:
    """P11-11: one that can be seen."""
    for name in ("", " ", "\u200b", "x" * 201, "\x00"):
        browser = about_to_sign.browser.open("/walk/signing/sign")
        assert browser.press("Sign", TYPED | {"printed_name": name}).status == 422, name
    assert signatures(house, about_to_sign.intake) == []


def test_a_name_is_kept_as_it_was_written(house: House, about_to_sign: Patient) -> None:
    about_to_sign.browser.press("Sign", TYPED | {"printed_name": "  Añá O’Ruíz-Ł, née 李  "})
    assert signatures(house, about_to_sign.intake)[0].printed_name == "Añá O’Ruíz-Ł, née 李"


def test_there_are_two_ways_to_sign(house: House, about_to_sign: Patient) -> None:
    for method in ("", "stamped", "typed drawn"):
        assert about_to_sign.browser.press("Sign", TYPED | {"method": method}).status == 422, method
    assert signatures(house, about_to_sign.intake) == []


NO_DRAWINGS = [
        "", "null", "[]", "{}", '{"width": 600, "height": 200, "strokes": []}', drawing([[1, 1]]), drawing([[1, 1], [1, 1]]),
        drawing([[1, 1], [2, 2]], width=0), drawing([[1, 1], [2, 2]], height=0), '{"width": "a"}', "x" * 60_000,
        '{"width": 600, "height": 200, "strokes": [[["a", 1], [2, 2]]]}',
        '{"width": 600, "height": 200, "strokes": [[[1e400, 1], [2, 2]]]}',
        '{"width": 600, "height": 200, "strokes": [[[NaN, 1], [2, 2]]]}',
        '{"width": 600, "height": 200, "strokes": [[[1], [2]]]}', '{"width": 600, "height": 200, "strokes": {"a": 1}}',
        '{"width": 600, "height": 200, "strokes": [[{"x": 1}]]}', "[" * 30_000, '{"a":' * 10_000, "9" * 50_000,
        drawing(*[[[n % 600, n % 200] for n in range(100)] for _ in range(51)]),
        '{"width": ' + "9" * 5000 + ', "height": 200, "strokes": [[[1, 1], [2, 2]]]}',
        '<svg onload="alert(1)">', "\x00", '{"width": true, "height": [], "strokes": ""}',
        '{"width": 600, "height": 200, "strokes": "' + "1" * 5000 + '"}',
]  # fmt: skip


def test_what_is_no_drawing_is_refused_with_a_way_out(house: House, about_to_sign: Patient) -> None:
    """AB-09: nothing, too little, too much, other things, bombs."""
    browser = about_to_sign.browser
    for drawn in NO_DRAWINGS:
        browser.press("Sign", DRAWN | {"drawing": drawn})
        assert browser.status == 422, drawn[:80]
        assert "raw" in browser.text, drawn[:80]  # "Draw your signature …" or "The drawing is too large …"
    assert signatures(house, about_to_sign.intake) == []


def test_a_drawing_of_another_size_fits_the_box(house: House, about_to_sign: Patient) -> None:
    """AB-09"""
    drawn = drawing([[0, 0], [1200, 400], [99999, -5]], width=1200, height=400)
    about_to_sign.browser.press("Sign", DRAWN | {"drawing": drawn})
    assert signatures(house, about_to_sign.intake)[0].strokes == "0,0 600,200 600,0"


def test_the_name_stays_when_the_drawing_is_refused(about_to_sign: Patient) -> None:
    browser = about_to_sign.browser.press("Sign", DRAWN | {"drawing": "{}"})
    assert browser.form("Sign").values["printed_name"] == ["Ana Ruiz"]


def test_a_drawing_sent_with_a_typed_name_is_not_kept(house: House, about_to_sign: Patient) -> None:
    about_to_sign.browser.press("Sign", DRAWN | {"method": "typed"})
    assert signatures(house, about_to_sign.intake)[0].strokes == ""


# Once -----------------------------------------------------------------------------------------------------------------


def test_a_second_press_gets_the_first_signature(house: House, about_to_sign: Patient) -> None:
    """FT-14"""
    values = values_of(about_to_sign)
    first = about_to_sign.browser.posts("/walk/signing/sign", values)
    before = house.record()
    second = about_to_sign.browser.posts("/walk/signing/sign", values | {"printed_name": "Somebody Else"})
    assert (first.status, second.status) == (302, 302)
    assert first.header("location") == second.header("location") == "/walk/done"
    assert house.record() == before


def test_the_same_page_answers_both_presses(about_to_sign: Patient) -> None:
    """FT-14"""
    values = values_of(about_to_sign)
    pages = set()
    for _ in range(2):
        about_to_sign.browser.posts("/walk/signing/sign", values)
        pages.add(about_to_sign.browser.open("/walk/done").text)
    assert len(pages) == 1


def test_parallel_presses_give_one_signature(house: House, about_to_sign: Patient) -> None:
    """FT-13: with a barrier, so that they really meet."""
    pairs = [*values_of(about_to_sign).items(), ("csrf_token", about_to_sign.browser.token)]
    together = threading.Barrier(8)
    answers: list[tuple[int, str]] = []

    def presses(window: Person) -> None:
        together.wait()
        answered = window.sends("POST", "/walk/signing/sign", pairs)
        answers.append((answered.status, answered.header("location")))
        house.clinic.store.close()  # type: ignore[attr-defined]

    threads = [threading.Thread(target=presses, args=(about_to_sign.browser.copy(),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [(302, "/walk/done")] * 8
    assert len(signatures(house, about_to_sign.intake)) == 1
    assert len(house.rows("outbox", "kind = 'summary'")) == 1


def test_two_browsers_at_once_give_one_signature_and_one_code(house: House, about_to_sign: Patient) -> None:
    """FT-13"""
    other = about_to_sign.elsewhere()
    assert other.browser.page.heading == "Sign"
    about_to_sign.browser.press("Sign", TYPED)
    other.browser.press("Sign", TYPED | {"printed_name": "A. Ruiz"})
    assert other.browser.is_at("/walk/done")
    assert other.browser.text == about_to_sign.browser.text
    assert [row.printed_name for row in signatures(house, about_to_sign.intake)] == ["Ana Ruiz"]


def test_two_patients_get_two_codes(house: House) -> None:
    codes = set()
    for name in ("Ana Ruiz", "Bo Lind", "Cy Okoye"):
        patient = house.patient(name=name)
        patient.signs(name)
        codes.add(house.told(patient.intake, IntakeSigned)[0].code)
    assert len(codes) == 3


# Held -----------------------------------------------------------------------------------------------------------------


def cannot_sign(patient: Patient) -> bool:
    """Neither by the page nor past it."""
    browser = patient.browser.open("/walk/signing/sign")
    buttons = {button[2] for form in browser.page.forms for button in form.buttons}
    digest = patient.house.forms["signing"].pages[0].text_digest
    refused = browser.posts("/walk/signing/sign", TYPED | {"text_digest": digest}).status == 409
    return "Sign" not in buttons and refused and not signatures(patient.house, patient.intake)


@pytest.fixture
def held(about_to_sign: Patient) -> Patient:
    """Who had alcohol or drugs in the last day."""
    about_to_sign.browser.open("/walk/right-now/right-now")
    about_to_sign.saves(drunk="yes")
    return about_to_sign


def test_an_answer_about_right_now_holds_the_signature(held: Patient) -> None:
    assert held.browser.page.heading == "Sign"
    assert held.browser.shows("You cannot sign yet")
    assert held.browser.shows("Words for the patient: N1.")
    assert cannot_sign(held)


def test_not_knowing_holds_the_signature_too(about_to_sign: Patient) -> None:
    about_to_sign.browser.open("/walk/right-now/right-now")
    about_to_sign.saves(drunk="unknown")
    assert cannot_sign(about_to_sign)


def decides(house: House, intake: str, decision: str) -> Person:
    clinician = house.staff("clinician").open(f"/clinician/intakes/{intake}")
    return clinician.press("Record my decision", {"decision": decision, "reason": "We talked."})


def test_a_clinician_who_decides_to_proceed_lets_the_patient_sign(house: House, held: Patient) -> None:
    decides(house, held.intake, "proceed")
    held.browser.open("/walk").press("Sign", TYPED)
    assert held.browser.is_at("/walk/done")


@pytest.mark.parametrize("decision", ["delay", "do-not-proceed"])
def test_any_other_decision_holds_on(decision: str, house: House, held: Patient) -> None:
    decides(house, held.intake, decision)
    assert cannot_sign(held)


def test_a_held_signature_does_not_free_itself_with_time(house: House, held: Patient) -> None:
    for _ in range(3):
        house.clock.move(minutes=59)
        held.browser.open("/walk")
    assert cannot_sign(held)


def test_a_held_signature_is_not_freed_by_another_answer(held: Patient) -> None:
    """Only a clinician lifts it: whoever reads "signing waits" can press Back and say "no"."""
    held.browser.open("/walk/right-now/right-now").press("Save and go on", {"item-drunk": "no"})
    assert cannot_sign(held)


def test_answers_about_right_now_count_for_an_hour(house: House, about_to_sign: Patient) -> None:
    house.clock.move(minutes=60)
    assert about_to_sign.browser.open("/walk").page.heading == "Sign"
    house.clock.move(minutes=1)
    assert about_to_sign.browser.open("/walk").page.heading == "Right now"


def test_a_page_left_open_for_more_than_an_hour_does_not_sign(house: House, about_to_sign: Patient) -> None:
    house.clock.move(minutes=61)
    about_to_sign.browser.press("Sign", TYPED)
    assert signatures(house, about_to_sign.intake) == []


def test_an_open_question_holds_the_signature(house: House, about_to_sign: Patient) -> None:
    """EIC-03"""
    about_to_sign.browser.press("I have a question")
    about_to_sign.browser.press("Send my question", {"subject": "practical", "text": "When?"})
    assert about_to_sign.browser.shows("Your question is waiting for an answer.")
    assert cannot_sign(about_to_sign)


def test_a_question_asked_from_another_window_holds_the_page_in_front(
    house: House, about_to_sign: Patient
) -> None:
    """EIC-03"""
    questions.ask(house.clinic, intake=about_to_sign.intake, subject="not-sure", text="")
    assert about_to_sign.browser.press("Sign", TYPED).status == 409
    assert signatures(house, about_to_sign.intake) == []


def test_an_answered_question_lets_the_patient_sign_and_is_read_first(
    house: House, about_to_sign: Patient
) -> None:
    """EIC-03"""
    browser = about_to_sign.browser.press("I have a question")
    browser.press("Send my question", {"subject": "practical", "text": "When?"})
    desk = house.staff("intake").open(f"/desk/intakes/{about_to_sign.intake}")
    desk.press("Answer the patient", {"text": "At noon."})
    browser.open("/walk")
    assert browser.shows("You asked: When?")
    assert browser.shows("Our answer: At noon.")
    assert browser.press("Sign", TYPED).is_at("/walk/done")


def test_what_stands_in_the_way_comes_with_a_next_step(held: Patient) -> None:
    assert held.browser.shows("Everything you answered is kept.")
    assert held.browser.shows("(555) 010-0142")


# Afterwards -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def signed(about_to_sign: Patient) -> Patient:
    about_to_sign.browser.press("Sign", TYPED)
    return about_to_sign


def test_after_signing_every_page_of_the_walk_leads_to_the_end(signed: Patient) -> None:
    """FT-15"""
    assert [path for path in WALK if not signed.browser.open(path).is_at("/walk/done")] == []


ADDED = [
    ("/walk/health/heart", {"item-pressure": "yes"}),
    ("/walk/health/heart", {}),
    ("/walk/review", {}),
    ("/walk/mood/mood", {"leave": "skip"}),
    ("/walk/ask", {"subject": "practical", "text": "When?"}),
    ("/walk/not-sure", {}),
    ("/walk/paper", {}),
    ("/walk/decline", {}),
    ("/walk/help-now", {}),
    ("/walk/draft/health/heart", {"item-pressure": "yes"}),
    ("/walk/signing/sign", {}),
    ("/walk/signing/sign", {"leave": "back"}),
]


def test_after_signing_nothing_can_be_added(house: House, signed: Patient) -> None:
    """P11-05"""
    digest = house.forms["health"].pages[1].text_digest
    before = house.record("fact", "draft")
    for path, values in ADDED:
        signed.browser.posts(path, values | {"text_digest": digest})
        if "consentapp" not in signed.browser.cookies:
            raise AssertionError(f"{path} ended the session")
        assert house.record("fact", "draft") == before, path


def test_after_signing_the_old_link_opens_nothing(house: House, signed: Patient) -> None:
    """FT-15"""
    for method in ("GET", "POST"):
        visitor = house.visitor()
        answered = (
            visitor.posts(f"/l/{signed.link.token}")
            if method == "POST"
            else visitor.sends("GET", f"/l/{signed.link.token}")
        )
        assert answered.status == 404
        assert ANA[0].encode() not in answered.body


def test_after_signing_no_new_link_can_be_made(house: House, signed: Patient) -> None:
    desk = house.staff("intake")
    assert desk.posts(f"/desk/intakes/{signed.intake}/links", {"mode": "remote"}).status == 409


def test_a_browser_that_was_only_invited_learns_nothing_after_the_signature(
    house: House, about_to_sign: Patient
) -> None:
    """FT-15: answers and PDF do not open with a birth date alone."""
    other = house.visitor()
    other.open(f"/l/{about_to_sign.link.token}").press("Open my form")
    about_to_sign.browser.press("Sign", TYPED)
    other.posts("/walk/who", {"month": "3", "day": "27", "year": "1984"})
    assert not other.open("/walk/done").shows("You have signed")


def test_closing_the_form_ends_the_session(signed: Patient) -> None:
    signed.browser.press("Close this form")
    assert signed.browser.is_at("/")
    assert signed.browser.open("/walk/done").is_at("/lost")


# The copy -------------------------------------------------------------------------------------------------------------


def test_the_end_says_that_the_copy_is_being_made(signed: Patient) -> None:
    assert signed.browser.shows("Your PDF is being made. It takes a few seconds.")
    assert signed.browser.posts("/walk/copy.pdf").status == 404


def test_the_end_gives_the_copy_once_it_is_made(house: House, signed: Patient) -> None:
    house.works()
    browser = signed.browser.open("/walk/done").press("Save my copy (PDF)")
    assert browser.body.startswith(b"%PDF-")
    answered = signed.browser.posts("/walk/copy.pdf")
    assert answered.header("content-type") == "application/pdf"
    assert answered.header("content-disposition") == 'attachment; filename="my-copy.pdf"'


def test_every_copy_is_the_same_bytes_for_ever(house: House, signed: Patient) -> None:
    """Promise 2: also after the worker has run again, and for everyone."""
    house.works()
    path = f"intakes/{signed.intake}/summary.pdf"
    copies = {signed.browser.posts("/walk/copy.pdf").body}
    for days in (1, 400):
        house.clock.move(days=days)
        house.works()
        copies.add(house.staff("intake").posts(f"/desk/{path}").body)
        copies.add(house.staff("clinician").posts(f"/desk/{path}").body)
        copies.add(house.staff("auditor").posts(f"/auditor/{path}").body)
    assert len(copies) == 1
    assert len(house.facts(signed.intake, DocumentSealed)) == 1


def test_each_copy_that_goes_out_is_on_record(house: House, signed: Patient) -> None:
    house.works()
    signed.browser.posts("/walk/copy.pdf")
    house.staff("intake").posts(f"/desk/intakes/{signed.intake}/summary.pdf")
    assert [opened.purpose for opened in house.told(signed.intake, DocumentOpened)] == [
        "patient-copy",
        "print",
    ]


def test_a_copy_that_cannot_be_made_leaves_the_signature_safe(house: House, about_to_sign: Patient) -> None:
    """FT-11"""
    broken = house.with_parts(renderer=BrokenRenderer("install fonts-noto-cjk"))
    about_to_sign.browser.press("Sign", TYPED)
    broken.works()
    assert about_to_sign.browser.open("/walk/done").shows("Your PDF is being made.")
    desk = house.staff("intake").open(f"/desk/intakes/{about_to_sign.intake}")
    assert desk.shows("PDF waiting: install fonts-noto-cjk")
    house.clock.move(minutes=1)
    house.works()
    assert about_to_sign.browser.open("/walk/done").shows("Save my copy (PDF)")


def test_the_end_is_closed_when_the_session_is_over(house: House, signed: Patient) -> None:
    """AB-12"""
    house.clock.at += IDLE["patient"] + timedelta(seconds=1)
    assert signed.browser.open("/walk/done").is_at("/lost")
