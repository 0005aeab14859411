"""Words of a made-up consent form, as long as a real one: for tests only, nobody's advice."""

# A title, then blocks: "text | grade | keys" is a paragraph, a list starts with "-" or "1.", "# " is a heading.
PASSAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "What this is about",
        (
            "You are thinking about ketamine-assisted therapy. These pages say what it is, how it may help, how it may harm, and what else you can do. Take the time you need. You can stop at any page and come back.",
            "Nobody here will be upset if you say no. Saying no does not change the rest of your care.",
            "A clinician will talk with you before anything is decided. These pages do not decide for you, and neither do your answers.",
        ),
    ),
    (
        "What ketamine is",
        (
            "Ketamine is a medicine that has been used in operating rooms for more than fifty years. In a smaller dose it changes how you see, hear and feel for an hour or two. People call this dissociation.",
            "Ketamine blocks a brain signal called NMDA. | strong | r1",
            "Tests in animals show that it may help brain cells make new links. Doctors do not yet know how it helps people. | very-limited | r2, r3",
        ),
    ),
    (
        "What is approved and what is not",
        (
            "A nose spray made from one half of ketamine (esketamine) is approved for depression that has not got better with other medicines. | strong | r4",
            "All other uses described here are off-label. This means that a doctor may prescribe the medicine, but the drug agency has not checked it for this use. | | r5",
            "- Depression with ketamine by drip, injection or tablet: off-label",
            "- Post-traumatic stress: off-label",
            "- Anxiety: off-label",
            "- Alcohol, cocaine or opioid use: off-label",
        ),
    ),
    (
        "How it may help with depression",
        (
            "In a study of 73 people, 64 of 100 felt much better one day after one dose of ketamine. On another sedating drug it was 28 of 100. | moderate | r6",
            "In a newer study of 62 people who had up to eight doses, ketamine did not do better than the other drug. | limited | r7",
            "The good effect often fades. After six doses, half of those who had felt better were unwell again within about 18 days. | limited | r8",
            "So it may help you quickly, it may not help, and if it helps it may not last.",
        ),
    ),
    (
        "How it may help after trauma",
        (
            "Small studies found some relief from nightmares and bad memories. | limited | r9",
            "The largest study, with 158 veterans and service members, found no clear effect on post-traumatic stress. | moderate | r10",
            "Talking therapies that work on the trauma itself are the treatment that is tried first.",
        ),
    ),
    (
        "How it may help with alcohol or other drugs",
        (
            "A few studies looked at ketamine for people who want to drink less or use less. They were small, and people also had talking therapy. | limited | r11, r12",
            "Ketamine does not replace methadone or buprenorphine. Do not stop them to try it.",
            "# Do not stop drinking suddenly on your own",
            "If you drink every day, stopping at once can cause fits and can kill. Tell us, and we will plan it with you.",
        ),
    ),
    (
        "What happens on the day",
        (
            "1. You do not eat for six hours and do not drink for two hours before.",
            "2. We ask how you are, and measure your blood pressure, pulse and oxygen.",
            "3. You get the medicine in a quiet room. A trained person stays with you.",
            "4. You rest until you can walk and talk as usual. This takes about two hours.",
            "5. An adult takes you home. You do not drive, and you sign nothing important, until you have slept.",
        ),
    ),
    (
        "What you may feel during a session",
        (
            "You may feel far away from your body, as in a dream. Colours, sounds and time may seem changed. Some people find this beautiful. Some find it frightening.",
            "- Dizziness, about half of all people",
            "- Feeling sick, about 3 in 10 people",
            "- A rise in blood pressure, for about an hour, in nearly everybody",
            "- Fear or confusion, about 1 in 10 people",
            "You can ask us at any time to stop or to stay closer. We cannot take the medicine out again, but it fades within the hour.",
        ),
    ),
    (
        "Risks in the first day",
        (
            "Blood pressure and pulse rise for a while. If your heart or blood vessels are weak, this can be dangerous. | strong | r4, r13",
            "Thinking and reacting are slower until you have slept. A fall, or a crash, is the most likely way to come to harm. | moderate | r13",
            "Rarely, breathing becomes too slow. This is more likely with alcohol, opioids or sleeping pills. | limited | r14",
        ),
    ),
    (
        "Risks that come later",
        (
            "People who take ketamine often, outside a clinic, can get pain and bleeding of the bladder that does not heal. We do not know how many sessions are safe. | moderate | r15",
            "Some people come to want it more and more. Tell us early if this happens to you. | limited | r16",
            "Heavy use for years is linked with a weaker memory. | limited | r17",
            "We check your bladder, your liver and your mood every three months while treatment goes on.",
        ),
    ),
    (
        "When ketamine is not for you",
        (
            "Ketamine can be too dangerous for some people. Tell us if one of these is true for you. A clinician then decides with you.",
            "- Blood pressure that is high and not treated",
            "- A bulge or tear in a blood vessel, or a stroke",
            "- Hearing or seeing things that others do not, now or in the past",
            "- Pregnancy, or breastfeeding",
            "- A bad reaction to ketamine before",
        ),
    ),
    (
        "Other medicines",
        (
            "Bring a list of everything that you take, also herbs and what you buy without a prescription.",
            "Sleeping pills and calming pills may weaken the effect and slow your breathing. | limited | r14",
            "Do not stop any medicine on your own. Stopping some of them suddenly is more dangerous than taking them.",
        ),
    ),
    (
        "Ways to take it",
        (
            "There are four ways to take ketamine here. No good study has compared them all with each other.",
            "| Four ways to take ketamine",
            "| Way :: How fast :: How long :: What to know",
            "| Drip into a vein :: minutes :: about 1 hour :: Best studied. Can be slowed or stopped at once.",
            "| Injection into a muscle :: 5 minutes :: about 1 hour :: Cannot be stopped once given.",
            "| Nose spray (esketamine) :: 20 minutes :: about 2 hours :: The only approved way. You stay for two hours.",
            "| Tablet under the tongue :: 20 minutes :: 1 to 2 hours :: Amount in the blood varies most.",
        ),
    ),
    (
        "The talking part",
        (
            "Before, between and after sessions you talk with a therapist. The aim is to use what you felt, and to plan what you do next.",
            "It is not proven that this makes ketamine work better or longer. Most people find it a help. | very-limited | r18",
        ),
    ),
    (
        "Other things that help",
        (
            "You do not need ketamine to get better. These have been studied more, and for longer.",
            "- Talking therapy, for example cognitive behavioural therapy",
            "- Antidepressant tablets, alone or two together",
            "- Magnetic stimulation (TMS) or electroconvulsive therapy (ECT)",
            "- For trauma: therapy that works on the memory itself",
            "- Waiting, with regular visits, and help at once if it gets worse",
        ),
    ),
    (
        "Safety in a crisis",
        (
            "If you think about ending your life, call or text 988 at any hour, or go to the nearest emergency room. You do not need an appointment, and you do not need to be sure.",
            "Ketamine may lower such thoughts for some days. It is not known to prevent suicide. | moderate | r19, r4",
            "We ask you about this at each visit. Asking does not put the thought into your mind.",
        ),
    ),
    (
        "Driving and work",
        (
            "Do not drive, ride a bicycle, climb or use machines until the next day, after a night of sleep. | strong | r4",
            "Ketamine is seen in some drug tests. If your work tests you, ask us for a letter.",
        ),
    ),
    (
        "Pregnancy and children",
        (
            "We do not know that ketamine is safe for a baby before birth. In animals it harms the growing brain. | limited | r20",
            "Use birth control during treatment if you could become pregnant. Tell us at once if you think you are.",
        ),
    ),
    (
        "Costs",
        (
            "A course of six sessions costs $3,900. Insurance often pays for the approved nose spray and seldom for the rest.",
            "You get the price in writing before each session. If you stop, you pay for nothing more.",
        ),
    ),
    (
        "What we write down, and who sees it",
        (
            "We keep your answers, your measurements and notes about each session. Law and our rules protect them.",
            "Your insurer sees what you allow. Nobody else sees it without your word, except to save a life or where a law orders it.",
            "You get a copy of everything that you sign.",
        ),
    ),
    (
        "Photos, sound and touch",
        (
            "Nobody films or records a session unless you agree in writing, each time.",
            "Some people want a hand to hold. We ask before a session whether you would want this, and you can change your mind with a word or a gesture.",
        ),
    ),
    (
        "What we ask of you",
        (
            "- Tell us the truth about drugs, alcohol and your health. We do not judge.",
            "- Come with an adult who takes you home.",
            "- Call us if you feel worse, also at night: (555) 010-4477.",
        ),
    ),
    (
        "Your right to say no",
        (
            "You may say no now, later, or in the middle of a session. You need not give a reason.",
            "To withdraw, tell anyone who works here, call us, or use the link on your receipt. We then stop, and plan other care with you.",
        ),
    ),
    (
        "If something goes wrong",
        (
            "Call 911 if someone has chest pain, cannot be woken, or has trouble breathing.",
            "For all else call the clinic. A doctor is on call day and night in the week after a session.",
        ),
    ),
    (
        "Signing",
        (
            "Sign only if you have read these pages, if your questions have been answered, and if you want this.",
            "Your signature is not a contract. You can take it back at any time.",
        ),
    ),
)

GLOSSARY = {
    "off-label": "used for what the drug agency has not checked",
    "dissociation": "a state like a dream",
}

REFERENCES: tuple[tuple[str, str], ...] = (
    (
        "r1",
        "Zanos P, Gould TD. Mechanisms of ketamine action as an antidepressant. Molecular Psychiatry 2018;23:801–811.",
    ),
    (
        "r2",
        "Li N, et al. mTOR-dependent synapse formation underlies the rapid antidepressant effects of NMDA antagonists. Science 2010;329:959–964.",
    ),
    (
        "r3",
        "Moda-Sava RN, et al. Sustained rescue of prefrontal circuit dysfunction by antidepressant-induced spine formation. Science 2019;364:eaat8078.",
    ),
    (
        "r4",
        "Prescribing information of esketamine nasal spray. https://www.accessdata.fda.gov/drugsatfda_docs/label/2023/211243s012lbl.pdf",
    ),
    (
        "r5",
        "Food and Drug Administration. Potential risks associated with compounded ketamine products. 2023.",
    ),
    (
        "r6",
        "Murrough JW, et al. Antidepressant efficacy of ketamine in treatment-resistant major depression. American Journal of Psychiatry 2013;170:1134–1142.",
    ),
    (
        "r7",
        "Jelovac A, et al. Serial ketamine infusions as adjunctive therapy to inpatient care for depression. JAMA Psychiatry 2025.",
    ),
    (
        "r8",
        "Murrough JW, et al. Rapid and longer-term antidepressant effects of repeated ketamine infusions. Biological Psychiatry 2013;74:250–256.",
    ),
    (
        "r9",
        "Feder A, et al. Efficacy of intravenous ketamine for chronic posttraumatic stress disorder. JAMA Psychiatry 2014;71:681–688.",
    ),
    (
        "r10",
        "Abdallah CG, et al. Dose-related effects of ketamine for antidepressant-resistant symptoms of posttraumatic stress disorder. Neuropsychopharmacology 2022;47:1574–1581.",
    ),
    (
        "r11",
        "Grabski M, et al. Adjunctive ketamine with relapse prevention-based psychological therapy. American Journal of Psychiatry 2022;179:152–162.",
    ),
    (
        "r12",
        "Jones JL, et al. Efficacy of ketamine in the treatment of substance use disorders: a systematic review. Frontiers in Psychiatry 2018;9:277.",
    ),
    (
        "r13",
        "Short B, et al. Side-effects associated with ketamine use in depression: a systematic review. Lancet Psychiatry 2018;5:65–78.",
    ),
    (
        "r14",
        "Warnings on use together with substances that slow breathing: prescribing information of ketamine hydrochloride injection.",
    ),
    (
        "r15",
        "Winstock AR, et al. The prevalence and natural history of urinary symptoms among recreational ketamine users. BJU International 2012;110:1762–1766.",
    ),
    ("r16", "Morgan CJA, Curran HV. Ketamine use: a review. Addiction 2012;107:27–38."),
    (
        "r17",
        "Morgan CJA, et al. Consequences of chronic ketamine self-administration upon neurocognitive function. Addiction 2010;105:121–133.",
    ),
    (
        "r18",
        "Dore J, et al. Ketamine assisted psychotherapy: patient demographics, clinical data and outcomes. Journal of Psychoactive Drugs 2019;51:189–198.",
    ),
    (
        "r19",
        "Wilkinson ST, et al. The effect of a single dose of intravenous ketamine on suicidal ideation. American Journal of Psychiatry 2018;175:150–158.",
    ),
    (
        "r20",
        "Dong C, Anand KJ. Developmental neurotoxicity of ketamine in pediatric clinical use. Toxicology Letters 2013;220:53–60.",
    ),
)

MOOD = (
    "Little interest or pleasure in doing things",
    "Feeling down, depressed, or hopeless",
    "Trouble falling or staying asleep, or sleeping too much",
    "Feeling tired or having little energy",
    "Poor appetite or overeating",
    "Feeling bad about yourself, or that you are a failure or have let yourself or your family down",
    "Trouble concentrating on things, such as reading the newspaper or watching television",
    "Moving or speaking so slowly that other people could have noticed, or the opposite: being so fidgety or restless that you have been moving around a lot more than usual",
    "Thoughts that you would be better off dead, or of hurting yourself",
)
WORRY = (
    "Feeling nervous, anxious or on edge",
    "Not being able to stop or control worrying",
    "Worrying too much about different things",
    "Trouble relaxing",
    "Being so restless that it is hard to sit still",
    "Becoming easily annoyed or irritable",
    "Feeling afraid, as if something awful might happen",
)
TRAUMA = (
    "Had nightmares about the event or thought about it when you did not want to?",
    "Tried hard not to think about the event, or went out of your way to avoid what reminded you of it?",
    "Been constantly on guard, watchful, or easily startled?",
    "Felt numb or detached from people, activities, or your surroundings?",
    "Felt guilty or unable to stop blaming yourself or others for the event or any problems it may have caused?",
)
DRINKING = (
    "How often do you have a drink containing alcohol?",
    "How many drinks do you have on a typical day when you are drinking?",
    "How often do you have six or more drinks on one occasion?",
)
BODY = (
    "Have you ever been told that your blood pressure is high?",
    "Do you have, or have you had, a bulge or tear in a blood vessel?",
    "Have you had a stroke or bleeding in the brain?",
    "Do you have a heart disease, or a heartbeat that is not regular?",
    "Do you have a liver disease?",
    "Do you have pain when you pass water, or blood in it?",
    "Could you be pregnant, or are you breastfeeding?",
    "Have you ever heard or seen things that other people did not?",
    "Has anyone in your close family had schizophrenia or bipolar disorder?",
    "Have you ever had a time of very high mood with little sleep?",
    "Have you had fits, or epilepsy?",
    "Do you have high pressure in the eye (glaucoma)?",
    "Have you had a bad reaction to ketamine or to an anaesthetic?",
    "Do you take ketamine outside a clinic?",
    "Which medicines do you take, also without a prescription?",
    "Is there an adult who can take you home?",
)
