"""The sidecar's scores and rules over the questions of a Questionnaire."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from consentapp.domain.form import Band, Cluster, Cutoff, Rule, Score
from consentapp.interop import loinc
from consentapp.interop.conditions import Asking, offered_value
from consentapp.interop.findings import WHOLE, Findings, quoted
from consentapp.interop.questionnaire import NUMERIC, Node, Questionnaire, Value
from consentapp.interop.sidecar import Scoring, Sidecar
from consentapp.interop.words import checked

WHOLE_NUMBER = re.compile(r"-?[0-9]{1,9}")

Points = Mapping[str, Mapping[Value, int]]
"""What the sidecar lets the answers of each question count."""


def read_points(questionnaire: Questionnaire, sidecar: Sidecar, findings: Findings) -> Points:
    """The sidecar's points, each for an answer that a question offers."""
    nodes = {node.link_id: node for node in questionnaire.nodes()}
    found: dict[str, dict[Value, int]] = {}
    for table in sidecar.answers:
        for link_id in table.items:
            node = nodes.get(link_id)
            if node is None or node.type != "choice":
                findings.refuse(
                    link_id, "the sidecar scores its answers and it is no choice", "Correct the linkId"
                )
                continue
            for code, points in table.scores.items():
                _add(found.setdefault(link_id, {}), node, code, points, findings)
    if found:
        findings.notice(", ".join(found), "the sidecar says what the answers count")
    return found


def _add(found: dict[Value, int], node: Node, code: str, points: int, findings: Findings) -> None:
    value = offered_value(node, code)
    if value is None and WHOLE_NUMBER.fullmatch(code):
        value = offered_value(node, int(code))
    if value is None:
        mend = "Name its code, or system|code"
        findings.refuse(
            node.link_id, f"the sidecar scores {quoted(code)}, which is not one of its answers", mend
        )
    elif found.setdefault(value, points) != points:
        findings.refuse(node.link_id, f"the sidecar gives {quoted(code)} two scores", "Keep the true one")


def weighted(node: Node, points: Points, findings: Findings) -> Node:
    """The question with the points of its answers. One answer never has two scores."""
    given = points.get(node.link_id, {})
    for one in node.offered:
        if one.value in given and one.weight not in (None, given[one.value]):
            why = f"the answer {quoted(one.label)} has two scores: {one.weight} here, {given[one.value]} in the sidecar"
            findings.refuse(node.link_id, why, "Keep the true one")
    offered = (replace(one, weight=given.get(one.value, one.weight)) for one in node.offered)
    return replace(node, offered=tuple(offered))


def check_scored(
    nodes: Mapping[str, Node], totals: Iterable[Node], sidecar: Sidecar, findings: Findings
) -> None:
    """Nothing that is counted over there goes uncounted here, unless the sidecar says so."""
    for node in totals:
        if node.link_id not in sidecar.totals():
            mend = f"Add a [[score]] with total = {node.link_id!r} to the sidecar"
            findings.refuse(node.link_id, "it is a total, and no score of the sidecar takes its place", mend)
        elif node.type not in NUMERIC:
            findings.refuse(node.link_id, f"a {node.type} is no total", "Correct `total` in the sidecar")
        else:
            findings.notice(
                node.link_id, "a total is counted by us, as the sidecar says; its expression never runs"
            )
    for node in nodes.values():
        weights = any(one.weight is not None for one in node.offered)
        if weights and node.link_id not in sidecar.counted() | set(sidecar.not_counted):
            mend = "Count it in a [[score]] of the sidecar, or name it under not_counted"
            findings.refuse(node.link_id, "its answers have scores, and nothing counts them", mend)
    gone = set(sidecar.totals()) - {node.link_id for node in totals}
    for link_id in (*sorted(gone), *(name for name in sidecar.not_counted if name not in nodes)):
        findings.refuse(
            link_id, "the sidecar names it, and it is not in the Questionnaire", "Correct the linkId"
        )


def scores(sidecar: Sidecar, asking: Asking, totals: Iterable[Node]) -> tuple[Score, ...]:
    """The sidecar's scores. Findings for items that give no points."""
    codes = {node.link_id: node.loinc for node in totals}
    return tuple(_score(scoring, codes.get(scoring.total, ""), asking) for scoring in sidecar.score)


def _score(scoring: Scoring, code: str, asking: Asking) -> Score:
    place, findings = f"score {scoring.id}", asking.findings
    labels = [*(one.label for one in scoring.band), *(one.label for one in scoring.cluster)]
    for words in (scoring.label, *labels):
        checked(place, words, findings)
    if (found := scoring.loinc or code) and (fault := loinc.fault(found)):
        findings.refuse(place, f"{quoted(found)} is no LOINC code: {fault}", "Correct it")
    clusters = tuple(
        Cluster(one.code, one.label, _items(place, one.items, asking), one.at_least, one.needed)
        for one in scoring.cluster
    )
    return Score(
        id=scoring.id,
        label=scoring.label,
        items=_items(place, scoring.items, asking),
        bands=tuple(Band(one.code, one.label, one.lowest, one.highest) for one in scoring.band),
        source=scoring.source,
        loinc=found,
        cutoffs=tuple(Cutoff(one.at, asking.asked(place, one.when, ())) for one in scoring.cutoff),
        clusters=clusters,
        most_missing=scoring.most_missing,
    )


def _items(place: str, link_ids: list[str], asking: Asking) -> tuple[str, ...]:
    for link_id in link_ids:
        node = asking.before.get(link_id)
        if node is None:
            asking.findings.refuse(
                place, f"it counts {quoted(link_id)}, which is no question", "Correct the linkId"
            )
        elif node.type != "choice" or node.repeats:
            asking.findings.refuse(
                place, f"it counts {quoted(link_id)}, which is no choice of one", "Take it out"
            )
        elif any(one.weight is None for one in node.offered):
            mend = "Give every answer a score under [[answers]] in the sidecar"
            asking.findings.refuse(
                link_id, f"the {place} counts it, and some of its answers have no score", mend
            )
    if len(set(link_ids)) < len(link_ids):
        asking.findings.refuse(place, "it counts an item twice", "Take one away")
    return tuple(asking.names.get(link_id, link_id) for link_id in link_ids)


def rules(sidecar: Sidecar, asking: Asking) -> tuple[Rule, ...]:
    """The sidecar's rules, in our names."""
    if not sidecar.rule:
        asking.findings.notice(
            WHOLE, "the sidecar has no rule: no answer will raise anything for a clinician"
        )
    known = [scoring.id for scoring in sidecar.score]
    return tuple(
        Rule(
            id=rule.id,
            level=rule.level,
            reason=rule.reason,
            patient_text=rule.patient,
            source=rule.source,
            when=asking.asked(f"rule {rule.id}", rule.when, known),
            behavior=rule.behavior,
            safety=rule.safety,
            holds_signing=rule.holds_signing or rule.safety == "acute",
        )
        for rule in sidecar.rule
    )
