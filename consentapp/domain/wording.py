"""Answers, people and facts in the words of a reader."""

from consentapp.domain.facts.record import Actor, Recorded
from consentapp.domain.facts.walk import AnswerRow, PageAnswered
from consentapp.domain.flags import RaisedFlag
from consentapp.domain.form import Form, Forms, Item, Rule, rule_sources
from consentapp.domain.intake import values_of
from consentapp.domain.response import answer_key
from consentapp.domain.saying import N_, Say, as_written
from consentapp.domain.text import plain
from consentapp.domain.told import Alert
from consentapp.domain.walk import Walk

NO_ANSWER = N_("No answer given")

DECISIONS = {
    "proceed": N_("The clinician decided to proceed"),
    "delay": N_("The clinician decided to delay"),
    "do-not-proceed": N_("The clinician decided not to proceed"),
}


def in_language(form: Form, language: str, forms: Forms) -> Form:
    """The same version of a form in a reader's language, where there is one: answers are codes, and read in any."""
    return forms.get((form.id, form.version, language), form)


def source_language(form: Form, forms: Forms) -> str:
    """The language that a form was written in: what it says to clinicians alone is in no other."""
    versions = (found for key, found in forms.items() if key[:2] == (form.id, form.version))
    return next((found.language for found in versions if not found.translation), form.language)


def answer_words(walk: Walk, form: Form, item: Item, say: Say = as_written) -> str:
    """An answer as a person reads it: the words of the options, or what was written, or "No answer given"."""
    return _words(item, walk.answers.get(answer_key(form.id, item.link_id), ())) or say(NO_ANSWER)


def alert_words(walk: Walk, alert: Alert) -> tuple[tuple[str, str], ...]:
    """Questions and answers that stand with an alert alone; as they are recorded where their form is not at hand."""
    rows = (row for row in alert.raised.fact.rows if isinstance(row, AnswerRow))
    return tuple(_asked_and_answered(walk, row) for row in rows)


def _asked_and_answered(walk: Walk, row: AnswerRow) -> tuple[str, str]:
    at = walk.page(row.form, row.page)
    item = at.form.item(row.link_id) if at else None
    return (plain(item.label), _words(item, values_of(row))) if item else (row.link_id, row.value)


def _words(item: Item, values: tuple[str, ...]) -> str:
    return "; ".join(option.label if (option := item.option(value)) else value for value in values)


def who(actor: Actor, staff: dict[str, str], say: Say = as_written) -> str:
    """A person by name, or which job."""
    if actor.kind == "patient":
        return say("The patient")
    if actor.kind == "staff":
        return staff.get(actor.id, actor.id)
    return say("The program (%(job)s)") % {"job": actor.id}


def deed(walk: Walk, recorded: Recorded, say: Say = as_written) -> str:
    """What a fact says happened, in a few words."""
    fact = recorded.fact
    if not isinstance(fact, PageAnswered):
        return say(fact.deed)
    form = next((form for form in walk.forms if form.id == fact.form), None)
    page = form.page(fact.page) if form else None
    return f"{say(fact.deed)}: {page.title if page else fact.page}"


def titled(walk: Walk, packet: str) -> str:
    """What a packet is called. In a translation as the form that bears its name: its own title is in one language."""
    named = (form.title for form in walk.forms if form.translation and form.id == walk.intake.opened.packet)
    return next(named, packet)


def source_words(form: Form, rule: Rule) -> str:
    """What a rule rests on, as citations."""
    known = dict(form.references)
    return "; ".join(known.get(source, source).rstrip(".") for source in rule_sources(rule))


def reason_words(raised: RaisedFlag, say: Say = as_written) -> str:
    """Why a flag was raised, in the words and the language of the patient, and whether the answer still says so."""
    unknown = say('Answered "I don\'t know".') if raised.flag.unknown else ""
    changed = "" if raised.standing else say("This answer was changed later.")
    return " ".join(filter(None, (unknown, raised.flag.rule.patient_text, changed)))


def decision_words(raised: RaisedFlag, say: Say = as_written) -> str:
    """What a clinician decided on a flag, and why."""
    return f"{say(DECISIONS[raised.decision])}. {raised.reason}"
