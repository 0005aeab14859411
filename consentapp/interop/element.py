"""One JSON object of a Questionnaire, read key by key: what nobody asked for is refused, or named as left out."""

import unicodedata
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from consentapp.domain.canonical import has_words, normalised
from consentapp.interop.extensions import HARMLESS, REFUSED, STRIPPED
from consentapp.interop.findings import Findings, quoted

T = TypeVar("T")

LONGEST_TEXT = 5_000
KINDS: Mapping[type, str] = {
    str: "text",
    bool: "true or false",
    dict: "an object",
    list: "a list",
}

Number = int | Decimal


class Element:
    """Wrong types are findings, never errors: the reader goes on with a default and all is told at once."""

    def __init__(self, table: dict[str, Any], place: str, findings: Findings) -> None:
        self.place, self.findings = place, findings
        self._table = table
        self._taken = {"id"}

    def refuse(self, why: str, mend: str) -> None:
        self.findings.refuse(self.place, why, mend)

    def has(self, key: str) -> bool:
        return key in self._table

    def keys(self, prefix: str) -> list[str]:
        """The keys of a choice such as value[x] that are there."""
        return [key for key in self._table if key.startswith(prefix)]

    @property
    def raw(self) -> dict[str, Any]:
        """The object itself, to be read again in another place."""
        return self._table

    def skip(self, keys: Collection[str]) -> None:
        """Keys that were refused in other words."""
        self._taken.update(keys)

    def strings(self, key: str) -> list[str]:
        found = self._as(key, list, [])
        if odd := [part for part in found if type(part) is not str]:
            self.refuse(f"`{key}` holds {quoted(repr(odd[0]))}, which is no text", "Write it as FHIR R4 does")
        return [part for part in found if type(part) is str]

    def text(self, key: str, default: str = "") -> str:
        """Text as it enters a form: NFC, trimmed, without control characters or half characters."""
        found = self._as(key, str, default)
        self._strip(key)
        if len(found) > LONGEST_TEXT:
            self.refuse(f"`{key}` is longer than {LONGEST_TEXT} characters", "Shorten it")
        elif any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\r\t" for c in found):
            self.refuse(f"`{key}` holds control or half characters", "Take them out")
        elif self.has(key) and not has_words(found):
            self.refuse(f"`{key}` is empty", "Write it, or take it out")
        else:
            return normalised(found).strip()
        return default

    def exact(self, key: str) -> str:
        """A name that must come back letter for letter: refused where it could not enter a form as it is."""
        found = self.text(key)
        if found and found != self._table[key]:
            self.refuse(f"`{key}` begins or ends with a space, or is not NFC", "Write it in its plain form")
        return found

    def truth(self, key: str, *, default: bool = False) -> bool:
        found: bool = self._as(key, bool, default)
        return found

    def number(self, key: str) -> Number | None:
        """An integer or a decimal, as written."""
        self._taken.add(key)
        found = self._table.get(key)
        if type(found) in (int, Decimal):
            return found
        self.refuse(f"`{key}` must be a number", "Write it as FHIR R4 does")
        return None

    def element(self, key: str) -> "Element | None":
        found = self._as(key, dict, None)
        return None if found is None else Element(found, self.place, self.findings)

    def elements(self, key: str) -> list["Element"]:
        """The objects of a list, which FHIR never leaves empty."""
        found = self._as(key, list, [])
        if self.has(key) and not found:
            self.refuse(f"`{key}` is an empty list", "Take it out")
        if odd := [part for part in found if type(part) is not dict]:
            self.refuse(
                f"`{key}` holds {quoted(repr(odd[0]))}, which is no object", "Write it as FHIR R4 does"
            )
        return [Element(part, self.place, self.findings) for part in found if type(part) is dict]

    def extensions(self, used: Collection[str] = ()) -> dict[str, list["Element"]]:
        """Those that the caller understands, by address; the rest is refused, or named where it does no harm."""
        found: dict[str, list[Element]] = {}
        for extension in self.elements("extension"):
            url = extension.text("url")
            if url in used:
                found.setdefault(url, []).append(extension)
            elif url in HARMLESS:
                self.findings.notice(self.place, f"the extension {url.rpartition('/')[2]} is left out")
            else:
                self._refuse_extension(url)
        return found

    def close(self, harmless: Collection[str] = ()) -> None:
        """Every key that was not read is refused, but those named, which are left out."""
        for key in [key for key in self._table if key not in self._taken]:
            if key == "modifierExtension":
                self.refuse("it has a modifierExtension, which changes what it means", "Take it out")
            elif key in harmless:
                self.findings.notice(self.place, f"`{key}` is left out")
            else:
                self.refuse(f"`{quoted(key)}` is not understood", "Take it out, or write the form in TOML")

    def _as(self, key: str, kind: type[T], default: Any) -> Any:
        self._taken.add(key)
        found = self._table.get(key, default)
        if found is default or type(found) is kind:
            return found
        self.refuse(f"`{key}` must be {KINDS[kind]}", "Write it as FHIR R4 does")
        return default

    def _strip(self, key: str) -> None:
        """Styles of a text are stripped; anything else that hangs on it is refused."""
        beside = self.element(f"_{key}")
        if beside is None:
            return
        for extension in beside.elements("extension"):
            url = extension.text("url")
            if url in STRIPPED:
                self.findings.notice(
                    self.place, f"{url.rpartition('/')[2]} is stripped, the plain text stays"
                )
            else:
                self._refuse_extension(url)
        beside.close()

    def _refuse_extension(self, url: str) -> None:
        why, mend = REFUSED.get(url, (f"the extension {quoted(url)} is not understood", "Take it out"))
        self.refuse(why, mend)


def only_value(extension: Element, key: str) -> bool:
    """Whether an extension holds that value and nothing else; a finding when not."""
    if extension.keys("value") == [key] and not extension.has("extension"):
        return True
    extension.refuse(f"an extension must hold {key}", "Write it as FHIR R4 does")
    return False
