"""What a template may leave unsaid: nothing of ours; the options of a component."""

from typing import Any

from jinja2 import ChainableUndefined, StrictUndefined, UndefinedError
from jinja2.utils import missing

ABSENT = {"undefined": ChainableUndefined(name="undefined"), "null": ChainableUndefined(name="null")}
"""Words of another template language that the components compare their options with: equal to any missing option."""


class StrictBeyondOptions(StrictUndefined):
    """A misspelt name stops the page. A missing key of a dictionary is how the components' macros know their options."""

    def __new__(
        cls, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: type = UndefinedError
    ) -> Any:
        if isinstance(obj, dict) or name == "caller":
            return ChainableUndefined(hint, obj, name, exc)
        return super().__new__(cls)
