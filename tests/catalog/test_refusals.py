"""A form that cannot be used stops the program, and its author is told the file, the line and the mend."""

from pathlib import Path

import pytest

from consentapp.catalog import FormError, read_library
from tests.catalog.folders import FILES, broken, write_forms

CASES = {
    # name: (file, old, new, how the line begins that the refusal points at, words of the refusal)
    "not TOML": ("care.toml", 'id = "care"', "id = care", "id = care", "this is not TOML"),
    "an unknown key": (
        "care.toml",
        "risk = true",
        "risky = true",
        "risky = true",
        "Extra inputs are not permitted",
    ),
    "a key that is missing": ("care.toml", 'kind = "consent"\n', "", "", "kind: Field required"),
    "a wrong type": ("care.toml", "risk = true", 'risk = "true"', 'risk = "true"', "valid boolean"),
    "a number in place of text": ("care.toml", 'version = "1"', "version = 1", "version = 1", "valid string"),
    "an unknown kind": (
        "care.toml",
        'kind = "consent"',
        'kind = "contract"',
        'kind = "contract"',
        "'consent' or 'screening'",
    ),
    "an unknown status": (
        "care.toml",
        'status = "draft"',
        'status = "active"',
        'status = "active"',
        "'draft' or 'retired'",
    ),
    "an unknown type of item": (
        "care.toml",
        '"acknowledgment"',
        '"checkbox"',
        'type = "checkbox"',
        "Input should be",
    ),
    "a version that is none": (
        "care.toml",
        'version = "1"',
        'version = "latest"',
        'version = "latest"',
        "pattern",
    ),
    "no language": ("care.toml", '["en"]', "[]", "languages = []", "at least 1 item"),
    "another folder's name": (
        "care.toml",
        'id = "care"',
        'id = "other"',
        'id = "other"',
        "must be the folder's: care 1",
    ),
    "another folder's version": (
        "care.toml",
        'version = "1"',
        'version = "2"',
        'id = "care"',
        "must be the folder's: care 1",
    ),
    "a link id twice": (
        "care.toml",
        '"sign"',
        '"agreed"',
        'link_id = "agreed"',
        "the link id `agreed` stands twice",
    ),
    "a link id with a space": ("care.toml", '"agreed"', '"a greed"', 'link_id = "a greed"', "pattern"),
    "a page twice": (
        "health.toml",
        'id = "mood"',
        'id = "heart"',
        'id = "heart"',
        "the page `heart` stands twice",
    ),
    "a rule twice": (
        "health.toml",
        '[[score]]\nid = "total"',
        '[[rule]]\nid = "H1"\nlevel = "info"\nwhen = [{ question = "heart", answer = "yes" }]\nsource = "x"\n\n[[score]]\nid = "total"',
        'id = "H1"',
        "the rule `H1` stands twice",
    ),
    "an option twice": (
        "health.toml",
        '["yes", "no", "unknown"]',
        '["yes", "no", "no"]',
        'options = "yes-no"',
        "`no` stands twice",
    ),
    "a code with a space": (
        "health.toml",
        '["yes", "no", "unknown"]',
        '["yes", "no", "don\'t know"]',
        'codes = ["yes", "no", "don\'t know"]',
        "pattern",
    ),
    "an option set that is not there": (
        "health.toml",
        'options = "often"',
        'options = "rarely"',
        'options = "rarely"',
        "no option set `rarely`",
    ),
    "a score for each code": (
        "health.toml",
        "scores = [0, 3]",
        "scores = [0]",
        'options = "often"',
        "needs one score for each code",
    ),
    "a choice without options": (
        "care.toml",
        'options = ["yes", "no"]\n',
        "",
        'link_id = "check"',
        "give its options",
    ),
    "options where none belong": (
        "care.toml",
        'type = "acknowledgment"',
        'type = "acknowledgment"\n  options = ["a"]',
        'link_id = "agreed"',
        "it takes no options",
    ),
    "a check without its right answer": (
        "care.toml",
        'correct = "no"',
        'correct = "maybe"',
        "::: comprehension check",
        "needs `correct`",
    ),
    "`exclusive` that is no option": (
        "care.toml",
        'correct = "no"',
        'correct = "no"\n  exclusive = ["none"]',
        'link_id = "check"',
        "`exclusive` names codes that are no options",
    ),
    "a condition that looks ahead": (
        "health.toml",
        'question = "heart"',
        'question = "low"',
        'link_id = "treated"',
        "does not stand before it",
    ),
    "a condition on nothing": (
        "health.toml",
        'question = "heart"',
        'question = "lungs"',
        'link_id = "treated"',
        "does not stand before it",
    ),
    "a condition on no option": (
        "health.toml",
        'operator = "=", answer = "yes"',
        'operator = "=", answer = "perhaps"',
        'link_id = "treated"',
        "`perhaps` is no option of `heart`",
    ),
    "an unknown operator": (
        "health.toml",
        'operator = "="',
        'operator = "like"',
        'enable_when = [{ question = "heart", operato',
        "operator: Input should be",
    ),
    "a rule on nothing": (
        "health.toml",
        'when = [{ question = "treated"',
        'when = [{ question = "lungs"',
        'id = "H1"',
        "does not stand before it",
    ),
    "a rule without conditions": (
        "health.toml",
        '[{ question = "treated", operator = "=", answer = "no" }]',
        "[]",
        "when = []",
        "at least 1 item",
    ),
    "a rule on nobody's authority": (
        "health.toml",
        '"R1; clinic policy"',
        '""',
        'source = ""',
        "at least 1 character",
    ),
    "a rule that rests on an unknown source": (
        "health.toml",
        '"R1; clinic policy"',
        '"R9"',
        'id = "H1"',
        "`R9`, which is not in references.toml",
    ),
    "a question about safety on a page with others": (
        "health.toml",
        'level = "stop"',
        'level = "urgent"\nsafety = "low"',
        'id = "heart"',
        "the page `heart` asks about safety",
    ),
    "a rule about safety that asks for a total": (
        "health.toml",
        'level = "stop"\nwhen = [{ question = "treated", operator = "=", answer = "no" }]',
        'level = "urgent"\nsafety = "low"\nwhen = [{ question = "total", operator = ">=", answer = 3 }]',
        'id = "H1"',
        "it asks questions of this form, no total and no other form",
    ),
    "a rule about safety that asks another form": (
        "health.toml",
        'level = "stop"\nwhen = [{ question = "treated", operator = "=", answer = "no" }]',
        'level = "urgent"\nsafety = "low"\nwhen = [{ question = "other/death", operator = "=", answer = "no" }]',
        'id = "H1"',
        "it asks questions of this form, no total and no other form",
    ),
    "a question about safety that another one on its page opens": (
        "health.toml",
        'level = "stop"\nwhen = [{ question = "treated", operator = "=", answer = "no" }]',
        'level = "urgent"\nsafety = "low"\nbehavior = "any"\nwhen = [{ question = "treated", operator = "=", answer = "no" }, { question = "heart", operator = "=", answer = "yes" }]',
        'link_id = "treated"',
        "let its page depend on an answer, not the question on its page",
    ),
    "a score of nothing": (
        "health.toml",
        'items = ["low"]',
        'items = ["high"]',
        'id = "total"',
        "items that do not exist: high",
    ),
    "a gap between bands": ("health.toml", "lowest = 2", "lowest = 3", 'id = "total"', "bands"),
    "bands over each other": ("health.toml", "lowest = 2", "lowest = 1", 'id = "total"', "bands"),
    "a band that ends before the highest total": (
        "health.toml",
        "highest = 3",
        "highest = 2",
        'id = "total"',
        "bands",
    ),
    "no words for a page": (
        "health.en",
        '[page.mood]\ntitle = "Your mood"\n',
        "",
        "",
        "no words for the page `mood`",
    ),
    "no words for an item": (
        "health.en",
        '[item.low]\ntext = "Feeling low"\n',
        "",
        "",
        "no words for the item `low`",
    ),
    "no words for a rule": ("health.en", "[rule.H1]", "[rule.H9]", "", "no words for the rule `H1`"),
    "no word for an option": ("health.en", 'no = "No"\n', "", "", "lack a code or a wording: no"),
    "a word for no option": (
        "health.en",
        'no = "No"\n',
        'no = "No"\nnever = "Never"\n',
        "",
        "lack a code or a wording: never",
    ),
    "no word for a band": (
        "health.en",
        'band.severe = "Severe"\n',
        "",
        "[score.total]",
        "a word for each band",
    ),
    "an unknown key among the words": (
        "health.en",
        'notice = "',
        'licence = "',
        'licence = "Free to use."',
        "Extra inputs",
    ),
    "HTML": (
        "care.md",
        "Call {clinic.phone}.",
        "Call <b>us</b>.",
        "Call <b>us</b>. It **may** help. {evidence: ",
        "`<` is not allowed",
    ),
    "HTML in the words of a page": (
        "health.en",
        "Answer what you know.",
        "<script>",
        'intro = "<script>"',
        "`<` is not allowed",
    ),
    "a link": (
        "care.md",
        "Sign, or not.",
        "Sign [here](https://x.example).",
        "Sign [here](https://x.example).",
        "a link has no place here",
    ),
    "an image": ("care.md", "Sign, or not.", "![x](x.png)", "![x](x.png)", "a image has no place here"),
    "a quote": ("care.md", "Sign, or not.", "> Sign", "> Sign", "a blockquote has no place here"),
    "code": ("care.md", "Sign, or not.", "`sign()`", "`sign()`", "a code inline has no place here"),
    "a rule across the page": ("care.md", "Sign, or not.", "***", "***", "a hr has no place here"),
    "a heading of another size": (
        "care.md",
        "### A heading",
        "#### A heading",
        "#### A heading",
        "a heading has no place here",
    ),
    "a list in a list": ("care.md", "- Another", "- Another\n  - Deep", "- Deep", "has no place here"),
    "a hard break": (
        "care.md",
        "Sign, or not.",
        "Sign,  \nor not.",
        "Sign,",
        "a hardbreak has no place here",
    ),
    "a table without a caption": (
        "care.md",
        "Table: Two ways\n",
        "",
        "| Way | Time |",
        "needs a line `Table: caption`",
    ),
    "an unknown grade": (
        "care.md",
        "moderate",
        "fair",
        "Call {clinic.phone}. It **may** help. {evide",
        "`fair` is no grade; use one of strong, moderate",
    ),
    "an unknown reference": (
        "care.md",
        "R1, R2",
        "R1, R7",
        "Call {clinic.phone}. It **may** help. {evide",
        "`R7` is cited but not in references.toml",
    ),
    "an unknown reference in a list": (
        "care.md",
        "{source: R1}",
        "{source: R8}",
        "- One *thing* {source: R8}",
        "`R8` is cited",
    ),
    "a mark that is not understood": (
        "care.md",
        "{source: R1}",
        "{sources: R1}",
        "- One *thing* {sources: R1}",
        "is not understood",
    ),
    "a mark in the middle": (
        "care.md",
        "It **may** help.",
        "It {source: R1} may help.",
        "Call {clinic.phone}. It {source: R1} may hel",
        "is not understood",
    ),
    "a mark in a table": (
        "care.md",
        "One hour",
        "One hour {source: R1}",
        "| Nose | One hour {source: R1} |",
        "is not understood",
    ),
    "a mark on a heading": (
        "care.md",
        "### A heading",
        "### A heading {source: R1}",
        "### A heading {source: R1}",
        "is not understood",
    ),
    "a value that is spelled oddly": (
        "care.md",
        "{clinic.phone}",
        "{Clinic.Phone}",
        "Call {Clinic.Phone}. It **may** help. {evide",
        "is not understood",
    ),
    "a mark in an item": (
        "care.md",
        "I agree.",
        "I agree {really}.",
        "::: signature sign",
        "is not understood",
    ),
    "an item that is never closed": (
        "care.md",
        "I agree.\n:::",
        "I agree.",
        "::: signature sign",
        "is never closed; end it with a line `:::`",
    ),
    "an item without a name": (
        "care.md",
        "::: signature sign",
        "::: signature",
        "::: signature",
        "begin an item with `::: type link-id`",
    ),
    "an item that the structure does not have": (
        "care.md",
        "::: signature sign",
        "::: signature name",
        "## The second page {#second}",
        "lacks the item `sign`",
    ),
    "an item of another type": (
        "care.md",
        "::: signature sign",
        "::: acknowledgment sign",
        "::: acknowledgment sign",
        "form.toml has no acknowledgment `sign`",
    ),
    "an item left out": (
        "care.md",
        "::: acknowledgment agreed\nI know that it may not help.\n:::\n",
        "",
        "## The first page {#first}",
        "lacks the item `agreed`",
    ),
    "an item written twice": (
        "care.md",
        "## The second page",
        "::: acknowledgment agreed\nAgain.\n:::\n\n## The second page",
        "::: acknowledgment agreed",
        "`agreed` stands twice",
    ),
    "an option written twice": (
        "care.md",
        "- no: No",
        "- no: No\n- no: Not",
        "- no: Not",
        "the option `no` stands twice",
    ),
    "a check that does not teach": (
        "care.md",
        "why: It may help. It may not.\n",
        "",
        "::: comprehension check",
        "a `why:` line",
    ),
    "pages in another order": (
        "care.md",
        "{#first}",
        "{#second}",
        "## The first page {#second}",
        "the page `second` stands where form.toml has `first`",
    ),
    "a page too many": (
        "care.md",
        "## The second page {#second}",
        "## More {#more}\n\n## The second page {#second}",
        "## More {#more}",
        "`more` stands where",
    ),
    "a page too few": (
        "care.toml",
        '[[page]]\nid = "second"',
        '[[page]]\nid = "third"\n\n[[page]]\nid = "second"',
        "## The second page {#second}",
        "stands where form.toml has `third`",
    ),
    "no title": ("care.md", "# Care\n", "", "", "the form has no title; begin with `# Title`"),
    "text before the first page": (
        "care.md",
        "# Care\n",
        "# Care\n\nHello.\n",
        "",
        "text stands before the first page",
    ),
    "an item before the first page": (
        "care.md",
        "# Care\n",
        "# Care\n\n::: acknowledgment x\n:::\n",
        "::: acknowledgment x",
        "an item stands before the first page",
    ),
    "a packet of a form that is not there": (
        "packet",
        'form = "health"',
        'form = "wealth"',
        "",
        "there is no form wealth 1",
    ),
    "a packet of a version that is not there": (
        "packet",
        'version = "1"\n\n[[step]]\nreview',
        'version = "9"\n\n[[step]]\nreview',
        "",
        "there is no form health 9",
    ),
    "an empty packet": (
        "packet",
        'id = "care"\nversion = "1"\ntitle = "Care"\n\n[[step]]\nform = "health"\nversion = "1"\n\n[[step]]\nreview = true\n\n[[step]]\nform = "care"\nversion = "1"\n',
        'id = "care"\nversion = "1"\ntitle = "Care"\nstep = []\n',
        "step = []",
        "at least 1 item",
    ),
    "a condition on a form that comes later": (
        "packet",
        '[[step]]\nform = "health"\nversion = "1"\n\n',
        "",
        "",
        "which no earlier form offers",
    ),
    "a condition on another form's nothing": (
        "care.toml",
        "health/heart",
        "health/lungs",
        "",
        "which no earlier form offers",
    ),
    "a condition on no option of another form": (
        "care.toml",
        'answer = "yes" }]',
        'answer = "perhaps" }]',
        "",
        "which no earlier form offers",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_broken_form_is_refused_by_file_line_and_mend(
    tmp_path: Path, case: tuple[str, str, str, str, str]
) -> None:
    name, old, new, place, words = case

    with pytest.raises(FormError) as refused:
        read_library(broken(tmp_path, name, old, new))

    error = refused.value
    assert words in error.message
    assert error.path.is_relative_to(tmp_path)
    if place:
        assert error.path.read_text(encoding="utf-8").split("\n")[error.line - 1].strip().startswith(place)
        assert str(error).startswith(f"{error.path}:{error.line}: ")


def test_an_unbroken_form_is_taken(tmp_path: Path) -> None:
    assert len(read_library(write_forms(tmp_path)).forms) == 2


@pytest.mark.parametrize("name", ["consent/care/1/en.md", "screening/health/1/en.toml"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    (write_forms(tmp_path) / name).unlink()

    with pytest.raises(FormError, match="this file is missing; every language of the form needs one"):
        read_library(tmp_path)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path, name: str) -> None:
    path = write_forms(tmp_path) / name
    path.write_bytes(path.read_bytes() + b"# caf\xe9\n")

    with pytest.raises(FormError, match="save it again as UTF-8") as refused:
        read_library(tmp_path)

    assert refused.value.path == path


def test_a_clinic_without_forms_has_none(tmp_path: Path) -> None:
    library = read_library(tmp_path)

    assert (library.forms, library.packets) == ({}, {})


def test_a_wrong_toml_is_named_by_the_line_of_the_fault(tmp_path: Path) -> None:
    with pytest.raises(FormError) as refused:
        read_library(broken(tmp_path, "health.toml", 'level = "stop"', 'level = "stop'))

    assert refused.value.line == 38
