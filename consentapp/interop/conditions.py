"""Conditions carried over: of the Questionnaire's items, and of the sidecar's rules."""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import Decimal

from consentapp.domain.form import EnableWhen
from consentapp.interop.findings import Findings, quoted
from consentapp.interop.names import answer_codes
from consentapp.interop.questionnaire import NUMERIC, Coded, Condition, Conditions, Node, Value
from consentapp.interop.sidecar import Asked

ELSEWHERE = re.compile(r"[a-z][a-z0-9-]*/[a-z][a-z0-9-]*")
"""`form/link-id` or `patient/age`."""


@dataclass
class Asking:
    """The questions that stand before the place that is being carried over."""

    names: Mapping[str, str]
    """linkId to our link id, of the whole Questionnaire."""
    totals: AbstractSet[str]
    findings: Findings
    before: dict[str, Node] = field(default_factory=dict)
    codes: dict[str, Mapping[Value, str]] = field(default_factory=dict)
    """Our codes for the answers of each of them."""

    def stands(self, node: Node) -> None:
        """From here on conditions may ask it."""
        self.before[node.link_id] = node
        self.codes[node.link_id] = answer_codes(node.offered)

    def conditions(self, place: str, conditions: Conditions) -> tuple[EnableWhen, ...]:
        """enableWhen in our names. Findings for what looks ahead, or asks for an answer that is not offered."""
        return tuple(one for each in conditions.each if (one := self._one(place, each)))

    def asked(self, place: str, tables: Sequence[Asked], scores: Sequence[str]) -> tuple[EnableWhen, ...]:
        """Conditions of the sidecar: over linkIds, scores, and what other forms know."""
        return tuple(one for table in tables if (one := self._of_sidecar(place, table, scores)))

    def _of_sidecar(self, place: str, table: Asked, scores: Sequence[str]) -> EnableWhen | None:
        if table.question in self.before:
            return self._carried(place, Condition(table.question, table.operator, table.answer))
        if table.question in scores or ELSEWHERE.fullmatch(table.question):
            return EnableWhen(table.question, table.operator, table.answer)
        why = f"it asks about {quoted(table.question)}, which is no question, score or `form/link-id`"
        self.findings.refuse(place, why, "Name a linkId as it stands in the Questionnaire")
        return None

    def _one(self, place: str, condition: Condition) -> EnableWhen | None:
        if condition.question in self.before:
            return self._carried(place, condition)
        asked = quoted(condition.question)
        if condition.question in self.totals:
            mend = "Write what the total raises as a rule of the sidecar"
            self.findings.refuse(place, f"its condition asks for the total {asked}", mend)
        elif condition.question in self.names:
            self.findings.refuse(
                place, f"its condition asks {asked}, which does not stand before it", "Move it up"
            )
        else:
            self.findings.refuse(
                place, f"its condition asks {asked}, which is no question here", "Correct the linkId"
            )
        return None

    def _carried(self, place: str, condition: Condition) -> EnableWhen | None:
        node = self.before[condition.question]
        answer = self._answer(node, condition)
        if answer is None:
            said = f"`{quoted(condition.question)}` {condition.operator} {quoted(_said(condition))}"
            mend = "Name an answer that the question offers, and an operator that its type allows"
            self.findings.refuse(place, f"its condition {said} can never be met, or not be told", mend)
            return None
        if condition.operator == "!=":
            self.findings.notice(place, "a condition `!=` holds only once its question is answered")
        return EnableWhen(self.names[condition.question], condition.operator, answer)

    def _answer(self, node: Node, condition: Condition) -> str | int | bool | None:
        """The answer as our conditions write it; None where the two do not fit."""
        answer, operator = condition.answer, condition.operator
        if operator == "exists":
            return answer if isinstance(answer, bool) else None
        match node.type:
            case "boolean" if operator in ("=", "!=") and isinstance(answer, bool):
                return "yes" if answer else "no"
            case "choice" if operator in ("=", "!=") and not isinstance(answer, bool | Decimal):
                value = offered_value(node, answer)
                return None if value is None else self.codes[node.link_id][value]
            case "integer" if type(answer) is int:
                return answer
            case kind if (
                kind in NUMERIC and operator not in ("=", "!=") and isinstance(answer, int | Decimal)
            ):
                return None if isinstance(answer, bool) else str(answer)
            case "string" | "text" | "date" if operator in ("=", "!=") and isinstance(answer, str):
                return answer
        return None


def offered_value(node: Node, said: Coded | str | int) -> Value | None:
    """Which answer of a question is meant: by its code alone where that is enough, else by `system|code`."""
    for fits in (_exactly, _by_system, _by_code):
        found = [one.value for one in node.offered if fits(one.value, said)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _exactly(value: Value, said: Coded | str | int) -> bool:
    return value == said and type(value) is type(said)


def _by_system(value: Value, said: Coded | str | int) -> bool:
    return isinstance(value, Coded) and f"{value.system}|{value.code}" == said


def _by_code(value: Value, said: Coded | str | int) -> bool:
    """A code without a system, on either side."""
    if isinstance(said, Coded):
        return isinstance(value, Coded) and value.code == said.code and not (said.system and value.system)
    return isinstance(value, Coded) and value.code == said


def _said(condition: Condition) -> str:
    answer = condition.answer
    return answer.code if isinstance(answer, Coded) else str(answer)
