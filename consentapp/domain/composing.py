"""From facts to the copy of record: who, what, when, in which words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from consentapp.domain.certifying import certificate, of_record
from consentapp.domain.drawing import strokes_of
from consentapp.domain.facts.people import PatientRow
from consentapp.domain.facts.walk import ComprehensionRow, IntakeSigned, PageAnswered, SignatureRow
from consentapp.domain.flags import RaisedFlag
from consentapp.domain.form import Form, Item, Page
from consentapp.domain.intake import acknowledged
from consentapp.domain.response import item_enabled
from consentapp.domain.saying import Say, as_written
from consentapp.domain.screening import scores
from consentapp.domain.summary import (
    Acknowledged,
    Asked,
    CarriedOver,
    Checked,
    Choice,
    Manifestation,
    Passage,
    Raised,
    Read,
    Scored,
    Screened,
    Summary,
)
from consentapp.domain.text import Block, Run, Runs, plain
from consentapp.domain.told import Told
from consentapp.domain.walk import Walk
from consentapp.domain.wording import answer_words, decision_words, reason_words, source_words, titled, who


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """What stands on the paper besides the facts."""

    clinic_name: str
    clinic_address: str
    clinic_phone: str
    code_address: str
    zone: str
    paper: str
    ledger: str
    program: str
    staff: dict[str, str] = field(default_factory=dict)
    """Names by staff id."""
    say: Say = as_written
    """Our own sentences in the language of the paper."""


Texts = Mapping[str, Page]
"""Pages as they were shown, by the digest of their text."""

NO_TEXTS: Texts = {}


def summary_of(
    walk: Walk,
    patient: PatientRow,
    head: Letterhead,
    *,
    document_id: str,
    made_at: str,
    title: str,
    leaf: str,
    texts: Texts = NO_TEXTS,
) -> Summary:
    """The copy of record of a signed intake, in the words that were shown. ValueError when nobody has signed."""
    signed, say = walk.intake.signed, head.say
    if not signed:
        raise ValueError("there is no copy of record before a signature")
    return Summary(
        title=titled(walk, title),
        language=walk.intake.language,
        sample=walk.intake.opened.sample,
        edition=signed.fact.edition,
        document_id=document_id,
        code=signed.fact.code,
        code_address=head.code_address,
        zone=head.zone,
        paper=head.paper,
        clinic_name=head.clinic_name,
        clinic_address=head.clinic_address,
        clinic_phone=head.clinic_phone,
        patient_name=patient.name,
        birth_date=patient.birth_date,
        made_at=made_at,
        signatures=tuple(manifestation(row) for row in signed.fact.rows if isinstance(row, SignatureRow)),
        choices=choices(walk, texts, say),
        acknowledgments=tuple(_acknowledgments(walk, texts)),
        checks=tuple(_checks(walk, texts)),
        questions=tuple(_questions(walk, head)),
        screenings=tuple(
            _screened(walk, texts, say, form) for form in of_record(walk) if form.kind == "screening"
        ),
        readings=tuple(_read(walk, texts, say, form) for form in walk.forms if form.kind == "consent"),
        certificate=certificate(
            walk, ledger=head.ledger, program=head.program, staff=head.staff, leaf=leaf, say=say
        ),
    )


def manifestation(row: SignatureRow) -> Manifestation:
    """A signature as a reader must see it."""
    return Manifestation(
        role=row.role,
        printed_name=row.printed_name,
        at=row.at,
        meaning=row.meaning,
        statement=row.statement,
        method=row.method,
        strokes=strokes_of(row.strokes),
        evidence=tuple(line for line in row.evidence.split("\n") if line),
    )


@dataclass(frozen=True)
class Shown:
    """A page that was saved, in the words in which it was shown."""

    form: Form
    page: Page
    told: Told[PageAnswered]

    def asked(self, walk: Walk) -> Iterator[tuple[Item, str]]:
        """The items that the answers called for, as shown, each with its role."""
        for item in self.page.items:
            structure = self.form.item(item.link_id)
            if structure is None or item_enabled(self.form, structure, walk.answers):
                yield item, structure.role if structure else ""


def _saved_pages(walk: Walk, texts: Texts, kind: str) -> Iterator[Shown]:
    """Every page of such forms that was saved, in the order of the forms, those that were read by choice too."""
    for form in walk.forms:
        for page in form.pages if form.kind == kind else ():
            told = walk.intake.pages.get((form.id, page.id))
            if told:
                yield Shown(form, texts.get(told.fact.text_digest, page), told)


def choices(walk: Walk, texts: Texts = NO_TEXTS, say: Say = as_written) -> tuple[Choice, ...]:
    """What the patient chose: the route, touch, recording, company."""
    return tuple(
        Choice(question=plain(item.label), answer=answer_words(walk, shown.form, item, say))
        for shown in _saved_pages(walk, texts, "consent")
        for item, role in shown.asked(walk)
        if role and item.type not in ("acknowledgment", "signature")
    )


def _acknowledgments(walk: Walk, texts: Texts) -> Iterator[Acknowledged]:
    for shown in _saved_pages(walk, texts, "consent"):
        for row in acknowledged(shown.told.fact):
            yield Acknowledged(
                page_title=shown.page.title, statement=row.statement, at=row.at, text_digest=row.text_digest,
                carried_over=carried_over(walk, shown.told),
            )  # fmt: skip


def _checks(walk: Walk, texts: Texts) -> Iterator[Checked]:
    for shown in _saved_pages(walk, texts, "consent"):
        for item, _ in shown.asked(walk):
            attempts = attempts_under(walk, shown.told, item)
            if attempts:
                words = tuple((_label(item, attempt.chosen), bool(attempt.correct)) for attempt in attempts)
                yield Checked(question=plain(item.label), attempts=words, why=item.why)


def attempts_under(walk: Walk, told: Told[PageAnswered], item: Item) -> tuple[ComprehensionRow, ...]:
    """Every attempt at a check from the intake in which its page was read last."""
    saves = walk.intake.saves_of[(told.fact.form, told.fact.page)]
    rows = (row for save in saves if save.recorded.intake == told.recorded.intake for row in save.fact.rows)
    return tuple(row for row in rows if isinstance(row, ComprehensionRow) and row.link_id == item.link_id)


def _label(item: Item, code: str) -> str:
    option = item.option(code)
    return option.label if option else code


def _questions(walk: Walk, head: Letterhead) -> Iterator[Asked]:
    for question in walk.intake.questions:
        answered = question.answered
        yield Asked(
            question=question.text or head.say("I am not sure"),
            asked_at=question.asked.at,
            answer=question.answer,
            answered_by=who(answered.recorded.actor, head.staff, head.say) if answered else "",
            answered_at=answered.at if answered else "",
        )


def _screened(walk: Walk, texts: Texts, say: Say, form: Form) -> Screened:
    pages = [shown for shown in _saved_pages(walk, texts, "screening") if shown.form == form]
    answers = tuple(
        Choice(
            question=plain(item.label),
            answer=answer_words(walk, form, item, say),
            page_title=shown.page.title,
            among=tuple(option.label for option in item.options) if item.type == "choices" else (),
        )
        for shown in pages
        for item, _ in shown.asked(walk)
    )
    return Screened(
        title=form.title,
        version=form.version,
        answers=answers,
        scores=tuple(_scored(walk, form)),
        flags=tuple(_raised(walk, form, say)),
        notice=next((shown.page.notice for shown in pages if shown.page.notice), ""),
    )


def _scored(walk: Walk, form: Form) -> Iterator[Scored]:
    for found in scores(form, walk.answers):
        if found.total is not None:
            yield Scored(
                label=found.score.label,
                total=found.total,
                highest=found.highest,
                band=found.band.label if found.band else "",
                source=found.score.source,
                filled_in=len(found.missing),
            )


def _raised(walk: Walk, form: Form, say: Say) -> Iterator[Raised]:
    for raised in walk.flags:
        if raised.flag.form == form.id:
            rule = raised.flag.rule
            yield Raised(
                id=rule.id,
                level=rule.level,
                reason=reason_words(raised, say),
                source=source_words(form, rule),
                review=_review(walk, raised, say),
            )


def _review(walk: Walk, raised: RaisedFlag, say: Say) -> str:
    """The decision as it stood when the patient signed: what came later is on record, and in no earlier copy."""
    signed = walk.intake.signed
    later = signed and raised.decided_at > signed.at
    return "" if raised.open or later else decision_words(raised, say)


def _read(walk: Walk, texts: Texts, say: Say, form: Form) -> Read:
    passages = [
        _passage(walk, say, shown.form, shown.page, shown.told.fact.text_digest, shown.told)
        for shown in _saved_pages(walk, texts, "consent")
        if shown.form == form
    ]
    signed = walk.intake.signed
    if signed and signed.fact.form == form.id and (signing := form.page(signed.fact.page)):
        digest = signed.fact.text_digest
        passages.append(_passage(walk, say, form, texts.get(digest, signing), digest, signed))
    return Read(
        title=form.title,
        form=form.id,
        version=form.version,
        language=form.language,
        form_digest=form.digest,
        passages=tuple(passages),
        references=form.references,
    )


def _passage(
    walk: Walk, say: Say, form: Form, page: Page, digest: str, told: Told[PageAnswered] | Told[IntakeSigned]
) -> Passage:
    return Passage(
        title=page.title, blocks=tuple(_printed(walk, form, page, say)), text_digest=digest, saved_at=told.at,
        carried_over=carried_over(walk, told),
    )  # fmt: skip


def carried_over(walk: Walk, told: Told[PageAnswered] | Told[IntakeSigned]) -> CarriedOver | None:
    """From which earlier signature a page stands; None for one that was read for this signature."""
    found = walk.intake.carried_from(told)
    if not found or not found.signed:
        return None
    return CarriedOver(code=found.signed.fact.code, signed_at=found.signed.at, version=told.fact.version)


def _printed(walk: Walk, form: Form, page: Page, say: Say) -> Iterator[Block | Runs]:
    for part in page.content:
        structure = form.item(part.link_id) if isinstance(part, Item) else None
        if not isinstance(part, Item):
            yield part
        elif structure is None or item_enabled(form, structure, walk.answers):
            yield part.label
            if part.options:
                offered = " / ".join(option.label for option in part.options)
                yield (Run(say("Choices: %(options)s") % {"options": offered}, "emphasis"),)
