"""Items to a Flask-WTF form: a new kind of question is one builder here and one macro in `parts/fields.html`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from consentapp.domain.form import Item, Page
from consentapp.domain.response import Given, may_answer
from consentapp.domain.saying import N_
from consentapp.web.languages import say
from consentapp.web.small_forms import SHORTER, TextForm

LONGEST_LINE = 200
LONGEST_TEXT = 2000

CHOOSE = N_("Choose one answer. If you are not sure, choose the answer that says so.")
CHOOSE_SOME = N_("Choose every answer that fits, or the one that says none fits.")
TICK = N_("Tick the box to go on. If you do not agree, choose another way at the end of this page.")
WRITE = N_("Write an answer.")


LIMITS = {
    "integer": (
        N_("Write a whole number from %(low)s to %(high)s."), N_("Write a whole number, %(low)s or more."),
        N_("Write a whole number, %(high)s or less."), N_("Write a whole number."),
    ),
    "decimal": (
        N_("Write a number from %(low)s to %(high)s."), N_("Write a number, %(low)s or more."),
        N_("Write a number, %(high)s or less."), N_("Write a number."),
    ),
    "date": (
        N_("Write a date from %(low)s to %(high)s."), N_("Write a date, %(low)s or later."),
        N_("Write a date, %(high)s or earlier."), N_("Write a date."),
    ),
}  # fmt: skip
"""What to say to a number or date outside its limits: with both, with a lowest, with a highest, with none."""


PREFIX = "item-"


def field_name(item: Item) -> str:
    """Prefixed: an item called `validate` would otherwise replace the form's own method."""
    return f"{PREFIX}{item.link_id}"


def given_on(page: Page) -> Given:
    """What was posted of a page, whether or not it is whole. A question of one answer has one, whatever was sent."""
    posted = {item: request.form.getlist(field_name(item)) for item in page.items}
    return {
        item.link_id: tuple(filter(None, values if item.type == "choices" else values[:1]))
        for item, values in posted.items()
    }


def _choice(item: Item) -> Field:
    choices = {option.code: option.label for option in item.options}
    # WTForms' own check takes "nothing chosen" for a wrong choice.
    return RadioField(
        choices=choices, validators=[*_needed(item, CHOOSE), KnownCode(item)], validate_choice=False
    )


def _choices(item: Item) -> Field:
    choices = {option.code: option.label for option in item.options}
    return SelectMultipleField(choices=choices, validators=[*_needed(item, CHOOSE_SOME), StandsAlone(item)])


def _line(item: Item) -> Field:
    long = Length(max=LONGEST_LINE, message=SHORTER)
    return StringField(validators=[*_needed(item, WRITE), long])


def _text(item: Item) -> Field:
    long = Length(max=LONGEST_TEXT, message=SHORTER)
    return TextAreaField(validators=[*_needed(item, WRITE), long])


def _measured(item: Item) -> Field:
    return StringField(validators=[*_needed(item, WRITE), Optional(), Measured(item)])


def _acknowledgment(item: Item) -> Field:
    return BooleanField(validators=_needed(item, TICK))


FIELD_BUILDERS: dict[str, Callable[[Item], Field]] = {
    "acknowledgment": _acknowledgment,
    "comprehension": _choice,
    "choice": _choice,
    "choices": _choices,
    "string": _line,
    "text": _text,
    "integer": _measured,
    "decimal": _measured,
    "date": _measured,
}


class KnownCode:
    """Refuses a code that the item does not offer."""

    def __init__(self, item: Item) -> None:
        self.item = item

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        if field.data and not self.item.option(field.data):
            raise ValidationError(say(CHOOSE))


class Measured:
    """Refuses what is no number or date, or lies outside the item's limits."""

    def __init__(self, item: Item) -> None:
        self.item = item

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        if field.data and not may_answer(self.item, field.data.strip()):
            raise ValidationError(_limits(self.item))


class StandsAlone:
    """Refuses "none of these" together with one of these."""

    def __init__(self, item: Item) -> None:
        self.item = item

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        chosen: Sequence[str] = field.data or ()
        alone = next((code for code in chosen if code in self.item.exclusive), None)
        if alone and len(chosen) > 1:
            option = self.item.option(alone)
            words = option.label if option else alone
            raise ValidationError(
                gettext("You chose “%(words)s” and another answer. Choose one or the other.", words=words)
            )


def build_page_form(items: Sequence[Item], data: Mapping[str, Sequence[str]], text_digest: str) -> FlaskForm:
    """The form of a page: `data` fills it in when nothing was posted. Field names are `item-<link_id>`."""
    fields: dict[str, Any] = {"text_digest": HiddenField()}
    for item in items:
        if item.type in FIELD_BUILDERS:
            fields[field_name(item)] = FIELD_BUILDERS[item.type](item)
    form_class = type("PageForm", (TextForm,), fields)
    known: dict[str, Any] = {"text_digest": text_digest}
    for item in items:
        if values := tuple(data.get(item.link_id, ())):
            known[field_name(item)] = _field_data(item, values)
    form: FlaskForm = form_class(data=known)
    return form


def given_by(form: FlaskForm, items: Sequence[Item]) -> Given:
    """What was posted, by link id; blanks are left out."""
    found: dict[str, tuple[str, ...]] = {}
    for item in items:
        data = form[field_name(item)].data if field_name(item) in form else None
        if item.type == "acknowledgment":
            found[item.link_id] = ("yes",) if data else ()
        elif isinstance(data, list):
            found[item.link_id] = tuple(data)
        else:
            found[item.link_id] = (data.strip(),) if data and data.strip() else ()
    return {link_id: values for link_id, values in found.items() if values}


def left_blank(form: FlaskForm, items: Sequence[Item]) -> list[Item]:
    """The questions with answers to choose from that may be left blank, and were."""
    return [item for item in items if item.options and not item.required and not form[field_name(item)].data]


def _limits(item: Item) -> str:
    low, high = item.minimum, item.maximum
    between, above, below, alone = LIMITS[item.type]
    said = between if low and high else above if low else below if high else alone
    return say(said) % {"low": low, "high": high}


def _field_data(item: Item, values: tuple[str, ...]) -> Any:
    if item.type == "choices":
        return list(values)
    return True if item.type == "acknowledgment" else values[0]


def _needed(item: Item, message: str) -> list[Any]:
    """Spaces are no answer; but a tick, or a choice, is checked by what was sent."""
    needs = InputRequired if item.options or item.type == "acknowledgment" else DataRequired
    return [needs(message=say(message))] if item.required else []
