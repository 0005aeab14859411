"""The extensions of a Questionnaire: which are used, which do no harm, which change the form and are refused."""

from collections.abc import Mapping

HL7 = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"

ORDINAL, WEIGHT = f"{HL7}ordinalValue", f"{HL7}itemWeight"
HIDDEN = f"{HL7}questionnaire-hidden"
UNIT = f"{HL7}questionnaire-unit"
ITEM_CONTROL = f"{HL7}questionnaire-itemControl"
EXCLUSIVE = f"{HL7}questionnaire-optionExclusive"
MINIMUM, MAXIMUM = f"{HL7}minValue", f"{HL7}maxValue"
FEWEST, MOST = f"{HL7}questionnaire-minOccurs", f"{HL7}questionnaire-maxOccurs"
CALCULATED = f"{SDC}calculatedExpression"

HARMLESS = frozenset(
    {
        ITEM_CONTROL,
        f"{HL7}artifact-versionAlgorithm",
        f"{HL7}questionnaire-choiceOrientation",
        f"{HL7}questionnaire-displayCategory",
        f"{HL7}questionnaire-optionPrefix",
        f"{HL7}questionnaire-supportLink",
        f"{HL7}designNote",
        f"{HL7}entryFormat",
        f"{HL7}terminology-server",
        f"{HL7}variable",
        f"{SDC}observationExtract",
        f"{SDC}observationLinkPeriod",
        f"{SDC}preferredTerminologyServer",
    }
)
"""They say how a form looks, or serve expressions, which are never executed."""

STRIPPED = frozenset(
    f"{HL7}{name}" for name in ("rendering-xhtml", "rendering-markdown", "rendering-style", "translation")
)

_COUNT = "Put the scoring into the sidecar"
REFUSED: Mapping[str, tuple[str, str]] = {
    f"{SDC}enableWhenExpression": (
        "it is shown by an expression (enableWhenExpression)", "Write the condition as enableWhen"),
    f"{SDC}initialExpression": ("an expression fills it in (initialExpression)", "Take the expression out"),
    f"{HL7}questionnaire-initialExpression": (
        "an expression fills it in (initialExpression)", "Take the expression out"),
    f"{SDC}answerExpression": ("an expression makes its answers (answerExpression)", "List them as answerOption"),
    f"{SDC}candidateExpression": (
        "an expression proposes its answers (candidateExpression)", "List them as answerOption"),
    f"{SDC}answerOptionsToggleExpression": (
        "an expression switches its answers on and off", "List them all as answerOption"),
    f"{HL7}questionnaire-constraint": (
        "a constraint is an expression, which is never executed", "Use minValue and maxValue"),
    f"{HL7}targetConstraint": (
        "a constraint is an expression, which is never executed", "Use minValue and maxValue"),
    f"{HL7}questionnaire-signatureRequired": (
        "it asks for a signature", "Our packets end with a signing form: take the extension out"),
    CALCULATED: ("only a total may be calculated (calculatedExpression)", _COUNT),
    ORDINAL: ("a weight stands where no answer is", _COUNT),
    WEIGHT: ("a weight stands where no answer is", _COUNT),
}  # fmt: skip
