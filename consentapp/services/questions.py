"""Asking, doubting, preferring paper, saying no; and the people who answer."""

from consentapp.domain.errors import Ended, NotFound, NotNow
from consentapp.domain.facts import Actor, Fact
from consentapp.domain.facts.intakes import (
    IntakeDeclined,
    PaperPreferred,
    QuestionAnswered,
    QuestionAsked,
    RequestHandled,
)
from consentapp.domain.intake import Intake
from consentapp.ports import Clinic
from consentapp.services.recording import PATIENT, load_intake, note_row, record, words_row
from consentapp.services.worklist import project


def ask(clinic: Clinic, *, intake: str, subject: str, text: str, form: str = "", page: str = "") -> None:
    """Record a question, or "I am not sure". Signing waits until a named person has answered (EIC-03)."""
    _tell(
        clinic, intake, QuestionAsked(subject=subject, form=form, page=page, rows=note_row("question", text))
    )


def prefer_paper(clinic: Clinic, *, intake: str) -> None:
    """Paper is an equal route: a task for the desk, and nothing lost."""
    _tell(clinic, intake, PaperPreferred())


def decline(clinic: Clinic, *, intake: str, reason: str, wants_call: bool) -> None:
    """The patient says no. It ends the intake; a second press changes nothing."""
    _tell(
        clinic,
        intake,
        IntakeDeclined(wants_call=wants_call, rows=note_row("reason", reason)),
        once=IntakeDeclined,
    )


def _tell(clinic: Clinic, intake: str, fact: Fact, once: type[Fact] | None = None) -> None:
    with clinic.store.writing() as writing:
        found = load_intake(writing, clinic, intake)
        if once and found.last(once):
            return
        _must_be_open(found)
        record(writing, clinic, fact, actor=Actor(PATIENT, intake), intake=intake)
        if isinstance(fact, IntakeDeclined):
            writing.drop_drafts(intake)
        project(writing, clinic, intake)
        if found.earlier:
            # Who said no when asked again has signed the older record: its row says so.
            project(writing, clinic, found.earlier.id)


def answer(clinic: Clinic, *, intake: str, question: str, text: str, by: Actor, role: str) -> None:
    """A named person answers. NotNow when intake staff would answer what waits for a clinician."""
    with clinic.store.writing() as writing:
        found = load_intake(writing, clinic, intake)
        asked = next((q for q in found.questions if q.asked.id == question), None)
        if not asked:
            raise NotFound("There is no such question.")
        if asked.answered:
            return
        if asked.for_clinician and role != "clinician":
            raise NotNow("A clinician answers this one.")
        record(
            writing,
            clinic,
            QuestionAnswered(question=question, rows=words_row("answer", text)),
            actor=by,
            intake=intake,
        )
        project(writing, clinic, intake)


def handle_request(clinic: Clinic, *, intake: str, request: str, by: Actor) -> None:
    """The desk gave paper, or called. NotFound for what nobody asked for."""
    with clinic.store.writing() as writing:
        found = load_intake(writing, clinic, intake)
        asked = {"paper": bool(found.paper), "call": bool(found.declined and found.declined.fact.wants_call)}
        if not asked.get(request):
            raise NotFound("Nobody asked for this.")
        record(writing, clinic, RequestHandled(request=request), actor=by, intake=intake)
        project(writing, clinic, intake)


def _must_be_open(intake: Intake) -> None:
    if intake.ended:
        raise Ended("This form is finished. Please call the clinic.")
