"""Answers, people and facts in the words of a reader."""

from consentapp.domain.facts.record import Actor, Recorded
from consentapp.domain.facts.walk import PageAnswered
from consentapp.domain.form import Form, Item, Rule, rule_sources
from consentapp.domain.response import answer_key
from consentapp.domain.walk import Walk

NO_ANSWER = "No answer given"


def answer_words(walk: Walk, form: Form, item: Item) -> str:
    """An answer as a person reads it: the words of the options, or what was written, or "No answer given"."""
    values = walk.answers.get(answer_key(form.id, item.link_id), ())
    words = [option.label if (option := item.option(value)) else value for value in values]
    return "; ".join(words) or NO_ANSWER


def who(actor: Actor, staff: dict[str, str]) -> str:
    """A person by name, or which job."""
    if actor.kind == "patient":
        return "The patient"
    return staff.get(actor.id, actor.id) if actor.kind == "staff" else f"The program ({actor.id})"


def deed(walk: Walk, recorded: Recorded) -> str:
    """What a fact says happened, in a few words."""
    fact = recorded.fact
    if not isinstance(fact, PageAnswered):
        return fact.deed
    form = next((form for form in walk.forms if form.id == fact.form), None)
    page = form.page(fact.page) if form else None
    return f"{fact.deed}: {page.title if page else fact.page}"


def source_words(form: Form, rule: Rule) -> str:
    """What a rule rests on, as citations."""
    known = dict(form.references)
    return "; ".join(known.get(source, source) for source in rule_sources(rule))
