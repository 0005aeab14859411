"""Refusals: what a person may not do now, in words that say what to do instead.

Refused
├── NotFound        nothing of that name for this person
├── NotNow          the walk, or the intake, is not there
├── Ended           signed or declined already
├── TextChanged     the page is not the one that was read
├── Incomplete      answers are missing
├── WrongBirthDate  not this patient, or mistyped
└── SignInRefused   wrong login or password, or too many tries
"""


class Refused(Exception):
    """The message is for the person; it says the next step."""


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
        super().__init__("Some answers are missing.")
        self.link_ids = link_ids


class WrongBirthDate(Refused):
    def __init__(self, tries_left: int) -> None:
        super().__init__(
            f"This does not match. You can try {tries_left} more time{'' if tries_left == 1 else 's'}."
            if tries_left
            else "This does not match, and there are no tries left. Please call the clinic or ask at the desk."
        )
        self.tries_left = tries_left


class SignInRefused(Refused):
    pass
