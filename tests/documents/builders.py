"""A summary as long and as varied as a real one, and its parts to change."""

from dataclasses import replace
from hashlib import sha256
from typing import Any

from consentapp.domain import summary as parts
from consentapp.domain.text import Block, Evidence, Heading, ListBlock, Paragraph, Run, Runs, Table
from tests.documents import content

TITLE = "Consent to ketamine-assisted therapy"
VERSION = "2026.1"
LEAF = sha256(b"leaf").hexdigest()
HAND = (
    (
        (30, 150),
        (60, 60),
        (80, 40),
        (95, 70),
        (90, 130),
        (110, 150),
        (130, 90),
        (150, 60),
        (160, 110),
        (175, 140),
    ),
    (
        (185, 110),
        (205, 95),
        (215, 115),
        (200, 140),
        (225, 140),
        (245, 100),
        (255, 135),
        (275, 100),
        (285, 140),
    ),
    (
        (305, 60),
        (300, 140),
        (330, 110),
        (345, 140),
        (370, 105),
        (390, 130),
        (430, 100),
        (500, 120),
        (570, 80),
    ),
    ((410, 60), (411, 61)),
)


def a_summary(**changes: Any) -> parts.Summary:
    """The copy of record of Maria Delgado, with the fields named in `changes` replaced."""
    return replace(_maria(), **changes)


def digest(words: str) -> str:
    return sha256(words.encode()).hexdigest()


def at(minute: int) -> str:
    return f"2026-11-23T{17 + minute // 60:02}:{minute % 60:02}:06.123Z"


def said(words: str) -> Runs:
    head, _, tail = words.partition(". ")
    return (Run(head + ". ", "strong"), Run(tail)) if words.startswith("Do not") and tail else (Run(words),)


def a_signature(**changes: Any) -> parts.Manifestation:
    return replace(
        parts.Manifestation(
            role="patient",
            printed_name="Maria Delgado",
            at=at(61),
            meaning="I consent to ketamine-assisted therapy",
            statement="I have read these pages, my questions have been answered, and I want this treatment. I know that I can stop at any time.",
            method="drawn",
            strokes=HAND,
            evidence=(
                "Ana Ruiz handed the tablet to the patient and checked a passport.",
                "Name and date of birth were entered by the patient.",
            ),
        ),
        **changes,
    )


def a_passage(title: str, lines: tuple[str, ...], minute: int) -> parts.Passage:
    return parts.Passage(title=title, blocks=blocks(lines), text_digest=digest(title), saved_at=at(minute))


def blocks(lines: tuple[str, ...]) -> tuple[Block | Runs, ...]:
    made: list[Block | Runs] = []
    for mark, group in _grouped(lines):
        if mark in ("-", "1"):
            made.append(ListBlock(mark == "1", tuple(_paragraph(line.partition(" ")[2]) for line in group)))
        elif mark == "|":
            made.append(_table(group))
        elif mark == "#":
            made += [Heading(said(line[2:])) for line in group]
        else:
            made += [_paragraph(line) for line in group]
    return tuple(made)


def _grouped(lines: tuple[str, ...]) -> list[tuple[str, list[str]]]:
    groups: list[tuple[str, list[str]]] = []
    for line in lines:
        mark = "1" if line[1:2] == "." else line[0] if line[0] in "-|#" else ""
        if not groups or groups[-1][0] != mark:
            groups.append((mark, []))
        groups[-1][1].append(line)
    return groups


def _paragraph(line: str) -> Paragraph:
    words, *proof = [part.strip() for part in line.split("|")]
    runs = _explained(said(words))
    if not proof:
        return Paragraph(runs)
    return Paragraph(runs, Evidence(proof[0], tuple(proof[1].split(", "))))


def _explained(runs: Runs) -> Runs:
    """The same words, with those of the glossary marked."""
    *before, last = runs
    for word, meaning in content.GLOSSARY.items():
        head, found, tail = last.text.partition(word)
        if found:
            return (*before, Run(head), Run(found, meaning=meaning), Run(tail))
    return runs


def _table(lines: list[str]) -> Table:
    caption, head, *rows = [line[2:] for line in lines]
    cells = [tuple(said(cell.strip()) for cell in row.split("::")) for row in (head, *rows)]
    return Table(caption, cells[0], tuple(cells[1:]))


def _screened(
    title: str, questions: tuple[str, ...], answers: tuple[str, ...], **more: Any
) -> parts.Screened:
    choices = tuple(
        parts.Choice(question=question, answer=answers[i % len(answers)])
        for i, question in enumerate(questions)
    )
    return parts.Screened(
        **(
            {"title": title, "version": "1", "answers": choices, "scores": (), "flags": (), "notice": ""}
            | more
        )
    )


def _screenings() -> tuple[parts.Screened, ...]:
    often = ("Several days", "More than half the days", "Nearly every day", "Not at all")
    return (
        _screened("Mood (PHQ-9)", content.MOOD, often, version="1",
            scores=(parts.Scored(label="Mood (PHQ-9)", total=14, highest=27, band="moderate", source="Kroenke 2001"),),
            flags=(parts.Raised(id="phq9-item9", level="urgent", reason="You answered that you had thoughts of being better off dead, or of hurting yourself.", source="PHQ-9, question 9",
                review="Dr. Lena Okafor talked with the patient on the same day and made a safety plan. Decision: proceed, with a call on the next day."),),
            notice="If you think about ending your life, call or text 988 at any hour."),
        _screened("Worry (GAD-7)", content.WORRY, often,
            scores=(parts.Scored(label="Worry (GAD-7)", total=9, highest=21, band="mild", source="Spitzer 2006"),)),
        _screened("After trauma (PC-PTSD-5)", content.TRAUMA, ("Yes", "No", ""),
            scores=(parts.Scored(label="After trauma (PC-PTSD-5)", total=2, highest=5, band="below the cut-off of 4", source="Prins 2016"),)),
        _screened("Alcohol (AUDIT-C)", content.DRINKING, ("2 to 4 times a month", "3 or 4", "Less than monthly"),
            scores=(parts.Scored(label="Alcohol (AUDIT-C)", total=4, highest=12, band="at or above the cut-off for women (3)", source="Bush 1998"),)),
        _screened("Your health", content.BODY, ("No", "No", "I am not sure", "No", "", "No", "No", "Yes"),
            flags=(
                parts.Raised(id="psychosis", level="stop", reason="You answered that you have heard or seen things that other people did not.", source="Your health, question 8"),
                parts.Raised(id="stroke", level="caution", reason="You were not sure whether you have had a stroke or bleeding in the brain.", source="Your health, question 3", review="Dr. Lena Okafor asked for the hospital’s letter. Decision: delay until it is here."),
            )),
    )  # fmt: skip


def _certificate() -> parts.Certificate:
    forms = (
        (TITLE, VERSION, "en", digest(TITLE)),
        ("Mood (PHQ-9)", "1", "en", digest("phq")),
        ("Worry (GAD-7)", "1", "en", digest("gad")),
        ("After trauma (PC-PTSD-5)", "1", "en", digest("ptsd")),
        ("Alcohol (AUDIT-C)", "1", "en", digest("audit")),
        ("Your health", "1", "en", digest("health")),
    )
    did = (
        ("Ana Ruiz, intake", "Registered the patient and checked a passport"), ("Ana Ruiz, intake", "Handed over the tablet"),
        ("Maria Delgado, patient", "Began to read"), ("Maria Delgado, patient", "Answered Mood (PHQ-9)"),
        ("Dr. Lena Okafor, clinician", "Decided on a flag: proceed"), ("Maria Delgado, patient", "Acknowledged 8 statements"),
        ("Maria Delgado, patient", "Asked a question"), ("Dr. Lena Okafor, clinician", "Answered a question"),
        ("Maria Delgado, patient", "Signed"),
    )  # fmt: skip
    return parts.Certificate(
        forms=forms,
        ledger="riverside/main-street",
        signature_fact="k7qm2x5vt3yz4hn6p8rbw9c1da",
        signature_position=4182,
        signature_leaf=LEAF,
        checkpoint=f"riverside/main-street\n4190\nqY0m3zXkq0c1hVJw2m8L1kq3s9rVtQ2w5b7n8u0XyZA=\n\n— riverside/main-street {'Az09+/' * 15}=",
        steps=tuple(
            parts.Step(at=at(7 * i), who=who, what=what, position=4100 + 9 * i)
            for i, (who, what) in enumerate(did)
        ),
        program="consentapp 0.1.0",
    )


def _maria() -> parts.Summary:
    passages = tuple(a_passage(title, lines, 2 * i) for i, (title, lines) in enumerate(content.PASSAGES))
    acknowledged = (2, 3, 6, 8, 9, 15, 16, 22)
    return parts.Summary(
        title="Your consent to ketamine-assisted therapy",
        language="en",
        sample=False,
        edition=1,
        document_id=digest("document"),
        code="7K3MX9QF2T8B",
        code_address="https://consent.riverside.example/code/7K3MX9QF2T8B",
        zone="America/New_York",
        paper="letter",
        clinic_name="Riverside Clinic",
        clinic_address="12 Main Street\nHudson, NY 12534",
        clinic_phone="(555) 010-4477",
        patient_name="Maria Delgado",
        birth_date="1990-03-04",
        made_at=at(65),
        signatures=(
            a_signature(),
            a_signature(
                role="clinician",
                printed_name="Dr. Lena Okafor",
                method="typed",
                strokes=(),
                at=at(63),
                meaning="I explained this treatment and answered the questions",
                statement="I talked with the patient about benefits, risks and other ways to be helped.",
                evidence=("Signed in with a passkey.",),
            ),
        ),
        choices=(
            parts.Choice(
                question="Do you want to start ketamine-assisted therapy?", answer="Yes, I want to start"
            ),
            parts.Choice(question="Which way of taking it do you prefer?", answer="Nose spray (esketamine)"),
            parts.Choice(question="May a second therapist be in the room?", answer="No"),
            parts.Choice(
                question="Would you want someone to hold your hand if you ask for it?",
                answer="Yes, if I ask for it on the day",
            ),
            parts.Choice(question="May we tell your family doctor that you are treated here?", answer=""),
        ),
        acknowledgments=tuple(
            parts.Acknowledged(
                page_title=passages[i].title,
                statement=_affirmed(i),
                at=at(2 * i + 1),
                text_digest=passages[i].text_digest,
            )
            for i in acknowledged
        ),
        checks=(
            parts.Checked(
                question="How may you go home after a session?",
                attempts=(("I drive myself, slowly", False), ("An adult takes me home", True)),
                why="Thinking and reacting are slower until you have slept, even if you feel well. So an adult takes you home.",
            ),
            parts.Checked(
                question="What is approved by the drug agency?",
                attempts=(("Only the nose spray, for some kinds of depression", True),),
                why="Only the nose spray is approved.",
            ),
            parts.Checked(
                question="What can you do if you change your mind in the middle of a session?",
                attempts=(
                    ("I am not sure", False),
                    ("Nothing, I have to finish", False),
                    ("Say so, and no more medicine is given", True),
                ),
                why="You may say no at any time. No more medicine is given, and someone stays with you.",
            ),
        ),
        questions=(
            parts.Asked(
                question="I take sertraline. Can I go on taking it?",
                asked_at=at(31),
                answer="Yes. Go on as before. We look at your list together before the first session.",
                answered_by="Dr. Lena Okafor",
                answered_at=at(48),
            ),
            parts.Asked(question="Will it show in a drug test at work?", asked_at=at(39), answer=""),
        ),
        screenings=_screenings(),
        readings=(
            parts.Read(
                title=TITLE,
                form="ketamine-assisted-therapy",
                version=VERSION,
                language="en",
                form_digest=digest(TITLE),
                passages=passages,
                references=content.REFERENCES,
            ),
        ),
        certificate=_certificate(),
    )


def _affirmed(page: int) -> str:
    return {
        2: "I understand that most uses of ketamine described here are not approved by the drug agency.",
        3: "I understand that it may help quickly, may not help, and that the effect often fades.",
        6: "I will not drive until I have slept, and an adult will take me home.",
        8: "I understand that my blood pressure rises, and that thinking is slower for a day.",
        9: "I understand that long use can harm the bladder, and that some people come to want it more and more.",
        15: "I know whom to call at any hour if I think about ending my life.",
        16: "I will not use machines until the next day.",
        22: "I know that I can say no at any time, and that my other care does not change.",
    }[page]
