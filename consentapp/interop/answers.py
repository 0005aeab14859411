"""The answers that an item offers: listed in it, or in a ValueSet that the Questionnaire contains."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from consentapp.interop.element import Element, Number, only_value
from consentapp.interop.extensions import EXCLUSIVE, ORDINAL, WEIGHT
from consentapp.interop.findings import quoted, refusal
from consentapp.interop.questionnaire import Coded, Offered, Value

ValueSets = Mapping[str, Element]
"""The contained ones, by `#id` and by address."""

MOST_ANSWERS = 300

LIST_THEM = "List the answers as answerOption, each with code and display"


def read_offered(item: Element, value_sets: ValueSets) -> tuple[Offered, ...]:
    """The answers in order; findings for those that cannot be carried."""
    if item.has("answerOption") and item.has("answerValueSet"):
        item.refuse("it has both answerOption and answerValueSet", "Keep one")
    offered = [_option(option) for option in item.elements("answerOption")]
    if item.has("answerValueSet"):
        offered += _of_set(item, item.text("answerValueSet"), value_sets)
    if len(offered) > MOST_ANSWERS:
        raise refusal(f"it offers more than {MOST_ANSWERS} answers", "Ask for text instead", item.place)
    found = [one for one in offered if one]
    seen: set[Value] = set()
    for one in found:
        if one.value in seen:
            item.refuse(f"the answer `{quoted(one.label)}` stands twice", "Take one away")
        seen.add(one.value)
    return tuple(found)


def contained_sets(root: Element) -> dict[str, Element]:
    """The ValueSets that travel with the Questionnaire."""
    found: dict[str, Element] = {}
    for resource in root.elements("contained"):
        kind = resource.text("resourceType")
        if kind != "ValueSet":
            root.refuse(
                f"it contains a {quoted(kind) or 'nameless resource'}", "Only a ValueSet may be contained"
            )
            continue
        for name in (f"#{resource.text('id')}", resource.text("url"), _versioned(resource)):
            if name.strip("#"):
                found[name] = resource
    return found


def _versioned(resource: Element) -> str:
    return f"{resource.text('url')}|{resource.text('version')}" if resource.has("version") else ""


def _of_set(item: Element, name: str, value_sets: ValueSets) -> list[Offered | None]:
    """The codes of a contained set, as if they stood in the item."""
    if name not in value_sets:
        item.refuse(f"its answers stand elsewhere ({quoted(name)})", LIST_THEM)
        return []
    local = Element(value_sets[name].raw, item.place, item.findings)
    expansion, compose = local.element("expansion"), local.element("compose")
    for part in filter(None, (local, expansion, compose)):
        if part.has("modifierExtension"):
            item.refuse("its ValueSet has a modifierExtension, which changes what it means", LIST_THEM)
    if expansion:
        return _expanded(expansion)
    if compose is None or compose.has("exclude"):
        item.refuse(f"the ValueSet {quoted(name)} does not list its codes", LIST_THEM)
        return []
    return [one for include in compose.elements("include") for one in _include(include)]


def _expanded(expansion: Element) -> list[Offered | None]:
    contains = expansion.elements("contains")
    if expansion.has("total") and expansion.number("total") != len(contains):
        expansion.refuse("its ValueSet does not list all of its codes", LIST_THEM)
    return [_concept(part, part.exact("system")) for part in contains]


def _include(include: Element) -> list[Offered | None]:
    system = include.exact("system")
    concepts = include.elements("concept")
    if not concepts or include.has("filter") or include.has("valueSet"):
        include.refuse("its ValueSet names codes by a rule", LIST_THEM)
    include.close(("version", "filter", "valueSet"))
    return [_concept(concept, system) for concept in concepts]


def _concept(concept: Element, system: str) -> Offered | None:
    if concept.has("contains") or concept.has("abstract"):
        concept.refuse("its ValueSet is a tree", LIST_THEM)
        return None
    weight, exclusive = _marks(concept, [])
    code, label = concept.exact("code"), concept.text("display")
    concept.close(("version", "designation"))
    return _coded(concept, Coded(system, code), label, weight, exclusive)


def _option(option: Element) -> Offered | None:
    values = option.keys("value")
    if option.has("initialSelected"):
        option.refuse("one of its answers is chosen beforehand (initialSelected)", "Let the patient choose")
    found: Offered | None = None
    match values:
        case ["valueCoding"] if coding := option.element("valueCoding"):
            weight, exclusive = _marks(option, _weights(coding))
            value = Coded(coding.exact("system"), coding.exact("code"))
            found = _coded(option, value, coding.text("display"), weight, exclusive)
            coding.close(("version", "userSelected"))
        case ["valueString"]:
            text = option.exact("valueString")
            found = Offered(text, text, *_marks(option, [])) if text else None
        case ["valueInteger"]:
            number = option.number("valueInteger")
            found = Offered(number, str(number), *_marks(option, [])) if isinstance(number, int) else None
        case _:
            said = ", ".join(quoted(value) for value in values) or "no value"
            option.refuse(
                f"an answer holds {said}", "Give each answer one valueCoding, valueString or valueInteger"
            )
    option.close(("initialSelected", *values))
    return found


def _coded(owner: Element, value: Coded, label: str, weight: int | None, exclusive: bool) -> Offered | None:
    if not value.code:
        owner.refuse(f"the answer `{quoted(label)}` has no code", "Give it a system and a code")
        return None
    if not label:
        owner.refuse(
            f"the answer {quoted(value.code)} has no display", "Give it the words that a patient reads"
        )
        return None
    return Offered(value, label, weight, exclusive)


def _marks(owner: Element, more: Iterable[int]) -> tuple[int | None, bool]:
    """The weight of an answer, and whether it stands alone. `more` are weights that its Coding carries."""
    extensions = owner.extensions((ORDINAL, WEIGHT, EXCLUSIVE))
    weights = {*more, *_read_weights([*extensions.get(ORDINAL, ()), *extensions.get(WEIGHT, ())])}
    if len(weights) > 1:
        owner.refuse(
            f"one answer has two scores: {', '.join(map(str, sorted(weights)))}", "Keep the true one"
        )
    exclusive = [
        part.truth("valueBoolean")
        for part in extensions.get(EXCLUSIVE, ())
        if only_value(part, "valueBoolean")
    ]
    return (min(weights) if weights else None, any(exclusive))


def _weights(coding: Element) -> list[int]:
    extensions = coding.extensions((ORDINAL, WEIGHT))
    return _read_weights([part for found in extensions.values() for part in found])


def _read_weights(extensions: Iterable[Element]) -> list[int]:
    found = []
    for extension in extensions:
        weight = extension.number("valueDecimal") if only_value(extension, "valueDecimal") else None
        if weight is not None and (whole := _whole(weight)) is None:
            extension.refuse(
                f"the score {weight} is not 0 to 1000, or not whole", "Our totals are whole numbers from 0"
            )
        elif weight is not None and whole is not None:
            found.append(whole)
    return found


def _whole(weight: Number) -> int | None:
    if not 0 <= weight <= 1000 or (isinstance(weight, Decimal) and weight != weight.to_integral_value()):
        return None
    return int(weight)
