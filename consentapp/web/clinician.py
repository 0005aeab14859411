"""The clinician: treatment questions, flags, who signed."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from consentapp.domain.composing import choices
from consentapp.domain.form import Form, Item
from consentapp.domain.response import answer_key, enabled_items
from consentapp.domain.roles import CLINICIAN
from consentapp.domain.saying import N_
from consentapp.domain.vitals import limits_by_act
from consentapp.domain.walk import Walk
from consentapp.domain.wording import alert_words, answer_words, source_language, source_words
from consentapp.services import alerts, decisions
from consentapp.web.access import allow
from consentapp.web.languages import language, say
from consentapp.web.parts import clinic, staff_actor
from consentapp.web.records import read_by_staff, record_view
from consentapp.web.small_forms import (
    Answer,
    AskedInPerson,
    ConfirmIdentity,
    ProofOfIntent,
    ReviewFlag,
    TaughtAgain,
)

MOST_WAITING = 2000
"""All who wait for a clinician are shown, however long ago they came."""

bp = Blueprint("clinician", __name__, url_prefix="/clinician")


@bp.get("")
@allow(CLINICIAN)
def worklist() -> str:
    """Those who wait for a clinician first."""
    search = request.args.get("search", "")
    with clinic().store.reading() as reading:
        waiting = reading.worklist(clinic().site.id, search=search, waits_for=CLINICIAN, limit=MOST_WAITING)
        newest = reading.worklist(clinic().site.id, search=search)
    rows = [*waiting, *(row for row in newest if CLINICIAN not in row.waits_for)]
    return render_template("clinician/worklist.html", rows=rows, search=search)


@bp.get("/intakes/<intake>")
@allow(CLINICIAN)
def record(intake: str) -> str:
    view = record_view(intake, N_("clinician record"))
    walk = view["walk"]
    forms = [read_by_staff(form) for form in walk.forms]
    answers = [
        (
            form,
            page,
            [_answered(walk, form, item) for item in enabled_items(form, page, walk.answers)],
        )
        for form in forms
        if form.kind == "screening"
        for page in form.pages
        if (form.id, page.id) in walk.intake.pages
    ]
    saved = walk.intake.pages
    written_in = {form.id: source_language(form, clinic().catalog.forms) for form in walk.forms}
    texts = {
        saved[(form.id, page.id)].fact.text_digest: page
        for form in forms
        for page in form.pages
        if (form.id, page.id) in saved
    }
    return render_template(
        "clinician/record.html", limits=limits_by_act(clinic().site.vitals), answers=answers, choices=choices(walk, texts, say), source_words=source_words, alert_answers=partial(alert_words, walk), written_in=written_in, answer_form=Answer(), flag_form=ReviewFlag(), form=ProofOfIntent(),
        identity_form=ConfirmIdentity(), **view,
    )  # fmt: skip


@bp.post("/intakes/<intake>/flags")
@allow(CLINICIAN)
def review_flag(intake: str) -> Response:
    form = ReviewFlag()
    if form.validate_on_submit():
        decisions.review_flag(
            clinic(), intake=intake, form=str(form.form.data), rule=str(form.rule.data),
            raised_by=str(form.raised_by.data), decision=str(form.decision.data), reason=str(form.reason.data),
            by=staff_actor(),
        )  # fmt: skip
        flash(gettext("Your decision on %(rule)s is recorded.", rule=form.rule.data))
    else:
        flash(say("Choose a decision and write the reason. Nothing was recorded yet."))
    return redirect(url_for("clinician.record", intake=intake))


@bp.post("/intakes/<intake>/alerts/<alert>")
@allow(CLINICIAN)
def confirm_alert(intake: str, alert: str) -> Response:
    """A named person has it: nobody is paged any more."""
    alerts.confirm_alert(clinic(), intake=intake, alert=alert, by=staff_actor())
    flash(say("Recorded: you have this alert. Paging has ended."))
    return redirect(url_for("clinician.record", intake=intake))


@bp.post("/intakes/<intake>/identity")
@allow(CLINICIAN)
def confirm_identity(intake: str) -> Response:
    form = ConfirmIdentity()
    if form.validate_on_submit():
        decisions.confirm_identity(clinic(), intake=intake, method=str(form.method.data), by=staff_actor())
        flash(say("Recorded: you know who signed."))
    else:
        flash(say("Choose how you know who signed."))
    return redirect(url_for("clinician.record", intake=intake))


@bp.post("/intakes/<intake>/taught")
@allow(CLINICIAN)
def taught(intake: str) -> Response:
    form = TaughtAgain()
    if form.validate_on_submit():
        decisions.teach_again(
            clinic(),
            intake=intake,
            form=str(form.form.data),
            link_id=str(form.link_id.data),
            by=staff_actor(),
        )
        flash(say("Recorded: you went through it in person."))
    return redirect(url_for("clinician.record", intake=intake))


@bp.post("/intakes/<intake>/asked")
@allow(CLINICIAN)
def asked(intake: str) -> Response:
    form = AskedInPerson()
    if form.validate_on_submit():
        decisions.ask_in_person(
            clinic(),
            intake=intake,
            form=str(form.form.data),
            outcome=str(form.outcome.data),
            by=staff_actor(),
        )
        flash(say("Recorded: you asked in person."))
    else:
        flash(say("Write what came of it. Nothing was recorded yet."))
    return redirect(url_for("clinician.record", intake=intake))


# Parts ------------------------------------------------------------------------------------------------------------


def _answered(walk: Walk, form: Form, item: Item) -> tuple[Item, str, str]:
    """A question, its answer, and in which language the answer stands: options are the form's, written words the patient's."""
    given = walk.answers.get(answer_key(form.id, item.link_id))
    spoken = form.language if item.options else walk.intake.language
    return item, answer_words(walk, form, item, say), spoken if given else language()
