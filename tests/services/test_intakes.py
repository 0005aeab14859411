"""The desk registers, invites and revokes; a link opens what it says, and nothing tells why another does not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from consentapp.domain.errors import Ended, FormsMissing, NotFound, NotNow
from consentapp.domain.facts.intakes import (
    BirthDateMatched,
    BirthDateMismatched,
    IntakeOpened,
    LinkMade,
    LinkOpened,
    LinkRevoked,
    WrongPerson,
)
from consentapp.domain.times import instant
from consentapp.ports import Clinic, SessionRecord
from consentapp.services import intakes, pages, questions
from consentapp.store import open_store
from consentapp.store.sqlite import SqliteStore
from tests.builders import (
    ANA,
    DESK,
    WRONG_DATE,
    FakeClock,
    Visitor,
    a_site,
    approves,
    facts_of,
    small_catalog,
    store_address,
    worklist_row,
)

GONE = "This link does not open anything any more."


def at_site(clinic: Clinic, site: str) -> Clinic:
    return replace(clinic, site=a_site(id=site))


def refusal(clinic: Clinic, token: str) -> str:
    with pytest.raises(NotFound) as refused:
        intakes.open_link(clinic, token=token)
    return str(refused.value)


# Registering --------------------------------------------------------------------------------------------------------------


def test_who_is_registered_has_an_intake_on_the_worklist(clinic: Clinic) -> None:
    ana = Visitor.registered(clinic)

    row = worklist_row(clinic, ana.intake)

    assert (row.name, row.birth_date, row.state, row.reason) == (*ANA, "invited", "No link yet")


def test_an_intake_keeps_the_packet_it_began_with(clinic: Clinic) -> None:
    """EIC-07: a later version of a form never changes an open intake."""
    ana = Visitor.registered(clinic)

    (opened,) = facts_of(clinic, ana.intake, IntakeOpened)

    assert isinstance(opened.fact, IntakeOpened)
    assert opened.fact.steps == (
        "records@1", "health@1", "mood@1", "therapy@1", "review", "right-now@1", "signing@1",
    )  # fmt: skip


@pytest.mark.parametrize("birth_date", ["2030-01-01", "0084-03-27"])
def test_a_birth_date_that_nobody_alive_has_is_sent_back(clinic: Clinic, birth_date: str) -> None:
    with pytest.raises(NotNow, match="Check the date of birth"):
        Visitor.registered(clinic, birth_date=birth_date)


@pytest.mark.parametrize("birth_date", ["2008-11-24", "2026-01-01"])
def test_who_is_not_eighteen_is_not_registered(clinic: Clinic, birth_date: str) -> None:
    """C01"""
    with pytest.raises(NotNow, match="adults of 18 and over"):
        Visitor.registered(clinic, birth_date=birth_date)

    with clinic.store.reading() as reading:
        assert (reading.ledger_size("main"), reading.ledger_size("_organisation")) == (0, 0)


def test_a_birthday_counts_by_the_site_s_calendar(clinic: Clinic, clock: FakeClock) -> None:
    """Two in the morning in London is the day before in New York."""
    clock.at = clock.at.replace(hour=2)
    with pytest.raises(NotNow):
        Visitor.registered(clinic, birth_date="2008-11-23")
    clock.move(hours=4)

    assert Visitor.registered(clinic, birth_date="2008-11-23").intake


@pytest.mark.parametrize("status", ["draft", "retired"])
def test_a_real_site_does_not_walk_forms_that_are_not_approved(clinic: Clinic, status: str) -> None:
    """DESIGN 6"""
    real = replace(clinic, site=a_site(demo=False), catalog=small_catalog(status=status))

    with pytest.raises(NotNow, match=r"not approved for care at this clinic yet: records@1, health@1"):
        Visitor.registered(real)


def test_a_demo_walks_drafts_and_its_intakes_are_samples(clinic: Clinic) -> None:
    ana = Visitor.registered(replace(clinic, catalog=small_catalog(status="draft")))

    assert ana.walk.intake.opened.sample


def test_a_real_site_walks_published_forms_and_its_intakes_are_no_samples(clinic: Clinic) -> None:
    real = replace(clinic, site=a_site(demo=False))
    approves(real)
    ana = Visitor.registered(real)

    assert not ana.walk.intake.opened.sample


def test_a_name_enters_the_record_as_it_reads_everywhere(clinic: Clinic) -> None:
    ana = Visitor.registered(clinic, name="  Jose\u0301 \x00Nun\u0303ez ")

    assert worklist_row(clinic, ana.intake).name == "José Nuñez"


# Links ----------------------------------------------------------------------------------------------------------------------


def test_a_token_is_shown_once_and_never_kept(clinic: Clinic, store: SqliteStore) -> None:
    """AB-01"""
    ana = Visitor.registered(clinic)
    ana.gets_a_link("remote")
    ana.opens_the_link()

    everything = b"".join(path.read_bytes() for path in store.path.parent.iterdir())

    assert len(ana.token) == 43
    assert ana.link.encode() in everything
    assert ana.token.encode() not in everything


def test_every_token_is_another(clinic: Clinic) -> None:
    ana = Visitor.registered(clinic)
    tokens = set()
    for _ in range(20):
        ana.gets_a_link()
        tokens.add(ana.token)

    assert len(tokens) == 20


def test_a_link_opens_until_the_site_s_days_are_over(clinic: Clinic, clock: FakeClock) -> None:
    """FT-16: server time only."""
    ana = Visitor.registered(clinic)
    ana.gets_a_link()
    clock.move(days=30, seconds=-1)
    ana.opens_the_link()
    clock.move(seconds=1)

    assert refusal(clinic, ana.token) == GONE


def revoked(ana: Visitor) -> Visitor:
    intakes.revoke_link(ana.clinic, intake=ana.intake, link=ana.link, by=DESK)
    return ana


def expired(ana: Visitor) -> Visitor:
    clock = ana.clinic.clock
    assert isinstance(clock, FakeClock)
    clock.move(days=31)
    return ana


def declined(ana: Visitor) -> Visitor:
    questions.decline(ana.clinic, intake=ana.intake, reason="", wants_call=False)
    return ana


def signed(ana: Visitor) -> Visitor:
    ana.walks_to("signing/sign")
    ana.signs()
    return ana


def of_another_site(ana: Visitor) -> Visitor:
    ana.clinic = at_site(ana.clinic, "other")
    return ana


def unknown(ana: Visitor) -> Visitor:
    ana.token = ana.token[::-1]
    return ana


@pytest.mark.parametrize("ends", [revoked, expired, declined, signed, of_another_site, unknown])
def test_a_link_that_opens_nothing_never_tells_why(
    clinic: Clinic, ends: Callable[[Visitor], Visitor]
) -> None:
    """AB-02, FT-15"""
    ana = ends(Visitor.identified(clinic))

    assert refusal(ana.clinic, ana.token) == GONE


def test_looking_at_a_link_changes_nothing(clinic: Clinic) -> None:
    """FT-17: a mail scanner looks too."""
    ana = Visitor.registered(clinic)
    ana.gets_a_link()
    before = facts_of(clinic, ana.intake)

    for _ in range(3):
        with clinic.store.reading() as reading:
            assert intakes.usable_link(reading, clinic, ana.token).id == ana.link

    assert facts_of(clinic, ana.intake) == before


def test_that_a_link_was_opened_is_a_fact(clinic: Clinic) -> None:
    ana = Visitor.registered(clinic)
    ana.gets_a_link("remote")
    ana.opens_the_link()

    (opened,) = facts_of(clinic, ana.intake, LinkOpened)

    assert opened.fact == LinkOpened(link=ana.link, mode="remote")
    assert opened.actor.kind == "patient"


def test_a_new_link_goes_on_where_the_last_one_stopped(clinic: Clinic) -> None:
    """EIC-01"""
    ana = Visitor.identified(clinic)
    ana.walks_to("mood/mood")
    ana.gets_a_link("on-site")
    ana.opens_the_link()

    assert ana.walk.next
    assert ana.walk.next.key == "mood/mood"


@pytest.mark.parametrize("ends", [declined, signed])
def test_an_intake_that_has_ended_gets_no_link(clinic: Clinic, ends: Callable[[Visitor], Visitor]) -> None:
    ana = ends(Visitor.identified(clinic))

    with pytest.raises(Ended):
        ana.gets_a_link()


def test_revoking_a_link_ends_the_sessions_that_began_with_it(clinic: Clinic) -> None:
    """AB-11"""
    ana, sam = Visitor.identified(clinic), Visitor.identified(clinic, name="Sam Okoye")
    with clinic.store.writing() as writing:
        for digest, intake in (("a", ana.intake), ("s", sam.intake)):
            writing.keep_session(SessionRecord(digest, "patient", intake, "{}", "now", "now"))

    revoked(ana)

    with clinic.store.reading() as reading:
        assert (reading.session("a"), reading.session("s") is not None) == (None, True)


@pytest.mark.parametrize("again", [True, False])
def test_a_link_is_revoked_once_and_only_by_its_own_intake(clinic: Clinic, again: bool) -> None:
    ana, sam = Visitor.identified(clinic), Visitor.identified(clinic, name="Sam Okoye")
    if again:
        revoked(ana)

    with pytest.raises(NotFound):
        intakes.revoke_link(clinic, intake=ana.intake if again else sam.intake, link=ana.link, by=DESK)

    assert len(facts_of(clinic, ana.intake, LinkRevoked)) == int(again)


def test_an_intake_of_another_site_does_not_exist_here(clinic: Clinic) -> None:
    """AB-03"""
    ana = Visitor.identified(clinic)
    elsewhere = replace(ana, clinic=at_site(clinic, "other"))
    deeds: tuple[Callable[[], object], ...] = (
        lambda: elsewhere.walk,
        elsewhere.gets_a_link,
        elsewhere.tells_the_birth_date,
        elsewhere.signs,
        lambda: questions.decline(elsewhere.clinic, intake=ana.intake, reason="", wants_call=False),
        lambda: pages.review_answers(elsewhere.clinic, intake=ana.intake),
    )

    for deed in deeds:
        with pytest.raises(NotFound, match="no such record at this clinic"):
            deed()


def test_an_intake_that_nobody_opened_does_not_exist(clinic: Clinic) -> None:
    with pytest.raises(NotFound, match="no such record at this clinic"):
        _ = Visitor(clinic, "nobody").walk


def test_a_link_in_wrong_hands_ends_at_once(clinic: Clinic) -> None:
    """AB-25"""
    ana = Visitor.identified(clinic)
    with clinic.store.writing() as writing:
        writing.keep_session(SessionRecord("a", "patient", ana.intake, "{}", "now", "now"))

    intakes.not_me(clinic, intake=ana.intake, link=ana.link)

    assert refusal(clinic, ana.token) == GONE
    assert facts_of(clinic, ana.intake, WrongPerson)[0].fact == WrongPerson(link=ana.link)
    with clinic.store.reading() as reading:
        assert reading.session("a") is None


def test_a_record_whose_forms_are_gone_says_which_to_put_back(clinic: Clinic) -> None:
    """Promise 1"""
    ana = Visitor.identified(clinic)
    forms = {key: form for key, form in clinic.catalog.forms.items() if key[0] != "health"}
    without = replace(ana, clinic=replace(clinic, catalog=replace(small_catalog(), forms=forms)))

    with pytest.raises(FormsMissing, match="health"):
        _ = without.walk


# Birth dates ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def at_the_door(clinic: Clinic) -> Visitor:
    ana = Visitor.registered(clinic)
    ana.gets_a_link("remote")
    ana.opens_the_link()
    return ana


def test_the_right_birth_date_opens_the_walk(at_the_door: Visitor) -> None:
    assert at_the_door.tells_the_birth_date().matched
    assert at_the_door.walk.intake.identified


def test_five_wrong_birth_dates_close_the_link_even_to_the_right_one(at_the_door: Visitor) -> None:
    """AB-13"""
    left = [at_the_door.tells_the_birth_date(WRONG_DATE).tries_left for _ in range(5)]

    with pytest.raises(NotNow, match="There are no tries left"):
        at_the_door.tells_the_birth_date()
    assert left == [4, 3, 2, 1, 0]
    assert not at_the_door.walk.intake.identified


def test_wrong_birth_dates_are_counted_across_restarts(at_the_door: Visitor, store: SqliteStore) -> None:
    """AB-13: the count is in the record, not in a process."""
    for _ in range(5):
        store.close()
        again = open_store(store_address(Path(store.path)))
        replace(at_the_door, clinic=replace(at_the_door.clinic, store=again)).tells_the_birth_date(WRONG_DATE)
        again.close()

    with pytest.raises(NotNow, match="There are no tries left"):
        at_the_door.tells_the_birth_date()


def test_the_desk_helps_with_a_new_link(at_the_door: Visitor) -> None:
    for _ in range(5):
        at_the_door.tells_the_birth_date(WRONG_DATE)
    at_the_door.gets_a_link("on-site")
    at_the_door.opens_the_link()

    assert at_the_door.tells_the_birth_date().matched


def test_each_try_is_a_fact_that_holds_no_date(at_the_door: Visitor, clinic: Clinic) -> None:
    at_the_door.tells_the_birth_date(WRONG_DATE)
    at_the_door.tells_the_birth_date()

    tries = [
        told.fact for told in facts_of(clinic, at_the_door.intake) if told.fact.kind.startswith("identity.")
    ]

    assert tries == [BirthDateMismatched(link=at_the_door.link), BirthDateMatched(link=at_the_door.link)]


def test_a_locked_link_is_a_task_for_the_desk(at_the_door: Visitor, clinic: Clinic) -> None:
    for _ in range(5):
        at_the_door.tells_the_birth_date(WRONG_DATE)

    assert worklist_row(clinic, at_the_door.intake).reason == "Birth date wrong five times: help at the desk"


def test_facts_carry_the_time_of_the_clock_and_no_other(
    at_the_door: Visitor, clinic: Clinic, clock: FakeClock
) -> None:
    """P11-05: no time comes from a browser."""
    clock.move(minutes=7)
    at_the_door.tells_the_birth_date()

    assert facts_of(clinic, at_the_door.intake)[-1].at == instant(clock.now())


def test_a_link_says_when_it_ends(at_the_door: Visitor, clinic: Clinic, clock: FakeClock) -> None:
    (made,) = facts_of(clinic, at_the_door.intake, LinkMade)

    assert made.fact == LinkMade(
        link=at_the_door.link, mode="remote", ends_at=instant(clock.now() + timedelta(days=30))
    )
