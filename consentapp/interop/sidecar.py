"""What a Questionnaire never says: how it is scored, what an answer raises, under which licence it may be used.

Questions and answers are named as in the Questionnaire: by linkId, and by code (`system|code` where two systems share one).
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from consentapp.domain.form import Level, Safety
from consentapp.interop.questionnaire import Behavior, Operator

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=80)]
Words = Annotated[str, Field(min_length=1, max_length=2_000)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Asked(Strict):
    """A condition of a rule or a cutoff, over a linkId, a score, or what another form knows (`patient/age`)."""

    question: str
    operator: Operator = "="
    answer: str | int | bool = True


class Points(Strict):
    """What answers count where the Questionnaire gives them no weight."""

    items: list[str] = Field(min_length=1)
    scores: dict[str, Annotated[int, Field(ge=0, le=1000)]] = Field(min_length=1)


class BandWords(Strict):
    code: Name
    label: Words
    lowest: int
    highest: int


class CutoffAsked(Strict):
    at: int
    when: list[Asked] = []


class ClusterWords(Strict):
    code: Name
    label: Words
    items: list[str] = Field(min_length=1)
    at_least: int
    needed: int = Field(ge=1)


class Scoring(Strict):
    id: Name
    label: Words
    items: list[str] = Field(min_length=1)
    source: Words
    total: str = ""
    """The item of the Questionnaire that this score replaces."""
    loinc: str = ""
    band: list[BandWords] = []
    cutoff: list[CutoffAsked] = []
    cluster: list[ClusterWords] = []
    most_missing: int = Field(default=0, ge=0)


class RuleAsked(Strict):
    id: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]*$", max_length=80)]
    level: Level
    when: list[Asked] = Field(min_length=1)
    behavior: Behavior = "any"
    reason: Words
    patient: Words
    source: Words
    safety: Safety = ""
    holds_signing: bool = False


class Sidecar(Strict):
    id: Annotated[str, Field(pattern=r"^([a-z][a-z0-9-]*)?$", max_length=80)] = ""
    version: Annotated[str, Field(pattern=r"^([0-9]+(\.[0-9]+)*)?$", max_length=40)] = ""
    title: str = ""
    language: Annotated[str, Field(pattern=r"^([a-z]{2,3}(-[A-Za-z0-9]{2,8})?)?$")] = ""
    notice: str = ""
    yes: str = ""
    no: str = ""
    needs_on_call: bool = False
    fresh_minutes: int = Field(default=0, ge=0)
    not_counted: list[str] = []
    """Items whose weights no score counts, on purpose."""
    answers: list[Points] = []
    score: list[Scoring] = []
    rule: list[RuleAsked] = []
    reference: dict[str, str] = {}

    def totals(self) -> dict[str, str]:
        """The score that takes the place of each total item."""
        return {scoring.total: scoring.id for scoring in self.score if scoring.total}

    def counted(self) -> set[str]:
        return {link_id for scoring in self.score for link_id in scoring.items}

    def about_safety(self) -> set[str]:
        """The questions whose answers may need help at once."""
        return {asked.question for rule in self.rule if rule.safety for asked in rule.when}
