"""What a clinician decides and confirms. The program never does."""

from consentapp.domain.errors import NotFound, NotNow
from consentapp.domain.facts import Actor
from consentapp.domain.facts.intakes import AskedInPerson, FlagReviewed, IdentityConfirmed, TaughtAgain
from consentapp.ports import Clinic
from consentapp.services.recording import load_intake, load_walk, record, words_row
from consentapp.services.worklist import project


def review_flag(
    clinic: Clinic,
    *,
    intake: str,
    form: str,
    rule: str,
    raised_by: str,
    decision: str,
    reason: str,
    by: Actor,
) -> None:
    """A clinician decides on one flag, with a reason. NotFound for a flag that the answers do not raise."""
    with clinic.store.writing() as writing:
        walk = load_walk(writing, clinic, intake)
        key = (form, rule, raised_by)
        if key not in {(r.flag.form, r.flag.rule.id, r.raised_by) for r in walk.flags}:
            raise NotFound("There is no such flag.")
        fact = FlagReviewed(
            form=form, rule=rule, raised_by=raised_by, decision=decision, rows=words_row("reason", reason)
        )
        record(writing, clinic, fact, actor=by, intake=intake)
        project(writing, clinic, intake)


def confirm_identity(clinic: Clinic, *, intake: str, method: str, by: Actor) -> None:
    """A clinician has seen who signed, in person or by video."""
    with clinic.store.writing() as writing:
        if not load_intake(writing, clinic, intake).signed:
            raise NotNow("Nobody has signed yet.")
        record(writing, clinic, IdentityConfirmed(method=method), actor=by, intake=intake)
        project(writing, clinic, intake)


def teach_again(clinic: Clinic, *, intake: str, form: str, link_id: str, by: Actor) -> None:
    """A clinician went through a missed check in person. NotFound for one that is not waiting."""
    with clinic.store.writing() as writing:
        walk = load_walk(writing, clinic, intake)
        if (form, link_id) not in {
            (at.form.id, item.link_id) for at, item in walk.checks.missed(walk.stations)
        }:
            raise NotFound("There is no such check waiting.")
        record(writing, clinic, TaughtAgain(form=form, link_id=link_id), actor=by, intake=intake)
        project(writing, clinic, intake)


def ask_in_person(clinic: Clinic, *, intake: str, form: str, outcome: str, by: Actor) -> None:
    """A clinician asked the questions of a form that was not asked here. NotFound for one that is not waiting."""
    with clinic.store.writing() as writing:
        walk = load_walk(writing, clinic, intake)
        if form not in {waiting.id for waiting in walk.ask_in_person}:
            raise NotFound("These questions are not waiting to be asked in person.")
        fact = AskedInPerson(form=form, rows=words_row("outcome", outcome))
        record(writing, clinic, fact, actor=by, intake=intake)
        project(writing, clinic, intake)
