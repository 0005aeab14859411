"""The shape of `form.toml`, a packet and the wording files, as pydantic models that refuse every unknown key."""

import json
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from consentapp.catalog.errors import FormError, line_of
from consentapp.domain.form import ItemType, Level, Safety, TranslationStatus

Model = TypeVar("Model", bound=BaseModel)

MOST_BYTES = 1_000_000
"""Of one file. The longest shipped one has 36,000."""

Id = Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=80)
Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=80)]
"""Codes hold no space: several chosen ones stand in one value."""
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""A tag like `en` or `es-MX`: it names a file beside form.toml, and nothing outside."""
RuleId = Field(pattern=r"^[A-Za-z][A-Za-z0-9-]*$", max_length=80)


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class WhenTable(Strict):
    question: str = Field(pattern=r"^[a-z][a-z0-9-]*(/[a-z][a-z0-9-]*)?$")
    operator: Literal["=", "!=", ">", "<", ">=", "<=", "exists"] = "="
    answer: str | int | bool = True


class ItemTable(Strict):
    link_id: str = Id
    type: ItemType
    required: bool | None = None
    options: list[Code] | str = []
    exclusive: list[str] = []
    correct: str = ""
    before_dosing: bool = False
    role: str = ""
    loinc: str = ""
    minimum: str = ""
    maximum: str = ""
    scale: bool = False
    enable_when: list[WhenTable] = []
    enable_behavior: Literal["any", "all"] = "any"


class PageTable(Strict):
    id: str = Id
    risk: bool = False
    offered: bool = False
    item: list[ItemTable] = []
    enable_when: list[WhenTable] = []
    enable_behavior: Literal["any", "all"] = "any"


class OptionSetTable(Strict):
    codes: list[Code]
    scores: list[int] = []


class RuleTable(Strict):
    id: str = RuleId
    level: Level
    when: list[WhenTable] = Field(min_length=1)
    behavior: Literal["any", "all"] = "any"
    source: str = Field(min_length=1)
    safety: Safety = ""
    holds_signing: bool = False


class BandTable(Strict):
    code: str = Id
    lowest: int
    highest: int


class CutoffTable(Strict):
    at: int
    when: list[WhenTable] = []


class ClusterTable(Strict):
    code: str = Id
    items: list[str] = Field(min_length=1)
    at_least: int
    needed: int = Field(ge=1)


class ScoreTable(Strict):
    id: str = Id
    items: list[str] = Field(min_length=1)
    band: list[BandTable] = []
    source: str
    loinc: str = ""
    cutoff: list[CutoffTable] = []
    cluster: list[ClusterTable] = []
    most_missing: int = Field(default=0, ge=0)


class TranslationTable(Strict):
    """How good a translation is, and on whose word."""

    status: TranslationStatus
    reviewer: str = ""
    qualification: str = ""
    date: str = ""
    source_digest: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    source: str = ""
    ours: "TranslationTable | None" = None


class FormTable(Strict):
    id: str = Id
    version: str = Field(pattern=r"^[0-9]+(\.[0-9]+)*$")
    kind: Literal["consent", "screening"]
    status: Literal["draft", "retired"]
    languages: list[Language] = Field(min_length=1)
    needs_on_call: bool = False
    fresh_minutes: int = Field(default=0, ge=0)
    replaces: str = Field(default="", pattern=r"^([0-9]+(\.[0-9]+)*)?$")
    translation: dict[str, TranslationTable] = {}
    page: list[PageTable] = Field(min_length=1)
    option_set: dict[str, OptionSetTable] = {}
    rule: list[RuleTable] = []
    score: list[ScoreTable] = []


class PageWords(Strict):
    title: str
    intro: str = ""


class ItemWords(Strict):
    text: str
    hint: str = ""
    why: str = ""
    option: dict[str, str] = {}
    option_hint: dict[str, str] = {}


class RuleWords(Strict):
    reason: str
    patient: str


class ScoreWords(Strict):
    label: str
    band: dict[str, str] = {}
    cluster: dict[str, str] = {}


class WordingTable(Strict):
    title: str
    notice: str = ""
    page: dict[str, PageWords]
    item: dict[str, ItemWords]
    option_set: dict[str, dict[str, str]] = {}
    rule: dict[str, RuleWords] = {}
    score: dict[str, ScoreWords] = {}


class ReferenceTable(Strict):
    reference: dict[str, str]


class GlossaryTable(Strict):
    word: dict[Annotated[str, Field(min_length=1)], Annotated[str, Field(min_length=1)]]


class PublishedTable(Strict):
    published: dict[str, str]


class StepTable(Strict):
    form: str = ""
    version: str = ""
    review: bool = False


class PacketTable(Strict):
    id: str = Id
    version: str
    title: str
    step: list[StepTable] = Field(min_length=1)


def read_toml(path: Path, model: type[Model]) -> Model:
    """The file as that model. FormError names the place and the mend."""
    source = read_text(path)
    try:
        data = tomllib.loads(source)
    except RecursionError:
        raise FormError(
            path, 0, "lists or tables stand inside each other too deeply; a form is flat"
        ) from None
    except ValueError as error:  # TOMLDecodeError, and a number of more digits than Python reads
        raise FormError(path, _line_in(str(error)), f"this is not TOML: {error}") from None
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        key = str(first["loc"][-1]) if first["loc"] else ""
        where = " › ".join(str(part)[:80] for part in first["loc"])
        raise FormError(
            path, _line_of_fault(source, key, first["input"]), f"{where}: {first['msg']}"
        ) from None


def _line_of_fault(source: str, key: str, value: Any) -> int:
    """Where a key has that value; where the value stands, or the key, when that cannot be told."""
    plain = isinstance(value, str | int) or value == []
    said = re.escape(json.dumps(value, ensure_ascii=False)) if plain else ""
    name = rf"(?<![\w-]){re.escape(key)}\s*="
    for pattern in (rf"{name}\s*{said}", said if isinstance(value, str) else "", name):
        found = re.search(pattern, source) if pattern else None
        if found:
            return source.count("\n", 0, found.start()) + 1
    return line_of(source, key)


def read_text(path: Path) -> str:
    """The file as text. FormError when it is missing, too large, no file of this folder, or not UTF-8."""
    try:
        return read_bytes(path).decode()
    except UnicodeDecodeError:
        raise FormError(path, 0, "this file is not UTF-8 text; save it again as UTF-8") from None


def read_bytes(path: Path) -> bytes:
    """The bytes of a file that an author wrote. FormError for whatever is not a plain file inside its own folder."""
    try:
        if not path.is_file():
            _refuse_odd(path)
        if not path.resolve().is_relative_to(path.parent.resolve()):
            raise FormError(path, 0, "this is a link to another folder; put the file itself here")
        if path.stat().st_size > MOST_BYTES:
            raise FormError(path, 0, f"this file is larger than {MOST_BYTES:,} bytes; split the form")
        return path.read_bytes()
    except (OSError, RuntimeError) as error:  # RuntimeError: a link that leads to itself
        reason = getattr(error, "strerror", None) or "it cannot be followed"
        raise FormError(path, 0, f"this file cannot be read ({reason}); mend its permissions") from None


def _refuse_odd(path: Path) -> None:
    if path.is_dir():
        raise FormError(path, 0, "a folder stands where a file belongs; move it away")
    if path.exists():
        raise FormError(path, 0, "this is no plain file; write the text into a file of this name")
    raise FormError(path, 0, "this file is missing; every language of the form needs one")


def _line_in(message: str) -> int:
    _, found, rest = message.partition("(at line ")
    return int(rest.split(",")[0]) if found else 0
