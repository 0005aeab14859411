"""Where a walk stops: a page of a form, the review, or what changed since an earlier signature."""

from dataclasses import dataclass

from consentapp.domain.form import Form, Page

REVIEW = "review"
WHAT_CHANGED = "what-changed"


@dataclass(frozen=True)
class Station:
    """A page of a form, as a stop on the walk."""

    form: Form
    page: Page

    @property
    def key(self) -> str:
        return f"{self.form.id}/{self.page.id}"

    @property
    def signs(self) -> bool:
        """Whether this is where the patient signs."""
        return any(item.type == "signature" for item in self.page.items)


@dataclass(frozen=True)
class Review:
    """The stop at which every answer is looked over."""

    key: str = REVIEW
    signs: bool = False


@dataclass(frozen=True)
class WhatChanged:
    """The first stop of a renewal: what is not as it was when the patient signed."""

    key: str = WHAT_CHANGED
    signs: bool = False


Stop = Station | Review | WhatChanged
