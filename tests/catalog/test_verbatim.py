"""The instruments word for word: their authors' questions and answers, held against a copy of their own (dossier 7.3-7.8).

TAPS-1: NIDA's form (PhenX protocol 511601; its answers also in the NIH HEAL data elements), without the notes on who
answers the questions on alcohol, which are conditions here.
"""

import pytest

from consentapp.catalog import FormLibrary
from consentapp.domain.form import Form, Item
from consentapp.domain.text import Heading, ListBlock, Paragraph, plain

ITEMS = {
    "phq-9": [
        "Little interest or pleasure in doing things",
        "Feeling down, depressed, or hopeless",
        "Trouble falling or staying asleep, or sleeping too much",
        "Feeling tired or having little energy",
        "Poor appetite or overeating",
        "Feeling bad about yourself — or that you are a failure or have let yourself or your family down",
        "Trouble concentrating on things, such as reading the newspaper or watching television",
        "Moving or speaking so slowly that other people could have noticed? Or the opposite — being so fidgety or restless that you have been moving around a lot more than usual",
        "Thoughts that you would be better off dead or of hurting yourself in some way",
        "If you checked off any problems, how difficult have these problems made it for you to do your work, take care of things at home, or get along with other people?",
    ],
    "gad-7": [
        "Feeling nervous, anxious or on edge",
        "Not being able to stop or control worrying",
        "Worrying too much about different things",
        "Trouble relaxing",
        "Being so restless that it is hard to sit still",
        "Becoming easily annoyed or irritable",
        "Feeling afraid as if something awful might happen",
    ],
    "audit-c": [
        "How often do you have a drink containing alcohol?",
        "How many drinks containing alcohol do you have on a typical day when you are drinking?",
        "How often do you have six or more drinks on one occasion?",
    ],
    "pc-ptsd-5": [
        "Have you ever experienced this kind of event?",
        "Had nightmares about the event(s) or thought about the event(s) when you did not want to?",
        "Tried hard not to think about the event(s) or went out of your way to avoid situations that reminded you of the event(s)?",
        "Been constantly on guard, watchful, or easily startled?",
        "Felt numb or detached from people, activities, or your surroundings?",
        "Felt guilty or unable to stop blaming yourself or others for the event(s) or any problems the event(s) may have caused?",
    ],
    "pcl-5": [
        "Repeated, disturbing, and unwanted memories of the stressful experience?",
        "Repeated, disturbing dreams of the stressful experience?",
        "Suddenly feeling or acting as if the stressful experience were actually happening again (as if you were actually back there reliving it)?",
        "Feeling very upset when something reminded you of the stressful experience?",
        "Having strong physical reactions when something reminded you of the stressful experience (for example, heart pounding, trouble breathing, sweating)?",
        "Avoiding memories, thoughts, or feelings related to the stressful experience?",
        "Avoiding external reminders of the stressful experience (for example, people, places, conversations, activities, objects, or situations)?",
        "Trouble remembering important parts of the stressful experience?",
        "Having strong negative beliefs about yourself, other people, or the world (for example, having thoughts such as: I am bad, there is something seriously wrong with me, no one can be trusted, the world is completely dangerous)?",
        "Blaming yourself or someone else for the stressful experience or what happened after it?",
        "Having strong negative feelings such as fear, horror, anger, guilt, or shame?",
        "Loss of interest in activities that you used to enjoy?",
        "Feeling distant or cut off from other people?",
        "Trouble experiencing positive feelings (for example, being unable to feel happiness or have loving feelings for people close to you)?",
        "Irritable behavior, angry outbursts, or acting aggressively?",
        "Taking too many risks or doing things that could cause you harm?",
        'Being "superalert" or watchful or on guard?',
        "Feeling jumpy or easily startled?",
        "Having difficulty concentrating?",
        "Trouble falling or staying asleep?",
    ],
    "asq": [
        "In the past few weeks, have you wished you were dead?",
        "In the past few weeks, have you felt that you or your family would be better off if you were dead?",
        "In the past week, have you been having thoughts about killing yourself?",
        "Have you ever tried to kill yourself?",
        "Are you having thoughts of killing yourself right now?",
    ],
    "taps-1": [
        "In the PAST 12 MONTHS, how often have you used any tobacco product (for example, cigarettes, e-cigarettes, cigars, pipes, or smokeless tobacco)?",
        "In the PAST 12 MONTHS, how often have you had 5 or more drinks containing alcohol in one day? One standard drink is about 1 small glass of wine (5 oz), 1 beer (12 oz), or 1 single shot of liquor.",
        "In the PAST 12 MONTHS, how often have you had 4 or more drinks containing alcohol in one day? One standard drink is about 1 small glass of wine (5 oz), 1 beer (12 oz), or 1 single shot of liquor.",
        "In the PAST 12 MONTHS, how often have you used any drugs including marijuana, cocaine or crack, heroin, methamphetamine (crystal meth), hallucinogens, ecstasy/MDMA?",
        "In the PAST 12 MONTHS, how often have you used any prescription medications just for the feeling, more than prescribed or that were not prescribed for you? Prescription medications that may be used this way include: Opiate pain relievers (for example, OxyContin, Vicodin, Percocet, Methadone). Medications for anxiety or sleeping (for example, Xanax, Ativan, Klonopin). Medications for ADHD (for example, Adderall or Ritalin).",
    ],
}

OFTEN = ["Not at all", "Several days", "More than half the days", "Nearly every day"]
TWO = ["Yes", "No"]

ANSWERS = {
    "phq-9": [OFTEN] * 9
    + [["Not difficult at all", "Somewhat difficult", "Very difficult", "Extremely difficult"]],
    "gad-7": [OFTEN] * 7,
    "audit-c": [
        ["Never", "Monthly or less", "2 to 4 times a month", "2 to 3 times a week", "4 or more times a week"],
        ["1 or 2", "3 or 4", "5 or 6", "7, 8, or 9", "10 or more"],
        ["Never", "Less than monthly", "Monthly", "Weekly", "Daily or almost daily"],
    ],
    "pc-ptsd-5": [TWO] * 6,
    "pcl-5": [["Not at all", "A little bit", "Moderately", "Quite a bit", "Extremely"]] * 20,
    "asq": [TWO] * 5,
    "taps-1": [["Daily or Almost Daily", "Weekly", "Monthly", "Less Than Monthly", "Never"]] * 5,
}

OVER_TWO_WEEKS = "Over the last 2 weeks, how often have you been bothered by any of the following problems?"
IN_THE_PAST_MONTH = "In the past month, how much were you bothered by:"
INTROS = {
    "phq-9": {"mood": [OVER_TWO_WEEKS], "mood-safety": [OVER_TWO_WEEKS]},
    "gad-7": {"worry": [OVER_TWO_WEEKS]},
    "pc-ptsd-5": {
        "event": [
            "Sometimes things happen to people that are unusually or especially frightening, horrible, or traumatic. For example:",
            "a serious accident or fire",
            "a physical or sexual assault or abuse",
            "an earthquake or flood",
            "a war",
            "seeing someone be killed or seriously injured",
            "having a loved one die through homicide or suicide",
        ],
        "past-month": ["In the past month, have you…"],
    },
    "pcl-5": {
        "part-1": [
            "Below is a list of problems that people sometimes have in response to a very stressful experience. Keeping your worst event in mind, please read each problem carefully and then select one of the answers to indicate how much you have been bothered by that problem in the past month.",
            IN_THE_PAST_MONTH,
        ],
        "part-2": [IN_THE_PAST_MONTH],
        "part-3": [IN_THE_PAST_MONTH],
        "part-4": [IN_THE_PAST_MONTH],
    },
}  # fmt: skip

NOTICES = {
    "phq-9": "No permission required to reproduce, translate, display or distribute.",
    "gad-7": "No permission required to reproduce, translate, display or distribute.",
    "audit-c": "Bush K, Kivlahan DR, McDonell MB, Fihn SD, Bradley KA. Arch Intern Med 1998;158:1789-1795.",
    "pc-ptsd-5": "Its use here does not mean that the Department endorses this service.",
    "pcl-5": "Its use here does not mean that the Department endorses this service.",
    "asq": "National Institute of Mental Health (NIMH)",
    "taps-1": "National Institute on Drug Abuse (NIDA), Clinical Trials Network",
}

LOINC_NOTICE = (
    "This material contains content from LOINC (http://loinc.org). LOINC is copyright © Regenstrief Institute, Inc. "
    "and the LOINC Committee and is available at no cost under the license at http://loinc.org/license."
)

CODES = {
    "phq-9": "44250-9 44255-8 44259-0 44254-1 44251-7 44258-2 44252-5 44253-3 44260-8 69722-7",
    "gad-7": "69725-0 68509-9 69733-4 69734-2 69735-9 69689-8 69736-7",
    "audit-c": "68518-0 68519-8 68520-6",
    "pc-ptsd-5": "",
    "pcl-5": "",
    "asq": "",
    "taps-1": "96842-0 88037-7 75889-6 96843-8 96844-6",
}  # fmt: skip
"""Only codes that were confirmed: none for the items of ASQ, PC-PTSD-5 and PCL-5."""

TOTALS = {"phq-9": "44261-6", "gad-7": "70274-6", "audit-c": "75626-2", "pc-ptsd-5": "", "pcl-5": "101698-9"}

instruments = pytest.mark.parametrize("instrument", ITEMS)


def form_of(shipped: FormLibrary, instrument: str) -> Form:
    return shipped.form(instrument, "1", "en")


def items_of(shipped: FormLibrary, instrument: str) -> list[Item]:
    return [item for _, item in form_of(shipped, instrument).items()]


@instruments
def test_the_questions_are_the_authors_own_word_for_word(shipped: FormLibrary, instrument: str) -> None:
    assert [plain(item.label) for item in items_of(shipped, instrument)] == ITEMS[instrument]


@instruments
def test_the_answers_are_the_authors_own_in_their_order(shipped: FormLibrary, instrument: str) -> None:
    found = [[option.label for option in item.options] for item in items_of(shipped, instrument)]

    assert found == ANSWERS[instrument]


@instruments
def test_nothing_explains_a_question_that_its_authors_left_unexplained(
    shipped: FormLibrary, instrument: str
) -> None:
    items = items_of(shipped, instrument)

    assert [item.link_id for item in items if item.hint or any(option.hint for option in item.options)] == []


@pytest.mark.parametrize("instrument", INTROS)
def test_the_stem_stands_over_each_page_of_questions(shipped: FormLibrary, instrument: str) -> None:
    form = form_of(shipped, instrument)

    for page, words in INTROS[instrument].items():
        found = form.page(page)
        assert found
        assert list(said_before(found.content)) == words


def said_before(content: tuple[object, ...]) -> list[str]:
    """The text of a page, block by block."""
    found: list[str] = []
    for block in content:
        match block:
            case ListBlock():
                found += [plain(entry.runs) for entry in block.items]
            case Paragraph() | Heading():
                found.append(plain(block.runs))
    return found


@instruments
def test_each_page_says_on_whose_terms_it_is_shown(shipped: FormLibrary, instrument: str) -> None:
    """Dossier 7.1: and LOINC's own terms, once, where a code of theirs is used."""
    form = form_of(shipped, instrument)
    coded = any(item.loinc for _, item in form.items()) or any(score.loinc for score in form.scores)

    for page in form.pages:
        assert NOTICES[instrument] in page.notice
        assert page.notice.count(LOINC_NOTICE) == int(coded)


def test_audit_c_says_what_a_drink_is(shipped: FormLibrary) -> None:
    for page in form_of(shipped, "audit-c").pages:
        assert "A US standard drink is 14 g of alcohol." in said_before(page.content)[0]


# LOINC ------------------------------------------------------------------------------------------------------------


@instruments
def test_items_have_the_codes_that_were_confirmed_and_no_others(
    shipped: FormLibrary, instrument: str
) -> None:
    assert [item.loinc for item in items_of(shipped, instrument) if item.loinc] == CODES[instrument].split()


@pytest.mark.parametrize("instrument", TOTALS)
def test_a_total_has_the_code_of_the_score_and_not_of_the_panel(
    shipped: FormLibrary, instrument: str
) -> None:
    (score,) = form_of(shipped, instrument).scores

    assert score.loinc == TOTALS[instrument]


def test_every_loinc_code_has_its_check_digit(shipped: FormLibrary) -> None:
    codes = {item.loinc for form in shipped.forms.values() for _, item in form.items() if item.loinc}
    codes |= {score.loinc for form in shipped.forms.values() for score in form.scores if score.loinc}

    assert len(codes) == 29
    assert [code for code in codes if not checks(code)] == []


def test_one_wrong_digit_is_found() -> None:
    assert checks("44261-6")
    assert not checks("44262-6")


def checks(code: str) -> bool:
    """The mod-10 check digit of LOINC, as in its users' guide."""
    number, _, digit = code.partition("-")
    doubled = "".join(
        str(int(figure) * 2) if place % 2 == 0 else figure for place, figure in enumerate(reversed(number))
    )
    return (10 - sum(map(int, doubled)) % 10) % 10 == int(digit)
