"""In which language a page speaks, and our own sentences in it.

A patient's pages speak the intake's language. All others: what was chosen in this browser, else what the link's intake
says, what the browser asks for, the site's first. Staff keep what they chose for as long as they are signed in.
"""

from collections.abc import Iterable
from typing import Any, cast

from babel import Locale, negotiate_locale
from flask import Flask, g, request, url_for
from flask_babel import Babel, gettext, lazy_gettext, ngettext, refresh
from markupsafe import Markup, escape

from consentapp.domain.errors import NotFound
from consentapp.domain.form import Form
from consentapp.domain.reasons import Reason, sentence
from consentapp.ports import Clinic
from consentapp.services import languages
from consentapp.translations import direction, local_time, locale_of, long_date, own_name, reviewed
from consentapp.web.parts import clinic, intake_id, this_intake, this_session

ROOMS = {"staff": "staff.room", "patient": "patient.go_on"}

MOST_NUMBERS = 200
"""Among the numbers up to this one, every language has each of its plural forms."""


def register(app: Flask, clinic: Clinic) -> None:
    """Give templates our sentences, dates and directions in the language of each page."""
    Babel(
        app,
        default_translation_directories=str(clinic.phrases.folder),
        locale_selector=lambda: str(_locale()),
    )
    app.context_processor(lambda: {"values": clinic.site.values_in(language())})
    zone = clinic.site.zone
    app.jinja_env.filters.update(
        long_date=lambda day: long_date(day, language()),
        local_time=lambda at: local_time(at, zone, language()),
    )
    app.jinja_env.globals.update(
        character_count=character_count, language=language, other_languages=other_languages, here=here, say=say, unreviewed=unreviewed,
        direction=direction, foreign=foreign, in_words=in_words, quoted=quoted,
    )  # fmt: skip


def language() -> str:
    """The language of this page."""
    if "language" not in g:
        g.language = _known_language()
    return str(g.language)


def speak(chosen: str) -> None:
    """From here on this page speaks another language."""
    g.language = chosen
    refresh()


def speak_without_the_record() -> None:
    """For a page that must be shown even when nothing can be read: what the browser asks for."""
    speak(g.get("language", "") or _asked_by_the_browser())


def choose(chosen: str) -> None:
    """Somebody pressed a language. NotFound for one that the site does not offer.

    It goes on record once a date of birth has matched: whoever only holds a link decides nothing for the patient.
    """
    if chosen not in clinic().site.languages:
        raise NotFound("This form is not offered in that language here.")
    session = this_session()
    if session.kind == "patient" and session.get("matched"):
        languages.choose_language(clinic(), intake=intake_id(), language=chosen)
    else:
        session["language"] = chosen
    speak(chosen)


def begin_session(kind: str, subject: str) -> None:
    """A new person's session, in the language that was chosen at the door."""
    session = this_session()
    chosen = session.get("language")
    session.begin(kind, subject)
    if chosen:
        session["language"] = chosen


def remember_choice() -> None:
    """What was chosen at the door counts from now on, for a date of birth has matched."""
    if chosen := str(this_session().pop("language", "")):
        choose(chosen)


def spoken() -> str | None:
    """For the address of a page that comes after the session, which alone knows the language; None where there is but one."""
    return language() if len(clinic().site.languages) > 1 else None


def changed_language(named: str = "language") -> bool:
    """Whether a language was pressed in the bar instead of the page's own button; from here on it is spoken."""
    if chosen := request.form.get(named, ""):
        choose(chosen)
    return bool(chosen)


def pressed() -> str:
    """The language that was pressed in the bar with this page, "" for any other button."""
    return request.form.get("language", "")


def other_languages() -> list[tuple[str, str]]:
    """Each language that can be chosen here, with its own name; none where a signature has settled it."""
    intake = this_intake()
    if intake and intake.ended:
        return []
    return [(code, own_name(code)) for code in clinic().site.languages if code != language()]


def here() -> str:
    """The path of this page, with what is asked in it; for one that comes only by a button, where its reader goes on."""
    if request.url_rule and "GET" not in (request.url_rule.methods or ()):
        return url_for(ROOMS.get(this_session().kind, "anyone.front"))
    return request.full_path.rstrip("?")


def unreviewed(form: Form | None = None) -> bool:
    """Whether something on this page is a translation that nobody qualified vouches for: our sentences, or a form's."""
    return not reviewed(language()) or (form is not None and not form.vouched_for)


def say(text: str, many: str = "", number: int = 1, /) -> str:
    """One of our sentences, from where nobody knows about languages: what a service refuses, what the domain tells."""
    return clinic().phrases.say(language())(text, many, number)


def in_words(found: Iterable[Reason]) -> str:
    """Why a patient is not ready, in one sentence."""
    return sentence(found, say)


def foreign(spoken: str) -> Markup:
    """For the element of a page that holds words in this language: its `lang`, where the page speaks another."""
    if spoken == language():
        return Markup()
    return Markup(' lang="{}" dir="{}"').format(spoken, direction(spoken))


def quoted(words: str, spoken: str) -> Markup:
    """Words in this language, to stand among those of the page."""
    marked = foreign(spoken)
    return Markup("<span{}>{}</span>").format(marked, words) if marked else escape(words)


def later(text: str) -> str:
    """A sentence that stands in a class and is said when somebody reads it."""
    return cast(str, lazy_gettext(text))


def character_count() -> dict[str, Any]:
    """What the counter under a text box says as somebody types, in each plural form of the language."""
    plural = _locale().plural_form
    numbers = {plural(number): number for number in range(MOST_NUMBERS, -1, -1)}
    left = {
        form: ngettext(
            "You have %(left)s character left", "You have %(left)s characters left", number, left="%{count}"
        )
        for form, number in numbers.items()
    }
    over = {
        form: ngettext(
            "You have %(over)s character too many",
            "You have %(over)s characters too many",
            number,
            over="%{count}",
        )
        for form, number in numbers.items()
    }
    return {
        "charactersUnderLimitText": left,
        "charactersAtLimitText": gettext("You have no characters left"),
        "charactersOverLimitText": over,
        "textareaDescriptionText": gettext("You can write up to %(count)s characters.", count="%{count}"),
    }


# Which ------------------------------------------------------------------------------------------------------------


def _locale() -> Locale:
    return locale_of(language())


def _known_language() -> str:
    intake = this_intake()
    found = (this_session().get("language"), intake and intake.language, request.args.get("language"))
    offered = clinic().site.languages
    return next((code for code in found if code in offered), "") or _asked_by_the_browser()


def _asked_by_the_browser() -> str:
    offered = clinic().site.languages
    wanted: list[Any] = [tag for tag, _ in request.accept_languages]
    return negotiate_locale(wanted, offered, sep="-") or offered[0]
