"""A link and a birth date: what opens, what does not, and that nobody learns from a refusal (AB-01, AB-02, AB-13)."""

import pytest

from consentapp.domain.facts.intakes import BirthDateMatched, BirthDateMismatched, LinkOpened, WrongPerson
from consentapp.services import intakes
from tests.builders import ANA
from tests.web.people import SETUP, House, Patient, Person
from tests.web.routes import ALL_BUT_SESSIONS, plain_body

UNKNOWN = "0" * 43

RIGHT = {"month": "3", "day": "27", "year": "1984"}
WRONG = {"month": "3", "day": "28", "year": "1984"}


@pytest.fixture
def intake(house: House) -> str:
    return house.registers()


@pytest.fixture
def link(house: House, intake: str) -> intakes.NewLink:
    return house.link(intake, "remote")


@pytest.fixture
def invited(house: House, link: intakes.NewLink) -> Person:
    """Somebody who pressed the button behind the link."""
    visitor = house.visitor()
    visitor.open(f"/l/{link.token}").press("Open my form")
    return visitor


# The link -------------------------------------------------------------------------------------------------------------


def test_a_mail_scanner_changes_nothing(house: House, link: intakes.NewLink) -> None:
    """FT-17"""
    before = house.record(*ALL_BUT_SESSIONS)
    scanner = house.visitor()
    for method in ("GET", "HEAD", "OPTIONS", "GET"):
        assert scanner.sends(method, f"/l/{link.token}", User_Agent="SafeLinks").status == 200
    assert house.record(*ALL_BUT_SESSIONS) == before


def test_a_link_still_opens_after_a_scanner_was_there(house: House, link: intakes.NewLink) -> None:
    """FT-17"""
    house.visitor().sends("GET", f"/l/{link.token}")
    person = house.visitor()
    person.open(f"/l/{link.token}").press("Open my form")
    assert person.is_at("/walk/who")


def test_opening_a_link_takes_the_token_out_of_the_address(invited: Person, link: intakes.NewLink) -> None:
    """AB-01"""
    assert link.token not in invited.path
    assert link.token.encode() not in invited.body


def test_that_a_link_was_opened_is_on_record_once(house: House, intake: str, invited: Person) -> None:
    assert len(house.facts(intake, LinkOpened)) == 1


def test_the_store_holds_no_link_that_could_be_used(house: House, link: intakes.NewLink) -> None:
    """AB-01, AB-19"""
    for table in (*ALL_BUT_SESSIONS, "session", "access"):
        assert link.token not in repr(house.rows(table))


def closed_links(house: House) -> dict[str, str]:
    """A link of every kind that opens nothing."""
    revoked = house.registers("Bo Lind")
    link = house.link(revoked)
    intakes.revoke_link(house.clinic, intake=revoked, link=link.id, by=SETUP)
    old = house.link(house.registers("Cy Okoye"))
    house.clock.move(days=house.clinic.site.link_days, seconds=1)
    signed, declined = house.patient(name="Di Park"), house.patient(name="Ed Tran")
    signed.signs("Di Park")
    declined.browser.posts("/walk/decline", {"text": "No."})
    return {
        "unknown": UNKNOWN, "revoked": link.token, "expired": old.token, "signed": signed.link.token,
        "declined": declined.link.token, "an id": link.id, "short": "q7z", "long": "0" * 5000,
    }  # fmt: skip


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_link_that_opens_nothing_looks_the_same(method: str, house: House) -> None:
    """AB-02, FT-15, FT-16: unknown, revoked, expired, signed, declined."""
    seen = set()
    visitor = house.visitor()
    for token in closed_links(house).values():
        path = f"/l/{token}"
        answered = visitor.posts(path) if method == "POST" else visitor.sends("GET", path)
        seen.add((answered.status, plain_body(answered, token)))
    assert len(seen) == 1
    assert seen.pop()[0] == 404


def test_a_link_that_opens_nothing_says_what_to_do(house: House) -> None:
    visitor = house.visitor().open(f"/l/{UNKNOWN}")
    assert visitor.shows("This link does not open anything any more.")
    assert visitor.shows("(555) 010-0142")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_that_opens_nothing_changes_nothing(method: str, house: House) -> None:
    """FT-15"""
    tokens = closed_links(house)
    before = house.record()
    visitor = house.visitor()
    for token in tokens.values():
        _ = visitor.posts(f"/l/{token}") if method == "POST" else visitor.sends("GET", f"/l/{token}")
    assert house.record() == before


def test_a_link_works_to_the_last_second_of_its_days(house: House, link: intakes.NewLink) -> None:
    """FT-16"""
    house.clock.move(days=house.clinic.site.link_days, seconds=-1)
    assert house.visitor().sends("GET", f"/l/{link.token}").status == 200
    house.clock.move(seconds=1)
    assert house.visitor().sends("GET", f"/l/{link.token}").status == 404


HOSTILE = [
    "%00", "%ED%A0%80", "%ff", "..", "%2e%2e%2f", "' OR 1=1 --", "<script>alert(1)</script>", "é" * 200, "a%0d%0ab",
    "{{7*7}}",
]  # fmt: skip


def test_a_hostile_token_is_an_unknown_one(house: House) -> None:
    for token in HOSTILE:
        answered = house.visitor().sends("GET", f"/l/{token}")
        assert answered.status in (404, 308), token
        assert b"<script>alert" not in answered.body
        assert "49" not in answered.header("location")


def test_a_new_link_resumes_after_the_old_one_expired(house: House, patient: Patient) -> None:
    """FT-16: what was saved and typed is kept."""
    patient.walks_to("Heart")
    patient.browser.press("Stop here and keep my answers", {"item-note": "half a sentence"})
    house.clock.move(days=31)
    assert house.visitor().sends("GET", f"/l/{patient.link.token}").status == 404
    link = house.link(patient.intake)
    walker = house.walker()
    walker.opens_the_link(f"/l/{link.token}", ANA[1])
    assert walker.browser.page.heading == "Heart"
    assert b"half a sentence" in walker.browser.body


# The birth date -------------------------------------------------------------------------------------------------------


def test_no_name_is_shown_before_the_birth_date_matches(house: House, link: intakes.NewLink) -> None:
    """AB-01"""
    visitor = house.visitor().open(f"/l/{link.token}")
    assert ANA[0] not in visitor.text
    visitor.press("Open my form")
    assert ANA[0] not in visitor.text
    visitor.press("Go on", WRONG)
    assert ANA[0] not in visitor.text
    assert visitor.press("Go on", RIGHT).shows("Hello Ana Ruiz")


def test_nothing_of_the_walk_opens_before_the_birth_date_matches(invited: Person) -> None:
    for path in (
        "/walk",
        "/walk/welcome",
        "/walk/records/records",
        "/walk/review",
        "/walk/done",
        "/walk/ask",
    ):
        answered = invited.sends("GET", path)
        assert (answered.status, answered.header("location")) == (302, "/walk/who")


def test_a_wrong_birth_date_says_how_many_tries_are_left(invited: Person) -> None:
    """AB-13"""
    said = [invited.press("Go on", WRONG).text for _ in range(5)]
    assert "You can try 4 more times." in said[0]
    assert "You can try 1 more time." in said[3]
    assert "there are no tries left. Please call the clinic or ask at the desk." in said[4]


def test_every_try_is_on_record(house: House, intake: str, invited: Person) -> None:
    """AB-13"""
    invited.press("Go on", WRONG)
    invited.press("Go on", WRONG)
    invited.press("Go on", RIGHT)
    kinds = [type(recorded.fact) for recorded in house.facts(intake)[-3:]]
    assert kinds == [BirthDateMismatched, BirthDateMismatched, BirthDateMatched]


def used_up(person: Person) -> Person:
    for _ in range(5):
        person.press("Go on", WRONG)
    return person


def test_the_sixth_birth_date_is_refused_even_when_it_is_right(invited: Person) -> None:
    """AB-13"""
    used_up(invited)
    answered = invited.posts("/walk/who", RIGHT)
    assert answered.status == 409
    assert b"There are no tries left." in answered.body
    assert invited.open("/walk").is_at("/walk/who")


def test_a_new_session_gets_no_new_tries(house: House, link: intakes.NewLink, invited: Person) -> None:
    """AB-13: another browser, another address."""
    used_up(invited)
    other = house.visitor()
    other.open(f"/l/{link.token}").press("Open my form")
    assert other.posts("/walk/who", RIGHT).status == 409


def test_a_restart_gives_no_new_tries(house: House, link: intakes.NewLink, invited: Person) -> None:
    """AB-13"""
    used_up(invited)
    again = house.with_parts().visitor()
    again.open(f"/l/{link.token}").press("Open my form")
    assert again.posts("/walk/who", RIGHT).status == 409


def test_tries_are_counted_across_sessions(house: House, link: intakes.NewLink) -> None:
    """AB-13"""
    for tries_left in (4, 3, 2, 1, 0):
        visitor = house.visitor()
        visitor.open(f"/l/{link.token}").press("Open my form").press("Go on", WRONG)
        assert ("no tries left" if tries_left == 0 else f"try {tries_left} more") in visitor.text


def test_the_desk_sees_that_help_is_needed_and_a_new_link_helps(
    house: House, intake: str, invited: Person
) -> None:
    """AB-13: then staff unlock."""
    used_up(invited)
    assert "birth date wrong five times: help at the desk" in house.sentence(intake).lower()
    walker = house.walker()
    walker.opens_the_link(f"/l/{house.link(intake).token}", ANA[1])
    assert walker.browser.path == "/walk/records/records"


NO_DATES = [
    ("0", "27", "1984"), ("3", "0", "1984"), ("3", "27", "0"), ("2", "31", "1984"), ("2", "29", "1983"),
    ("13", "1", "1984"), ("-3", "27", "1984"), ("March", "27", "1984"), ("3", "27", "84 BC"), ("", "", ""),
    ("3", "27", ""), (" ", "27", "1984"), ("9" * 5, "27", "1984"), ("3", "27", "9" * 20), ("3", "9" * 400, "1984"),
    ("3", "27", "9" * 5000), ("3", "27", "1e3"), ("3.0", "27", "1984"), ("0x3", "27", "1984"), ("③", "27", "1984"),
    ("\x00", "27", "1984"), ("3", "27", "Ⅿⅽⅿ"), ("<b>3</b>", "27", "1984"), ("3", "27", "1984'--"), ("½", "1", "1984"),
]  # fmt: skip


def test_what_is_no_date_gets_a_message_and_costs_no_try(house: House, intake: str, invited: Person) -> None:
    """AB-13: nothing, 31 February, words, very many digits."""
    taken = []
    for month, day, year in NO_DATES:
        answered = invited.posts("/walk/who", {"month": month, "day": day, "year": year})
        if answered.status != 422 or b"month, day and year" not in answered.body:
            taken.append((month, day, year, answered.status))
    assert taken == []
    assert house.facts(intake, BirthDateMismatched) == []


@pytest.mark.parametrize(
    ("month", "day", "year"),
    [("٣", "٢٧", "١٩٨٤"), ("３", "２７", "１９８４"), ("03", "27", "1984"), (" 3", "27", "1984")],
)
def test_a_date_in_the_digits_of_any_script_is_the_same_date(
    month: str, day: str, year: str, invited: Person
) -> None:
    answered = invited.posts("/walk/who", {"month": month, "day": day, "year": year})
    assert (answered.status, answered.header("location")) == (302, "/walk/welcome")


def test_what_was_typed_stays_in_the_boxes(invited: Person) -> None:
    invited.press("Go on", {"month": "2", "day": "31", "year": "1984"})
    values = invited.form("Go on").values
    assert (values["month"], values["day"], values["year"]) == (["2"], ["31"], ["1984"])


def test_the_birth_date_is_asked_once_in_a_session(patient: Patient) -> None:
    assert patient.browser.open("/walk/who").is_at("/walk/welcome")


def test_a_person_who_comes_back_is_welcomed_back(house: House, patient: Patient) -> None:
    patient.walks_to("Reasons")
    patient.browser.posts("/walk/stop")
    visitor = house.visitor()
    visitor.open(f"/l/{patient.link.token}").press("Open my form").press("Go on", RIGHT)
    assert visitor.shows("Welcome back.")
    assert visitor.follow("Go on").page.heading == "Reasons"


# The wrong person -----------------------------------------------------------------------------------------------------


def test_who_says_that_it_is_not_them_ends_the_link(house: House, patient: Patient) -> None:
    """AB-25: whoever holds it should not."""
    other = patient.elsewhere().browser
    patient.browser.open("/walk/welcome").press("This is not me")
    assert house.visitor().sends("GET", f"/l/{patient.link.token}").status == 404
    assert other.open("/walk").is_at("/lost")


def test_that_somebody_else_had_the_link_is_on_record_and_on_the_worklist(
    house: House, patient: Patient
) -> None:
    """AB-25"""
    patient.browser.open("/walk/welcome").press("This is not me")
    assert len(house.facts(patient.intake, WrongPerson)) == 1
    assert house.facts(patient.intake)[-1].fact.kind == "link.revoked"
    assert "no link" in house.sentence(patient.intake).lower()
