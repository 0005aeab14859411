"""From facts to the copy of record: who, what, when, in which words."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from consentapp.domain.drawing import strokes_of
from consentapp.domain.facts.people import PatientRow
from consentapp.domain.facts.walk import PageAnswered, SignatureRow
from consentapp.domain.form import Form, Item, Page
from consentapp.domain.intake import Told
from consentapp.domain.response import answer_key
from consentapp.domain.screening import score
from consentapp.domain.summary import (
    Acknowledged,
    Asked,
    Certificate,
    Checked,
    Choice,
    Manifestation,
    Passage,
    Raised,
    Read,
    Scored,
    Screened,
    Step,
    Summary,
)
from consentapp.domain.text import Block, Run, Runs, plain
from consentapp.domain.walk import Station, Walk, acknowledged
from consentapp.domain.wording import answer_words, deed, source_words, who


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


def summary_of(
    walk: Walk,
    patient: PatientRow,
    head: Letterhead,
    *,
    document_id: str,
    made_at: str,
    title: str,
    leaf: str,
) -> Summary:
    """The copy of record of a signed intake. ValueError when nobody has signed."""
    signed = walk.intake.signed
    if not signed:
        raise ValueError("there is no copy of record before a signature")
    return Summary(
        title=title,
        language=walk.intake.opened.language,
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
        choices=choices(walk),
        acknowledgments=tuple(_acknowledgments(walk)),
        checks=tuple(_checks(walk)),
        questions=tuple(_questions(walk, head)),
        screenings=tuple(_screened(walk, form) for form in walk.forms if form.kind == "screening"),
        readings=tuple(_read(walk, form) for form in walk.forms if form.kind == "consent"),
        certificate=_certificate(walk, head, leaf),
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


def _answered_pages(walk: Walk, kind: str) -> Iterator[tuple[Form, Page, Told[PageAnswered]]]:
    for station in walk.stations:
        told = walk.response(station)
        if station.form.kind == kind and told:
            yield station.form, station.page, told


def choices(walk: Walk) -> tuple[Choice, ...]:
    """What the patient chose: the route, touch, recording, company."""
    return tuple(_choices(walk))


def _choices(walk: Walk) -> Iterator[Choice]:
    for form, page, _ in _answered_pages(walk, "consent"):
        for item in walk.asked(Station(form, page)):
            if item.role and item.type not in ("acknowledgment", "signature"):
                yield Choice(question=plain(item.label), answer=answer_words(walk, form, item))


def _acknowledgments(walk: Walk) -> Iterator[Acknowledged]:
    for _, page, told in _answered_pages(walk, "consent"):
        for row in acknowledged(told.fact):
            yield Acknowledged(
                page_title=page.title, statement=row.statement, at=row.at, text_digest=row.text_digest
            )


def _checks(walk: Walk) -> Iterator[Checked]:
    for form, page, _ in _answered_pages(walk, "consent"):
        for item in walk.asked(Station(form, page)):
            attempts = walk.intake.attempts.get(answer_key(form.id, item.link_id), ())
            if item.type == "comprehension" and attempts:
                words = tuple(
                    (o.label if (o := item.option(a.chosen)) else a.chosen, bool(a.correct)) for a in attempts
                )
                yield Checked(question=plain(item.label), attempts=words, why=item.why)


def _questions(walk: Walk, head: Letterhead) -> Iterator[Asked]:
    for question in walk.intake.questions:
        answered = question.answered
        yield Asked(
            question=question.text or "I am not sure",
            asked_at=question.asked.at,
            answer=question.answer,
            answered_by=who(answered.recorded.actor, head.staff) if answered else "",
            answered_at=answered.at if answered else "",
        )


def _screened(walk: Walk, form: Form) -> Screened:
    answers = tuple(
        Choice(
            question=plain(item.label),
            answer=answer_words(walk, form, item),
            page_title=page.title,
            among=tuple(option.label for option in item.options) if item.type == "choices" else (),
        )
        for page in form.pages
        if Station(form, page) in walk.stations
        for item in walk.asked(Station(form, page))
    )
    notice = next((page.notice for page in form.pages if page.notice), "")
    return Screened(
        title=form.title,
        version=form.version,
        answers=answers,
        score=_scored(walk, form),
        flags=tuple(_raised(walk, form)),
        notice=notice,
    )


def _scored(walk: Walk, form: Form) -> Scored | None:
    found = score(form, walk.intake.answers)
    if not found or not found.band:
        return None
    return Scored(
        label=found.score.label,
        total=found.total,
        highest=found.highest,
        band=found.band.label,
        source=found.score.source,
    )


def _raised(walk: Walk, form: Form) -> Iterator[Raised]:
    for raised in walk.flags:
        if raised.flag.form == form.id:
            rule = raised.flag.rule
            review = f"{raised.decision}: {raised.reason}" if raised.decision else ""
            reason = f'Answered "I don\'t know". {rule.reason}' if raised.flag.unknown else rule.reason
            yield Raised(
                id=rule.id, level=rule.level, reason=reason, source=source_words(form, rule), review=review
            )


def _read(walk: Walk, form: Form) -> Read:
    passages = tuple(
        Passage(
            title=page.title,
            blocks=tuple(_printed(walk, form, page)),
            text_digest=told.fact.text_digest,
            shown_at=told.at,
        )
        for found, page, told in _answered_pages(walk, "consent")
        if found.id == form.id
    )
    return Read(
        title=form.title,
        form=form.id,
        version=form.version,
        language=form.language,
        form_digest=form.digest,
        passages=passages,
        references=form.references,
    )


def _printed(walk: Walk, form: Form, page: Page) -> Iterator[Block | Runs]:
    for part in page.content:
        if not isinstance(part, Item):
            yield part
        elif part in walk.asked(Station(form, page)):
            yield part.label
            if part.options:
                yield (Run("Choices: " + " / ".join(option.label for option in part.options), "emphasis"),)


def _certificate(walk: Walk, head: Letterhead, leaf: str) -> Certificate:
    signed = walk.intake.signed
    assert signed  # noqa: S101  summary_of refused otherwise
    forms = tuple((form.title, form.version, form.language, form.digest) for form in walk.forms)
    steps = tuple(
        Step(at=f.at, who=who(f.actor, head.staff), what=deed(walk, f), position=f.position)
        for f in walk.intake.facts
        if f.position <= signed.position
    )
    return Certificate(
        forms=forms,
        ledger=head.ledger,
        signature_fact=signed.id,
        signature_position=signed.position,
        signature_leaf=leaf,
        checkpoint="",
        steps=steps,
        program=head.program,
    )
