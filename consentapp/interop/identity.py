"""What an imported form is called, in which language it speaks, and who allows its use."""

import re
from dataclasses import dataclass

from consentapp.domain.canonical import normalised
from consentapp.interop.findings import WHOLE, Findings
from consentapp.interop.names import slug
from consentapp.interop.questionnaire import Questionnaire
from consentapp.interop.sidecar import Sidecar
from consentapp.interop.words import checked

VERSION = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}){0,3}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
YES_NO = {"en": ("Yes", "No")}


@dataclass(frozen=True)
class Identity:
    id: str
    version: str
    language: str
    title: str
    notice: str
    """The licence line, on every page."""
    yes_no: tuple[str, str]
    """The words of a question that is true or false; "" where they are not known."""


def identified(questionnaire: Questionnaire, sidecar: Sidecar, findings: Findings) -> Identity:
    """What the sidecar says, else what the Questionnaire says. Findings for what neither does."""
    title = checked(WHOLE, sidecar.title.strip() or questionnaire.title, findings)
    if not title:
        findings.refuse(WHOLE, "it has no title", "Write `title` into the sidecar")
    form_id = sidecar.id or slug(questionnaire.name, "f")
    if not form_id:
        findings.refuse(WHOLE, "it has no id, name or address", "Write `id` into the sidecar")
    language = _language(questionnaire, sidecar, findings)
    version = _version(questionnaire, sidecar, findings)
    return Identity(
        form_id,
        version,
        language,
        title,
        _licence(questionnaire, sidecar, findings),
        _yes_no(sidecar, language),
    )


def _version(questionnaire: Questionnaire, sidecar: Sidecar, findings: Findings) -> str:
    if sidecar.version:
        return sidecar.version
    if VERSION.fullmatch(questionnaire.version):
        return questionnaire.version
    findings.notice(WHOLE, "it has no version of numbers and dots: ours is 1")
    return "1"


def _language(questionnaire: Questionnaire, sidecar: Sidecar, findings: Findings) -> str:
    found = sidecar.language or questionnaire.language
    if not found:
        findings.notice(WHOLE, "it does not say its language: taken for en")
        return "en"
    if not LANGUAGE.fullmatch(found):
        findings.refuse(WHOLE, "its language is not like en or pt-BR", "Write `language` into the sidecar")
    return found


def _licence(questionnaire: Questionnaire, sidecar: Sidecar, findings: Findings) -> str:
    """Both statements, one after the other. A form that nobody says may be used is refused."""
    found = " ".join(f"{questionnaire.copyright} {sidecar.notice}".split())
    if not found:
        mend = "Find out who allows its use and write it as `notice` into the sidecar"
        findings.refuse(WHOLE, "it has no copyright or licence statement", mend)
    return checked(WHOLE, found, findings)


def _yes_no(sidecar: Sidecar, language: str) -> tuple[str, str]:
    yes, no = YES_NO.get(language, ("", ""))
    return (normalised(sidecar.yes).strip() or yes, normalised(sidecar.no).strip() or no)
