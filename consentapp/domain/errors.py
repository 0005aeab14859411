"""Refusals: what a person may not do now, in words that say what to do instead.

Refused
├── NotFound        nothing of that name for this person
├── NotNow          the walk, or the intake, is not there
├── Ended           signed or declined already
├── TextChanged     the page is not the one that was read
├── Incomplete      answers are missing
├── TooLong         more than any page holds
├── FormsMissing    a form version that a record needs is not at hand
├── CodeNeeded      the password is right, and the account has a second step
└── SignInRefused   wrong login, password or code, or too many tries
"""

from consentapp.domain.saying import N_, Sentence


class Refused(Exception):
    """The message is for the person; it says the next step."""

    def __init__(self, text: str, **values: object) -> None:
        self.sentence = Sentence(text, **values)
        super().__init__(self.sentence)


class NotFound(Refused):
    pass


class NotNow(Refused):
    pass


class Ended(Refused):
    pass


class TextChanged(Refused):
    pass


class Incomplete(Refused):
    def __init__(self, link_ids: tuple[str, ...]) -> None:
        super().__init__(N_("Some answers are missing."))
        self.link_ids = link_ids


class TooLong(Refused):
    pass


class FormsMissing(Refused):
    pass


class SignInRefused(Refused):
    pass


class CodeNeeded(Refused):
    def __init__(self, staff: str, proof: str) -> None:
        super().__init__(N_("Enter the code that your authenticator app shows."))
        self.staff, self.proof = staff, proof
