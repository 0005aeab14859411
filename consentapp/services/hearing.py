"""Answers that someone must hear of now: they become an alert with their page, or without it where it cannot be saved."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress

from consentapp.domain.canonical import normalised
from consentapp.domain.errors import NotFound, TextChanged
from consentapp.domain.facts import Actor
from consentapp.domain.facts.intakes import AlertRaised
from consentapp.domain.facts.walk import AnswerRow, PageAnswered, PreferenceRow
from consentapp.domain.flags import is_long_past
from consentapp.domain.form import AFFIRMED, Item, Rule
from consentapp.domain.intake import answers_in
from consentapp.domain.paging import safety_of
from consentapp.domain.response import Answers, Given, answer_key, enabled_items, may_answer, stored_value
from consentapp.domain.saying import N_
from consentapp.domain.screening import raised_flag
from consentapp.domain.shown import ShownText, shown_text, text_shown
from consentapp.domain.stops import Station
from consentapp.domain.times import instant
from consentapp.domain.walk import Walk
from consentapp.ports import Clinic, Job, NotSaved, Reading, Writing
from consentapp.services.recording import PATIENT, check_open, load_intake, load_walk, new_id, record
from consentapp.services.worklist import project, project_if_possible

On = Mapping[str, str]
"""The form, version, language and page that a row stands on."""


MOST_BESIDE = 3
"""Alerts of one rule that are raised beside the pages while nobody has confirmed one: more would say nothing new."""

CHANGED = N_("This page has changed since you opened it. Please read it again.")


def asks_in_crisis(station: Station) -> bool:
    """Whether a page holds a question whose answer may need the crisis screen."""
    asked = {item.link_id for item in station.page.items}
    return any(rule.crisis and asked & {c.question for c in rule.when} for rule in station.form.rules)


def worries(station: Station, given: Given, known: Answers) -> tuple[Rule, ...]:
    """The rules by which someone must hear of answers to a page, given what is known from other pages."""
    typed = {answer_key(station.form.id, link_id): values for link_id, values in given.items()}
    answers = {**known, **typed}
    rules = (rule for rule in station.form.rules if rule.crisis) if asks_in_crisis(station) else ()
    return tuple(rule for rule in rules if raised_flag(station.form, rule, answers))


def is_news(walk: Walk, station: Station, given: Given) -> bool:
    """Whether someone must hear of these answers, and they do not stand on record already, said a short while ago."""
    told = walk.saves.newest(station)
    if not told or is_long_past(told.at, walk.at) or walk.intake.carried_from(told):
        return bool(worries(station, given, walk.answers))
    known = answers_in(told.fact)
    fresh = {i: v for i, v in given.items() if v and known.get(answer_key(station.form.id, i)) != v}
    return bool(fresh and worries(station, given, walk.answers))


def keep_shown(clinic: Clinic, station: Station) -> None:
    """Keep the words of such a page as it is shown: its answer may come back when they are not in force any more."""
    with clinic.store.reading() as reading:
        if not asks_in_crisis(station) or reading.text(station.page.text_digest):
            return
    # A page can be read on a full disk: its answer is then heard beside the record of pages.
    with suppress(NotSaved), clinic.store.writing() as writing:
        writing.keep_text(shown_text(station.form, station.page))


def hear(
    clinic: Clinic, *, intake: str, form: str, page: str, given: Given, text_digest: str, link: str = ""
) -> None:
    """Put answers on record that someone must hear of, though their page cannot be saved as it stands.

    It is not whole, its words have changed since, or it is not its turn. The answers stand under the words that were
    shown, and acknowledge nothing: the page comes again. NotFound, Ended, TextChanged for words that nobody was shown.
    """
    with clinic.store.writing() as writing:
        walk = load_walk(writing, clinic, intake, link=link)
        station = walk.page(form, page)
        if not station:
            raise NotFound("There is no such page.")
        check_open(walk)
        shown = _shown(writing, station, text_digest)
        on = {"form": form, "version": shown.version, "language": shown.language, "page": page}
        fact = PageAnswered(
            form=form, version=shown.version, language=shown.language, page=page, text_digest=text_digest,
            link=link, rows=tuple(_answers(station, given, walk.answered_with(station.form, given), on)),
        )  # fmt: skip
        record_page(writing, clinic, intake, fact)


def hear_beside(clinic: Clinic, *, intake: str, station: Station, given: Given) -> None:
    """Raise an alert for answers that no page can hold: the record is closed, or its forms are not at hand.

    They stand in the alert's own rows. Nothing is raised where somebody is being told of the very same.
    """
    form, page = station.form, station.page
    on = {"form": form.id, "version": form.version, "language": form.language, "page": page.id}
    rows = tuple(_answers(station, given, {}, on))
    with clinic.store.writing() as writing:
        found = load_intake(writing, clinic, intake)
        if not found.identified:
            return
        waiting = [alert.raised.fact for alert in found.alerts if alert.beside and not alert.confirmed]
        same, paged = {(told.rule, told.rows) for told in waiting}, Counter(told.rule for told in waiting)
        for rule in worries(station, given, found.answers):
            if (rule.id, rows) not in same and paged[rule.id] < MOST_BESIDE:
                fact = AlertRaised(form=form.id, rule=rule.id, raised_by="", safety=rule.safety, rows=rows)
                _raise(writing, clinic, intake, fact)
        project_if_possible(writing, clinic, intake)


def record_page(writing: Writing, clinic: Clinic, intake: str, fact: PageAnswered) -> Walk:
    """A page on record, its draft gone, and an alert for whatever on it someone must hear of."""
    answered = record(writing, clinic, fact, actor=Actor(PATIENT, intake), intake=intake)
    writing.drop_draft(intake, f"{fact.form}/{fact.page}")
    _raise_alerts(writing, clinic, intake, answered)
    return project(writing, clinic, intake)


def answer_row(item: Item, values: tuple[str, ...], on: On) -> AnswerRow | PreferenceRow:
    value = normalised(stored_value(values))
    if item.role:
        return PreferenceRow(**on, link_id=item.link_id, role=item.role, value=value)
    return AnswerRow(**on, link_id=item.link_id, type=item.type, value=value)


def _shown(reading: Reading, station: Station, text_digest: str) -> ShownText:
    stored = reading.text(text_digest)
    shown = text_shown(stored.body) if stored else None
    if not shown or (shown.form, shown.page) != (station.form.id, station.page.id):
        raise TextChanged(CHANGED)
    return shown


def _answers(station: Station, given: Given, answers: Answers, on: On) -> Iterator[AnswerRow | PreferenceRow]:
    """The answers of a page as far as they can stand."""
    for item in enabled_items(station.form, station.page, answers):
        values = given.get(item.link_id, ())
        if values and item.type not in AFFIRMED and all(may_answer(item, value) for value in values):
            yield answer_row(item, values, on)


def _raise_alerts(writing: Writing, clinic: Clinic, intake: str, answered: str) -> None:
    walk = load_walk(writing, clinic, intake)
    for raised in walk.flags:
        if raised.flag.rule.crisis and raised.raised_by == answered:
            fact = AlertRaised(
                form=raised.flag.form, rule=raised.flag.rule.id, raised_by=answered,
                safety=safety_of(raised.flag.rule, walk),
            )  # fmt: skip
            _raise(writing, clinic, intake, fact)


def _raise(writing: Writing, clinic: Clinic, intake: str, fact: AlertRaised) -> None:
    alert = record(writing, clinic, fact, actor=Actor(PATIENT, intake), intake=intake)
    now = instant(clinic.clock.now())
    writing.ask_for(Job(new_id(clinic.entropy), "alert", clinic.site.id, intake, alert, 0, now, ""))
