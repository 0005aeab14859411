"""Pages, items and rules that no answers reach, and those that only look like it."""

import json
from pathlib import Path

import pytest

from tests.authoring.folders import found, screening

A = '[[page]]\nid = "a"\n[[page.item]]\nlink_id = "aa"\ntype = "choice"\noptions = "yes-no"\n'
SEVERAL = '[[page]]\nid = "s"\n[[page.item]]\nlink_id = "ss"\ntype = "choices"\noptions = "yes-no"\nexclusive = ["no"]\n'
RARELY = SEVERAL.replace("yes-no", "often").replace('["no"]', '["never"]')


def page(name: str, conditions: str, behavior: str = "any", extra: str = "") -> str:
    return (
        f'[[page]]\nid = "{name}"\n{extra}enable_when = [{conditions}]\nenable_behavior = "{behavior}"\n'
        f'[[page.item]]\nlink_id = "{name}{name}"\ntype = "choice"\noptions = "yes-no"\n'
    )


def rule(name: str, conditions: str, behavior: str = "any") -> str:
    return f'[[rule]]\nid = "{name}"\nlevel = "info"\nsource = "policy"\nwhen = [{conditions}]\nbehavior = "{behavior}"\n'


def asks(question: str, answer: str | int | bool, operator: str = "=") -> str:
    return f'{{ question = "{question}", operator = "{operator}", answer = {json.dumps(answer)} }}'


def both(*conditions: str) -> str:
    return ", ".join(conditions)


YES, NO, OTHER = asks("aa", "yes"), asks("aa", "no"), asks("aa", "yes", "!=")

UNREACHED = {
    "one answer cannot be two": A + page("b", both(YES, NO), "all"),
    "an answer and its opposite": A + page("b", both(YES, OTHER), "all"),
    "answered and not answered": A + page("b", both(YES, asks("aa", False, "exists")), "all"),
    "what excludes all else with something else": SEVERAL
    + page("b", both(asks("ss", "no"), asks("ss", "yes")), "all"),
    "a number of a word": A + page("b", asks("aa", 3, ">")),
    "all options denied": A
    + page("b", both(OTHER, asks("aa", "no", "!="), asks("aa", "unknown", "!=")), "all"),
}
REACHED = {
    "either answer": A + page("b", both(YES, NO)),
    "two of several": SEVERAL + page("b", both(asks("ss", "yes"), asks("ss", "unknown")), "all"),
    "not answered": A + page("b", asks("aa", False, "exists")),
    "answered": A + page("b", asks("aa", True, "exists")),
    "one tap away": A + page("b", both(YES, NO), "all", "offered = true\n"),
    "a chain": A + page("b", YES) + page("c", asks("bb", "no")),
}


@pytest.mark.parametrize("structure", UNREACHED.values(), ids=UNREACHED)
def test_a_page_that_no_answers_reach_is_an_error_at_its_line(tmp_path: Path, structure: str) -> None:
    findings = found(screening(tmp_path, structure), "unreachable")

    assert [f.severity for f in findings] == ["error"]
    assert "the page `b`" in findings[0].message
    assert "bb are never asked" in findings[0].message
    lines = findings[0].path.read_text().splitlines()
    assert lines[findings[0].line - 1] == 'id = "b"'


@pytest.mark.parametrize("structure", REACHED.values(), ids=REACHED)
def test_a_page_that_some_answers_reach_has_no_finding(tmp_path: Path, structure: str) -> None:
    assert found(screening(tmp_path, structure), "unreachable") == []


def test_what_hangs_on_a_page_that_is_never_shown_is_unreachable_too(tmp_path: Path) -> None:
    structure = (
        A + page("b", both(YES, NO), "all") + page("c", asks("bb", "yes")) + page("d", asks("cc", "yes"))
    )

    said = " ".join(f.message for f in found(screening(tmp_path, structure), "unreachable"))

    assert [name for name in ("b", "c", "d") if f"the page `{name}`" in said] == ["b", "c", "d"]


def test_two_conditions_that_only_contradict_each_other_further_back_are_found(tmp_path: Path) -> None:
    """C wants b, which only yes leads to, and a = no."""
    structure = A + page("b", YES) + page("c", both(asks("bb", "yes"), NO), "all")

    (finding,) = found(screening(tmp_path, structure), "unreachable")

    assert "the page `c`" in finding.message


def test_an_item_that_contradicts_its_own_page_is_found(tmp_path: Path) -> None:
    item = f'[[page.item]]\nlink_id = "late"\ntype = "choice"\noptions = "yes-no"\nenable_when = [{NO}]\n'

    (finding,) = found(screening(tmp_path, A + page("b", YES) + item), "unreachable")

    assert "the item `late` on the page `b`" in finding.message


def test_a_rule_that_no_answers_raise_is_found(tmp_path: Path) -> None:
    structure = RARELY + rule("X1", both(asks("ss", "never"), asks("ss", "daily")), "all")

    (finding,) = found(screening(tmp_path, structure), "unreachable")

    assert "the rule `X1`" in finding.message


def test_i_do_not_know_raises_a_rule_that_nothing_else_would(tmp_path: Path) -> None:
    assert found(screening(tmp_path, A + rule("X1", both(YES, NO), "all")), "unreachable") == []


def test_many_alternatives_are_taken_as_reachable_and_take_no_time(tmp_path: Path) -> None:
    pages = "".join(
        f'[[page]]\nid = "p{n}"\n[[page.item]]\nlink_id = "q{n}"\ntype = "choice"\noptions = "yes-no"\n'
        + (f"enable_when = [{both(asks(f'q{n - 1}', 'yes'), asks(f'q{n - 1}', 'no'))}]\n" if n else "")
        for n in range(60)
    )

    assert found(screening(tmp_path, pages), "unreachable") == []


def test_a_condition_on_another_form_of_the_packet_is_followed(tmp_path: Path) -> None:
    folder = screening(tmp_path, A + page("b", both(YES, NO), "all"))
    structure = folder / "consent/care/1/form.toml"
    structure.write_text(structure.read_text().replace('"health/heart"', '"health/bb"'))

    said = [(f.path.parent.parent.name, f.message) for f in found(folder, "unreachable")]

    assert [form for form, message in said if "page `second`" in message] == ["care"]
