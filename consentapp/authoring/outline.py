"""A form as a clinician reads it, line by line: what `consentapp forms diff` compares."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from consentapp.authoring.measures import sentences
from consentapp.authoring.wordlists import word_lists
from consentapp.domain.form import AGE, Cutoff, EnableWhen, Form, Item, Page, Rule, Score
from consentapp.domain.response import answer_key
from consentapp.domain.text import Block, Evidence, Heading, ListBlock, Paragraph, Runs, Table, plain

Questions = Mapping[str, Item]
"""The items that conditions may ask about, by `form/link-id`."""

IS = {
    "=": "is",
    "!=": "is not",
    ">": "is more than",
    "<": "is less than",
    ">=": "is at least",
    "<=": "is at most",
}
LEVELS = {
    "urgent": "urgent",
    "stop": "stop until a clinician decides",
    "caution": "caution",
    "info": "for information",
}


@dataclass(frozen=True)
class Section:
    """A page, a rule, the score, the sources: what is compared with its like."""

    key: str
    title: str
    lines: tuple[str, ...]


def outline(form: Form, questions: Questions) -> tuple[Section, ...]:
    """The whole form in reading order, without a word of TOML."""
    # Its own items win: another version of the form may stand in the same folder.
    known = dict(questions) | {answer_key(form.id, item.link_id): item for _, item in form.items()}
    writer = _Writer(form, known)
    sections = [Section("form", "The form as a whole", tuple(writer.whole()))]
    sections += [Section(f"page {p.id}", f"Page “{p.title}”", tuple(writer.page(p))) for p in form.pages]
    sections += [Section(f"rule {r.id}", f"Rule {r.id}", tuple(writer.rule(r))) for r in form.rules]
    sections += [Section(f"score {s.id}", f"Score “{s.label}”", tuple(writer.score(s))) for s in form.scores]
    references = tuple(f"{key}: {text}" for key, text in form.references)
    return (*sections, Section("sources", "Sources", references))


class _Writer:
    """Writes one form's parts as lines."""

    def __init__(self, form: Form, questions: Questions) -> None:
        self._form, self._questions = form, questions
        self._lists = word_lists(form.language)

    def whole(self) -> Iterator[str]:
        yield f"Title: {self._form.title}"
        yield f"Status: {self._form.status}"
        if self._form.needs_on_call:
            yield "By remote link only where an on-call contact has confirmed a test alert"
        if self._form.fresh_minutes:
            yield f"Answers count for {self._form.fresh_minutes} minutes"

    def page(self, page: Page) -> Iterator[str]:
        yield f"Title: {page.title}"
        yield from self._shown_when(page.enable_when, page.enable_behavior)
        if page.offered:
            yield "Everyone else may open it with one tap"
        if page.risk:
            yield "A page of risks: the ways to stop, ask and choose paper stand open"
        if page.notice:
            yield f"Notice: {page.notice}"
        for part in page.content:
            yield from self._item(part) if isinstance(part, Item) else self._block(part)

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Heading():
                yield f"Heading: {plain(block.runs)}"
            case Paragraph():
                yield from self._said(block.runs, block.evidence)
            case ListBlock():
                for item in block.items:
                    yield from self._said(item.runs, item.evidence, "• ")
            case Table():
                yield f"Table: {block.caption}"
                yield from (" | ".join(map(plain, row)) for row in (block.header, *block.rows))

    def _said(self, runs: Runs, evidence: Evidence | None, mark: str = "") -> Iterator[str]:
        *most, last = self._sentences(plain(runs)) or [""]
        yield from (f"{mark}{sentence}" for sentence in most)
        yield f"{mark}{last}{_graded(evidence)}"

    def _sentences(self, text: str) -> list[str]:
        return sentences(text, self._lists) if self._lists else [text]

    def _item(self, item: Item) -> Iterator[str]:
        kind = {"acknowledgment": "Confirms", "comprehension": "Check", "signature": "Signs"}.get(
            item.type, "Question"
        )
        label = plain(item.label)
        yield f"{kind}: {label}"
        yield from self._shown_when(item.enable_when, item.enable_behavior)
        if not item.required:
            yield f"Need not be answered: {label}"
        if item.before_dosing:
            yield f"Must be right before dosing: {label}"
        if item.minimum or item.maximum:
            yield f"Takes {item.minimum or 'any'} to {item.maximum or 'any'}: {label}"
        if item.hint:
            yield f"Hint: {item.hint}"
        for option in item.options:
            points = (
                "" if option.score is None else f" ({option.score} point{'' if option.score == 1 else 's'})"
            )
            right = " (right)" if option.code == item.correct else ""
            alone = " (stands alone)" if option.code in item.exclusive else ""
            yield f"Answer: {option.label}{f' ({option.hint})' if option.hint else ''}{points}{right}{alone}"
        if item.why:
            yield f"Told after a wrong answer: {item.why}"

    def rule(self, rule: Rule) -> Iterator[str]:
        yield f"Level: {LEVELS[rule.level]}"
        yield f"Raised when {self._condition(rule.when, rule.behavior)}"
        yield f"Reason: {rule.reason}"
        yield f"Told to the patient: {rule.patient_text}"
        yield f"Rests on: {rule.source}"
        if rule.safety:
            yield f"Safety, {rule.safety}: help is shown first, and the on-call contact is paged"
        if rule.holds_signing:
            yield "Signing waits until a clinician has decided"

    def score(self, score: Score) -> Iterator[str]:
        yield f"{score.label}, after {score.source}"
        yield from (
            f"Counts: {self._question(answer_key(self._form.id, link_id))}" for link_id in score.items
        )
        yield from (f"Band: {band.label}, {band.lowest} to {band.highest}" for band in score.bands)
        yield from (f"Positive from {cutoff.at}{self._for_whom(cutoff)}" for cutoff in score.cutoffs)
        for cluster in score.clusters:
            yield f"Group: {cluster.label}, {cluster.needed} of {len(cluster.items)} at {cluster.at_least} or more"
        if score.most_missing:
            yield f"Up to {score.most_missing} blanks are filled in with the mean of the rest"

    def _for_whom(self, cutoff: Cutoff) -> str:
        return f" when {self._condition(cutoff.when, 'any')}" if cutoff.when else ""

    def _shown_when(self, conditions: Sequence[EnableWhen], behavior: str) -> Iterator[str]:
        if conditions:
            yield f"Shown when {self._condition(conditions, behavior)}"

    def _condition(self, conditions: Sequence[EnableWhen], behavior: str) -> str:
        joint = " and " if behavior == "all" else " or "
        return joint.join(self._one_condition(condition) for condition in conditions)

    def _one_condition(self, condition: EnableWhen) -> str:
        key = (
            condition.question if "/" in condition.question else answer_key(self._form.id, condition.question)
        )
        if condition.operator == "exists":
            return f"“{self._question(key)}” is {'answered' if condition.answer else 'not answered'}"
        item = self._questions.get(key)
        option = item.option(str(condition.answer)) if item else None
        answer = option.label if option else condition.answer
        return f"“{self._question(key)}” {IS[condition.operator]} “{answer}”"

    def _question(self, key: str) -> str:
        if key == AGE:
            return "the patient's age"
        item, score = self._questions.get(key), key.rpartition("/")[2]
        totals = {score.id: score.label for score in self._form.scores}
        return plain(item.label) if item else totals.get(score, key)


def _graded(evidence: Evidence | None) -> str:
    if not evidence:
        return ""
    grade = f"evidence {evidence.grade.replace('-', ' ')}: " if evidence.grade else ""
    return f" ({grade}{', '.join(evidence.references)})"
