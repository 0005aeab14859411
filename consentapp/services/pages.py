"""What a patient does on the pages of the walk."""

from consentapp.domain.errors import Incomplete, NotFound, NotNow, TextChanged, TooLong
from consentapp.domain.facts import Actor, Row
from consentapp.domain.facts.walk import (
    AcknowledgmentRow,
    AnswersReviewed,
    ChangesRead,
    ComprehensionRow,
    FormSkipped,
    PageAnswered,
)
from consentapp.domain.flags import is_long_past
from consentapp.domain.form import Item
from consentapp.domain.response import Given, enabled_items, may_answer
from consentapp.domain.shown import shown_text
from consentapp.domain.stops import Review, Station, WhatChanged
from consentapp.domain.text import plain
from consentapp.domain.times import instant
from consentapp.domain.walk import Walk
from consentapp.ports import Clinic
from consentapp.services.hearing import CHANGED, answer_row, asks_in_crisis, record_page
from consentapp.services.recording import PATIENT, check_open, load_walk, record
from consentapp.services.worklist import project

LONGEST_DRAFT = 40_000


def save_page(
    clinic: Clinic,
    *,
    intake: str,
    form: str,
    page: str,
    given: Given,
    text_digest: str,
    link: str = "",
) -> Walk:
    """Put one page on record and return the walk as it then stands.

    NotFound, Ended, NotNow (an earlier page is open: 21 CFR 11.10(f)), TextChanged (the page read is not the page in
    force), Incomplete. A crisis rule that the page raises becomes an alert in the same transaction.
    """
    with clinic.store.writing() as writing:
        walk = load_walk(writing, clinic, intake, link=link)
        station = _station(walk, form, page)
        if station.page.text_digest != text_digest:
            raise TextChanged(CHANGED)
        rows = tuple(_rows(clinic, walk, station, given))
        if _says_the_same(walk, station, rows):
            writing.drop_draft(intake, station.key)
            return walk
        fact = PageAnswered(
            form=form, version=station.form.version, language=station.form.language, page=page, text_digest=text_digest,
            link=link, orders=walk.checks.orders(station), rows=rows,
        )  # fmt: skip
        writing.keep_text(shown_text(station.form, station.page))
        return record_page(writing, clinic, intake, fact)


def _says_the_same(walk: Walk, station: Station, rows: tuple[Row, ...]) -> bool:
    """A page that stands and is sent again as it is: the first save counts (FT-14)."""
    told = walk.saves.newest(station)
    if not told or not walk.complete(station):
        return False
    if asks_in_crisis(station) and is_long_past(told.at, walk.at):
        return False
    # A check that was answered rightly is not recorded again, so it stands in the first save alone.
    answers = tuple(row for row in told.fact.rows if not isinstance(row, ComprehensionRow))
    return _told(rows) == _told(answers)


def _told(rows: tuple[Row, ...]) -> set[tuple[object, ...]]:
    return {tuple(value for name, value in row.values().items() if name != "at") for row in rows}


def _station(walk: Walk, form: str, page: str) -> Station:
    station = walk.station(form, page)
    if not station or station.signs:
        raise NotFound("There is no such page.")
    check_open(walk)
    if not walk.reachable(station):
        raise NotNow("Please finish the pages before this one first.")
    return station


def _rows(clinic: Clinic, walk: Walk, station: Station, given: Given) -> list[Row]:
    form, page = station.form, station.page
    answers = walk.answered_with(form, given)
    # A question that an answer has just opened was not on the page yet, one that it has closed is not asked any more.
    shown, asked = enabled_items(form, page, walk.answers), enabled_items(form, page, answers)
    due = (item for item in asked if item in shown or given.get(item.link_id))
    missing = tuple(item.link_id for item in due if not _answered(item, given.get(item.link_id, ())))
    if missing:
        raise Incomplete(missing)
    at = instant(clinic.clock.now())
    return [
        _row(walk, station, item, given[item.link_id], at)
        for item in asked
        if given.get(item.link_id) and not _known(walk, station, item, given[item.link_id])
    ]


def _answered(item: Item, values: tuple[str, ...]) -> bool:
    """Whether these values can stand as an answer: there, where one is needed, and among what is offered."""
    if not values:
        return not item.required
    return all(may_answer(item, value) for value in values)


def _known(walk: Walk, station: Station, item: Item, values: tuple[str, ...]) -> bool:
    """A check that was answered rightly before and is so again: no new attempt."""
    attempts = walk.checks.attempts(station, item)
    return (
        item.type == "comprehension" and bool(attempts and attempts[-1].correct) and values == (item.correct,)
    )


def _row(walk: Walk, station: Station, item: Item, values: tuple[str, ...], at: str) -> Row:
    form, page = station.form, station.page
    on = {"form": form.id, "version": form.version, "language": form.language, "page": page.id}
    match item.type:
        case "acknowledgment":
            return AcknowledgmentRow(
                **on,
                link_id=item.link_id,
                statement=plain(item.label),
                text_digest=page.text_digest,
                at=at,
            )
        case "comprehension":
            attempt = len(walk.checks.attempts(station, item)) + 1
            return ComprehensionRow(
                **on,
                link_id=item.link_id,
                attempt=attempt,
                chosen=values[0],
                correct=int(values == (item.correct,)),
            )
        case _:
            return answer_row(item, values, on)


def skip_form(clinic: Clinic, *, intake: str, form: str) -> None:
    """The patient does not want to answer this form here, or no more of it: a clinician asks in person.

    Only a form that needs someone on call can be skipped. What was answered of it stays, with its flags.
    """
    with clinic.store.writing() as writing:
        walk = load_walk(writing, clinic, intake)
        check_open(walk)
        found = next((f for f in walk.forms if f.id == form and f.needs_on_call), None)
        if not found:
            raise NotFound("These questions cannot be skipped here.")
        fact = FormSkipped(form=form, version=found.version, language=found.language)
        record(writing, clinic, fact, actor=Actor(PATIENT, intake), intake=intake)
        project(writing, clinic, intake)


def review_answers(clinic: Clinic, *, intake: str) -> None:
    """The patient looked over every answer and goes on."""
    with clinic.store.writing() as writing:
        walk = load_walk(writing, clinic, intake)
        check_open(walk)
        if Review() not in walk.stops or not walk.reachable(Review()):
            raise NotNow("Please finish the pages before this one first.")
        record(writing, clinic, AnswersReviewed(), actor=Actor(PATIENT, intake), intake=intake)
        project(writing, clinic, intake)


def read_changes(clinic: Clinic, *, intake: str, text_digest: str, link: str = "") -> None:
    """The patient read what has changed since the earlier signature. TextChanged when that is not what is in force."""
    with clinic.store.writing() as writing:
        walk = load_walk(writing, clinic, intake, link=link)
        check_open(walk)
        notice = walk.notice_text
        if not notice:
            raise NotFound("There is no such page.")
        if notice.digest != text_digest:
            raise TextChanged(CHANGED)
        if walk.complete(WhatChanged()):
            return
        writing.keep_text(notice)
        fact = ChangesRead(text_digest=notice.digest, language=notice.language, link=link)
        record(writing, clinic, fact, actor=Actor(PATIENT, intake), intake=intake)
        project(writing, clinic, intake)


def keep_draft(clinic: Clinic, *, intake: str, page: str, values: str) -> None:
    """Keep what was typed on a page and not saved yet: one row, outside the record, gone with the next save."""
    if len(values) > LONGEST_DRAFT:
        raise TooLong("That is more than this page can hold.")
    with clinic.store.writing() as writing:
        check_open(load_walk(writing, clinic, intake))
        writing.keep_draft(intake, page, values)
